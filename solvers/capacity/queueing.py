"""Waiting in front of c slots: Erlang C with the Allen-Cunneen correction, and the latency tail that follows.

Erlang 1917; Allen 1990, ISBN 0120510510, for G/G/c: the mean wait of M/M/c times (Ca^2 + Cs^2) / 2, with squared
coefficients of variation of arrivals and service. The wait of those who wait is taken as exponential.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy import special

MOST = 10**12


@dataclass(frozen=True)
class Service:
    """Time in a slot, seconds; lognormal around its mean, or always the same when cv is 0."""

    mean: float
    cv: float = 0.0

    def tail(self, seconds: float) -> float:
        """Share of services that take longer."""
        if seconds <= 0.0:
            return 1.0
        if self.cv == 0.0:
            return float(self.mean > seconds)
        spread = sqrt(log(1.0 + self.cv**2))
        return float(special.ndtr((log(self.mean) - spread**2 / 2.0 - log(seconds)) / spread))

    def points(self, count: int = 400) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Equally likely times that stand for the distribution."""
        if self.cv == 0.0:
            return np.array([self.mean])
        spread = sqrt(log(1.0 + self.cv**2))
        levels = (np.arange(count) + 0.5) / count
        return np.asarray(self.mean * np.exp(spread * special.ndtri(levels) - spread**2 / 2.0))


def erlang_c(slots: int, load: float) -> float:
    """Probability that an arrival waits, for an offered load in slots; 1 when the load is not below the slots.

    With Erlang B by its recursion 1/B(c) = 1 + c/load x 1/B(c-1), which does not overflow.
    """
    if load >= slots:
        return 1.0
    if load <= 0.0:
        return 0.0
    # Poisson probabilities in place of the recursion: B = pmf(c) / cdf(c), exact and quick for many slots.
    blocked = exp(slots * log(load) - load - special.gammaln(slots + 1.0)) / float(
        special.gammaincc(slots + 1.0, load)
    )
    return blocked / (1.0 - load / slots * (1.0 - blocked))


@dataclass(frozen=True)
class Wait:
    """Waiting before service."""

    probability: float
    """Of waiting at all."""
    mean_of_waiting: float
    """Mean seconds of those who wait; infinite when the load is too much."""

    @property
    def mean(self) -> float:
        """Mean seconds over everybody."""
        return self.probability * self.mean_of_waiting if self.probability else 0.0

    def quantile(self, level: float) -> float:
        """Seconds that a share `level` of arrivals do not exceed."""
        if self.probability <= 1.0 - level:
            return 0.0
        return self.mean_of_waiting * log(self.probability / (1.0 - level))


def wait(rate: float, service: Service, slots: int, arrival_cv: float = 1.0) -> Wait:
    """Waiting at an arrival rate (per second) before so many slots."""
    load = rate * service.mean
    if load >= slots:
        return Wait(1.0, float("inf"))
    correction = (arrival_cv**2 + service.cv**2) / 2.0
    return Wait(erlang_c(slots, load), service.mean / (slots - load) * correction)


def late(rate: float, service: Service, slots: int, objective: float, arrival_cv: float = 1.0) -> float:
    """Share of requests whose wait and service together exceed the objective."""
    waiting = wait(rate, service, slots, arrival_cv)
    if waiting.mean_of_waiting == float("inf"):
        return 1.0
    times = service.points()
    left = np.maximum(objective - times, 0.0)
    if waiting.mean_of_waiting <= 0.0:
        return float(np.mean(times > objective))
    waits = waiting.probability * np.exp(-left / waiting.mean_of_waiting)
    return float(np.mean(np.where(times > objective, 1.0, waits)))


def replicas(
    rate: float,
    service: Service,
    slots: int,
    objective: float,
    level: float = 0.95,
    arrival_cv: float = 1.0,
) -> int | None:
    """Fewest replicas of so many slots each with which a share `level` of requests meets the objective.

    One queue before all slots, as a router that sends to the least busy replica does. None when the service alone is
    too slow, so that no number helps.
    """
    if service.tail(objective) >= 1.0 - level:
        return None
    low = max(1, int(rate * service.mean / slots))
    high = low
    while late(rate, service, high * slots, objective, arrival_cv) > 1.0 - level:
        low, high = high + 1, high * 2
        if high > MOST:
            return None
    while low < high:
        middle = (low + high) // 2
        if late(rate, service, middle * slots, objective, arrival_cv) > 1.0 - level:
            low = middle + 1
        else:
            high = middle
    return low

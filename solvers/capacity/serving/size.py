"""Replicas for an arrival rate and a latency objective, at a peak and over a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from solvers.capacity.queueing import Service, late, replicas, wait
from solvers.capacity.serving.roofline import Replica

GRID = 1.15
"""Step between the numbers of slots that are tried."""


@dataclass(frozen=True)
class Option:
    """A replica that lets so many requests in at a time."""

    slots: int
    residence: float
    """Mean seconds in a slot when all of them are busy."""


@dataclass(frozen=True)
class Demand:
    """Requests and what they expect."""

    rate: float
    """Requests a second."""
    objective: float
    """Seconds that `level` of the requests must not exceed, waiting included."""
    level: float = 0.95
    service_cv: float = 0.5
    """Spread of the time in a slot: answers differ in length."""
    arrival_cv: float = 1.0
    """1 for independent requests, more for bursts."""


@dataclass(frozen=True)
class Size:
    """How many replicas, and how they fare."""

    replicas: int
    option: Option
    utilisation: float
    """Share of the slots that is busy."""
    wait_probability: float
    wait_mean: float
    on_time: float
    """Share of requests within the objective."""


def options(replica: Replica) -> tuple[Option, ...]:
    """Numbers of slots from one to what memory holds."""
    found, slots = [], 1
    while slots < replica.sequences:
        found.append(Option(slots, replica.residence_seconds(slots)))
        slots = max(slots + 1, ceil(slots * GRID))
    if replica.sequences:
        found.append(Option(replica.sequences, replica.residence_seconds(replica.sequences)))
    return tuple(found)


def size(choices: Sequence[Option], demand: Demand) -> Size | None:
    """Fewest replicas over all choices of slots, the most slots among equals; None when every choice is too slow."""
    best: Size | None = None
    for option in choices:
        service = Service(option.residence, demand.service_cv)
        count = replicas(
            demand.rate, service, option.slots, demand.objective, demand.level, demand.arrival_cv
        )
        if count is not None and (best is None or count <= best.replicas):
            best = _size(option, service, count, demand)
    return best


def _size(option: Option, service: Service, count: int, demand: Demand) -> Size:
    slots = count * option.slots
    waiting = wait(demand.rate, service, slots, demand.arrival_cv)
    missed = late(demand.rate, service, slots, demand.objective, demand.arrival_cv)
    return Size(
        count,
        option,
        demand.rate * service.mean / slots,
        waiting.probability,
        waiting.mean,
        1.0 - missed,
    )


def autoscaled(wanted: Sequence[int], lag: int, least: int) -> tuple[int, ...]:
    """Replicas in each period when they follow the load, which needs `wanted` of them, round and round.

    New replicas need `lag` periods to start, so each period holds what any of the next `lag` will need; never fewer
    than `least`.
    """
    return tuple(
        max(least, *(wanted[(n + ahead) % len(wanted)] for ahead in range(lag + 1)))
        for n in range(len(wanted))
    )

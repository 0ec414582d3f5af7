"""A queue in front of slots, simulated event by event: what the queue model is checked against."""

import heapq
from dataclasses import dataclass

import numpy as np

from solvers.capacity.queueing import Service, replicas


def on_time(
    rate: float,
    service: Service,
    slots: int,
    objective: float,
    requests: int,
    rng: np.random.Generator,
    arrival_cv: float = 1.0,
) -> float:
    """Share of requests whose wait and service meet the objective, after a warm-up of a tenth.

    First come, first served; gaps between arrivals are gamma, services lognormal.
    """
    gaps = rng.gamma(1.0 / arrival_cv**2, arrival_cv**2 / rate, requests)
    spread = np.sqrt(np.log(1.0 + service.cv**2))
    times = service.mean * np.exp(spread * rng.standard_normal(requests) - spread**2 / 2.0)
    free = [0.0] * slots
    now, good, counted = 0.0, 0, 0
    for n, (gap, time) in enumerate(zip(gaps.tolist(), times.tolist(), strict=True)):
        now += gap
        start = max(now, free[0])
        heapq.heapreplace(free, start + time)
        if n >= requests // 10:
            counted += 1
            good += start + time - now <= objective
    return good / counted


@dataclass(frozen=True)
class Case:
    """One service with its objective."""

    rate: float
    service: Service
    slots: int
    objective: float


def draw(rng: np.random.Generator) -> Case:
    """A random case: 1 to 64 slots a replica, up to some dozen replicas, objectives from tight to loose."""
    service = Service(float(rng.lognormal(0.0, 1.0)), float(rng.uniform(0.0, 1.2)))
    slots = int(np.exp(rng.uniform(0.0, np.log(64.0))))
    rate = float(np.exp(rng.uniform(np.log(0.3), np.log(20.0)))) * slots / service.mean
    alone = float(np.quantile(service.points(), 0.95))
    return Case(rate, service, slots, alone * float(rng.uniform(1.1, 4.0)))


def check(case: Case, requests: int, seed: int) -> tuple[int, bool, bool | None]:
    """Replicas by the queue model, whether they do in simulation, and whether one fewer does (None for the first)."""
    found = replicas(case.rate, case.service, case.slots, case.objective)
    assert found is not None

    def good(count: int) -> bool:
        rng = np.random.default_rng(seed)
        share = on_time(case.rate, case.service, count * case.slots, case.objective, requests, rng)
        return share >= 0.95

    return found, good(found), good(found - 1) if found > 1 else None

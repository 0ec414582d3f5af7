"""Replicas that batch continuously, simulated step by step: what the whole serving estimate is checked against."""

import heapq
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from solvers.capacity.hardware.catalogue import catalogue
from solvers.capacity.serving.model import known_models
from solvers.capacity.serving.roofline import Load, Replica
from solvers.capacity.serving.size import Demand, options, size


@dataclass
class Running:
    """One replica: requests in it, by the step after which each is done."""

    steps: int = 0
    until: list[tuple[int, float]] = field(default_factory=list)
    """(last step, arrival), earliest first."""
    busy: bool = False


def on_time(
    replica: Replica, slots: int, count: int, demand: Demand, requests: int, rng: np.random.Generator
) -> float:
    """Share of requests within the objective, after a warm-up of a tenth.

    A waiting request goes to the replica with the fewest requests. A step takes as long as its requests need by the
    roofline, plus the prompts of those that begin with it; lengths of answers are lognormal.
    """
    arrivals = np.cumsum(rng.exponential(1.0 / demand.rate, requests))
    spread = np.sqrt(np.log(1.0 + demand.service_cv**2))
    lengths = replica.load.output_tokens * np.exp(spread * rng.standard_normal(requests) - spread**2 / 2.0)
    tokens = np.maximum(1, np.rint(lengths)).astype(int).tolist()
    cost = [replica.step_seconds(n) for n in range(slots + 1)]
    fleet = [Running() for _ in range(count)]
    waiting: deque[tuple[float, int]] = deque()
    events: list[tuple[float, int]] = [(float(at), -1 - n) for n, at in enumerate(arrivals)]
    heapq.heapify(events)
    good = counted = 0
    warm = float(arrivals[requests // 10])
    while events:
        now, who = heapq.heappop(events)
        if who < 0:
            waiting.append((now, tokens[-1 - who]))
        else:
            running = fleet[who]
            running.busy = False
            running.steps += 1
            while running.until and running.until[0][0] <= running.steps:
                _, arrived = heapq.heappop(running.until)
                if arrived >= warm:
                    counted += 1
                    good += now - arrived <= demand.objective
        for n in sorted(range(count), key=lambda n: len(fleet[n].until)):
            running = fleet[n]
            if running.busy:
                continue
            begun = 0
            while waiting and len(running.until) < slots and not _emptier(fleet, n, slots):
                arrived, length = waiting.popleft()
                heapq.heappush(running.until, (running.steps + length, arrived))
                begun += 1
            if running.until:
                running.busy = True
                seconds = cost[len(running.until)] + begun * replica.prompt_seconds()
                heapq.heappush(events, (now + seconds, n))
    return good / counted


def _emptier(fleet: list[Running], own: int, slots: int) -> bool:
    """Whether an idle replica with fewer requests is there to take the next one."""
    mine = len(fleet[own].until)
    return any(not other.busy and len(other.until) < min(mine, slots) for other in fleet)


def check(seed: int, requests: int = 4_000) -> tuple[int, bool, bool | None]:
    """A random service: replicas found, whether they meet the objective, and whether one fewer does."""
    rng = np.random.default_rng(seed)
    name = str(rng.choice(["Llama-3.1-8B", "Llama-3.3-70B", "Qwen3-32B"]))
    load = Load(float(rng.integers(100, 3000)), float(rng.integers(50, 300)))
    replica = Replica(known_models()[name], catalogue()["H100-SXM"], "fp8", 4, load)
    choices = options(replica)
    quick = choices[0].residence
    demand = Demand(float(np.exp(rng.uniform(0, 4))), quick * float(rng.uniform(3.0, 8.0)))
    found = size(choices, demand)
    assert found is not None

    def good(count: int) -> bool:
        again = np.random.default_rng(seed + 1)
        return on_time(replica, found.option.slots, count, demand, requests, again) >= 0.95

    return found.replicas, good(found.replicas), good(found.replicas - 1) if found.replicas > 1 else None

"""Small random instances, and their best makespans by trying all starts."""

import random
from itertools import product

from solvers.scheduling.check import faults
from solvers.scheduling.instance import Activity, Instance


def random_instance(
    seed: int, count: int, resources: int, *, longest: int = 3, idle: bool = True
) -> Instance:
    """Activities of 0 to `longest` periods (at least 1 unless `idle`), each after some of the earlier ones."""
    rng = random.Random(seed)
    capacity = tuple(rng.randint(3, 6) for _ in range(resources))
    after: list[list[int]] = [[] for _ in range(count)]
    for i in range(count):
        for other in range(i + 1, count):
            if rng.random() < 1.5 / count:
                after[i].append(other)
    return Instance(
        capacity,
        tuple(
            Activity(
                f"activity {i + 1}",
                rng.randint(0 if idle else 1, longest),
                tuple(rng.randint(0, limit) for limit in capacity),
                tuple(after[i]),
                rng.choice([0, 0, 0, 2]),
            )
            for i in range(count)
        ),
    )


def shortest(instance: Instance) -> int:
    """The least makespan of all starts."""
    horizon = sum(a.length for a in instance.activities) + 2
    best = horizon
    for start in product(range(horizon + 1), repeat=len(instance.activities)):
        makespan = max(s + a.length for s, a in zip(start, instance.activities, strict=True))
        if makespan < best and not faults(instance, start, makespan):
            best = makespan
    return best

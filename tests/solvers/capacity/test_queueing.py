"""The queue model against exact values and against simulation."""

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.queue_simulation import check, draw, on_time
from solvers.capacity.queueing import Service, erlang_c, late, replicas, wait


@pytest.mark.parametrize(
    ("slots", "busy", "probability", "mean", "p95"),
    [
        # M/M/c in units of the service time, computed exactly elsewhere.
        (1, 0.8, 0.8, 4.0, 13.863),
        (2, 0.8, 0.711111, 1.777778, 6.637014),
        (8, 0.8, 0.457645, 0.286028, 1.383794),
        (8, 0.9, 0.701533, 0.876916, 3.301556),
        (16, 0.9, 0.591343, 0.369590, 1.543984),
        (32, 0.9, 0.458197, 0.143186, 0.692274),
        (64, 0.95, 0.588011, 0.183753, 0.770226),
    ],
)
def test_waiting_is_that_of_erlang(
    slots: int, busy: float, probability: float, mean: float, p95: float
) -> None:
    found = wait(slots * busy, Service(1.0, cv=1.0), slots)
    assert found.probability == pytest.approx(probability, abs=1e-6)
    assert found.mean == pytest.approx(mean, abs=1e-6)
    assert found.quantile(0.95) == pytest.approx(p95, abs=1e-3)


def test_a_queue_without_spread_waits_half_as_long() -> None:
    # M/D/1 waits exactly half of M/M/1 (Pollaczek-Khinchine): 0.8 / 0.2 / 2 = 2.
    assert wait(0.8, Service(1.0, cv=0.0), 1).mean == pytest.approx(2.0)


def test_too_much_load_waits_for_ever() -> None:
    assert erlang_c(4, 4.0) == 1.0
    assert late(4.0, Service(1.0), 4, objective=100.0) == 1.0


def test_many_slots_do_not_overflow() -> None:
    assert 0.0 < erlang_c(1_000_000, 999_000.0) < 1.0


def test_no_number_of_replicas_helps_a_slow_service() -> None:
    assert replicas(10.0, Service(2.0, cv=0.0), 4, objective=1.5) is None


def test_more_load_never_needs_fewer_replicas() -> None:
    counts = [replicas(rate, Service(1.0, 0.5), 8, 3.0) for rate in np.linspace(0.0, 200.0, 41)]
    assert counts[0] == 1
    assert all(a is not None and b is not None and a <= b for a, b in pairwise(counts))


def test_the_simulation_agrees_with_the_exact_queue() -> None:
    # M/M/1 at 0.5: the time in system is exponential with mean 2, so 1 - exp(-3/2) = 77.7 % are within 3. The
    # lognormal with the same spread gives nearly the same; M/D/1 has P(wait 0) = 0.5 exactly.
    rng = np.random.default_rng(3)
    assert on_time(0.5, Service(1.0, cv=0.0), 1, 1.0, 100_000, rng) == pytest.approx(0.5, abs=0.01)


def test_replicas_meet_the_objective_in_simulation_and_one_fewer_mostly_does_not() -> None:
    rng = np.random.default_rng(11)
    results = [check(draw(rng), requests=20_000, seed=n) for n in range(40)]
    assert sum(good for _, good, _ in results) >= 38
    fewer = [good for _, _, good in results if good is not None]
    assert len(fewer) >= 20
    assert sum(not good for good in fewer) >= 0.8 * len(fewer)

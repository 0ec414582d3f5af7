"""The replay against answers that are known exactly, within four standard errors.

Durations are sampled here and given to the real replay on a grid of 200 weeks to the unit; rounding up to whole weeks adds
half a week for each phase in a row, which the tolerance allows for.
"""

import numpy as np
import pytest

from benchmarks.networks import UNIT, replayed
from solvers.simulation.problem import Outcomes

RUNS = 4096
BRIDGE = [[], [], [0], [0], [1, 2]]  # activities 1-2, 1-3, 2-3, 2-4, 3-4; project done when the last two are


def exponential(phases: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).exponential(size=(RUNS, phases))


def ends(out: Outcomes) -> np.ndarray:
    return out.launch.max(axis=1) / UNIT


def check_mean(values: np.ndarray, exact: float, rounding: float = 1) -> None:
    error = values.std() / np.sqrt(len(values))
    assert values.mean() == pytest.approx(exact, abs=4 * error + rounding / UNIT)


def check_quantile(values: np.ndarray, level: float, exact: float, rounding: float = 1) -> None:
    """The share of runs at or below the exact quantile is its level."""
    error = 4 * np.sqrt(level * (1 - level) / len(values))
    assert (values <= exact + rounding / UNIT).mean() >= level - error
    assert (values <= exact).mean() <= level + error


@pytest.mark.parametrize(
    ("phases", "p50", "p80", "p90"),
    [
        (5, 4.670909, 6.720979, 7.993590),
        (10, 9.668715, 12.518753, 14.205990),
        (20, 19.667672, 23.634269, 25.902529),
    ],
)
def test_phases_in_series_are_erlang(phases: int, p50: float, p80: float, p90: float) -> None:
    done = ends(replayed(exponential(phases), [[i - 1] if i else [] for i in range(phases)]))
    check_mean(done, phases, phases)
    for level, exact in ((0.5, p50), (0.8, p80), (0.9, p90)):
        check_quantile(done, level, exact, phases)


@pytest.mark.parametrize(
    ("phases", "mean", "p80"),
    [(2, 1.5, 2.248354), (5, 2.283333, 3.131609), (10, 2.928968, 3.813662), (50, 4.499205, 5.414194)],
)
def test_parallel_phases_end_with_the_longest(phases: int, mean: float, p80: float) -> None:
    done = ends(replayed(exponential(phases), [[]] * phases))
    check_mean(done, mean)
    check_quantile(done, 0.8, p80)


@pytest.mark.parametrize(("paths", "mean"), [(2, 0.564190), (3, 0.846284), (5, 1.162964), (10, 1.538753)])
def test_merging_normal_paths_has_its_bias(paths: int, mean: float) -> None:
    scores = np.random.default_rng(2).normal(size=(RUNS, paths))
    check_mean(ends(replayed(scores + 8, [[]] * paths)) - 8, mean)


@pytest.mark.parametrize(
    ("correlation", "mean"), [(0.0, 0.564190), (0.3, 0.472035), (0.6, 0.356825), (0.9, 0.178412)]
)
def test_correlation_takes_from_the_bias(correlation: float, mean: float) -> None:
    scores = np.random.default_rng(3).multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], RUNS)
    check_mean(ends(replayed(scores + 8, [[], []])) - 8, mean)


def test_the_bridge_takes_83_24ths() -> None:
    out = replayed(exponential(5), BRIDGE)
    done = ends(out)
    check_mean(done, 83 / 24, 3)
    assert done.var() == pytest.approx(1663 / 576, rel=0.15)
    for level, exact in ((0.5, 3.161), (0.8, 4.716), (0.9, 5.724)):
        check_quantile(done, level, exact, 3)


def test_the_bridge_has_its_criticality() -> None:
    # Two chains hardly ever tie on so fine a grid; where they do, both count.
    critical = (replayed(exponential(5), BRIDGE).slack == 0).mean(axis=0)
    for phase, exact in enumerate((19 / 24, 5 / 24, 14 / 24, 5 / 24, 19 / 24)):
        error = np.sqrt(exact * (1 - exact) / RUNS)
        assert critical[phase] == pytest.approx(exact, abs=4 * error + 0.01)


def test_the_diamond_takes_three_and_a_half() -> None:
    done = ends(replayed(exponential(4), [[], [0], [0], [1, 2]]))
    check_mean(done, 3.5, 3)
    assert done.std() == pytest.approx(1.802776, rel=0.06)


@pytest.mark.parametrize(
    ("jobs", "servers", "mean", "sd"),
    [
        (4, 2, 5 / 2, 1.322876),
        (6, 2, 7 / 2, 1.5),
        (6, 3, 17 / 6, 1.301708),
        (10, 2, 11 / 2, 1.802776),
        (10, 4, 43 / 12, 1.341123),
    ],
)
def test_jobs_share_few_servers(jobs: int, servers: int, mean: float, sd: float) -> None:
    # Each job is a project of its own; the person can be on so many at a time.
    done = ends(replayed(exponential(jobs), [[]] * jobs, servers, list(range(jobs))))
    check_mean(done, mean, jobs / servers)
    assert done.std() == pytest.approx(sd, rel=0.06)


@pytest.mark.parametrize(("rates", "mean"), [((1, 2, 3, 4), 563 / 420), ((4, 3, 2, 1), 613 / 420)])
def test_the_order_of_the_plan_matters(rates: tuple[int, ...], mean: float) -> None:
    # Slow jobs first is best: 1.340476 against 1.459524.
    durations = exponential(4) / np.array(rates)
    check_mean(ends(replayed(durations, [[]] * 4, 2, list(range(4)))), mean, 2)


@pytest.mark.parametrize(("before", "mean"), [(BRIDGE, 7 / 2), ([[], [0], [], [0], [2, 3]], 57 / 16)])
def test_the_bridge_on_two_servers_depends_on_the_list(before: list[list[int]], mean: float) -> None:
    # List 1, 2, 3, 4, 5 and list 1, 4, 2, 3, 5 (the phases are numbered in the order of the list).
    check_mean(ends(replayed(exponential(5), before, 2)), mean, 3)


def test_two_projects_that_share_a_person_add_up() -> None:
    out = replayed(exponential(2), [[], []], 1, [0, 1])
    check_mean(out.launch[:, 0] / UNIT, 1)
    check_mean(out.launch[:, 1] / UNIT, 2, 2)
    assert (out.slack == 0).all()
    assert out.critical.mean() == 1.0


def test_the_mean_of_a_geometric_number_of_repetitions() -> None:
    # Each attempt takes one unit and fails with 0.4: on average 1 / 0.6 of them.
    attempts = np.random.default_rng(4).geometric(0.6, size=(RUNS, 1)).astype(float)
    check_mean(ends(replayed(attempts, [[]])), 1 / 0.6)

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from benchmarks.networks import UNIT, draws_of, network, replayed
from solvers.simulation.figures import Weeks, figure, mean
from solvers.simulation.kernel.sensitivity import kendall, pearson, ranks
from solvers.simulation.problem import Uncertain
from solvers.simulation.report import Inputs, confidence_curve, joint, tornado
from solvers.simulation.run import Runs
from solvers.simulation.sensitivity import sensitivity

RUNS = 4096


def runs_of(durations: np.ndarray, before: list[list[int]]) -> Runs:
    return Runs(draws_of(durations, 0), replayed(durations, before))


def test_the_error_of_a_mean_covers_the_truth_as_often_as_it_should() -> None:
    # Eight parts: 95 % within 2.365 errors (Student, 7 degrees of freedom).
    rng = np.random.default_rng(1)
    told = [figure(mean, rng.normal(size=400)) for _ in range(400)]
    covered = np.mean([abs(value) <= 2.365 * se for value, se in told])
    assert covered == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 400))


def test_what_happens_in_one_part_only_has_no_error() -> None:
    value, se = figure(mean, np.array([3.0]))
    assert value == 3.0
    assert np.isnan(se)


def test_two_equal_phases_in_series_each_correlate_with_root_one_half() -> None:
    durations = np.random.default_rng(2).exponential(size=(RUNS, 2))
    runs = runs_of(durations, [[], [0]])
    found = sensitivity(runs, 0, 0)
    assert found is not None
    assert found.criticality.value == 1.0
    assert found.cruciality.value == pytest.approx(np.sqrt(0.5), abs=4 * found.cruciality.se)
    # Critical always, so the schedule sensitivity is the ratio of the spreads: 1 / sqrt(2).
    assert found.schedule_sensitivity.value == pytest.approx(
        np.sqrt(0.5), abs=4 * found.schedule_sensitivity.se
    )
    assert 0.5 < found.kendall.value < found.spearman.value < 0.8
    assert 0 < found.spearman.se < 0.1


def test_a_constant_phase_is_critical_but_not_crucial() -> None:
    # Criticality alone misleads: what never varies decides nothing.
    durations = np.column_stack([np.ones(RUNS), np.random.default_rng(3).exponential(size=RUNS)])
    found = sensitivity(runs_of(durations, [[], [0]]), 0, 0)
    assert found is not None
    assert found.criticality.value == 1.0
    assert np.isnan(found.cruciality.value)
    assert np.isnan(found.kendall.value)


def test_the_slack_of_a_short_branch_is_what_it_lacks_to_the_long_one() -> None:
    # Start 1, then 2 beside 5, then 1: the launch is at 7, and the short branch could end 3 later.
    runs = runs_of(np.tile([1.0, 2.0, 5.0, 1.0], (16, 1)), [[], [0], [0], [1, 2]])
    assert (runs.out.slack[:, [0, 2, 3]] == 0).all()
    assert (runs.out.slack[:, 1] == 3 * UNIT).all()
    short = sensitivity(runs, 1, 0)
    assert short is not None
    assert short.criticality.value == 0.0
    assert short.significance.value == pytest.approx(2 / 5)


def test_significance_weighs_late_launches_more() -> None:
    # Half of the runs: branches of 1 and 3, launch at 3; the others: 1 and 1, launch at 1. Mean launch 2.
    durations = np.tile([[1.0, 3.0, 0.0], [1.0, 1.0, 0.0]], (64, 1))
    found = sensitivity(runs_of(durations, [[], [], [0, 1]]), 0, 0)
    assert found is not None
    assert found.significance.value == pytest.approx((1 / 3 * 3 / 2 + 1 * 1 / 2) / 2, abs=0.01)


def test_rank_correlations_are_those_of_scipy_also_with_ties() -> None:
    rng = np.random.default_rng(5)
    x = rng.integers(0, 12, 300)
    y = x + rng.integers(0, 20, 300)
    assert pearson(ranks(x), ranks(y)) == pytest.approx(stats.spearmanr(x, y).statistic)
    assert kendall(x, y) == pytest.approx(stats.kendalltau(x, y).statistic)
    assert kendall(x[::-1].copy(), y) == pytest.approx(stats.kendalltau(x[::-1], y).statistic)


def test_figures_of_dates_are_those_of_the_runs_one_by_one() -> None:
    rng = np.random.default_rng(6)
    weeks = np.where(rng.random(1003) < 0.2, -1, rng.poisson(12, 1003))
    found = Weeks(weeks)

    def late(some: np.ndarray) -> float:
        return mean(np.maximum(some[some >= 0] - 12, 0))

    def p80(some: np.ndarray) -> float:
        come = np.sort(some[some >= 0])
        return float(come[int(np.ceil(0.8 * len(come))) - 1])

    def by(some: np.ndarray) -> float:
        return mean((some >= 0) & (some <= 12))

    for told, statistic in ((found.late(12), late), (found.quantile(0.8), p80), (found.by(12), by)):
        assert told == pytest.approx(figure(statistic, weeks))
    counted = rng.random(1003) < 0.5
    some = Weeks(weeks, counted=counted).quantile(0.8)
    assert some == pytest.approx(figure(lambda w, c: p80(w[c]), weeks, counted))


def test_what_never_comes_has_no_date() -> None:
    assert np.isnan(Weeks(np.full(16, -1)).quantile(0.5).value)
    assert Weeks(np.full(16, -1)).by(5).value == 0.0


def test_a_project_that_never_launches_has_no_sensitivity() -> None:
    runs = runs_of(np.ones((16, 1)), [[]])
    stopped = runs.out._replace(launch=np.full_like(runs.out.launch, -1))
    assert sensitivity(runs._replace(out=stopped), 0, 0) is None


def test_joint_confidence_is_the_share_of_runs_that_keep_both() -> None:
    weeks = np.array([1, 2, 3, 4, -1] * 8)
    cost = np.array([40.0, 30.0, 20.0, 10.0, 5.0] * 8)
    found = joint(weeks, cost, (0.25, 0.5, 1.0))
    assert found is not None
    assert found.weeks == [1, 2, 4]
    assert found.costs == [10.0, 20.0, 40.0]
    # By week 2 launch the runs that cost 40 and 30; both within 40: two of five.
    assert [[at.value for at in row] for row in found.confidence] == [
        [0, 0, 0.2],
        [0, 0, 0.4],
        [0.2, 0.4, 0.8],
    ]


def test_the_confidence_curve_gives_the_least_cost_for_each_date() -> None:
    weeks = np.array([1, 2, 3, 4])
    cost = np.array([40.0, 10.0, 20.0, 30.0])
    # Half of the runs: by week 2 at 40, by week 3 at 20; week 4 takes no less than week 3.
    assert [(week, at.value) for week, at in confidence_curve(weeks, cost, 0.5)] == [(2, 40.0), (3, 20.0)]
    assert [(week, at.value) for week, at in confidence_curve(weeks, cost, 1.0)] == [(4, 40.0)]


def test_the_error_of_the_confidence_curve_is_that_of_a_quantile() -> None:
    rng = np.random.default_rng(2)
    told = []
    for _ in range(40):
        weeks, cost = rng.integers(0, 3, 4096), rng.normal(100.0, 10.0, 4096)
        told.append(confidence_curve(weeks, cost, 0.5)[-1][1])
    # By week 2 all runs are there: the median of a normal sample has the error sigma * sqrt(pi / 2 / n).
    exact = 10.0 * np.sqrt(np.pi / 2 / 4096)
    assert np.mean([at.se for at in told]) == pytest.approx(exact, rel=0.15)
    assert np.std([at.value for at in told]) == pytest.approx(exact, rel=0.4)


def test_the_tornado_names_the_larger_cause_first_and_leaves_constants_out() -> None:
    rng = np.random.default_rng(4)
    durations = np.column_stack([rng.exponential(size=RUNS), 3 * rng.exponential(size=RUNS), np.ones(RUNS)])
    draws = draws_of(durations, 0)
    amount = Uncertain(1, 1, 1, "quantiles")
    problem = replace(network([[], [0], [1]], [0, 0, 0], 0, 10), weeks=dict.fromkeys(range(3), amount))
    out = replayed(durations, [[], [0], [1]])
    found = tornado(Inputs(problem, Runs(draws, out)), out.launch[:, 0].astype(np.int64), 5)
    assert [swing.index for swing in found] == [1, 0]
    assert found[0].high > found[0].low
    assert found[0].size > found[1].size

"""What is learnt from histories whose truth is known: short ones, heavy tails, drift, few and many teams."""

import datetime as dt
import math

import numpy as np
import pytest

from planner.domain.calibration import MEDIAN
from planner.domain.finished_work import FinishedWork
from planner.domain.portfolio import Portfolio
from planner.services.learn import calibration_of, calibration_report
from tests.planner.domain.test_calibration import DOCUMENT

DAY = dt.date(2025, 1, 1)


def work(y: np.ndarray, teams: int = 1, seed: int = 0) -> list[FinishedWork]:
    rng = np.random.default_rng(seed)
    sizes = rng.lognormal(1.0, 0.8, len(y))
    return [
        FinishedWork(
            float(size), float(size * math.exp(value)), DAY + dt.timedelta(n), f"T {n % teams}", "Dev"
        )
        for n, (size, value) in enumerate(zip(sizes, y, strict=True))
    ]


def median_factor(rows: list[FinishedWork]) -> float:
    effort = calibration_of(rows).effort
    assert effort is not None
    portfolio = Portfolio.model_validate(DOCUMENT)
    return math.exp(effort.logs(2.0, portfolio.projects[0], portfolio.projects[0].phases[0])[MEDIAN])


def test_short_histories_are_near_the_prior_and_say_so() -> None:
    factors = []
    for count in (0, 3, 10, 30):
        rows = work(np.full(count, 1.0))
        factors.append(median_factor(rows))
        (report,) = calibration_report(rows, None).measures
        assert report.rows == count
        assert report.prior_share == pytest.approx(8 / (8 + count), abs=1e-4)
        assert "usual elsewhere" in report.sentence
        assert (f"{count} rows" in report.sentence) == (count > 0)
        assert ("too few to tell teams" in report.sentence) == (0 < count < 10)
        assert bool(report.judgements) == (count >= 20)
    # The prior's median is a tenth above the estimate, the history's e times.
    assert factors[0] == pytest.approx(math.exp(0.1), abs=0.05)
    assert factors == sorted(factors)
    assert factors[1] < math.exp(0.55)  # less than half of the way
    assert factors[3] > 2.4


def test_teams_have_factors_that_are_pulled_in_when_rows_are_few() -> None:
    rng = np.random.default_rng(5)
    y = rng.normal(0.1, 0.3, 300) + np.where(np.arange(300) % 3 == 0, 0.5, 0.0)
    rows = [*work(y, teams=3), FinishedWork(2, 2 * math.exp(2.0), DAY + dt.timedelta(300), "New team")]
    (report,) = calibration_report(rows, None).measures
    groups = {group.name: group for group in report.groups if group.kind == "team"}
    assert groups["t-0"].factor / groups["t-1"].factor == pytest.approx(math.exp(0.5), rel=0.12)
    assert (groups["new-team"].rows, groups["new-team"].seen) == (1, pytest.approx(math.exp(2.0), rel=1e-3))
    assert groups["new-team"].factor < 2.0
    assert report.learnt.teams == {name: group.factor for name, group in groups.items()}


@pytest.mark.parametrize("teams", [1, 3, 60])
@pytest.mark.parametrize("kind", ["normal", "heavy", "drifting"])
def test_the_backtest_covers_what_it_says(kind: str, teams: int) -> None:
    rng = np.random.default_rng(11)
    n = 600
    y = {
        "normal": rng.normal(0.2, 0.5, n),
        "heavy": 0.1 + 0.35 * rng.standard_t(2.5, n),
        "drifting": rng.normal(0.0, 0.4, n) + np.linspace(0.5, 0.0, n),
    }[kind]
    y = y + rng.normal(0.0, 0.25, teams)[np.arange(n) % teams]
    (report,) = calibration_report(work(y, teams), None).measures
    judged = {one.forecaster: one for one in report.judgements}
    found = judged["corrected"]
    plain = judged["lognormal"]
    if kind == "drifting":
        # A drift that goes on is followed with delay, but it is followed.
        assert abs(found.p50 - 0.5) < abs(plain.p50 - 0.5)
    else:
        assert (found.p10, found.p50, found.p80, found.p90) == pytest.approx((0.1, 0.5, 0.8, 0.9), abs=0.07)
    assert found.pinball <= plain.pinball * 1.04
    assert found.pinball < judged["raw"].pinball
    assert sum(found.pit) == pytest.approx(1.0, abs=1e-3)
    assert report.judged == 300
    assert [fold.fitted for fold in report.folds] == [300, 375, 450, 525]


def test_drift_shows_in_the_periods() -> None:
    (report,) = calibration_report(work(np.linspace(1.0, 0.0, 120)), None).measures
    middles = [period.p50 for period in report.drift]
    assert len(middles) == 12
    assert middles == sorted(middles, reverse=True)


def test_measures_are_learnt_apart_and_only_where_there_is_work() -> None:
    hours = [FinishedWork(100, 250, DAY, "", "", "gpu_hours")] * 40
    found = calibration_of([*hours, *work(np.zeros(40))])
    assert found.weeks is None
    assert found.gpu_hours is not None
    assert found.gpu_hours.ratios[0].p50 == pytest.approx(2.5, rel=0.05)
    assert found.effort is not None
    assert found.effort.ratios[-1].p50 == pytest.approx(1.0, abs=0.05)
    assert found.until == DAY + dt.timedelta(39)

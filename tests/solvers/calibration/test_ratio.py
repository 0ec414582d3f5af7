"""Forecasts of log(actual / estimate) on histories whose truth is known."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from solvers.calibration.ratio import GRID, LEVELS, History, Prior, fit, lognormal_quantiles
from solvers.calibration.scores import Floats, score

Draw = Callable[[np.random.Generator, int], Floats]
SHAPES: dict[str, Draw] = {
    "normal": lambda rng, n: rng.normal(0.2, 0.5, n),
    "heavy": lambda rng, n: 0.1 + 0.35 * rng.standard_t(3, n),
    "skewed": lambda rng, n: rng.gamma(1.5, 0.5, n) - 0.3,
    "often-exact": lambda rng, n: np.where(rng.random(n) < 0.35, 0.0, rng.normal(0.15, 0.6, n)),
    "drifting": lambda rng, n: rng.normal(0.0, 0.4, n) + np.linspace(0.8, 0.0, n),
}


def history(y: Floats, rng: np.random.Generator, team: Floats | None = None) -> History:
    n = len(y)
    teams = np.full(n, -1, np.int64) if team is None else team.astype(np.int64)
    return History(rng.normal(2.0, 1.0, n), y, teams, np.full(n, -1, np.int64))


@pytest.mark.parametrize("name", SHAPES)
def test_forecasts_of_the_later_part_cover_what_they_say(name: str) -> None:
    rng = np.random.default_rng(7)
    every = history(SHAPES[name](rng, 1800), rng)
    past, later = every.part(0, 1200), every.part(1200, 1800)
    model = fit(past)
    found = score(model.quantiles(later, LEVELS), model.quantiles(later, GRID), later.y)
    plain = score(lognormal_quantiles(past, 600, LEVELS), lognormal_quantiles(past, 600, GRID), later.y)
    if name == "drifting":
        # A drift that goes on is followed; what it does after the last row is not foreseen.
        assert any(member.shape.trend for member in model.members)
        missed, missed_by_plain = (np.abs(part.coverage - LEVELS).max() for part in (found, plain))
        assert missed < 0.75 * missed_by_plain
    else:
        # 600 rows: a standard error of 2 % at the median.
        assert found.coverage == pytest.approx(LEVELS, abs=0.06)
    assert found.pinball <= plain.pinball * 1.03


@pytest.mark.parametrize("name", ["normal", "heavy", "often-exact"])
def test_no_drift_is_invented_where_there_is_none(name: str) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        model = fit(history(SHAPES[name](rng, 400), rng))
        assert not any(member.shape.trend for member in model.members)


def test_old_work_is_moved_along_a_steady_drift_to_where_it_is_now() -> None:
    # From 0 to 1 over 600 rows, so that new work lies at 1; a median of all rows would say 0.5.
    rng = np.random.default_rng(5)
    every = history(np.linspace(0.0, 1.0, 600) + rng.normal(0.0, 0.2, 600), rng)
    row = History(np.full(1, 2.0), np.zeros(1), np.full(1, -1), np.full(1, -1))
    assert fit(every).quantiles(row, np.array([0.5]))[0, 0] == pytest.approx(1.0, abs=0.06)


def test_teams_that_differ_are_told_apart() -> None:
    rng = np.random.default_rng(3)
    team = rng.integers(0, 4, 600)
    every = history(np.array([-0.5, 0.0, 0.5, 1.0])[team] + rng.normal(0.0, 0.2, 600), rng, team)
    model = fit(every)
    rows = History(np.full(4, 2.0), np.zeros(4), np.arange(4), np.full(4, -1))
    assert model.quantiles(rows, np.array([0.5]))[:, 0] == pytest.approx([-0.5, 0.0, 0.5, 1.0], abs=0.12)


def test_a_team_with_one_row_is_hardly_believed() -> None:
    rng = np.random.default_rng(4)
    y = rng.normal(0.0, 0.3, 200)
    y[100] = 3.0
    team = np.arange(200) % 3
    team[100] = 3
    model = fit(history(y, rng, team))
    rows = History(np.full(1, 2.0), np.zeros(1), np.full(1, 3), np.full(1, -1))
    assert model.quantiles(rows, np.array([0.5]))[0, 0] < 0.3


def test_exact_work_is_exact_in_every_group() -> None:
    rng = np.random.default_rng(8)
    team = rng.integers(0, 2, 1500)
    y = np.where(rng.random(1500) < 0.4, 0.0, np.where(team == 0, -0.4, 0.6) + rng.normal(0.0, 0.2, 1500))
    every = history(y, rng, team)
    past, later = every.part(0, 1000), every.part(1000, 1500)
    found = fit(past).quantiles(later, LEVELS)
    # Of the first team 60 % take less than estimated and the rest just that; of the second it is the other way round.
    for number, median in ((0, -0.25), (1, 0.35)):
        mine = found[later.team == number, 1]
        assert mine.mean() == pytest.approx(median, abs=0.12)
    assert (later.y[:, None] <= found).mean(axis=0) == pytest.approx(LEVELS, abs=0.05)


def test_a_history_of_exact_work_alone_can_be_fitted() -> None:
    rng = np.random.default_rng(8)
    model = fit(history(np.zeros(80), rng, np.arange(80) % 4))
    assert model.quantiles(history(np.zeros(1), rng), np.array([0.5]))[0, 0] == pytest.approx(0.0, abs=0.03)


def test_short_histories_are_pulled_to_the_prior_the_more_the_shorter() -> None:
    prior, rng = Prior(), np.random.default_rng(1)
    middles = []
    for rows in (0, 3, 10, 30):
        y = 1.5 + 0.5 * stats.norm.ppf((np.arange(rows) + 0.5) / max(rows, 1))
        model = fit(history(np.asarray(y), rng), prior)
        middles.append(float(model.quantiles(history(np.zeros(1), rng), np.array([0.5]))[0, 0]))
    assert middles[0] == pytest.approx(prior.location, abs=0.05)
    assert middles == sorted(middles)
    # Three rows against a prior that counts as eight: less than half of the way.
    assert middles[1] < prior.location + 0.5 * (1.5 - prior.location)
    assert middles[-1] == pytest.approx(1.5, abs=0.15)


def test_quantiles_rise_with_their_level_and_the_same_history_gives_the_same_forecast() -> None:
    rng = np.random.default_rng(9)
    every = history(SHAPES["often-exact"](rng, 300), rng)
    first, again = fit(every).quantiles(every, GRID), fit(every).quantiles(every, GRID)
    assert (np.diff(first, axis=1) >= 0).all()
    assert np.array_equal(first, again)

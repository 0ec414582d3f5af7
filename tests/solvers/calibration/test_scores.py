"""Scores against published values."""

import numpy as np
import pytest
from scipy import stats

from solvers.calibration.scores import GRID, LEVELS, pinball, score, score_point


@pytest.mark.parametrize(("y", "exact"), [(0.0, 0.233695), (1.0, 0.602441), (2.0, 1.452792)])
def test_the_crps_of_a_standard_normal_is_near_its_closed_form(y: float, exact: float) -> None:
    # 99 levels leave out the outer percents of the distribution, hence the tolerance.
    found = score(stats.norm.ppf(LEVELS)[None, :], stats.norm.ppf(GRID)[None, :], np.array([y]))
    assert found.crps == pytest.approx(exact, rel=0.03)


def test_the_pinball_loss_weighs_errors_by_their_side() -> None:
    # y = 2, quantile 1 at 0.9: 0.9 x 1; quantile 3 at 0.9: 0.1 x 1; their mean is 0.5.
    assert pinball(np.array([[1.0, 3.0]]), np.array([0.9, 0.9]), np.array([2.0]))[0] == pytest.approx(0.5)


def test_a_right_forecast_has_a_flat_histogram_and_covers_what_it_says() -> None:
    y = stats.norm.ppf((np.arange(2000) + 0.5) / 2000)
    rows = len(y)
    found = score(np.tile(stats.norm.ppf(LEVELS), (rows, 1)), np.tile(stats.norm.ppf(GRID), (rows, 1)), y)
    assert found.coverage == pytest.approx(LEVELS, abs=1e-3)
    assert found.pit == pytest.approx(np.full(10, 0.1), abs=0.012)
    assert found.pit.sum() == pytest.approx(1.0)


def test_the_estimate_itself_covers_the_same_part_at_every_level() -> None:
    found = score_point(np.array([-1.0, 0.0, 1.0, 2.0]))
    assert found.coverage.tolist() == [0.5] * 4
    assert found.crps == pytest.approx(1.0)

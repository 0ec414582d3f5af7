"""Two plans on common random numbers, against closed forms of correlated normal and lognormal amounts."""

import numpy as np
import pytest
from scipy import special, stats

from solvers.common.random import uniforms
from solvers.simulation.paired import Paired, paired

RUNS, PARTS = 4096, 8
A, B, RHO = (10.0, 0.5), (10.2, 0.4), 0.8
"""Mean and standard deviation of both logarithms, and their correlation."""


def correlated(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(runs,) normal amounts with the means, deviations and correlation above, drawn in parts as forecasts are."""
    parts = [uniforms(RUNS // PARTS, 2, seed, f"luck#{part}") for part in range(PARTS)]
    z = special.ndtri(np.concatenate(parts, axis=1))
    other = RHO * z[0] + np.sqrt(1 - RHO**2) * z[1]
    return A[0] + A[1] * z[0], B[0] + B[1] * other


SPREAD = float(np.sqrt(A[1] ** 2 + B[1] ** 2 - 2 * RHO * A[1] * B[1]))
"""Standard deviation of the difference of the two normal amounts."""


def near(found: Paired, exact: float) -> None:
    assert found.second.se > 0
    assert found.second.value == pytest.approx(exact, abs=4 * found.second.se)
    assert found.first.value == pytest.approx(1 - exact, abs=4 * found.second.se)


def test_of_two_lognormal_values_the_larger_one_wins_as_often_as_theory_says() -> None:
    first, second = (np.exp(part) for part in correlated(1))
    exact = stats.norm.cdf((B[0] - A[0]) / SPREAD)
    near(paired(first, second, more_is_better=True), exact)
    near(paired(first, second, more_is_better=False), 1 - exact)
    mean = np.exp(B[0] + B[1] ** 2 / 2) - np.exp(A[0] + A[1] ** 2 / 2)
    found = paired(first, second, more_is_better=True).difference
    assert found.value == pytest.approx(mean, abs=4 * found.se)


def test_quantiles_of_a_normal_difference_are_those_of_its_distribution() -> None:
    first, second = correlated(2)
    found = paired(first, second, more_is_better=True)
    for level, at in zip((0.1, 0.5, 0.9), found.quantiles, strict=True):
        exact = stats.norm.ppf(level, B[0] - A[0], SPREAD)
        assert at.value == pytest.approx(exact, abs=5 * at.se)


def test_a_standard_error_is_the_spread_over_seeds() -> None:
    found = [paired(*correlated(seed), more_is_better=True) for seed in range(40)]
    told = np.sqrt(np.mean([one.second.se**2 for one in found]))
    seen = np.std([one.second.value for one in found], ddof=1)
    assert 0.6 < told / seen < 1.6


def test_common_luck_has_a_smaller_error_than_two_lucks() -> None:
    together = [paired(*correlated(seed), more_is_better=True).difference.value for seed in range(40)]
    apart = [
        paired(correlated(seed)[0], correlated(1000 + seed)[1], more_is_better=True).difference.value
        for seed in range(40)
    ]
    # The amounts are nearly linear in the luck, which Sobol points integrate nearly exactly: only pairs of pseudo-
    # random points show the factor of theory, sqrt((a^2 + b^2) / (a^2 + b^2 - 2 rho a b)) = 2.1.
    assert np.std(together) < np.std(apart)


def test_with_pseudo_random_luck_the_errors_are_in_the_ratio_of_theory() -> None:
    def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
        z = np.random.default_rng(seed).standard_normal((RUNS, 2))
        return A[0] + A[1] * z[:, 0], B[0] + B[1] * (RHO * z[:, 0] + np.sqrt(1 - RHO**2) * z[:, 1])

    ratios = []
    for seed in range(60):
        found = paired(*drawn(seed), more_is_better=True)
        ratios.append((found.apart**2, found.difference.se**2))
    apart, together = np.sqrt(np.mean(ratios, axis=0))
    assert apart / together == pytest.approx(np.hypot(A[1], B[1]) / SPREAD, rel=0.15)


def test_what_never_comes_is_later_than_everything_and_equal_to_itself() -> None:
    first = np.array([3.0, np.inf, np.inf, 5.0] * 8)
    second = np.array([2.0, 7.0, np.inf, 5.0] * 8)
    found = paired(first, second, more_is_better=False)
    assert (found.first.value, found.second.value) == (0.0, 0.5)
    assert found.difference.value == -0.5  # over the runs in which both come: -1 and 0
    assert found.quantiles[1].value == -0.5


def test_when_nothing_comes_there_is_no_difference() -> None:
    never = np.full(16, np.inf)
    found = paired(never, never, more_is_better=False)
    assert (found.first.value, found.second.value) == (0.0, 0.0)
    assert np.isnan(found.difference.value)


def test_unequal_numbers_of_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="16 runs cannot be paired with 8"):
        paired(np.zeros(16), np.zeros(8), more_is_better=True)

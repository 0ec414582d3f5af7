import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvers.simulation.quantiles import from_quantiles, from_range, triangular

LEVELS = np.array([0.1, 0.5, 0.9])
amounts = st.floats(0.01, 1e4)


@given(st.tuples(amounts, amounts, amounts).map(sorted))
def test_three_quantiles_are_met_exactly(three: list[float]) -> None:
    low, likely, high = three
    assert from_quantiles(LEVELS, low, likely, high) == pytest.approx(
        three if low < high else [likely] * 3, rel=1e-9
    )


@given(st.tuples(amounts, amounts, amounts).map(sorted))
def test_values_grow_with_the_level_and_stay_above_zero(three: list[float]) -> None:
    values = from_quantiles(np.linspace(0.001, 0.999, 400), *three)
    assert (np.diff(values) >= -1e-9 * values[1:]).all()
    assert (values >= 0).all()


def test_a_low_estimate_of_zero_is_met_too() -> None:
    assert from_quantiles(LEVELS, 0.0, 2.0, 5.0) == pytest.approx([0.0, 2.0, 5.0])


def test_the_beta_pert_has_its_exact_mean_and_spread() -> None:
    # Beta(2, 4) on [2, 10]: mean 4.666667, standard deviation 1.425393.
    u = (np.arange(200_000) + 0.5) / 200_000
    values = from_range(u, 2, 4, 10)
    assert values.mean() == pytest.approx(4.666667, abs=1e-3)
    assert values.std() == pytest.approx(1.425393, abs=1e-3)


def test_the_triangular_has_its_exact_quantiles() -> None:
    # Triangular(2, 4, 10): P50 5.101021, P80 6.901613.
    assert triangular(np.array([0.5, 0.8]), 2, 4, 10) == pytest.approx([5.101021, 6.901613], abs=1e-6)

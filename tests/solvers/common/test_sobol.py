"""Scrambled points keep what makes Sobol points good, and each set has a scrambling of its own."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import qmc

from solvers.common.random import named_generator, uniforms
from solvers.common.sobol import scrambled_sobol


@pytest.mark.parametrize("exponent", [0, 1, 5, 10])
def test_every_power_of_two_of_points_has_one_in_each_slice_of_each_dimension(exponent: int) -> None:
    points = scrambled_sobol(named_generator(1, "a"), 40, 11)[:, : 2**exponent]
    slices = np.sort((points * 2**exponent).astype(int), axis=1)
    assert (slices == np.arange(2**exponent)).all()


def test_the_first_two_dimensions_have_one_point_in_each_box_of_every_shape() -> None:
    points = scrambled_sobol(named_generator(2, "a"), 2, 8)
    for wide in range(9):
        boxes = (points * np.array([[2**wide], [2 ** (8 - wide)]])).astype(int)
        assert len({tuple(box) for box in boxes.T}) == 256


def test_before_the_scrambling_they_are_the_points_of_scipy() -> None:
    # A linear scrambling keeps every sum of points (in the sense of exclusive or) that is zero, in all dimensions.
    plain = (qmc.Sobol(9, scramble=False, bits=32).random_base2(4) * 2**32).astype(np.int64)
    drawn = (scrambled_sobol(named_generator(3, "a"), 9, 4).T * 2**32).astype(np.int64)
    assert _zero_sums(drawn) == _zero_sums(plain) > 0


def _zero_sums(points: np.ndarray) -> int:
    return sum(not (a ^ b ^ c ^ d).any() for a, b, c, d in combinations(points, 4))


def test_more_points_begin_with_the_same_ones() -> None:
    many = uniforms(1250, 7, 4, "a")
    assert (uniforms(300, 7, 4, "a") == many[:, :300]).all()
    assert (many > 0).all()
    assert (many < 1).all()


def test_each_name_and_seed_has_points_of_its_own() -> None:
    sets = [uniforms(1024, 1, seed, name)[0] for seed in (0, 1) for name in ("a", "b")]
    apart = np.corrcoef(sets)[np.triu_indices(4, 1)]
    assert np.abs(apart).max() < 4 / np.sqrt(1024)


def test_no_point_of_a_set_is_favoured() -> None:
    drawn = np.array([uniforms(4, 3, seed, "a") for seed in range(1000)])
    error = np.sqrt(1 / 12 / 1000)
    assert np.abs(drawn.mean(axis=0) - 0.5).max() < 4.5 * error
    assert np.abs((drawn < 0.1).mean(axis=0) - 0.1).max() < 4.5 * np.sqrt(0.09 / 1000)


def test_errors_of_means_are_as_small_as_with_the_points_of_scipy() -> None:
    def error(draw: list[np.ndarray]) -> float:
        # The mean of this product is 1.
        return float(np.sqrt(np.mean([(np.prod(1 + (u - 0.5), axis=0).mean() - 1) ** 2 for u in draw])))

    seeds = range(60)
    ours = error([uniforms(512, 5, seed, "a") for seed in seeds])
    scipys = error([qmc.Sobol(5, rng=seed).random(512).T for seed in seeds])
    random = error([uniforms(512, 5, seed, "a", sobol=False) for seed in seeds])
    assert ours < 1.5 * scipys
    assert ours < 0.1 * random

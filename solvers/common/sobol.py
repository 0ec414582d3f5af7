"""Scrambled Sobol points, compiled: a sample consists of hundreds of small sets, each with a scrambling of its own."""

from functools import lru_cache

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner
from numpy.typing import NDArray

from solvers.common.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DIMENSIONS = 21_201
"""Joe & Kuo's direction numbers as scipy has them."""
BITS = 32
EDGE = 1e-9
"""No point is nearer to 0 or 1, where quantile functions are infinite."""


def scrambled_sobol(rng: np.random.Generator, dimensions: int, exponent: int) -> Floats:
    """(dimensions, 2^exponent) points: a random linear scrambling and a digital shift of each dimension.

    Matoušek 1998, doi:10.1006/jcom.1998.0487. The order is shuffled within [1, 2), [2, 4), [4, 8) and so on: every
    power of two of points is balanced, and a larger set of the same generator begins with the smaller one.
    """
    words = rng.integers(0, 1 << BITS, (dimensions, BITS + 1))
    points = np.empty((dimensions, 1 << exponent))
    _scramble(_directions(dimensions, exponent), words, _order(rng.random(1 << exponent)), points)
    return points


@lru_cache(maxsize=64)
def _directions(dimensions: int, exponent: int) -> Ints:
    """(dimensions, exponent): direction numbers; point 2^k - 1 of the sequence without scrambling is the k-th."""
    engine = scipy.stats.qmc.Sobol(dimensions, scramble=False, bits=BITS)
    engine.random(1)
    numbers = np.empty((dimensions, exponent), np.int64)
    for k in range(exponent):
        engine.fast_forward((1 << (k + 1)) - 1 - engine.num_generated)
        numbers[:, k] = np.rint(engine.random(1)[0] * (1 << BITS))
    return numbers


@kernel
def _order(luck: Floats) -> Ints:
    """0 .. n - 1 with n a power of two, shuffled within the blocks that end at powers of two."""
    order = np.arange(len(luck))
    first = 2
    while first < len(luck):
        for at in range(first - 1, 0, -1):
            other = int(luck[first + at] * (at + 1))
            kept = order[first + at]
            order[first + at] = order[first + other]
            order[first + other] = kept
        first *= 2
    return order


@kernel
def _scramble(directions: Ints, words: Ints, order: Ints, points: Floats) -> None:
    """Points of each dimension in an order. The matrix has ones on its diagonal and random bits below it."""
    number = np.empty(directions.shape[1], np.int64)
    drawn = np.empty(len(order), np.int64)
    for d in range(len(directions)):
        for k in range(len(number)):
            number[k] = 0
            for column in range(k + 1):  # the k-th number has no bits behind this one
                top = 1 << (BITS - 1 - column)
                if directions[d, k] & top:
                    number[k] ^= top | (words[d, column] & (top - 1))
        word = words[d, BITS]
        drawn[0] = word
        for n in range(1, len(order)):
            changed = 0  # from one point to the next in Gray's code, one bit of the number changes
            while n >> changed & 1 == 0:
                changed += 1
            word ^= number[changed]
            drawn[n] = word
        for n in range(len(order)):
            points[d, n] = min(max((drawn[order[n]] + 0.5) / (1 << BITS), EDGE), 1.0 - EDGE)

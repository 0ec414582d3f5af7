"""Random numbers that belong to names: the same seed and name give the same points, whatever else is drawn."""

import hashlib

import numpy as np
import scipy  # its parts load at their first use: a process that needs none begins sooner
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SOBOL_DIMENSIONS = 21_201
"""Joe & Kuo's direction numbers as scipy has them."""


def named_generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for a name."""
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))


def uniforms(runs: int, dimensions: int, seed: int, name: str, *, sobol: bool = True) -> Floats:
    """(runs, dimensions) points in the open unit cube that belong to a name.

    Owen-scrambled Sobol points (doi:10.1006/jcom.1998.0487), in an order of their own: points of different names are
    paired at random, each name's points stay evenly spread (Latin supercube sampling, Owen 1998,
    doi:10.1145/272991.273010). The order is shuffled within the blocks that end at powers of two, so more runs begin
    with the same points and every power of two is balanced. Dimensions beyond the table are pseudo-random.

    Parameters
    ----------
    sobol
        False gives pseudo-random points throughout.
    """
    rng = named_generator(seed, name)
    scrambled = min(dimensions, SOBOL_DIMENSIONS) if sobol else 0
    points = np.empty((runs, dimensions))
    if scrambled:
        exponent = max(0, int(np.ceil(np.log2(max(runs, 1)))))
        drawn = scipy.stats.qmc.Sobol(scrambled, scramble=True, rng=rng).random_base2(exponent)
        points[:, :scrambled] = drawn[_order(rng, exponent)[:runs]]
    points[:, scrambled:] = rng.random((runs, dimensions - scrambled))
    # Quantile functions are infinite at 0 and 1.
    return np.clip(points, 1e-9, 1 - 1e-9)


def _order(rng: np.random.Generator, exponent: int) -> NDArray[np.int64]:
    """0 .. 2^exponent - 1, shuffled within [0, 1), [1, 2), [2, 4), [4, 8) and so on."""
    blocks = [2**power + rng.permutation(2**power) for power in range(exponent)]
    return np.concatenate([np.zeros(1, np.int64), *blocks])

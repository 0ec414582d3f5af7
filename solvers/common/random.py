"""Random numbers that belong to names: the same seed and name give the same points, whatever else is drawn."""

import hashlib

import numpy as np
from numpy.typing import NDArray

from solvers.common.sobol import DIMENSIONS, EDGE, scrambled_sobol

Floats = NDArray[np.float64]


def named_generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for a name."""
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))


def uniforms(runs: int, dimensions: int, seed: int, name: str, *, sobol: bool = True) -> Floats:
    """(dimensions, runs) points in the open unit cube that belong to a name.

    Scrambled Sobol points, in an order of their own: points of different names are paired at random, each name's
    points stay evenly spread (Latin supercube sampling, Owen 1998, doi:10.1145/272991.273010). More runs begin with the
    same points, and every power of two is balanced. Dimensions beyond the table are pseudo-random.

    Parameters
    ----------
    sobol
        False gives pseudo-random points throughout.
    """
    rng = named_generator(seed, name)
    scrambled = min(dimensions, DIMENSIONS) if sobol else 0
    points = np.empty((dimensions, runs))
    if scrambled:
        exponent = max(0, int(np.ceil(np.log2(max(runs, 1)))))
        points[:scrambled] = scrambled_sobol(rng, scrambled, exponent)[:, :runs]
    if scrambled < dimensions:
        points[scrambled:] = np.clip(rng.random((dimensions - scrambled, runs)), EDGE, 1 - EDGE)
    return points

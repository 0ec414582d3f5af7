"""Random numbers: scrambled Sobol points first, pseudo-random ones where their dimensions run out."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

SOBOL_DIMENSIONS = 21_201
"""Joe & Kuo's direction numbers as scipy has them."""


def uniforms(runs: int, dimensions: int, seed: int) -> NDArray[np.float64]:
    """(runs, dimensions) points in the open unit cube.

    Owen-scrambled Sobol points (doi:10.1006/jcom.1998.0487) where `runs` is a power of two they are balanced; other
    numbers take the first points. Dimensions beyond the table are pseudo-random.
    """
    sobol = min(dimensions, SOBOL_DIMENSIONS)
    rng = np.random.default_rng(seed)
    points = np.empty((runs, dimensions))
    if sobol:
        sampler = qmc.Sobol(sobol, scramble=True, rng=rng)
        exponent = max(0, int(np.ceil(np.log2(max(runs, 1)))))
        points[:, :sobol] = sampler.random_base2(exponent)[:runs]
    points[:, sobol:] = rng.random((runs, dimensions - sobol))
    # Quantile functions are infinite at 0 and 1.
    return np.clip(points, 1e-9, 1 - 1e-9)

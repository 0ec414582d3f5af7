"""Scores of forecasts of the log ratio y = log(actual / estimate)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS: Floats = np.array([0.1, 0.5, 0.8, 0.9])
"""The levels that are reported."""
GRID: Floats = (np.arange(1, 100)) / 100.0
"""Levels that stand for a whole distribution."""
PIT_BINS = 10


@dataclass(frozen=True)
class Scores:
    """Scores on rows that the forecast had not seen.

    coverage : (4,) share of rows with y at or below the forecast at LEVELS.
    pinball : mean over LEVELS and rows, on the log scale.
    crps : mean continuous ranked probability score, on the log scale.
    pit : (10,) share of rows in each tenth of their forecast distribution.
    """

    coverage: Floats
    pinball: float
    crps: float
    pit: Floats


def pinball(quantiles: Floats, levels: Floats, y: Floats) -> Floats:
    """(N,) mean pinball loss over levels; quantiles (N, L), y (N,). Koenker & Bassett 1978 (doi:10.2307/1913643)."""
    error = y[:, None] - quantiles
    return np.asarray(np.maximum(levels * error, (levels - 1.0) * error).mean(axis=1))


def score(at_levels: Floats, at_grid: Floats, y: Floats) -> Scores:
    """Scores of forecasts given as (N, 4) quantiles at LEVELS and (N, 99) at GRID.

    The CRPS is twice the pinball loss over all levels (Gneiting & Raftery 2007, doi:10.1198/016214506000001437).
    """
    below = (at_grid < y[:, None]).mean(axis=1)
    upto = (at_grid <= y[:, None]).mean(axis=1)
    # A row on an atom of its forecast is spread over the atom's part of the distribution.
    edges = np.linspace(0.0, 1.0, PIT_BINS + 1)
    width = np.maximum(upto - below, 1e-9)[:, None]
    inside = np.clip((edges[None, :] - below[:, None]) / width, 0.0, 1.0)
    inside[:, -1], inside[:, 0] = 1.0, 0.0
    return Scores(
        (y[:, None] <= at_levels).mean(axis=0),
        float(pinball(at_levels, LEVELS, y).mean()),
        float(2.0 * pinball(at_grid, GRID, y).mean()),
        np.diff(inside, axis=1).mean(axis=0),
    )


def score_point(y: Floats) -> Scores:
    """Scores of the estimate itself as the forecast at every level: y = 0."""
    return score(np.zeros((len(y), len(LEVELS))), np.zeros((len(y), len(GRID))), y)

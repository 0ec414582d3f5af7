"""Distributions from three numbers, as functions from probability to value."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

Z90 = float(special.ndtri(0.9))
LOG9 = float(np.log(9.0))
FEASIBLE = 1.66711
"""Largest |a3 / a2| for which a three-term metalog is a distribution (Keelin 2016)."""
NODES = 513
"""Of the table by which the beta distribution is inverted."""
CEILING = 20.0
"""Samples beyond so many times the high estimate are cut off: no estimate of a person is about them."""


def from_quantiles(u: Floats, low: float, likely: float, high: float) -> Floats:
    """Values at probabilities u of a distribution with P10 = low, P50 = likely, P90 = high.

    A metalog that is bounded below by zero (Keelin 2016, doi:10.1287/deca.2016.0338), exact at the three quantiles.
    Where the three-term form is no distribution (very skewed estimates), a lognormal of two halves, which is exact
    too. With low = 0, straight lines between the quantiles.
    """
    if low == high:
        return np.full_like(u, likely)
    if low <= 0.0:
        return _straight(u, low, likely, high)
    g10, g50, g90 = np.log(low), np.log(likely), np.log(high)
    a2 = (g90 - g10) / (2 * LOG9)
    a3 = (g90 + g10 - 2 * g50) / (0.8 * LOG9)
    if abs(a3) <= FEASIBLE * a2:
        logit = np.log(u / (1 - u))
        exponent = g50 + a2 * logit + a3 * (u - 0.5) * logit
    else:
        z = special.ndtri(u) / Z90
        exponent = g50 + np.where(z > 0, z * (g90 - g50), z * (g50 - g10))
    result: Floats = np.minimum(np.exp(np.minimum(exponent, 700.0)), CEILING * high)
    return result


def _straight(u: Floats, low: float, likely: float, high: float) -> Floats:
    top = high + 0.5 * (high - likely)
    result: Floats = np.interp(u, [0.0, 0.1, 0.5, 0.9, 1.0], [0.0, low, likely, high, top])
    return result


def from_range(u: Floats, low: float, mode: float, high: float) -> Floats:
    """Values at probabilities u of a beta-PERT distribution on [low, high] with this mode (shape 4).

    The distribution function is inverted from a table: cubic between its nodes, where value and slope are exact, and
    by its leading power in the two outermost cells. The error is below 1e-5 of the range.
    """
    if low == high:
        return np.full_like(u, mode)
    a = 1 + 4 * (mode - low) / (high - low)
    b = 1 + 4 * (high - mode) / (high - low)
    x = np.sin(np.linspace(0.0, np.pi / 2, NODES)) ** 2
    level = special.betainc(a, b, x)
    slope = special.beta(a, b) / (x[1:-1] ** (a - 1) * (1 - x[1:-1]) ** (b - 1))
    cell = np.clip(np.searchsorted(level, u, side="right") - 1, 1, NODES - 3)
    width = level[cell + 1] - level[cell]
    t = (u - level[cell]) / width
    start, end = slope[cell - 1] * width, slope[cell] * width
    rise = x[cell + 1] - x[cell]
    share = x[cell] + t * (start + t * ((3 * rise - 2 * start - end) + t * (start + end - 2 * rise)))
    share = np.where(u < level[1], x[1] * (np.minimum(u, level[1]) / level[1]) ** (1 / a), share)
    rest = (1 - np.maximum(u, level[-2])) / max(1 - level[-2], 1e-300)
    share = np.where(u > level[-2], 1 - (1 - x[-2]) * rest ** (1 / b), share)
    result: Floats = low + (high - low) * share
    return result


def widened(u: Floats, likely: float, own: Floats, scores: Floats, log_ratios: Floats) -> Floats:
    """Values at probabilities u of an estimate that is corrected by how such estimates turned out.

    The median is the likely value times the median ratio. Around it, the distribution is that of the ratios, or the
    estimate's own where that is wider: a history of likely values cannot say that a range is too wide. Both are
    functions that rise with u, so the wider one at each level does, too.

    Parameters
    ----------
    own
        The estimate's own values at u, over its own median.
    scores, log_ratios
        Normal scores of some levels, and log(actual / likely) there; in between straight lines over the scores, beyond
        the outermost levels their values.
    """
    found = np.interp(special.ndtri(u), scores, log_ratios)
    middle = np.interp(0.0, scores, log_ratios)
    with np.errstate(divide="ignore"):
        spread = np.log(own)
    wider = np.where(u < 0.5, np.minimum(found - middle, spread), np.maximum(found - middle, spread))
    return np.asarray(likely * np.exp(middle + wider))


def triangular(u: Floats, low: float, mode: float, high: float) -> Floats:
    """Values at probabilities u of a triangular distribution."""
    if low == high:
        return np.full_like(u, mode)
    split = (mode - low) / (high - low)
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < split, left, right)

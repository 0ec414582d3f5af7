"""How well utilisation is forecast for runs that were left out: by run, by family, by hardware generation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from solvers.capacity.training.records import Record
from solvers.capacity.training.utilisation import Floats, Spreads, Utilisation

FORMS: dict[str, Spreads] = {
    "one middle for all": Spreads(
        size=0, sparse=0, fp8=0, early=0, generation=0, generation_steps=0, accelerator=0, ceiling=False
    ),
    "generation": Spreads(size=0, sparse=0, fp8=0, early=0, accelerator=0, ceiling=False),
    "generation, size, experts, fp8": Spreads(early=0, accelerator=0, ceiling=False),
    "and type and ceiling": Spreads(early=0),
    "all, with early software": Spreads(),
}
"""Model forms that are compared, from the simplest; the last one ships."""


@dataclass(frozen=True)
class Errors:
    """Errors over the runs left out; the interval is P10 to P90."""

    runs: int
    coverage: float
    """Share of runs within the interval."""
    below: float
    """Share of runs below it, which took more hours than the P90; a tenth is right."""
    median_log2: float
    """Median of |log2(published / P50)|."""
    bias_log2: float
    """Median of log2(published utilisation / P50), as P50 promises a median: above 0 when runs did better."""
    interval_score: float
    """Mean width on the natural log scale plus 10 x what lies outside (Gneiting & Raftery 2007,
    doi:10.1198/016214506000001437); less is better."""


def hold_out(
    runs: Sequence[Record],
    others: Sequence[Record],
    key: Callable[[Record], object],
    spreads: Spreads,
    *,
    dated: bool = True,
) -> Errors:
    """Forecast each group of runs from all records of other groups; `others` (steps) are never judged.

    If not `dated`, the forecast is not told the year of the run and takes it for one of today, as it does a plan.
    """
    found: list[tuple[float, float, float]] = []
    for group in dict.fromkeys(key(run) for run in runs):
        known = [record for record in (*runs, *others) if key(record) != group]
        model = Utilisation(known, spreads)
        for run in runs:
            if key(run) == group:
                forecast = model.quantiles(run if dated else replace(run, year=None))
                low, middle, high = (
                    log(run.utilisation / q) for q in (forecast.p10, forecast.p50, forecast.p90)
                )
                found.append((low, middle, high))
    return _errors(np.array(found))


def _errors(off: Floats) -> Errors:
    """From log(published / forecast) at P10, P50 and P90."""
    low, middle, high = off.T
    outside = np.maximum(-low, 0.0) + np.maximum(high, 0.0)
    return Errors(
        len(off),
        float(np.mean(outside == 0.0)),
        float(np.mean(low < 0.0)),
        float(np.median(np.abs(middle)) / log(2)),
        float(np.median(middle) / log(2)),
        float(np.mean(low - high + 10.0 * outside)),
    )

"""Learn from finished work how estimates turn out, and say how well that forecasts. Pure: no database."""

import datetime as dt
import itertools
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np

from planner.domain.finished_work import FinishedWork
from planner.errors import BadInput
from solvers.calibration.ratio import (
    GRID,
    LEAST_ROWS,
    LEVELS,
    History,
    Prior,
    RatioModel,
    fit,
    lognormal_quantiles,
)
from solvers.calibration.scores import Scores, score, score_point

__all__ = ["Calibration", "Scores", "calibrate", "corrected", "describe"]
BACKTEST_FOLDS = 3


@dataclass(frozen=True)
class Calibration:
    """A model fitted to the earlier part of a history, judged on the later part."""

    model: RatioModel
    teams: tuple[str, ...]
    categories: tuple[str, ...]
    fitted: int
    held_out: int
    scores: Scores | None
    """None when nothing was held out."""
    raw: Scores | None
    lognormal: Scores | None
    typical: float
    """Median log(estimate) of the rows that it was fitted on."""
    backtest: tuple[tuple[int, int, Scores], ...]
    """(rows fitted, rows judged, scores) of forecasts that each begin later."""

    def sentence(self) -> str:
        """What was found, for people."""
        curve = self.model.curves(np.array([self.typical]), np.array([0.1, 0.5, 0.9]))[0]
        low, middle, high = np.exp(curve)
        text = (
            f"Work takes {middle:.2f} times its estimate as often more as less; "
            f"8 in 10 pieces take {low:.2f} to {high:.2f} times."
        )
        if self.fitted < LEAST_ROWS:
            weight = Prior().weight / (self.fitted + Prior().weight)
            text += f" With {self.fitted} rows, {weight:.0%} of this is what is usual elsewhere and not your history."
        return text


def calibrate(rows: Iterable[FinishedWork], *, test_fraction: float = 0.2) -> Calibration:
    """Fit to the earlier part of a history and judge on the later part, as if it were not known yet.

    Rows are ordered by the date on which they were finished, else taken as given.
    """
    if not 0 <= test_fraction < 1:
        raise BadInput(f"the test fraction {test_fraction:g} is not at least 0 and below 1: try 0.2")
    ordered = list(rows)
    if ordered and ordered[0].finished_on is not None:
        ordered.sort(key=lambda row: row.finished_on or dt.date.min)
    teams = tuple(dict.fromkeys(row.team for row in ordered if row.team))
    categories = tuple(dict.fromkeys(row.category for row in ordered if row.category))
    history = _history(ordered, teams, categories)
    held_out = min(round(len(ordered) * test_fraction), len(ordered) - 1)
    cut = len(ordered) - held_out
    past, later = history.part(0, cut), history.part(cut, len(ordered))
    model = fit(past)
    edges = np.linspace(len(ordered) // 2, len(ordered), BACKTEST_FOLDS + 1).astype(int)
    folds = [(int(a), int(b)) for a, b in itertools.pairwise(edges) if b > a >= LEAST_ROWS // 2]
    return Calibration(
        model,
        teams,
        categories,
        cut,
        held_out,
        _judged(model, later) if held_out else None,
        score_point(later.y) if held_out else None,
        _lognormal(past, later) if held_out else None,
        float(np.median(past.size)) if cut else 0.0,
        tuple((a, b - a, _judged(fit(history.part(0, a)), history.part(a, b))) for a, b in folds),
    )


def _history(rows: list[FinishedWork], teams: tuple[str, ...], categories: tuple[str, ...]) -> History:
    team = {name: n for n, name in enumerate(teams)}
    category = {name: n for n, name in enumerate(categories)}
    return History(
        np.log([row.estimate for row in rows]),
        np.array([math.log(row.actual / row.estimate) for row in rows]),
        np.array([team.get(row.team, -1) for row in rows], np.int64),
        np.array([category.get(row.category, -1) for row in rows], np.int64),
    )


def _judged(model: RatioModel, later: History) -> Scores:
    return score(model.quantiles(later, LEVELS), model.quantiles(later, GRID), later.y)


def _lognormal(past: History, later: History) -> Scores:
    rows = len(later)
    return score(lognormal_quantiles(past, rows, LEVELS), lognormal_quantiles(past, rows, GRID), later.y)


def corrected(
    found: Calibration, estimate: float, *, team: str = "", category: str = ""
) -> tuple[float, float, float]:
    """P10, P50 and P90 of what a piece of work with this estimate takes, in the estimate's unit."""
    one = _history([FinishedWork(estimate, estimate, None, team, category)], found.teams, found.categories)
    low, middle, high = estimate * np.exp(found.model.quantiles(one, np.array([0.1, 0.5, 0.9]))[0])
    return float(low), float(middle), float(high)


def describe(found: Calibration) -> dict[str, object]:
    """The model in plain values."""
    prior = Prior()
    return {
        "method": "weighted residual quantiles of log(actual / estimate) by size, age, team and category, with "
        "partial pooling and a prior",
        "summary": found.sentence(),
        "rows": found.fitted,
        "prior": asdict(prior) | {"share": round(prior.weight / (found.fitted + prior.weight), 4)},
        "members": [
            {name: (None if value == float("inf") else value) for name, value in asdict(m.shape).items()}
            for m in found.model.members
        ],
        "teams": _effects(found, found.teams, "team_effect"),
        "categories": _effects(found, found.categories, "category_effect"),
    }


def _effects(found: Calibration, names: tuple[str, ...], which: str) -> dict[str, float]:
    """Factor of each group beside the whole, mean of the members."""
    total = np.zeros(len(names))
    for member in found.model.members:
        effect = getattr(member, which)
        total[: len(effect)] += effect[: len(names)]
    return {
        name: round(float(math.exp(value)), 4)
        for name, value in zip(names, total / len(found.model.members), strict=True)
    }

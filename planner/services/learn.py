"""Learn from finished work what plans are to correct, and judge it. Pure: no database."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from planner.domain.calibration import LEVELS, MEASURES, Calibration, Learnt, Measure, Ratios
from planner.domain.calibration_report import (
    CalibrationReport,
    Fold,
    Forecaster,
    GroupFit,
    Judgement,
    MeasureReport,
    Period,
)
from planner.domain.finished_work import FinishedWork
from planner.domain.slugs import slug
from planner.domain.words import written_number
from solvers.calibration.ratio import (
    LEAST_FOR_EFFECTS,
    LEAST_ROWS,
    History,
    Prior,
    RatioModel,
    fit,
    lognormal_quantiles,
)
from solvers.calibration.scores import GRID, PIT_BINS, Floats, Scores, score
from solvers.calibration.scores import LEVELS as JUDGED_LEVELS

Rows = tuple[FinishedWork, ...]
SIZES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the sizes in a history at which ratios are written down."""
APART = 1.3
"""Sizes that are nearer than this factor are one."""
LEAST_JUDGED = 20
"""Rows that a backtest takes at least."""
FOLDS = 4
MOST_PERIODS = 12
LEAST_IN_PERIOD = 8
DIGITS = 4


def calibration_of(rows: Sequence[FinishedWork]) -> Calibration:
    """What a portfolio takes over: effort always, by the prior alone when there is no history; other measures as far
    as there is finished work that has them."""
    days = [row.finished_on for row in rows if row.finished_on is not None]
    learnt = {measure: _report(measure, _of(rows, measure)).learnt for measure in _known(rows)}
    return Calibration(until=max(days, default=None), **learnt)


def calibration_report(rows: Sequence[FinishedWork], in_use: Calibration | None) -> CalibrationReport:
    """What was learnt, by measure, and how well it would have forecast."""
    measures = tuple(_report(measure, _of(rows, measure)) for measure in _known(rows))
    return CalibrationReport(fitted=calibration_of(rows), in_use=in_use, measures=measures)


def _known(rows: Sequence[FinishedWork]) -> tuple[Measure, ...]:
    seen = {row.measure for row in rows} | {"effort"}
    return tuple(measure for measure in MEASURES if measure in seen)


def _of(rows: Sequence[FinishedWork], measure: Measure) -> Rows:
    """Rows of a measure, oldest first; those without a date before all others."""
    mine = [row for row in rows if row.measure == measure]
    return tuple(sorted(mine, key=lambda row: (row.finished_on is not None, row.finished_on or 0)))


@lru_cache(maxsize=32)
def _report(measure: Measure, rows: Rows) -> MeasureReport:
    teams, categories = _groups(rows, "team"), _groups(rows, "category")
    history = _history(rows, teams, categories)
    model = fit(history, factors=True)
    learnt = _learnt(model, history, teams, categories)
    share = Prior().weight / (len(rows) + Prior().weight)
    judged = _backtest(history, rows)
    return MeasureReport(
        measure=measure,
        rows=len(rows),
        prior_share=round(share, DIGITS),
        sentence=_sentence(learnt, len(rows), share),
        learnt=learnt,
        groups=(
            *_group_fits("team", teams, history.team, history.y, learnt.teams),
            *_group_fits("category", categories, history.category, history.y, learnt.categories),
        ),
        drift=tuple(_drift(rows)),
        **judged,
    )


def _groups(rows: Rows, which: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug(getattr(row, which)) for row in rows if getattr(row, which)))


def _history(rows: Rows, teams: Sequence[str], categories: Sequence[str]) -> History:
    team = {name: n for n, name in enumerate(teams)}
    category = {name: n for n, name in enumerate(categories)}
    return History(
        np.log([row.estimate for row in rows]),
        np.array([math.log(row.actual / row.estimate) for row in rows]),
        np.array([team.get(slug(row.team), -1) if row.team else -1 for row in rows], np.int64),
        np.array([category.get(slug(row.category), -1) if row.category else -1 for row in rows], np.int64),
    )


def _learnt(model: RatioModel, history: History, teams: Sequence[str], categories: Sequence[str]) -> Learnt:
    sizes = [1.0]
    if len(history):
        sizes = sorted({float(f"{size:.3g}") for size in np.exp(np.quantile(history.size, SIZES))})
        sizes = [size for n, size in enumerate(sizes) if n == 0 or size / sizes[n - 1] >= APART]
    if len(history) < LEAST_ROWS:
        sizes = sizes[len(sizes) // 2 :][:1]  # such a short history does not tell sizes apart
    curves = np.exp(model.curves(np.log(sizes), np.array(LEVELS)))
    return Learnt(
        rows=len(history),
        ratios=tuple(
            Ratios.of(size, [round(float(ratio), DIGITS) for ratio in curve])
            for size, curve in zip(sizes, curves, strict=True)
        ),
        teams=_factors(teams, model.effects(len(teams), "team")),
        categories=_factors(categories, model.effects(len(categories), "category")),
    )


def _factors(names: Sequence[str], effects: Floats) -> dict[str, float]:
    return {name: round(math.exp(float(effect)), DIGITS) for name, effect in zip(names, effects, strict=True)}


def _sentence(learnt: Learnt, rows: int, share: float) -> str:
    middle = learnt.ratios[len(learnt.ratios) // 2]
    text = (
        f"Work takes {written_number(middle.p50, 2)} times its estimate as often more as less; "
        f"8 in 10 pieces take {written_number(middle.p10, 2)} to {written_number(middle.p90, 2)} times."
    )
    if rows == 0:
        return text + " There is no finished work yet: this is what is usual elsewhere, and nothing else."
    if rows < LEAST_ROWS:
        text += (
            f" With {rows} {'row' if rows == 1 else 'rows'}, {share:.0%} of this is what is usual elsewhere "
            "and not your history."
        )
    if rows < LEAST_FOR_EFFECTS:
        text += " That is too few to tell teams and categories apart."
    return text


def _group_fits(
    kind: str, names: Sequence[str], group: np.ndarray, y: Floats, factors: dict[str, float]
) -> Iterator[GroupFit]:
    for n, name in enumerate(names):
        mine = y[group == n]
        yield GroupFit.model_validate(
            {
                "kind": kind,
                "name": name,
                "rows": len(mine),
                "seen": round(math.exp(float(np.median(mine))), DIGITS),
                "factor": factors[name],
            }
        )


def _drift(rows: Rows) -> Iterator[Period]:
    """Ratios of equally many rows, one period after the other; nothing when dates are missing."""
    dated = [row for row in rows if row.finished_on is not None]
    count = min(MOST_PERIODS, len(dated) // LEAST_IN_PERIOD)
    if count < 2:
        return
    for begin, end in pairwise(np.linspace(0, len(dated), count + 1).astype(int)):
        part = dated[begin:end]
        first, last = part[0].finished_on, part[-1].finished_on
        assert first is not None
        assert last is not None
        low, middle, high = np.quantile([row.actual / row.estimate for row in part], [0.1, 0.5, 0.9])
        yield Period(
            first=first,
            last=last,
            rows=len(part),
            p10=round(float(low), DIGITS),
            p50=round(float(middle), DIGITS),
            p90=round(float(high), DIGITS),
        )


def _backtest(history: History, rows: Rows) -> dict[str, object]:
    """The later half in pieces, each forecast from all that came before it: a rolling origin."""
    n = len(history)
    if n < LEAST_JUDGED:
        return {}
    edges = np.linspace(n // 2, n, FOLDS + 1).astype(int)
    made: dict[Forecaster, list[tuple[Floats, Floats]]] = {"corrected": [], "raw": [], "lognormal": []}
    folds = []
    for begin, end in pairwise(int(edge) for edge in edges):
        past, later = history.part(0, begin), history.part(begin, end)
        model, zero = fit(past, factors=True), np.zeros(len(later))[:, None]
        mine = model.quantiles(later, JUDGED_LEVELS), model.quantiles(later, GRID)
        made["corrected"].append(mine)
        made["raw"].append((zero + 0 * JUDGED_LEVELS, zero + 0 * GRID))
        made["lognormal"].append(
            (
                lognormal_quantiles(past, len(later), JUDGED_LEVELS),
                lognormal_quantiles(past, len(later), GRID),
            )
        )
        found = score(*mine, later.y)
        folds.append(
            Fold(
                fitted=begin,
                judged=end - begin,
                first=rows[begin].finished_on,
                pinball=round(found.pinball, DIGITS),
                p50=round(float(found.coverage[1]), DIGITS),
                p90=round(float(found.coverage[3]), DIGITS),
            )
        )
    y = history.y[n // 2 :]
    return {
        "judged": len(y),
        "judgements": tuple(
            _judgement(
                name, score(np.concatenate([a for a, _ in parts]), np.concatenate([b for _, b in parts]), y)
            )
            for name, parts in made.items()
        ),
        "folds": tuple(folds),
    }


def _judgement(name: Forecaster, found: Scores) -> Judgement:
    p10, p50, p80, p90 = (round(float(share), DIGITS) for share in found.coverage)
    assert len(found.pit) == PIT_BINS
    return Judgement(
        forecaster=name,
        p10=p10,
        p50=p50,
        p80=p80,
        p90=p90,
        pinball=round(found.pinball, DIGITS),
        crps=round(found.crps, DIGITS),
        pit=tuple(round(float(share), DIGITS) for share in found.pit),
    )

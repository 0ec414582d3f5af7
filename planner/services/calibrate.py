"""Learn from finished work how estimates turn out, and say how well that forecasts. Pure: no database."""

import csv
import datetime as dt
import io
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from planner.errors import BadInput, Diagnostic
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

__all__ = ["Calibration", "FinishedWork", "Scores", "calibrate", "corrected", "describe", "read_history"]
COLUMNS = ("estimate", "actual", "finished_on", "team", "category")
NEEDED = ("estimate", "actual")
DATE_FORMATS = ("%Y-%m-%d", "%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y", "%Y/%m/%d")
MOST_SAID = 20
"""Findings that are listed one by one."""
BACKTEST_FOLDS = 3


@dataclass(frozen=True)
class FinishedWork:
    """One finished piece of work."""

    estimate: float
    actual: float
    finished_on: dt.date | None = None
    team: str = ""
    category: str = ""


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
    backtest: tuple[tuple[int, int, Scores], ...]
    """(rows fitted, rows judged, scores) of forecasts that each begin later."""

    def sentence(self) -> str:
        """What was found, for people."""
        row = History(np.zeros(1), np.zeros(1), np.full(1, -1), np.full(1, -1))
        low, middle, high = np.exp(self.model.quantiles(row, np.array([0.1, 0.5, 0.9]))[0])
        text = (
            f"Work takes {middle:.2f} times its estimate as often more as less; "
            f"8 in 10 pieces take {low:.2f} to {high:.2f} times."
        )
        if self.fitted < LEAST_ROWS:
            weight = Prior().weight / (self.fitted + Prior().weight)
            text += f" With {self.fitted} rows, {weight:.0%} of this is what is usual elsewhere and not your history."
        return text


def read_history(
    content: bytes, columns: Mapping[str, str] | None = None
) -> tuple[list[FinishedWork], list[Diagnostic]]:
    """Rows of a CSV file with a header, and what was left out of it.

    Parameters
    ----------
    columns
        Our name -> name in the file, for columns that are called otherwise.

    Raises
    ------
    BadInput
        When the file is not text, lacks a column, or holds no row that can be used.
    """
    names = {name: name for name in COLUMNS} | dict(columns or {})
    unknown = sorted(set(columns or {}) - set(COLUMNS))
    if unknown:
        raise BadInput(f"'{unknown[0]}' is not a column of a history: use {', '.join(COLUMNS)}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the history is not UTF-8 text (byte {error.start}): save it as CSV in UTF-8"
        ) from error
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = [str(name).strip() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        wanted = set(NEEDED) | set(columns or {})
        for name in COLUMNS:
            if name in wanted and names[name] not in header:
                raise BadInput(
                    f"the history has no column '{names[name]}' for {name} (it has: {', '.join(header) or 'none'}); "
                    f"name it with --columns {name}=NAME"
                )
        return _rows(reader, names)
    except csv.Error as error:
        raise BadInput(f"the history is not a CSV file: {error}") from error


def _rows(
    reader: "csv.DictReader[str]", names: Mapping[str, str]
) -> tuple[list[FinishedWork], list[Diagnostic]]:
    rows: list[FinishedWork] = []
    left_out: list[Diagnostic] = []
    for raw in reader:
        values = {name: str(raw.get(names[name]) or "").strip() for name in COLUMNS}
        try:
            day = _day(values["finished_on"]) if values["finished_on"] else None
            rows.append(
                FinishedWork(
                    _positive("estimate", names["estimate"], values["estimate"]),
                    _positive("actual", names["actual"], values["actual"]),
                    day,
                    values["team"],
                    values["category"],
                )
            )
        except ValueError as error:
            left_out.append(Diagnostic("warning", str(error.args[0]), str(error.args[1]), reader.line_num))
    if not rows:
        raise BadInput(
            "the history has no row that can be used" + ("" if left_out else ": it is empty"),
            left_out[:MOST_SAID],
        )
    if len({row.finished_on is None for row in rows}) > 1:
        undated = [row for row in rows if row.finished_on is None]
        left_out.append(
            Diagnostic(
                "warning", names["finished_on"], f"{len(undated)} rows without a date were left out", None
            )
        )
        rows = [row for row in rows if row.finished_on is not None]
    return rows, left_out


def _positive(name: str, column: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError(column, f"'{value}' is not a number; the row was left out") from None
    if not (math.isfinite(number) and 0 < number < 1e12):
        raise ValueError(
            column,
            f"{value} is not a positive {name}, so there is no ratio to learn from; the row was left out",
        )
    return number


def _day(value: str) -> dt.date:
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(value.split("T", maxsplit=1)[0].strip(), form).date()
        except ValueError:
            continue
    raise ValueError(
        "finished_on", f"'{value}' is not a date such as 2026-02-26 or 26-Feb-04; the row was left out"
    )


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

"""Finished work from CSV files: estimates and actuals."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import Literal

from planner.domain.calibration import MEASURES, Measure
from planner.domain.finished_work import FinishedWork
from planner.errors import BadInput, Diagnostic
from planner.integrations.sheet import MOST_SAID, SheetRow, read_sheet

COLUMNS = ("estimate", "actual", "finished_on", "team", "category", "measure")
NEEDED = ("estimate", "actual")
DATE_FORMATS = ("%Y-%m-%d", "%d-%b-%y", "%d-%b-%Y", "%d/%m/%Y", "%Y/%m/%d")
MOST_NAME = 200
Unit = Literal["weeks", "days", "hours"]
PER_WEEK: dict[Unit, float] = {"weeks": 1.0, "days": 5.0, "hours": 40.0}
"""Engineer-days and engineer-hours in an engineer-week."""


def read_history(
    content: bytes, columns: Mapping[str, str] | None = None, *, unit: Unit = "weeks"
) -> tuple[list[FinishedWork], list[Diagnostic]]:
    """Rows of a CSV file with a header, and what was left out of it.

    Parameters
    ----------
    columns
        Our name -> name in the file, for columns that are called otherwise.
    unit
        Of effort in the file; ratios are free of it, but how they depend on the size is not.

    Raises
    ------
    BadInput
        When the file is not text, lacks a column, or holds no row that can be used.
    """
    names = {name: name for name in COLUMNS} | dict(columns or {})
    unknown = sorted(set(columns or {}) - set(COLUMNS))
    if unknown:
        raise BadInput(f"'{unknown[0]}' is not a column of a history: use {', '.join(COLUMNS)}")
    header, sheet = read_sheet(content, "the history")
    wanted = set(NEEDED) | set(columns or {})
    for name in COLUMNS:
        if name in wanted and names[name].lower() not in header:
            raise BadInput(
                f"the history has no column '{names[name]}' for {name} "
                f"(it has: {', '.join(sorted(header)) or 'none'}); name it: columns {name}=NAME"
            )
    return _rows(sheet, names, PER_WEEK[unit])


def column_names(text: str) -> dict[str, str]:
    """Our name of a column -> the file's, from text such as `estimate=hours_estimate,actual=hours_actual`."""
    named = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        ours, equals, theirs = part.partition("=")
        if not equals or not theirs.strip():
            raise BadInput(f"the columns '{part[:80]}' are not of the form estimate=NAME")
        named[ours.strip()] = theirs.strip()
    return named


def _rows(
    sheet: list[tuple[int, SheetRow]], names: Mapping[str, str], per_week: float
) -> tuple[list[FinishedWork], list[Diagnostic]]:
    rows: list[FinishedWork] = []
    left_out: list[Diagnostic] = []
    for line, raw in sheet:
        values = {name: raw.get(names[name].lower(), "") for name in COLUMNS}
        try:
            day = _day(values["finished_on"]) if values["finished_on"] else None
            measure = _measure(names["measure"], values["measure"])
            scale = per_week if measure == "effort" else 1.0
            rows.append(
                FinishedWork(
                    _positive("estimate", names["estimate"], values["estimate"]) / scale,
                    _positive("actual", names["actual"], values["actual"]) / scale,
                    day,
                    values["team"][:MOST_NAME],
                    values["category"][:MOST_NAME],
                    measure,
                )
            )
        except ValueError as error:
            left_out.append(Diagnostic("warning", str(error.args[0]), str(error.args[1]), line))
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


def _measure(column: str, value: str) -> Measure:
    for known in MEASURES:
        if value in ("", known):
            return known
    raise ValueError(column, f"'{value[:60]}' is none of {', '.join(MEASURES)}; the row was left out")


def _positive(name: str, column: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ValueError(column, f"'{value[:60]}' is not a number; the row was left out") from None
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
        "finished_on", f"'{value[:60]}' is not a date such as 2026-02-26 or 26-Feb-04; the row was left out"
    )

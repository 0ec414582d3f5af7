"""The table under every chart: the same numbers as text, as CSV and for copying."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal

from planner.exports.csv import safe_text
from web import words


@dataclass(frozen=True)
class Cell:
    """What people read and, where it differs, the plain value for a spreadsheet."""

    text: str
    value: str | float | Decimal | None = None
    href: str | None = None


@dataclass(frozen=True)
class Head:
    """A column's heading."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class DataTable:
    """A titled table; `name` is its place under the plan's address, where the CSV can be fetched
    (`csv_href`; empty for what is not stored)."""

    name: str
    title: str
    csv_href: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    footer: tuple[Cell, ...] = ()


def date_cell(day: dt.date | None) -> Cell:
    """A day in words, for spreadsheets as 2027-01-04; empty there without one."""
    return Cell(words.day(day), day.isoformat() if day else "")


def until_cell(finish: dt.date | None) -> Cell:
    """The last working day of what finishes on an exclusive Monday."""
    return date_cell(words.last_day(finish) if finish else None)


def share_cell(share: float | None, digits: int = 0) -> Cell:
    """A share in per cent, for spreadsheets as a number to 1; empty there without one."""
    return Cell(words.NOTHING, "") if share is None else Cell(words.percent(share, digits), round(share, 4))


def number_cell(value: float | None, digits: int = 1) -> Cell:
    """A number with so many decimals; empty for spreadsheets without one."""
    if value is None:
        return Cell(words.NOTHING, "")
    return Cell(words.decimal(value, digits), round(value, 6))


def to_csv(table: DataTable) -> bytes:
    """The table as CSV (UTF-8 with a mark, so that spreadsheets read it right); numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(head.label) for head in table.heads])
    for row in table.rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if cell.value is None:
        return safe_text(cell.text)
    if isinstance(cell.value, str):
        return safe_text(cell.value)
    return str(cell.value)

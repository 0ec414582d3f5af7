"""CSV files that spreadsheets open as data and never as formulas."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from planner.exports.table import Column, Table, Value, moment, plain

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    """A CSV file in UTF-8; text cells are made safe, numbers stay numbers, None is an empty cell."""
    return _written(columns, ([_safe(value) for value in row] for row in rows))


def table_csv(table: Table) -> bytes:
    """A table as CSV: dates in ISO 8601, money with the decimals of its currency."""
    # By columns, in which the same texts and days stand again and again.
    columns = [
        _cells(column, values, table.digits)
        for column, values in zip(table.columns, zip(*table.rows, strict=True), strict=bool(table.rows))
    ]
    return _written(table.names, zip(*columns, strict=True))


class _Texts(dict[Value, str | int | float | None]):
    """Cells of a column, each worked out once."""

    def __init__(self, column: Column, digits: int) -> None:
        super().__init__()
        self.column, self.digits = column, digits

    def __missing__(self, value: Value) -> str | int | float | None:
        self[value] = cell = _cell(self.column, value, self.digits)
        return cell


def _cells(column: Column, values: Sequence[Value], digits: int) -> Iterable[str | int | float | None]:
    if column.kind in ("text", "date", "moment"):
        return map(_Texts(column, digits).__getitem__, values)
    return (_cell(column, value, digits) for value in values)


def _cell(column: Column, value: Value, digits: int) -> str | int | float | None:
    if isinstance(value, Decimal):
        return f"{value:.{digits}f}" if column.kind == "money" else plain(value)
    if isinstance(value, dt.date):
        return moment(value) if column.kind == "moment" else value.isoformat()
    return _safe(value)


def _safe(value: str | int | float | None) -> str | int | float | None:
    return safe_text(value) if isinstance(value, str) else value


def _written(columns: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()

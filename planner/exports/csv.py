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
    rows = (
        [_cell(column, value, table.digits) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    )
    return _written(table.names, rows)


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

"""Tables in CSV as other tools write them: rows by column, numbers, and what is wrong with a row."""

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from planner.domain.base import MAX_AMOUNT
from planner.errors import BadInput

SheetRow = Mapping[str, str]
"""Cells by lower-case column; a cell that is not there is empty."""
DELIMITERS = (",", ";", "|", "\t")
COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
"""Numbers as they are written where a comma stands before the decimals."""
COMMA_SURELY = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+)")
"""Those that mean nothing else."""
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' \u00a0\u202f\u2019]\d{3})+(?:\.\d+)?")
MARKS = {
    "$": "USD",
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
}
DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD")
_MARK = r"(?:US|CA?|A)?\$|[€£¥₹]|[A-Za-z]{3}"
MARKED = re.compile(
    rf"(?P<sign>-)?(?P<before>{_MARK})\s*(?P<number>[-\d(].*)|(?P<other>[-\d(].*?)\s*(?P<after>{_MARK})"
)
MOST_SAID = 20
"""Faults that are listed one by one."""


class FaultError(Exception):
    """A value that cannot be used, in words, and the column that it is in."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


def read_sheet(content: bytes, what: str) -> tuple[frozenset[str], list[tuple[int, SheetRow]]]:
    """The columns, and the rows with their line in the file.

    Parameters
    ----------
    content
        CSV in UTF-8 with `,`, `;`, `|` or tabs between its columns. Where spreadsheets write `;`, they write 1.250,50:
        such numbers are then read as 1250.50.
    what
        The file in a sentence, such as "the price sheet".

    Raises
    ------
    BadInput
        It is not UTF-8, not CSV, or a row has more cells than there are columns.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{what}: byte {error.start} is not UTF-8 text; save it as CSV in UTF-8") from error
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, SheetRow]] = []
    try:
        columns = frozenset(name.strip().lower() for name in reader.fieldnames or ())
        for row in reader:
            if any(row.pop(None, ())):
                raise BadInput(
                    f"{what}: line {reader.line_num} has more cells than the first line has columns; "
                    "put a cell that holds a separator in quotes"
                )
            rows.append((reader.line_num, {k.strip().lower(): (v or "").strip() for k, v in row.items()}))
    except csv.Error as error:
        raise BadInput(f"{what}: line {reader.line_num} is not CSV: {error}") from error
    return columns, _with_points(rows, what) if delimiter == ";" else rows


def _with_points(rows: list[tuple[int, SheetRow]], what: str) -> list[tuple[int, SheetRow]]:
    """Numbers with a comma before their decimals as numbers with a point, where the file tells which it means."""
    cells = [(line, cell) for line, row in rows for cell in row.values()]
    if not any(COMMA_SURELY.fullmatch(cell) for _, cell in cells):
        unclear = next((one for one in cells if re.fullmatch(r"[+-]?\d{1,3},\d{3}", one[1])), None)
        if unclear is not None:
            line, cell = unclear
            plain = cell.replace(",", "")
            raise BadInput(
                f"{what}: line {line}: '{cell}' may be {plain} or {cell.replace(',', '.')}: write it without the comma"
            )
        return rows
    return [
        (line, {k: c.replace(".", "").replace(",", ".") if COMMA.fullmatch(c) else c for k, c in row.items()})
        for line, row in rows
    ]


def plain_number(text: str) -> Decimal | None:
    """1250.5, -3e2, 1,250.50, 1 250.50, 1'250.50 and (1,250.50), which is less than nothing; None for anything else."""
    inner = text.strip().replace("\N{MINUS SIGN}", "-")
    below = len(inner) > 2 and inner[0] == "(" and inner[-1] == ")"
    inner = inner[1:-1] if below else inner
    if GROUPED.fullmatch(inner):
        inner = re.sub(r"[,' \u00a0\u202f\u2019]", "", inner)
    try:
        found = Decimal(inner)
    except InvalidOperation:
        return None
    return -found if below else found


def amount(row: SheetRow, column: str, currency: str = "") -> tuple[Decimal | None, str | None]:
    """The amount in a cell, and its currency: that of a mark beside the number ($2.95, 2.95 EUR), else `currency`.

    Raises
    ------
    FaultError
        It is no number, or the mark is of another currency.
    """
    text = row.get(column, "")
    marked = MARKED.fullmatch(text)
    if marked is None:
        return number(row, column), currency or None
    mark = (marked["before"] or marked["after"]).upper()
    meant = MARKS.get(mark, mark)
    if currency and currency != meant and not (mark == "$" and currency in DOLLARS):
        raise FaultError(f"{column} '{text}' is marked as {meant}, but its currency is {currency}", column)
    sign = marked["sign"] or ""
    return number({column: f"{sign}{marked['number'] or marked['other']}"}, column), currency or meant


def number(
    row: SheetRow, column: str, *, least: Decimal = -MAX_AMOUNT, most: Decimal = MAX_AMOUNT
) -> Decimal | None:
    """The number in a cell; None when it is empty.

    Raises
    ------
    FaultError
        It is no number, or outside the range.
    """
    text = row.get(column, "")
    if not text:
        return None
    found = plain_number(text)
    if found is None:
        raise FaultError(f"{column} '{text}' is not a number such as 1250.50", column)
    if not found.is_finite() or not least <= found <= most:
        raise FaultError(f"{column} '{text}' is not a number from {least:g} to {most:g}", column)
    return found

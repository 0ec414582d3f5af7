"""Tables in CSV as other tools write them: rows by column, numbers, and what is wrong with a row."""

import csv
import io
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from planner.domain.base import MAX_AMOUNT
from planner.errors import BadInput

SheetRow = Mapping[str, str]
"""Cells by lower-case column; a cell that is not there is empty."""
MOST_SAID = 20
"""Faults that are listed one by one."""


class FaultError(Exception):
    """A value that cannot be used, in words."""


def read_sheet(content: bytes, what: str) -> tuple[frozenset[str], list[tuple[int, SheetRow]]]:
    """The columns, and the rows with their line in the file.

    Parameters
    ----------
    content
        CSV in UTF-8 with `,` or `|` between its columns.
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
    delimiter = "|" if head.count("|") > head.count(",") else ","
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
    return columns, rows


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
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise FaultError(f"{column} '{text}' is not a number such as 1250.50") from None
    if not found.is_finite() or not least <= found <= most:
        raise FaultError(f"{column} '{text}' is not a number from {least:g} to {most:g}")
    return found

"""XLSX workbooks as cells of text. Values only: nothing in a file is worked out."""

import datetime as dt
import io
import zipfile

from openpyxl import load_workbook

from planner.errors import BadInput
from planner.integrations.folder import UNREADABLE, ZIP_SIGNATURE, Folder

CONTENT = "[Content_Types].xml"
MOST_ROWS, MOST_COLUMNS = 5_000, 200


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are an XLSX file, and no other zip file."""
    if not content.startswith(ZIP_SIGNATURE):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except UNREADABLE:
        return False
    return CONTENT in names and any(name.startswith("xl/") for name in names)


def read_workbook(content: bytes, name: str) -> list[tuple[str, list[list[str]]]]:
    """The sheets by their titles, each as rows of text: dates as ISO days, whole numbers without a point.

    Raises
    ------
    BadInput
        When it is no workbook, unpacks to more than is allowed, or a sheet is larger than 5,000 x 200 cells.
    """
    if not is_workbook(content):
        raise BadInput(f"{name} is no XLSX workbook; save it as .xlsx and try again")
    Folder.unpacked(content)  # within the limits of archives, before anything else reads it
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        return [(sheet.title, _rows(sheet.iter_rows(values_only=True), name, sheet.title)) for sheet in book]
    except BadInput:
        raise
    except Exception as error:  # the reader raises whatever the damage leads to
        raise BadInput(
            f"{name} cannot be read as a workbook ({type(error).__name__}); save it anew"
        ) from error


def _rows(found: object, name: str, title: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in found:  # type: ignore[attr-defined]
        if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
            raise BadInput(f"{name}, sheet {title}: more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns")
        rows.append([_text(cell) for cell in row])
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return str(cell)

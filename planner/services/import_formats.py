"""Other tools' files that can be imported, by the name of their format."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from planner.domain.findings import nearest
from planner.domain.limits import MAX_ARCHIVE_BYTES
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.integrations.capacity_planner import read_capacity_planner
from planner.integrations.folder import ZIP_SIGNATURE, Folder
from planner.integrations.jira import KEY, read_jira
from planner.integrations.workbook import is_workbook
from planner.services.import_sheets import read_csv_sheets, read_workbook_sheets


@dataclass(frozen=True)
class Imported:
    """A portfolio made from another tool's files, and every mapping that was made on the way."""

    portfolio: Portfolio
    warnings: tuple[str, ...]


FORMATS: dict[str, Callable[[Folder], tuple[Portfolio, tuple[str, ...]]]] = {
    "capacity-planner": read_capacity_planner,
    "csv": read_csv_sheets,
    "xlsx": read_workbook_sheets,
    "jira": read_jira,
}
ENDINGS = {"xlsx": "xlsx", "csv": "csv", "jira": "csv"}
"""How a single file of a format is named when nobody has named it."""


def import_files(path: Path, format_name: str) -> Imported:
    """Import a folder, a zip file of it, or a single file.

    Raises
    ------
    BadInput
        When the format is unknown or its files are not as expected.
    """
    importer = _importer(format_name)
    if not path.is_file() or path.suffix == ".zip":
        return Imported(*importer(Folder.at(path)))
    if path.stat().st_size > MAX_ARCHIVE_BYTES:
        raise BadInput(f"{path} is larger than {MAX_ARCHIVE_BYTES // 1_000_000} MB")
    return Imported(*importer(Folder({path.name: path.read_bytes()})))


def import_content(content: bytes, format_name: str, filename: str | None = None) -> Imported:
    """Import the bytes of a zip file or of a single file."""
    importer = _importer(format_name)
    if content.startswith(ZIP_SIGNATURE) and not is_workbook(content):
        return Imported(*importer(Folder.unpacked(content)))
    name = PurePath(filename or "").name or f"upload.{ENDINGS.get(format_name, 'txt')}"
    return Imported(*importer(Folder({name: content})))


def format_of(content: bytes, filename: str | None = None) -> str | None:
    """The format of another tool that a file shows it is in; None for everything else, such as a document."""
    if content.startswith(ZIP_SIGNATURE):
        if is_workbook(content):
            return "xlsx"
        names = Folder.unpacked(content).files
        if "config.json" in names or not any(name.endswith((".csv", ".xlsx")) for name in names):
            return "capacity-planner"
        if any(name.endswith(".xlsx") for name in names):
            return "xlsx"
        return next((_csv_format(c) for name, c in names.items() if name.endswith(".csv")), "csv")
    if (filename or "").lower().endswith((".csv", ".tsv")):
        return _csv_format(content)
    return None


def _csv_format(content: bytes) -> str:
    line = content[:100_000].decode("utf-8-sig", "replace").partition("\n")[0]
    heads = next(csv.reader(io.StringIO(line)), [])
    return "jira" if any(head.strip().lower() == KEY for head in heads) else "csv"


def _importer(format_name: str) -> Callable[[Folder], tuple[Portfolio, tuple[str, ...]]]:
    if format_name not in FORMATS:
        raise BadInput(
            f"unknown format '{format_name[:60]}'{nearest(format_name, FORMATS)}; known: {', '.join(FORMATS)}"
        )
    return FORMATS[format_name]

"""Other tools' files that can be imported, by the name of their format."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from planner.domain.findings import nearest
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.integrations.capacity_planner import read_capacity_planner
from planner.integrations.folder import Folder


@dataclass(frozen=True)
class Imported:
    """A portfolio made from another tool's files, and every mapping that was made on the way."""

    portfolio: Portfolio
    warnings: tuple[str, ...]


FORMATS: dict[str, Callable[[Folder], tuple[Portfolio, tuple[str, ...]]]] = {
    "capacity-planner": read_capacity_planner,
}


def import_files(path: Path, format_name: str) -> Imported:
    """Import a folder or a zip file of it; BadInput when the format is unknown or its files are not as expected."""
    return Imported(*_importer(format_name)(Folder.at(path)))


def import_archive(content: bytes, format_name: str) -> Imported:
    """Import the bytes of a zip file."""
    return Imported(*_importer(format_name)(Folder.unpacked(content)))


def _importer(format_name: str) -> Callable[[Folder], tuple[Portfolio, tuple[str, ...]]]:
    if format_name not in FORMATS:
        raise BadInput(f"unknown format '{format_name}'{nearest(format_name, FORMATS)}")
    return FORMATS[format_name]

"""Import a document as a new portfolio: all of it, or nothing."""

from dataclasses import dataclass

from planner.document import read_portfolio
from planner.document.source import Format
from planner.errors import Diagnostic
from planner.integrations.formats import import_archive
from planner.services.context import Context, Role
from planner.services.portfolios import PortfolioRecord, create_portfolio

#: How zip files begin, and what an archive of unnamed format is taken for: the only one that there is so far.
ZIP, ARCHIVE = b"PK\x03\x04", "capacity-planner"


@dataclass(frozen=True)
class ImportOutcome:
    """The new portfolio, and what is doubtful about it."""

    record: PortfolioRecord
    warnings: tuple[Diagnostic, ...]


def import_document(
    ctx: Context,
    content: bytes,
    *,
    format: str | None = None,  # noqa: A002
    filename: str | None = None,
) -> ImportOutcome:
    """Read a document and store it as a new portfolio.

    Parameters
    ----------
    content
        The bytes of a YAML or JSON document, or of a zip file with the files of another tool.
    format
        yaml, json or the name of another tool; without it, the file name and the content decide.

    Raises
    ------
    BadInput
        When it cannot be used; the diagnostics say where. Nothing is stored.
    """
    ctx.require(Role.EDITOR)
    if format is None and content.startswith(ZIP):
        format = ARCHIVE  # noqa: A001
    if format is None or format in ("yaml", "json"):
        known: Format | None = "yaml" if format == "yaml" else "json" if format == "json" else None
        result = read_portfolio(content, format=known, filename=filename)
        warnings = tuple(found for found in result.diagnostics if found.severity == "warning")
        return ImportOutcome(create_portfolio(ctx, result.portfolio), warnings)
    imported = import_archive(content, format)
    doubts = tuple(Diagnostic("warning", "", text) for text in imported.warnings)
    return ImportOutcome(create_portfolio(ctx, imported.portfolio), doubts)

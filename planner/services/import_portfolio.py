"""Import a document as a new portfolio: all of it, or nothing."""

from dataclasses import dataclass

from planner.document import read_portfolio
from planner.document.reader import ReadResult
from planner.document.source import Format
from planner.errors import Diagnostic
from planner.persistence.database import release
from planner.services.context import Context, Role
from planner.services.import_formats import format_of, import_content
from planner.services.portfolios import PortfolioRecord, create_portfolio

DOCUMENTS: dict[str, Format] = {"yaml": "yaml", "json": "json"}


@dataclass(frozen=True)
class ImportOutcome:
    """The new portfolio, and what is doubtful about it."""

    record: PortfolioRecord
    warnings: tuple[Diagnostic, ...]


def read_document(
    ctx: Context,
    content: bytes,
    *,
    format: str | None = None,  # noqa: A002
    filename: str | None = None,
) -> ReadResult:
    """Read a document before anything is written. Nobody waits for the database meanwhile: it may take seconds.

    Parameters
    ----------
    content
        The bytes of a YAML or JSON document, or of another tool's file, or of a zip file with its files.
    format
        yaml, json or the name of another tool; without it, the file name and the content decide.

    Raises
    ------
    BadInput
        When it cannot be used; the diagnostics say where.
    """
    ctx.require(Role.EDITOR)
    release(ctx.session)
    if format is None:
        format = format_of(content, filename)  # noqa: A001
    if format is None or format in DOCUMENTS:
        return read_portfolio(content, format=DOCUMENTS.get(format or ""), filename=filename)
    imported = import_content(content, format, filename)
    doubts = tuple(Diagnostic("warning", "", text) for text in imported.warnings)
    return ReadResult(imported.portfolio, doubts)


def import_document(
    ctx: Context,
    content: bytes,
    *,
    format: str | None = None,  # noqa: A002
    filename: str | None = None,
) -> ImportOutcome:
    """Read a document (as `read_document` does) and store it as a new portfolio."""
    document = read_document(ctx, content, format=format, filename=filename)
    return ImportOutcome(create_portfolio(ctx, document.portfolio), document.warnings)

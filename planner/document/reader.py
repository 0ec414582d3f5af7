"""Read a portfolio document: everything that is wrong with it at once, each with its place."""

from dataclasses import dataclass
from typing import Any

from planner.document.diagnose import owner
from planner.document.models import model_from, refusal
from planner.document.source import Format, Source, check_plain, parse
from planner.domain.findings import path_text
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.references import raw_findings
from planner.errors import Diagnostic
from planner.garbage import no_collection


@dataclass(frozen=True)
class ReadResult:
    """A portfolio that can be planned, and warnings about it."""

    portfolio: Portfolio
    warnings: tuple[Diagnostic, ...]


def read_portfolio(
    content: bytes,
    *,
    format: Format | None = None,  # noqa: A002
    filename: str | None = None,
) -> ReadResult:
    """Read and check a portfolio document.

    Raises
    ------
    BadInput
        With a diagnostic for every error; the document is then not used at all.
    """
    with no_collection():
        return check_portfolio(parse(content, format, filename))


def portfolio_from(value: Any) -> ReadResult:
    """The same for values that are already parsed, such as the body of a request."""
    source = Source(value)
    check_plain(source)
    return check_portfolio(source)


def check_portfolio(source: Source) -> ReadResult:
    """Models first; references only when every model is valid."""
    portfolio = model_from(source, Portfolio, SCHEMA, "the portfolio")
    found = []
    for finding in raw_findings(portfolio)[:MAX_DIAGNOSTICS]:
        who = owner(finding.path, source.value)
        message = f"{who}: {finding.message}" if who else finding.message
        found.append(
            Diagnostic(finding.severity, path_text(finding.path), message, source.line(finding.path))
        )
    if any(diagnostic.severity == "error" for diagnostic in found):
        raise refusal("the portfolio", found)
    return ReadResult(portfolio, tuple(found))

"""Read a portfolio document: everything that is wrong with it at once, each with its place."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from planner.document.diagnose import diagnostics_of, owner
from planner.document.source import Format, Source, check_plain, parse, refuse
from planner.domain.findings import path_text
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.portfolio import SCHEMA, Portfolio
from planner.domain.references import raw_findings
from planner.errors import BadInput, Diagnostic
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
    if not isinstance(source.value, dict):
        raise refuse(
            f"expected a mapping that begins with `schema: {SCHEMA}`, got a list or a single value", 1
        )
    if source.value.get("schema") != SCHEMA:
        found = source.value.get("schema")
        problem = "`schema` is missing" if found is None else f"unknown schema '{str(found)[:60]}'"
        raise refuse(f"{problem}; write `schema: {SCHEMA}`", source.line(("schema",)), "schema")
    try:
        portfolio = Portfolio.model_validate(source.value)
    except ValidationError as error:
        raise _refusal(diagnostics_of(error, source, Portfolio)) from error
    found = []
    for finding in raw_findings(portfolio)[:MAX_DIAGNOSTICS]:
        who = owner(finding.path, source.value)
        message = f"{who}: {finding.message}" if who else finding.message
        found.append(
            Diagnostic(finding.severity, path_text(finding.path), message, source.line(finding.path))
        )
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    if errors:
        raise _refusal(found)
    return ReadResult(portfolio, tuple(found))


def _refusal(diagnostics: list[Diagnostic]) -> BadInput:
    errors = [d for d in diagnostics if d.severity == "error"]
    count = f"{len(errors)} errors" if len(errors) > 1 else "an error"
    first = errors[0]
    place = f" on line {first.line}" if first.line else ""
    return BadInput(
        f"the portfolio has {count}; the first{place}: {first.path}: {first.message}", diagnostics
    )

"""Changes documents: read with the same kind of diagnostics as portfolios, and their JSON schema."""

from typing import Any

from planner.document.models import model_from, refusal
from planner.document.source import Format, Source, check_plain, parse
from planner.domain.change_checks import change_findings
from planner.domain.changes import CHANGES_SCHEMA, Changes
from planner.domain.findings import path_text
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import Diagnostic


def read_changes(
    content: bytes,
    portfolio: Portfolio,
    plan: Plan,
    *,
    given: Format | None = None,
    filename: str | None = None,
) -> Changes:
    """Read and check a changes document about a portfolio and its plan.

    Raises
    ------
    BadInput
        With a diagnostic for every error; nothing of the document is used then.
    """
    return check_changes(parse(content, given, filename), portfolio, plan)


def changes_from(value: Any, portfolio: Portfolio, plan: Plan) -> Changes:
    """The same for values that are already parsed, such as the body of a request."""
    source = Source(value)
    check_plain(source)
    return check_changes(source, portfolio, plan)


def check_changes(source: Source, portfolio: Portfolio, plan: Plan) -> Changes:
    """Models first; names and dates only when every model is valid."""
    changes = model_from(source, Changes, CHANGES_SCHEMA, "the changes")
    findings = change_findings(portfolio, plan, changes)[:MAX_DIAGNOSTICS]
    if findings:
        raise refusal(
            "the changes",
            [Diagnostic(f.severity, path_text(f.path), f.message, source.line(f.path)) for f in findings],
        )
    return changes


def changes_schema() -> dict[str, Any]:
    """The published JSON schema of changes documents."""
    schema = Changes.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": CHANGES_SCHEMA} | schema

"""What portfolio and changes documents have in common: their schema, their model, and how they are refused."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from planner.document.diagnose import diagnostics_of
from planner.document.source import Source, refuse
from planner.errors import BadInput, Diagnostic

M = TypeVar("M", bound=BaseModel)


def model_from(source: Source, model: type[M], schema: str, what: str) -> M:
    """The document as its model.

    Raises
    ------
    BadInput
        It is not of this schema, or breaks it: with a diagnostic for every error.
    """
    if not isinstance(source.value, dict):
        raise refuse(
            f"expected a mapping that begins with `schema: {schema}`, got a list or a single value", 1
        )
    found = source.value.get("schema")
    if found != schema:
        problem = "`schema` is missing" if found is None else f"unknown schema '{str(found)[:60]}'"
        raise refuse(f"{problem}; write `schema: {schema}`", source.line(("schema",)), "schema")
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        raise refusal(what, diagnostics_of(error, source, model)) from error


def refusal(what: str, diagnostics: list[Diagnostic]) -> BadInput:
    """That a document, such as "the portfolio", has errors; the first of them in the sentence."""
    errors = [d for d in diagnostics if d.severity == "error"]
    count = f"{len(errors)} errors" if len(errors) > 1 else "an error"
    first = errors[0]
    place = f" on line {first.line}" if first.line else ""
    where = f"{first.path}: " if first.path else ""
    verb = "have" if what.endswith("s") else "has"
    return BadInput(f"{what} {verb} {count}; the first{place}: {where}{first.message}", diagnostics)

"""Values from options and forms as a question; what is wrong is said with its place."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import ValidationError

from planner.document.diagnose import diagnostics_of
from planner.document.models import refusal
from planner.document.source import Source, parse
from planner.domain.base import Model
from planner.errors import BadInput

M = TypeVar("M", bound=Model)


def _as_it_is(path: str) -> str:
    return f"{path}: " if path else ""


def asked(kind: type[M], values: dict[str, Any], place: Callable[[str], str] = _as_it_is) -> M:
    """The values as a question; `place` puts the path of a value in words.

    Raises
    ------
    BadInput
        With a diagnostic for each value that cannot be used.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        found = diagnostics_of(error, Source(values), kind)
        first = found[0]
        raise BadInput(place(first.path) + first.message, found) from error


def asked_in(kind: type[M], content: bytes, filename: str) -> M:
    """A question in a file of YAML or JSON; errors as in `asked`, with their lines."""
    source = parse(content, filename=filename)
    if not isinstance(source.value, dict):
        raise BadInput(f"{filename}: expected keys such as `phases`, got a list or a single value")
    try:
        return kind.model_validate(source.value)
    except ValidationError as error:
        raise refusal(filename, diagnostics_of(error, source, kind)) from error

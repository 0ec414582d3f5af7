"""Values from options and forms as a question; what is wrong is said with its place."""

from typing import Any, TypeVar

from pydantic import ValidationError

from planner.document.diagnose import diagnostics_of
from planner.document.source import Source
from planner.domain.base import Model
from planner.errors import BadInput

M = TypeVar("M", bound=Model)


def asked(kind: type[M], values: dict[str, Any]) -> M:
    """The values as a question.

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
        place = f"{first.path}: " if first.path else ""
        raise BadInput(place + first.message, found) from error

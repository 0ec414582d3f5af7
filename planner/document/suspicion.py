"""What no document may hold, and how a document is refused."""

import math
import re
from typing import Any

from planner.errors import BadInput, Diagnostic

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def refuse(message: str, line: int | None = None, path: str = "") -> BadInput:
    """A refusal of the whole document for one reason."""
    return BadInput(message, [Diagnostic("error", path, message, line)])


def unusable(value: Any) -> str | None:
    """What is wrong with a plain value, if anything: NaN and infinity, NUL, lone surrogates."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a number that can be planned with; give a finite number"
    if isinstance(value, str):
        if "\0" in value:
            return f"'{short(value)}' holds a NUL character; remove it"
        if not value.isascii() and _SURROGATE.search(value):
            return "a text holds half of a surrogate pair, which is no character; remove it"
    return None


def short(text: str) -> str:
    """The beginning of a text, in a form that can be sent."""
    shown = text.encode("ascii", "backslashreplace").decode() if _SURROGATE.search(text) else text
    return shown if len(shown) <= 60 else shown[:57] + "..."

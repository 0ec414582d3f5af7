"""Days, numbers and lists in sentences: as English writes them, unless whoever reads has them written another way."""

import datetime as dt
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Protocol


class Writing(Protocol):
    """How whoever reads has days and numbers written."""

    def day(self, day: dt.date) -> str:
        """4 Jan 2027, or as it is written elsewhere."""

    def number(self, text: str) -> str:
        """A number that Python has written, such as -1,234.5, as it is written elsewhere."""


#: Of the request that is answered. Nothing that is stored is written so: others read it.
WRITING: ContextVar[Writing | None] = ContextVar("writing", default=None)


def written_day(day: dt.date) -> str:
    """4 Jan 2027."""
    writing = WRITING.get()
    return writing.day(day) if writing else f"{day.day} {day:%b %Y}"


def written_number(value: float, digits: int = 0) -> str:
    """1,234.5 with one decimal."""
    text, writing = f"{value:,.{digits}f}", WRITING.get()
    return writing.number(text) if writing else text


def shortened(items: Sequence[str], limit: int, separator: str = ", ") -> str:
    """The first items, and how many more there are."""
    more = f" and {len(items) - limit} more" if len(items) > limit else ""
    return separator.join(items[:limit]) + more

"""Days and lists as people write them, where no page is there to do it."""

import datetime as dt
from collections.abc import Sequence


def written_day(day: dt.date) -> str:
    """4 Jan 2027."""
    return f"{day.day} {day:%b %Y}"


def shortened(items: Sequence[str], limit: int, separator: str = ", ") -> str:
    """The first items, and how many more there are."""
    more = f" and {len(items) - limit} more" if len(items) > limit else ""
    return separator.join(items[:limit]) + more

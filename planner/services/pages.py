"""Lists in pages: a cursor names the last item that was seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.errors import BadInput

T = TypeVar("T")
MAX_LIMIT = 200
MAX_CURSOR = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items of a list and where the next ones begin."""

    items: tuple[T, ...]
    next_cursor: str | None = None


def checked_limit(limit: int) -> int:
    """The limit, when it is within bounds.

    Raises
    ------
    BadInput
        Otherwise.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise BadInput(f"limit {limit} is not between 1 and {MAX_LIMIT}")
    return limit


def checked_cursor(cursor: str | None) -> str | None:
    """The cursor, when it can be one of ours.

    Raises
    ------
    BadInput
        Otherwise.
    """
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isprintable() or not 0 < len(cursor) <= MAX_CURSOR:
        raise BadInput("the cursor is not one of ours: start from the first page")
    return cursor


def cut(items: Sequence[T], key: Callable[[T], str], limit: int, cursor: str | None) -> Page[T]:
    """A page of items that are all at hand; `key` names an item among them.

    Raises
    ------
    BadInput
        When the cursor names none of them.
    """
    first = 0
    if checked_cursor(cursor) is not None:
        places = {key(item): n for n, item in enumerate(items)}
        if cursor not in places:
            raise BadInput("the cursor is not one of this list: start from the first page")
        first = places[cursor] + 1
    shown = items[first : first + checked_limit(limit)]
    more = first + limit < len(items)
    return Page(tuple(shown), key(shown[-1]) if more else None)

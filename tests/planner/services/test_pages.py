"""Pages of lists that are at hand: nothing is left out, nothing comes twice."""

import pytest

from planner.errors import BadInput
from planner.services.pages import cut


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 200])
def test_the_pages_together_are_the_list(limit: int) -> None:
    items = list(range(8))
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = cut(items, str, limit, cursor)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
        assert len(page.items) == limit
    assert seen == items


def test_an_empty_list_has_one_empty_page() -> None:
    assert cut([], str, 5, None).items == ()


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(BadInput, match="not one of this list"):
        cut([1, 2], str, 5, "3")

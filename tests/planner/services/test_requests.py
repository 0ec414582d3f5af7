"""The same key does the same thing once, on both databases."""

import pytest

from planner.errors import BadInput, Conflict
from planner.services.context import Context
from planner.services.requests import once


def test_a_request_that_is_sent_again_finds_what_it_made(ctx: Context) -> None:
    made: list[str] = []

    def make() -> str:
        made.append("it")
        return f"thing-{len(made)}"

    assert once(ctx, "k", "make a thing", make) == "thing-1"
    assert once(ctx, "k", "make a thing", make) == "thing-1"
    assert once(ctx, "l", "make a thing", make) == "thing-2"
    assert once(ctx, None, "make a thing", make) == "thing-3"


def test_a_key_belongs_to_one_request(ctx: Context) -> None:
    once(ctx, "k", "make a thing", lambda: "thing")
    with pytest.raises(Conflict, match="another request"):
        once(ctx, "k", "make something else", lambda: "other")


def test_a_key_belongs_to_one_organisation(ctx: Context, stranger: Context) -> None:
    once(ctx, "k", "make a thing", lambda: "ours")
    assert once(stranger, "k", "make a thing", lambda: "theirs") == "theirs"


def test_what_failed_can_be_tried_again_with_the_same_key(ctx: Context) -> None:
    def fail() -> str:
        raise BadInput("no")

    with pytest.raises(BadInput), ctx.session.begin_nested():
        once(ctx, "k", "make a thing", fail)
    assert once(ctx, "k", "make a thing", lambda: "thing") == "thing"


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_1_to_200_characters(ctx: Context, key: str) -> None:
    with pytest.raises(BadInput, match="1 to 200"):
        once(ctx, key, "make a thing", lambda: "thing")

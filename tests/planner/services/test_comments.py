"""Comments on projects: who may write and delete them, and how they come back; on both databases."""

from dataclasses import replace

import pytest

from planner.domain.limits import MAX_COMMENT
from planner.domain.projects import Project
from planner.errors import BadInput, Forbidden, LimitExceeded, NotFound
from planner.persistence.tables import CommentTable
from planner.services import comments
from planner.services.comments import add_comment, delete_comment, list_comments, undo_comment
from planner.services.context import Actor, Context, Role
from planner.services.portfolios import create_portfolio, delete_portfolio, get_portfolio
from planner.services.row_states import undo
from planner.services.rows import add_row, delete_row, get_row, update_row
from tests.stored import small


@pytest.fixture
def portfolio_id(ctx: Context) -> str:
    return create_portfolio(ctx, small()).id


@pytest.fixture
def reader(ctx: Context) -> Context:
    """Somebody who may read the same organisation."""
    return replace(ctx, actor=Actor("reader", "Rita", Role.VIEWER))


def texts(ctx: Context, portfolio_id: str, project: str = "ranker") -> list[str]:
    return [one.text for one in list_comments(ctx, portfolio_id, project).items]


def test_everybody_who_reads_may_write_and_the_newest_comes_first(
    ctx: Context, reader: Context, portfolio_id: str
) -> None:
    add_comment(ctx, portfolio_id, "ranker", "  First\r\nof all ")
    made = add_comment(reader, portfolio_id, "ranker", "Second")
    found = list_comments(reader, portfolio_id, "ranker").items
    assert [(one.text, one.author, one.deletable) for one in found] == [
        ("Second", "Rita", True),
        ("First\nof all", "Olga", False),
    ]
    assert found[0] == made
    assert texts(ctx, portfolio_id, "audit") == []
    first = list_comments(ctx, portfolio_id, "ranker", limit=1)
    assert [one.text for one in first.items] == ["Second"]
    rest = list_comments(ctx, portfolio_id, "ranker", limit=1, cursor=first.next_cursor)
    assert [one.text for one in rest.items] == ["First\nof all"]
    assert rest.next_cursor is None


@pytest.mark.parametrize(
    ("text", "message"),
    [(" \n ", "nothing in this"), ("x" * (MAX_COMMENT + 1), "4,001 characters"), ("a\0b", "no character")],
)
def test_what_is_no_comment_is_refused(ctx: Context, portfolio_id: str, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        add_comment(ctx, portfolio_id, "ranker", text)
    assert texts(ctx, portfolio_id) == []


def test_ones_own_is_deleted_and_comes_back_once_as_it_was(
    ctx: Context, reader: Context, portfolio_id: str
) -> None:
    mine, theirs = (
        add_comment(reader, portfolio_id, "ranker", "Mine"),
        add_comment(ctx, portfolio_id, "ranker", "Theirs"),
    )
    with pytest.raises(Forbidden, match="Olga has written this"):
        delete_comment(reader, theirs.id)
    gone = delete_comment(reader, mine.id)
    assert texts(ctx, portfolio_id) == ["Theirs"]
    assert undo_comment(reader, gone.undo_token) == mine
    assert texts(ctx, portfolio_id) == ["Theirs", "Mine"]
    with pytest.raises(NotFound, match="undone before"):
        undo_comment(reader, gone.undo_token)
    assert delete_comment(ctx, mine.id).project_id == "ranker", "owners delete any"


def test_comments_follow_their_project(ctx: Context, portfolio_id: str) -> None:
    add_comment(ctx, portfolio_id, "audit", "Look")
    row = get_row(ctx, portfolio_id, "projects", "audit")
    assert isinstance(row.body, Project)
    renamed = row.body.model_copy(update={"id": "review"})
    update_row(ctx, portfolio_id, "projects", "audit", renamed, version=row.version)
    assert texts(ctx, portfolio_id, "review") == ["Look"]
    row = get_row(ctx, portfolio_id, "projects", "review")
    token = delete_row(ctx, portfolio_id, "projects", "review", version=row.version).undo_token
    with pytest.raises(NotFound):
        list_comments(ctx, portfolio_id, "review")
    undo(ctx, token)
    assert texts(ctx, portfolio_id, "review") == ["Look"]


def test_others_find_nothing_and_deletion_takes_comments_along(
    ctx: Context, stranger: Context, portfolio_id: str
) -> None:
    made = add_comment(ctx, portfolio_id, "ranker", "Ours")
    token = delete_comment(ctx, add_comment(ctx, portfolio_id, "ranker", "Gone").id).undo_token
    for ask in (
        lambda: list_comments(stranger, portfolio_id, "ranker"),
        lambda: add_comment(stranger, portfolio_id, "ranker", "Theirs"),
        lambda: delete_comment(stranger, made.id),
        lambda: undo_comment(stranger, token),
        lambda: add_comment(ctx, portfolio_id, "zebra", "Where?"),
    ):
        with pytest.raises(NotFound):
            ask()
    delete_portfolio(ctx, portfolio_id, version=get_portfolio(ctx, portfolio_id).version)
    ctx.session.expire_all()
    assert ctx.session.get(CommentTable, made.id) is None


def test_a_project_has_only_so_many(ctx: Context, portfolio_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "MAX_COMMENTS", 1)
    add_comment(ctx, portfolio_id, "ranker", "One")
    with pytest.raises(LimitExceeded, match="may have 1 comments"):
        add_comment(ctx, portfolio_id, "ranker", "Two")


def test_a_new_project_of_a_deleted_ones_id_begins_without_its_comments(
    ctx: Context, portfolio_id: str
) -> None:
    add_comment(ctx, portfolio_id, "audit", "Of the first")
    row = get_row(ctx, portfolio_id, "projects", "audit")
    gone = delete_row(ctx, portfolio_id, "projects", "audit", version=row.version)
    assert isinstance(row.body, Project)
    second = add_row(ctx, portfolio_id, "projects", row.body.model_copy(update={"name": "Another"}))
    assert texts(ctx, portfolio_id, "audit") == []
    add_comment(ctx, portfolio_id, "audit", "Of the second")
    also = delete_row(ctx, portfolio_id, "projects", "audit", version=second.version)
    undo(ctx, gone.undo_token)
    assert texts(ctx, portfolio_id, "audit") == ["Of the first"]
    first = get_row(ctx, portfolio_id, "projects", "audit")
    delete_row(ctx, portfolio_id, "projects", "audit", version=first.version)
    undo(ctx, also.undo_token)
    assert texts(ctx, portfolio_id, "audit") == ["Of the second"]

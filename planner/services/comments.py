"""Comments on projects: plain text with author and time. Everybody who reads may write; one's own can be deleted, and
brought back."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import col, func, select

from planner.domain.limits import MAX_COMMENT, MAX_COMMENTS
from planner.errors import BadInput, Forbidden, LimitExceeded, NotFound
from planner.persistence.columns import utc_now
from planner.persistence.comments import comments_on
from planner.persistence.ids import digest, new_id, new_secret
from planner.persistence.tables import Change, CommentTable, Json
from planner.services.changes import record, undoable
from planner.services.context import Context, Role
from planner.services.pages import Page, checked_cursor, checked_limit
from planner.services.rows import get_row

KIND = "comment"


@dataclass(frozen=True)
class Comment:
    """What somebody has written about a project."""

    id: str
    project_id: str
    text: str
    author: str
    created_at: dt.datetime
    deletable: bool
    """Whether whoever asks may delete it."""


@dataclass(frozen=True)
class DeletedComment:
    """A comment that is gone, and how it comes back."""

    portfolio_id: str
    project_id: str
    undo_token: str


def list_comments(
    ctx: Context, portfolio_id: str, project_id: str, *, limit: int = 50, cursor: str | None = None
) -> Page[Comment]:
    """Comments on a project, the newest first."""
    get_row(ctx, portfolio_id, "projects", project_id)
    query = select(CommentTable).where(*comments_on(ctx.organisation_id, portfolio_id, project_id))
    if checked_cursor(cursor):
        query = query.where(col(CommentTable.id) < cursor)
    found = list(
        ctx.session.exec(query.order_by(col(CommentTable.id).desc()).limit(checked_limit(limit) + 1))
    )
    items = tuple(_comment(ctx, row) for row in found[:limit])
    return Page(items, items[-1].id if len(found) > limit else None)


def count_comments(ctx: Context, portfolio_id: str, project_id: str) -> int:
    """How many comments there are on a project; 0 also for one that is not there."""
    number = (
        select(func.count())
        .select_from(CommentTable)
        .where(*comments_on(ctx.organisation_id, portfolio_id, project_id))
    )
    return ctx.session.exec(number).one()


def get_comment(ctx: Context, comment_id: str) -> Comment:
    """One comment; NotFound when the organisation has none with this id."""
    return _comment(ctx, _find(ctx, comment_id))


def add_comment(ctx: Context, portfolio_id: str, project_id: str, text: str) -> Comment:
    """Write a comment on a project.

    Raises
    ------
    BadInput
        When there is nothing in it, it is too long, or holds what no text can.
    LimitExceeded
        When the project has as many comments as it may have.
    """
    written = _written(text)
    get_row(ctx, portfolio_id, "projects", project_id)
    if count_comments(ctx, portfolio_id, project_id) >= MAX_COMMENTS:
        raise LimitExceeded(f"A project may have {MAX_COMMENTS:,} comments; delete some that are done with.")
    row = CommentTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        project_id=project_id,
        text=written,
        author_id=ctx.actor.id,
        author_name=ctx.actor.name,
    )
    ctx.session.add(row)
    record(ctx, portfolio_id, "add", kind=KIND, slug=row.id)
    ctx.session.flush()
    return _comment(ctx, row)


def delete_comment(ctx: Context, comment_id: str) -> DeletedComment:
    """Delete a comment of one's own; owners may delete any.

    Raises
    ------
    Forbidden
        When somebody else has written it.
    """
    row = _find(ctx, comment_id)
    if not _deletable(ctx, row):
        raise Forbidden(f"{row.author_name} has written this; only the author and owners can delete it")
    secret, before = new_secret(), row.model_dump(mode="json", exclude={"organisation_id"})
    record(ctx, row.portfolio_id, "delete", kind=KIND, slug=row.id, before=before, undo_token=digest(secret))
    ctx.session.delete(row)
    ctx.session.flush()
    return DeletedComment(row.portfolio_id, row.project_id, secret)


def undo_comment(ctx: Context, undo_token: str) -> Comment:
    """Bring a deleted comment back as it was; NotFound when the token is unknown or used, or the project is gone."""
    change = undoable(ctx, Change.undo_token == digest(undo_token), Change.kind == KIND)
    before: Json = change.before or {}
    get_row(ctx, before["portfolio_id"], "projects", before["project_id"])
    at = dt.datetime.fromisoformat(before["created_at"])
    row = CommentTable(**before | {"organisation_id": ctx.organisation_id, "created_at": at})
    ctx.session.add(row)
    change.undone_at = utc_now()
    ctx.session.flush()
    return _comment(ctx, row)


def _find(ctx: Context, comment_id: str) -> CommentTable:
    row = ctx.session.get(CommentTable, comment_id)
    if row is None or row.organisation_id != ctx.organisation_id:
        raise NotFound(f"There is no comment '{comment_id}'.")
    return row


def _written(text: str) -> str:
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise BadInput("text: there is nothing in this comment; write something.")
    if len(written) > MAX_COMMENT:
        raise BadInput(
            f"text: {len(written):,} characters are more than the {MAX_COMMENT:,} that a comment may have."
        )
    if "\0" in written or any("\ud800" <= sign <= "\udfff" for sign in written):
        raise BadInput("text: it holds a sign that is no character; remove it.")
    return written


def _comment(ctx: Context, row: CommentTable) -> Comment:
    return Comment(row.id, row.project_id, row.text, row.author_name, row.created_at, _deletable(ctx, row))


def _deletable(ctx: Context, row: CommentTable) -> bool:
    return row.author_id == ctx.actor.id or ctx.actor.role >= Role.OWNER

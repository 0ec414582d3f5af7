"""Filters of the table of projects that are kept under a name, for everybody of the organisation."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import col, func, select

from planner.domain.limits import MAX_FILTERS
from planner.domain.project_filter import TableView
from planner.errors import BadInput, Conflict, LimitExceeded, NotFound
from planner.persistence.columns import utc_now
from planner.persistence.ids import digest, new_id, new_secret
from planner.persistence.tables import Change, FilterTable, Json
from planner.services.changes import record, undoable
from planner.services.context import Context, Role

KIND = "filter"
NOWHERE = ""
"""Filters belong to no portfolio."""
MOST_NAME = 80


@dataclass(frozen=True)
class SavedFilter:
    """A filter under a name."""

    id: str
    name: str
    view: TableView
    created_by: str
    created_at: dt.datetime


@dataclass(frozen=True)
class DeletedFilter:
    """A filter that is gone, and how it comes back."""

    name: str
    undo_token: str


def list_filters(ctx: Context) -> tuple[SavedFilter, ...]:
    """The filters of the organisation by name."""
    query = select(FilterTable).where(FilterTable.organisation_id == ctx.organisation_id)
    found = [_filter(row) for row in ctx.session.exec(query)]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.name)))


def save_filter(ctx: Context, name: str, view: TableView) -> SavedFilter:
    """Keep a filter under a name.

    Raises
    ------
    BadInput
        When it has no name, or lets everything through.
    Conflict
        When there is one of that name.
    LimitExceeded
        When the organisation has as many as it may have.
    """
    ctx.require(Role.EDITOR)
    called = " ".join(name.split())
    if not called or len(called) > MOST_NAME or not called.isprintable():
        raise BadInput(
            f"name: '{called[:MOST_NAME]}': give the filter a name of 1 to {MOST_NAME} characters."
        )
    if not view.active:
        raise BadInput(
            "filter: it lets every project through; choose a theme, a team, a tag or a word first."
        )
    known = list_filters(ctx)
    if any(one.name == called for one in known):
        raise Conflict(f"There is already a filter '{called}'; delete that one or choose another name.")
    if len(known) >= MAX_FILTERS:
        raise LimitExceeded(
            f"An organisation may keep {MAX_FILTERS:,} filters; delete one that is done with."
        )
    row = FilterTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        name=called,
        view=view.model_dump(mode="json", exclude_defaults=True),
        created_by=ctx.actor.name,
    )
    ctx.session.add(row)
    record(ctx, NOWHERE, "add", kind=KIND, slug=row.id)
    ctx.session.flush()
    return _filter(row)


def get_filter(ctx: Context, filter_id: str) -> SavedFilter:
    """One filter; NotFound when the organisation has none with this id."""
    return _filter(_find(ctx, filter_id))


def delete_filter(ctx: Context, filter_id: str) -> DeletedFilter:
    """Delete a filter; NotFound when the organisation has none with this id."""
    ctx.require(Role.EDITOR)
    row = _find(ctx, filter_id)
    secret, before = new_secret(), row.model_dump(mode="json", exclude={"organisation_id"})
    record(ctx, NOWHERE, "delete", kind=KIND, slug=row.id, before=before, undo_token=digest(secret))
    ctx.session.delete(row)
    ctx.session.flush()
    return DeletedFilter(row.name, secret)


def _find(ctx: Context, filter_id: str) -> FilterTable:
    row = ctx.session.get(FilterTable, filter_id)
    if row is None or row.organisation_id != ctx.organisation_id:
        raise NotFound(f"There is no filter '{filter_id}'.")
    return row


def undoes_filter(ctx: Context, undo_token: str) -> bool:
    """Whether a token brings a filter back."""
    query = select(func.count()).where(
        col(Change.organisation_id) == ctx.organisation_id,
        col(Change.undo_token) == digest(undo_token),
        col(Change.kind) == KIND,
    )
    return ctx.session.exec(query).one() > 0


def undo_filter(ctx: Context, undo_token: str) -> SavedFilter:
    """Bring a deleted filter back as it was.

    Raises
    ------
    NotFound
        When the token is unknown or used.
    Conflict
        When there is another one of its name by now.
    """
    ctx.require(Role.EDITOR)
    change = undoable(ctx, Change.undo_token == digest(undo_token), Change.kind == KIND)
    before: Json = change.before or {}
    if any(one.name == before["name"] for one in list_filters(ctx)):
        raise Conflict(f"There is another filter '{before['name']}' by now; delete that one first.")
    at = dt.datetime.fromisoformat(before["created_at"])
    row = FilterTable(**before | {"organisation_id": ctx.organisation_id, "created_at": at})
    ctx.session.add(row)
    change.undone_at = utc_now()
    ctx.session.flush()
    return _filter(row)


def _filter(row: FilterTable) -> SavedFilter:
    return SavedFilter(row.id, row.name, TableView.model_validate(row.view), row.created_by, row.created_at)

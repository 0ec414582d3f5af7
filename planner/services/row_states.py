"""Rows brought into a state, with the way back: what deletion, edits of many cells, undo and redo have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col

from planner.errors import Conflict
from planner.persistence.columns import utc_now
from planner.persistence.comments import laid_aside, move_comments
from planner.persistence.ids import digest, new_secret
from planner.persistence.portfolios import (
    MODELS,
    ROW_KINDS,
    RowKind,
    find_portfolio,
    new_row,
    rows_of,
    to_domain,
)
from planner.persistence.tables import Change, Json, PortfolioRow, PortfolioTable
from planner.services.changes import check_whole, record, touch, undoable
from planner.services.context import Context, Role

NOUNS: dict[RowKind, str] = {
    "projects": "project",
    "people": "person",
    "positions": "position",
    "pools": "pool",
}


@dataclass(frozen=True)
class RowState:
    """What a row is, or is to be."""

    id: str
    body: Json | None
    """None: it is not there."""
    position: int


@dataclass(frozen=True)
class Put:
    """Rows that were brought into a state."""

    portfolio_id: str
    kind: RowKind
    ids: tuple[str, ...]
    undo_token: str
    """Takes it back, as one change; taking that back is redoing."""


def put_rows(
    ctx: Context, portfolio: PortfolioTable, kind: RowKind, states: Sequence[RowState], action: str
) -> Put:
    """Bring rows of a locked portfolio into a state: all or nothing.

    Raises
    ------
    BadInput
        When the portfolio would no longer fit together; nothing is stored.
    """
    rows = rows_of(ctx.session, portfolio)
    stored = {row.slug: row for row in rows if row.kind == kind}
    version = portfolio.version + 1
    steps: list[Json] = []
    new: list[PortfolioRow] = []
    for state in states:
        row = stored.get(state.id)
        position = state.position if row is None else row.position
        before = None if row is None else row.body
        steps.append({"id": state.id, "before": before, "after": state.body, "position": position})
        if state.body is not None:
            new.append(new_row(portfolio, kind, MODELS[kind].model_validate(state.body), position, version))
    told = {state.id for state in states}
    # Looked at before anything is touched: whoever catches the error commits what was touched by then.
    future = [*new, *(row for row in rows if row.kind != kind or row.slug not in told)]
    check_whole(to_domain(portfolio, sorted(future, key=lambda row: (row.position, row.slug))))
    for row in new:
        old = stored.get(row.slug)
        if old is None:
            ctx.session.add(row)
        elif old.body != row.body:
            old.body, old.version = row.body, version
    for state in states:
        if state.body is None and state.id in stored:
            ctx.session.delete(stored[state.id])
    secret = new_secret()
    one = str(steps[0]["id"]) if len(steps) == 1 else ""
    token = digest(secret)
    line = record(ctx, portfolio.id, action, kind=kind, slug=one, before={"rows": steps}, undo_token=token)
    for number, step in enumerate(steps):
        if kind == "projects" and step["after"] is None:
            # A new project of this id is another one: what was said of this one goes with it.
            move_comments(ctx.session, portfolio, step["id"], laid_aside(line.id, number))
    touch(ctx, portfolio)
    ctx.session.flush()
    return Put(portfolio.id, kind, tuple(str(step["id"]) for step in steps), secret)


def undo(ctx: Context, undo_token: str) -> Put:
    """Take a change of rows back, as one change that can be taken back itself.

    Raises
    ------
    NotFound
        When the token is unknown or used.
    Conflict
        When one of the rows has changed since, or its id is taken by now.
    BadInput
        When the rows no longer fit into the portfolio.
    """
    ctx.require(Role.EDITOR)
    change = undoable(ctx, Change.undo_token == digest(undo_token), col(Change.kind).in_(ROW_KINDS))
    kind = next(known for known in ROW_KINDS if known == change.kind)
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, change.portfolio_id, lock=True)
    steps = _steps(change)
    now = {row.slug: row.body for row in rows_of(ctx.session, portfolio) if row.kind == kind}
    for step in steps:
        _expect_untouched(step, now.get(step["id"]), NOUNS[kind])
    states = [RowState(step["id"], step["before"], step["position"]) for step in steps]
    put = put_rows(ctx, portfolio, kind, states, "undo")
    for number, step in enumerate(steps):
        if kind == "projects" and step["after"] is None:
            move_comments(ctx.session, portfolio, laid_aside(change.id, number), step["id"])
    change.undone_at = utc_now()
    ctx.session.flush()
    return put


def _steps(change: Change) -> list[Json]:
    before: dict[str, Any] = change.before or {}
    if isinstance(before.get("rows"), list):
        return list(before["rows"])
    # Written by earlier versions: the body of one deleted row.
    return [{"id": change.slug, "before": before, "after": None, "position": change.position or 0}]


def _expect_untouched(step: Json, now: Json | None, noun: str) -> None:
    if now == step["after"]:
        return
    if step["after"] is None:
        raise Conflict(f"There is already a {noun} '{step['id']}'; give that one another id first.")
    state = "was deleted" if now is None else "has changed again"
    raise Conflict(f"The {noun} '{step['id']}' {state} since; undoing would lose that. Nothing was undone.")

"""Where values come from: a person's edit or pin, or the document that was brought in. Read from the audit trail."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import col, select

from planner.domain.document_edits import row_key
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.persistence.portfolios import RowKind, find_portfolio, rows_of
from planner.persistence.tables import Change, Json
from planner.services.context import Context
from planner.services.pinning import BULK, KIND

How = Literal["gesture", "edit", "settings", "added", "document"]
MOST = 1000
"""Lines of the trail that are read for one question."""


@dataclass(frozen=True)
class Origin:
    """How a value came to be."""

    how: How
    by: str
    """Empty where the trail does not say."""
    at: dt.datetime | None


@dataclass(frozen=True)
class RowOrigins:
    """Of a row: the fields that were changed since it came, and how it came."""

    fields: Mapping[str, Origin]
    rest: Origin


def pin_origins(ctx: Context, portfolio_id: str, portfolio: Portfolio) -> dict[Pin, Origin]:
    """Of every pin of a portfolio, how it came to be."""
    lines = _trail(ctx, portfolio_id, (KIND, BULK, ""))
    return {pin: _pin_origin(lines, pin) for pin in portfolio.pins}


def _pin_origin(lines: list[Change], pin: Pin) -> Origin:
    key = row_key("pins", pin.model_dump(mode="json", by_alias=True))
    for line in lines:
        before = line.before or {}
        if line.kind in (KIND, BULK):
            told = any(edit["path"][:2] == ["pins", key] for edit in before.get("edits", ()))
            if told and line.undone_at is None:
                return Origin("gesture", line.actor_name, line.at)
        elif line.action == "settings":
            there = [Pin.model_validate(row) for row in before.get("pins", ())]
            if pin not in there:
                return Origin("settings", line.actor_name, line.at)
    return _came(lines)


def row_origins(ctx: Context, portfolio_id: str, kind: RowKind, row_id: str) -> RowOrigins:
    """Of one row that is there, how each of its fields came to be."""
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    state = next(row.body for row in rows_of(ctx.session, stored) if (row.kind, row.slug) == (kind, row_id))
    lines = _trail(ctx, portfolio_id, (kind, KIND, BULK, ""))
    found: dict[str, Origin] = {}
    for line in lines:
        if line.kind in (KIND, BULK) and line.undone_at is None:
            for edit in (line.before or {}).get("edits", ()):
                if edit["path"][:2] == [kind, row_id] and len(edit["path"]) > 2:
                    found.setdefault(edit["path"][2], Origin("gesture", line.actor_name, line.at))
        for before, after in _steps(line, kind, row_id, state):
            if before is None:
                return RowOrigins(found, Origin("added", line.actor_name, line.at))
            for field in {*before, *state}:
                if before.get(field) != state.get(field):
                    # Where it is not what this edit has made of it, a later import has brought it.
                    own = after.get(field) == state.get(field)
                    origin = Origin("edit", line.actor_name, line.at) if own else Origin("document", "", None)
                    found.setdefault(field, origin)
            state = before
    return RowOrigins(found, _came(lines))


def _steps(line: Change, kind: str, row_id: str, state: Json) -> Iterator[tuple[Json | None, Json]]:
    """What a line of the trail did to the row: before, and after."""
    if line.kind != kind:
        return
    if line.action == "add" and line.before is None and line.slug == row_id:
        yield None, state
    before: dict[str, Any] = line.before or {}
    for step in before.get("rows", ()):
        if step["id"] == row_id and step["after"] is not None:
            yield step["before"], step["after"]
    if line.action == "update" and line.slug == row_id and "id" in before:
        yield before, state  # of earlier versions, which did not keep what it became


def _came(lines: list[Change]) -> Origin:
    made = next((line for line in lines if line.action == "create"), None)
    return Origin("document", made.actor_name if made else "", made.at if made else None)


def _trail(ctx: Context, portfolio_id: str, kinds: tuple[str, ...]) -> list[Change]:
    """Lines about these kinds, the newest first, with how the portfolio came."""
    query = (
        select(Change)
        .where(
            Change.organisation_id == ctx.organisation_id,
            Change.portfolio_id == portfolio_id,
            col(Change.kind).in_(kinds),
            col(Change.action).not_in(("replace", "publish")),
        )
        .order_by(col(Change.id).desc())
        .limit(MOST)
    )
    return list(ctx.session.exec(query))

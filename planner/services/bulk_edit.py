"""Many projects changed alike in one step, with one way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import model_validator

from planner.domain.base import Model, Slug
from planner.domain.document_edits import document_edits
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, NotFound, VersionConflict
from planner.persistence.ids import digest, new_secret
from planner.persistence.jobs import newest_plan
from planner.persistence.portfolios import body_of, find_portfolio, rows_of, to_domain
from planner.persistence.tables import Change
from planner.services.changes import record, undoable
from planner.services.context import Context, Role
from planner.services.gestures import with_pins
from planner.services.pinning import BULK, plan_on, take_back_pins, told
from planner.services.portfolios import get_portfolio, replace_portfolio
from planner.services.row_states import RowState, put_rows, undo

ONE_OF = ("theme", "mandatory", "pin", "delete")


class BulkChange(Model):
    """What becomes of each of the projects: one of these."""

    theme: Slug | None = None
    """The id of a theme; null: none."""
    mandatory: bool | None = None
    """Whether they must be in the plan."""
    pin: Literal["in", "out", "none"] | None = None
    """Into every plan, out of it, or as the planner likes. A project that is pinned out is no must-have."""
    delete: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"give one of {', '.join(ONE_OF)}")
        return self


@dataclass(frozen=True)
class ReadRow:
    """A project as it was read."""

    id: str
    version: int


@dataclass(frozen=True)
class Bulk:
    """Projects that were changed."""

    ids: tuple[str, ...]
    undo_token: str | None
    """For `undo_bulk`; None when nothing had to change."""


def change_projects(ctx: Context, portfolio_id: str, rows: Sequence[ReadRow], change: BulkChange) -> Bulk:
    """Change all of these projects, or none. With other pins it is planned again, from the newest plan on.

    Raises
    ------
    NotFound
        When one of them is not there.
    VersionConflict
        When one of them has changed since it was read.
    BadInput
        When none is named, or the portfolio would no longer fit together: the theme is unknown, something still refers
        to a project that goes. Nothing is stored.
    """
    ctx.require(Role.EDITOR)
    if not rows:
        raise BadInput("Select at least one project.")
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    there = rows_of(ctx.session, stored)
    projects = {row.slug: row for row in there if row.kind == "projects"}
    for row in rows:
        found = projects.get(row.id)
        if found is None:
            raise NotFound(f"There is no project '{row.id}' in '{stored.name}'; nothing was changed.")
        if found.version != row.version:
            raise VersionConflict(
                f"The project '{row.id}' was changed by somebody else since you read it; nothing was changed.",
                found.version,
            )
    ids = tuple(dict.fromkeys(row.id for row in rows))
    before = to_domain(stored, there)
    if change.pin is not None:
        return Bulk(ids, _pin(ctx, portfolio_id, before, ids, change.pin))
    states = []
    for project in before.projects:
        if project.id not in ids:
            continue
        key = next(iter(change.model_fields_set))
        after = None if change.delete else project.model_copy(update={key: getattr(change, key)})
        if after != project:
            body = None if after is None else body_of(after)
            states.append(RowState(project.id, body, projects[project.id].position))
    if not states:
        return Bulk(ids, None)
    return Bulk(ids, put_rows(ctx, stored, "projects", states, "bulk").undo_token)


def _pin(
    ctx: Context,
    portfolio_id: str,
    before: Portfolio,
    ids: tuple[str, ...],
    pin: Literal["in", "out", "none"],
) -> str | None:
    if pin == "none":
        kept = tuple(p for p in before.pins if p.project not in ids or p.selected is None)
        after = before.model_copy(update={"pins": kept})
    else:
        after = with_pins(before, tuple(Pin(project=project, selected=pin == "in") for project in ids))
    edits = document_edits(before, after)
    if not edits:
        return None
    replace_portfolio(ctx, portfolio_id, after, version=get_portfolio(ctx, portfolio_id).version)
    secret = new_secret()
    row = newest_plan(ctx.session, ctx.organisation_id, portfolio_id)
    job = plan_on(ctx, row, after) if row is not None else None
    record(ctx, portfolio_id, "bulk", kind=BULK, before=told(edits, job), undo_token=digest(secret))
    ctx.session.flush()
    return secret


def undo_bulk(ctx: Context, portfolio_id: str, undo_token: str) -> None:
    """Take a change of projects back: of many, or the deletion of one.

    Raises
    ------
    NotFound
        When the token is unknown or used.
    Conflict
        When what it changed has been changed since.
    """
    ctx.require(Role.EDITOR)
    change = undoable(ctx, Change.undo_token == digest(undo_token), Change.portfolio_id == portfolio_id)
    if change.kind != BULK:
        undo(ctx, undo_token)
        return
    take_back_pins(ctx, portfolio_id, change.id)

"""Pins that a person sets by a gesture on a plan: kept with the portfolio, planned again, taken back and made again in
one step each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import col, select

from planner.domain.document_edits import Edit, document_edits, reversed_edits
from planner.domain.job import Job, PlanSettings, plan_settings
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, Conflict, NotFound, VersionConflict
from planner.persistence.columns import utc_now
from planner.persistence.jobs import find_plan, newest_plan, store_snapshot
from planner.persistence.portfolios import find_portfolio
from planner.persistence.tables import Change, PlanTable
from planner.services.changes import merged, record, undoable
from planner.services.context import Context, Role
from planner.services.gestures import with_pins
from planner.services.jobs import drop_job, submit
from planner.services.pages import Page, checked_cursor, checked_limit
from planner.services.portfolios import get_portfolio, replace_portfolio

KIND = "pins"
BULK = "pinned-rows"
"""Pins set for many projects at once."""
EDITS = TypeAdapter(tuple[Edit, ...])


@dataclass(frozen=True)
class KeptPins:
    """A gesture that was kept, and the job that plans again with it."""

    gesture_id: str
    """For `take_back_pins`."""
    job: Job


def keep_pins(ctx: Context, plan_id: str, pins: Sequence[Pin], *, version: int) -> KeptPins:
    """Add pins to the portfolio of a plan, in place of those that decide the same, and plan again from that plan on.

    A project that is pinned out is no longer a must-have.

    Parameters
    ----------
    version
        Of the portfolio when the pins were proposed. Rows that were edited since are no conflict, settings are.

    Raises
    ------
    VersionConflict
        When the settings, pins among them, have changed since `version`.
    Conflict
        When the plan belongs to a scenario: pins belong to the portfolio.
    BadInput
        When there is no pin, or the portfolio would no longer fit together; nothing is stored.
    """
    ctx.require(Role.EDITOR)
    row = find_plan(ctx.session, ctx.organisation_id, plan_id)
    if row.scenario_id is not None:
        raise Conflict(
            "This plan belongs to a scenario, and pins to the portfolio: drag in a plan of the portfolio."
        )
    if not pins:
        raise BadInput("pins: give at least one pin to keep")
    stored = find_portfolio(ctx.session, ctx.organisation_id, row.portfolio_id, lock=True)
    if not stored.settings_version <= version <= stored.version:
        raise VersionConflict(
            "Pins or other settings were changed by somebody else since this was proposed.", stored.version
        )
    now = get_portfolio(ctx, row.portfolio_id)
    pinned = with_pins(now.portfolio, tuple(dict.fromkeys(pins)))
    replace_portfolio(ctx, row.portfolio_id, pinned, version=now.version)
    job = plan_on(ctx, row, pinned)
    edits = document_edits(now.portfolio, pinned)
    gesture = record(ctx, row.portfolio_id, "pin", kind=KIND, slug=plan_id, before=told(edits, job))
    return KeptPins(gesture.id, job)


def told(edits: Sequence[Edit], job: Job | None) -> dict[str, Any]:
    """What the trail keeps of a gesture."""
    kept = {"edits": EDITS.dump_python(tuple(edits), mode="json")}
    return kept | ({"job": job.id} if job is not None else {})


def plan_on(ctx: Context, row: PlanTable, pinned: Portfolio) -> Job:
    """Plan the portfolio with its pins from a plan on, as long and as surely as that was planned."""
    # Without the changes of a replanning: those are in the portfolio by now.
    settings = plan_settings(row.settings).model_dump(include={*PlanSettings.model_fields})
    return submit(
        ctx,
        "plan",
        portfolio_id=row.portfolio_id,
        snapshot_id=store_snapshot(ctx.session, ctx.organisation_id, pinned),
        settings=PlanSettings.model_validate(settings),
        plan_id=row.id,
    )


@dataclass(frozen=True)
class Gesture:
    """Pins that were kept in one step."""

    id: str
    by: str
    at: dt.datetime
    edits: tuple[Edit, ...]
    """What it changed in the portfolio."""
    plan_id: str | None
    """The plan on which it was made, while that is stored; pins of many projects are made on none."""
    undone_at: dt.datetime | None


def _gestures(ctx: Context, portfolio_id: str) -> Any:
    return select(Change).where(
        Change.organisation_id == ctx.organisation_id,
        Change.portfolio_id == portfolio_id,
        col(Change.kind).in_((KIND, BULK)),
    )


def _gesture(ctx: Context, row: Change) -> Gesture:
    plan = ctx.session.get(PlanTable, row.slug) if row.slug else None
    edits = EDITS.validate_python((row.before or {}).get("edits", ()))
    return Gesture(row.id, row.actor_name, row.at, edits, plan.id if plan else None, row.undone_at)


def list_gestures(
    ctx: Context, portfolio_id: str, *, limit: int = 50, cursor: str | None = None
) -> Page[Gesture]:
    """Gestures on a portfolio, kept and taken back, the newest first."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    query = _gestures(ctx, portfolio_id)
    if checked_cursor(cursor):
        query = query.where(col(Change.id) < cursor)
    found = list(ctx.session.exec(query.order_by(col(Change.id).desc()).limit(checked_limit(limit) + 1)))
    items = tuple(_gesture(ctx, row) for row in found[:limit])
    return Page(items, items[-1].id if len(found) > limit else None)


def last_gesture(ctx: Context, portfolio_id: str) -> Gesture | None:
    """The gesture that is taken back next; None when there is none."""
    kept = _gestures(ctx, portfolio_id).where(col(Change.undone_at).is_(None))
    found = ctx.session.exec(kept.order_by(col(Change.id).desc()).limit(1)).first()
    return _gesture(ctx, found) if found is not None else None


def next_gesture(ctx: Context, portfolio_id: str) -> Gesture | None:
    """The gesture that is made again next: the one taken back last, unless another was made since; else None."""
    undone = _gestures(ctx, portfolio_id).where(col(Change.undone_at).is_not(None))
    found = ctx.session.exec(undone.order_by(col(Change.undone_at).desc(), col(Change.id)).limit(1)).first()
    if found is None:
        return None
    made = _gestures(ctx, portfolio_id).where(col(Change.at) > found.undone_at).limit(1)
    return None if ctx.session.exec(made).first() is not None else _gesture(ctx, found)


def take_back_pins(ctx: Context, portfolio_id: str, gesture_id: str) -> str | None:
    """Undo one gesture with all that it pinned; whatever else was edited since stays.

    Planning with the pins that is still under way ends, and what it found is dropped.

    The plan on which it was made; None when that was deleted, or it was made on none.

    Raises
    ------
    NotFound
        When there was no such gesture, or it was undone before.
    Conflict
        When what the gesture pinned has been changed since.
    """
    ctx.require(Role.EDITOR)
    about = (Change.id == gesture_id, Change.portfolio_id == portfolio_id)
    change = undoable(ctx, *about, col(Change.kind).in_((KIND, BULK)))
    _make(ctx, portfolio_id, reversed_edits(_edits(change)), "taken back")
    change.undone_at = utc_now()
    record(ctx, portfolio_id, "undo", kind="gesture", slug=gesture_id)
    assert change.before is not None
    if "job" in change.before:  # pins of earlier versions did not name it
        drop_job(ctx, change.before["job"], "The pins that it planned with were taken back.")
    return _gesture(ctx, change).plan_id


def redo_pins(ctx: Context, portfolio_id: str, gesture_id: str) -> Job | None:
    """Make a gesture again that was taken back, and plan again: from the plan on which it was made, or the newest one;
    without any plan there is no job.

    Raises
    ------
    NotFound
        When there was no such gesture, or it was not taken back.
    Conflict
        When what the gesture pins has been changed since.
    """
    ctx.require(Role.EDITOR)
    query = _gestures(ctx, portfolio_id).where(Change.id == gesture_id)
    change = ctx.session.exec(query.with_for_update()).first()
    if change is None or change.undone_at is None:
        raise NotFound("There is nothing to redo: it was not taken back, or never done.")
    pinned = _make(ctx, portfolio_id, _edits(change), "made again")
    change.undone_at = None
    record(ctx, portfolio_id, "redo", kind="gesture", slug=gesture_id)
    row = ctx.session.get(PlanTable, change.slug) if change.slug else None
    row = row or newest_plan(ctx.session, ctx.organisation_id, portfolio_id)
    job = plan_on(ctx, row, pinned) if row is not None else None
    change.before = told(_edits(change), job)
    ctx.session.flush()
    return job


def _edits(change: Change) -> tuple[Edit, ...]:
    assert change.before is not None
    return EDITS.validate_python(change.before["edits"])


def _make(ctx: Context, portfolio_id: str, edits: tuple[Edit, ...], what: str) -> Portfolio:
    """Make edits of the pins in the portfolio; whatever else was edited since stays."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    now = get_portfolio(ctx, portfolio_id)
    portfolio, clashes = merged(now.portfolio, edits, {})
    if clashes:
        raise Conflict(
            f"What was pinned has been changed since, so it cannot be {what}: see Pins in the settings."
        )
    replace_portfolio(ctx, portfolio_id, portfolio, version=now.version)
    return portfolio

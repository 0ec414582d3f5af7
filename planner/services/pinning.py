"""Pins that a person sets by a gesture on a plan: kept with the portfolio, planned again, taken back in one step."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlmodel import col, select

from planner.domain.document_edits import Edit, document_edits, reversed_edits
from planner.domain.job import Job, PlanSettings, plan_settings
from planner.domain.policies import Pin
from planner.errors import BadInput, Conflict, VersionConflict
from planner.persistence.columns import utc_now
from planner.persistence.jobs import find_plan, store_snapshot
from planner.persistence.portfolios import find_portfolio
from planner.persistence.tables import Change, PlanTable
from planner.services.changes import merged, record, undoable
from planner.services.context import Context, Role
from planner.services.gestures import with_pins
from planner.services.jobs import drop_job, submit
from planner.services.portfolios import get_portfolio, replace_portfolio

KIND = "pins"
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
    job = submit(
        ctx,
        "plan",
        portfolio_id=row.portfolio_id,
        snapshot_id=store_snapshot(ctx.session, ctx.organisation_id, pinned),
        settings=_as_before(row),
        plan_id=plan_id,
    )
    gesture = record(
        ctx,
        row.portfolio_id,
        "pin",
        kind=KIND,
        slug=plan_id,
        before={
            "edits": EDITS.dump_python(document_edits(now.portfolio, pinned), mode="json"),
            "job": job.id,
        },
    )
    return KeptPins(gesture.id, job)


def _as_before(row: PlanTable) -> PlanSettings:
    """The settings of the plan, without the changes of a replanning: those are in the portfolio by now."""
    return PlanSettings.model_validate(
        plan_settings(row.settings).model_dump(include={*PlanSettings.model_fields})
    )


@dataclass(frozen=True)
class Gesture:
    """Pins that were kept and not taken back."""

    id: str
    by: str
    at: dt.datetime


def last_gesture(ctx: Context, portfolio_id: str) -> Gesture | None:
    """The gesture that can be taken back next; None when there is none."""
    query = (
        select(Change)
        .where(
            Change.organisation_id == ctx.organisation_id,
            Change.portfolio_id == portfolio_id,
            Change.kind == KIND,
            col(Change.undone_at).is_(None),
        )
        .order_by(col(Change.id).desc())
        .limit(1)
    )
    found = ctx.session.exec(query).first()
    return Gesture(found.id, found.actor_name, found.at) if found is not None else None


def take_back_pins(ctx: Context, portfolio_id: str, gesture_id: str) -> str | None:
    """Undo one gesture with all that it pinned; whatever else was edited since stays.

    Planning with the pins that is still under way ends, and what it found is dropped.

    The plan on which it was made; None when that was deleted.

    Raises
    ------
    NotFound
        When there was no such gesture, or it was undone before.
    Conflict
        When what the gesture pinned has been changed since.
    """
    ctx.require(Role.EDITOR)
    change = undoable(ctx, Change.id == gesture_id, Change.portfolio_id == portfolio_id, Change.kind == KIND)
    take_back_edits(ctx, portfolio_id, change)
    assert change.before is not None
    if "job" in change.before:  # pins of earlier versions did not name it
        drop_job(ctx, change.before["job"], "The pins that it planned with were taken back.")
    return change.slug if ctx.session.get(PlanTable, change.slug) is not None else None


def take_back_edits(ctx: Context, portfolio_id: str, change: Change) -> None:
    """Undo the `edits` of a change of the pins; whatever else was edited since stays.

    Raises
    ------
    Conflict
        When what it pinned has been changed since.
    """
    assert change.before is not None
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    now = get_portfolio(ctx, portfolio_id)
    portfolio, clashes = merged(
        now.portfolio, reversed_edits(EDITS.validate_python(change.before["edits"])), {}
    )
    if clashes:
        raise Conflict(
            "What was pinned has been changed since, so it cannot be taken back: see Pins in the settings."
        )
    replace_portfolio(ctx, portfolio_id, portfolio, version=now.version)
    change.undone_at = utc_now()

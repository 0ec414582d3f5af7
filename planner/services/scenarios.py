"""Scenarios: named changes over a portfolio that follow it when it moves; planned, compared, applied or dropped."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from pydantic import TypeAdapter
from sqlmodel import col, select

from planner.domain.document_edits import Clash, Edit, Side, merge
from planner.domain.job import Job, PlanSettings
from planner.domain.scenarios import ScenarioDraft, ScenarioState
from planner.errors import BadInput, Conflict, NotFound
from planner.persistence.columns import utc_now
from planner.persistence.ids import new_id
from planner.persistence.jobs import record_plan_id, store_snapshot
from planner.persistence.portfolios import find_portfolio
from planner.persistence.tables import PlanTable, ScenarioTable
from planner.services.apply_relaxation import replace_with_way_back
from planner.services.changes import expect_version, merged, record
from planner.services.context import Context, Role
from planner.services.jobs import submit
from planner.services.pages import Page, checked_cursor, checked_limit
from planner.services.portfolios import get_portfolio
from planner.services.scenario_sources import edits_of

EDITS = TypeAdapter(tuple[Edit, ...])


@dataclass(frozen=True)
class Scenario:
    """A stored scenario."""

    id: str
    portfolio_id: str
    name: str
    note: str
    state: ScenarioState
    edits: tuple[Edit, ...]
    base_plan_id: str | None
    """The plan on which the changes were tried."""
    plan_id: str | None
    """Its newest plan."""
    value: float | None
    """Of that plan."""
    version: int
    created_by: str
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True)
class Review:
    """A scenario against the portfolio as it is now."""

    scenario: Scenario
    clashes: tuple[Clash, ...]
    """Its edits of places that somebody else has changed since."""
    portfolio_version: int
    """To be named when it is applied."""


def create_scenario(ctx: Context, portfolio_id: str, draft: ScenarioDraft) -> Scenario:
    """A new scenario; errors as in `edits_of`, and then nothing is stored."""
    ctx.require(Role.EDITOR)
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    row = ScenarioTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        name=draft.name,
        note=draft.note.strip(),
        edits=EDITS.dump_json(edits_of(ctx, portfolio_id, draft)).decode(),
        base_plan_id=draft.plan_id,
        created_by=ctx.actor.name,
    )
    ctx.session.add(row)
    record(ctx, portfolio_id, "create", kind="scenarios", slug=row.id)
    ctx.session.flush()
    return _scenario(ctx, row)


def list_scenarios(
    ctx: Context, portfolio_id: str, *, limit: int = 50, cursor: str | None = None
) -> Page[Scenario]:
    """Scenarios of a portfolio, the newest first."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    query = select(ScenarioTable).where(
        ScenarioTable.organisation_id == ctx.organisation_id, ScenarioTable.portfolio_id == portfolio_id
    )
    if checked_cursor(cursor):
        query = query.where(col(ScenarioTable.id) < cursor)
    query = query.order_by(col(ScenarioTable.id).desc()).limit(checked_limit(limit) + 1)
    found = list(ctx.session.exec(query))
    shown = tuple(_scenario(ctx, row) for row in found[:limit])
    return Page(shown, shown[-1].id if len(found) > limit else None)


def get_scenario(ctx: Context, scenario_id: str) -> Scenario:
    """One scenario; NotFound when the organisation has none with this id."""
    return _scenario(ctx, find_scenario(ctx, scenario_id))


def update_scenario(
    ctx: Context,
    scenario_id: str,
    *,
    version: int,
    name: str | None = None,
    note: str | None = None,
    state: Literal["draft", "dropped"] | None = None,
) -> Scenario:
    """Rename a scenario, drop it, or take it up again.

    Raises
    ------
    VersionConflict
        When it has changed since `version`.
    Conflict
        When it was applied: what was decided stays as it was.
    """
    ctx.require(Role.EDITOR)
    row = find_scenario(ctx, scenario_id, lock=True)
    expect_version(row.version, version, f"The scenario '{row.name}'")
    if name is not None:
        if not 0 < len(name.strip()) <= 200:
            raise BadInput("name: give the scenario a name of 1 to 200 characters.")
        row.name = name.strip()
    if note is not None:
        row.note = note.strip()
    if state is not None:
        if row.state == "applied":
            raise Conflict("The scenario was applied: its changes are in the portfolio.")
        row.state = "dropped" if state == "dropped" else "planned" if row.plan_id else "draft"
    touched(ctx, row, "update")
    return _scenario(ctx, row)


def plan_scenario(ctx: Context, scenario_id: str, settings: PlanSettings) -> Job:
    """Ask for a plan of the portfolio as it is now, with the changes of the scenario.

    Where both have changed, the scenario's value is planned; what cannot be changed any more is left out.

    Raises
    ------
    BadInput
        When the portfolio no longer fits together with the changes.
    """
    ctx.require(Role.EDITOR)
    row = find_scenario(ctx, scenario_id)
    now = get_portfolio(ctx, row.portfolio_id)
    portfolio, _ = merged(now.portfolio, _edits(row), {})
    return submit(
        ctx,
        "plan",
        portfolio_id=row.portfolio_id,
        snapshot_id=store_snapshot(ctx.session, ctx.organisation_id, portfolio),
        settings=settings,
        plan_id=_base_plan(ctx, row),
        scenario_id=row.id,
    )


def review_scenario(ctx: Context, scenario_id: str) -> Review:
    """What applying a scenario to the portfolio as it is now would meet."""
    row = find_scenario(ctx, scenario_id)
    now = get_portfolio(ctx, row.portfolio_id)
    return Review(_scenario(ctx, row), merge(now.portfolio, _edits(row)).clashes, now.version)


def apply_scenario(
    ctx: Context, scenario_id: str, *, portfolio_version: int, choices: Mapping[int, Side] | None = None
) -> str:
    """Make the changes of a scenario part of the portfolio; the token that takes them back.

    Parameters
    ----------
    portfolio_version
        Of the portfolio that was reviewed.
    choices
        For each edit that clashes, by its number: whose value holds.

    Raises
    ------
    VersionConflict
        When the portfolio has changed since the review.
    Conflict
        When it was applied already, or an edit clashes and nobody has chosen.
    BadInput
        When the portfolio would no longer fit together; nothing is stored.
    """
    ctx.require(Role.EDITOR)
    row = find_scenario(ctx, scenario_id, lock=True)
    if row.state == "applied":
        raise Conflict("The scenario was applied already.")
    find_portfolio(ctx.session, ctx.organisation_id, row.portfolio_id, lock=True)
    now = get_portfolio(ctx, row.portfolio_id)
    expect_version(now.version, portfolio_version, f"The portfolio '{now.portfolio.name}'")
    chosen = dict(choices or {})
    portfolio, clashes = merged(now.portfolio, _edits(row), chosen)
    open_ = [clash.edit for clash in clashes if clash.possible and clash.edit not in chosen]
    if open_:
        raise Conflict(
            f"The portfolio has changed in {len(open_)} of the places that the scenario changes: "
            "choose for each whose value holds."
        )
    token = replace_with_way_back(ctx, now, portfolio)
    row.state = "applied"
    row.applied_version = get_portfolio(ctx, row.portfolio_id).version
    touched(ctx, row, "apply")
    return token


def _base_plan(ctx: Context, row: ScenarioTable) -> str | None:
    """The plan near which the search begins: where the changes were tried, else the plan of record."""
    tried = ctx.session.get(PlanTable, row.base_plan_id) if row.base_plan_id else None
    if tried is not None and tried.organisation_id == ctx.organisation_id and tried.verified:
        return tried.id
    return record_plan_id(ctx.session, ctx.organisation_id, row.portfolio_id)


def find_scenario(ctx: Context, scenario_id: str, *, lock: bool = False) -> ScenarioTable:
    """A scenario as it is stored; NotFound when the organisation has none with this id."""
    query = select(ScenarioTable).where(
        ScenarioTable.id == scenario_id, ScenarioTable.organisation_id == ctx.organisation_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = ctx.session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no scenario '{scenario_id}'.")
    return found


def touched(ctx: Context, row: ScenarioTable, action: str) -> None:
    """Count a new version of a scenario that was changed, and leave a trail."""
    row.version += 1
    row.updated_at = utc_now()
    record(ctx, row.portfolio_id, action, kind="scenarios", slug=row.id)
    ctx.session.flush()


def _edits(row: ScenarioTable) -> tuple[Edit, ...]:
    return EDITS.validate_json(row.edits)


def _scenario(ctx: Context, row: ScenarioTable) -> Scenario:
    plan = ctx.session.get(PlanTable, row.plan_id) if row.plan_id else None
    return Scenario(
        id=row.id,
        portfolio_id=row.portfolio_id,
        name=row.name,
        note=row.note,
        state=cast(ScenarioState, row.state),
        edits=_edits(row),
        base_plan_id=row.base_plan_id,
        plan_id=plan.id if plan else None,
        value=plan.value if plan else None,
        version=row.version,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )

"""What has changed in a portfolio since a day: edits, plans, the plan of record, launches, what is in and out, cost."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import col, func, select

from planner.domain.digest import Digest, DigestPlan, DigestProject, DigestPublication, LaunchMove
from planner.domain.forecast import Forecast, ProjectForecast
from planner.errors import wrong_field
from planner.persistence.columns import utc_now
from planner.persistence.portfolios import find_portfolio, load
from planner.persistence.tables import Change, CommentTable, ForecastTable, PlanTable, PublicationTable
from planner.services.context import Context
from planner.services.digest_edits import told
from planner.services.plan_costs import plan_cost
from planner.services.plans import PlanRecord, get_plan

DAYS = 7
MOST_DAYS = 366
MOST_EDITS = 200


class Standing(NamedTuple):
    """The plan that counted at some time."""

    record: PlanRecord
    forecast: Forecast | None
    published: bool


def digest(
    ctx: Context, portfolio_id: str, since: dt.date | None = None, until: dt.datetime | None = None
) -> Digest:
    """What has changed in a portfolio.

    Parameters
    ----------
    since
        First day, in UTC; seven days ago unless given.
    until
        End, which does not belong to the period; now unless given.

    Raises
    ------
    BadInput
        When the first day is in the future, or more than a year back.
    """
    end = until or utc_now()
    begin = end - dt.timedelta(days=DAYS) if since is None else dt.datetime.combine(since, dt.time(), dt.UTC)
    if begin >= end:
        raise wrong_field(
            "since", f"{begin:%Y-%m-%d} is not before {end:%Y-%m-%d %H:%M} (UTC); give an earlier day"
        )
    if end - begin > dt.timedelta(days=MOST_DAYS):
        raise wrong_field("since", f"{begin:%Y-%m-%d} is more than {MOST_DAYS} days back; give a later day")
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    portfolio = load(ctx.session, stored)
    lines = _lines(ctx, portfolio_id, begin, end)
    edits = told(portfolio, lines)
    before = _standing(ctx, portfolio_id, begin) or _first_after(ctx, portfolio_id, begin, end)
    after = _standing(ctx, portfolio_id, end)
    pair = (before, after) if before and after and before.record.id != after.record.id else None
    return Digest(
        portfolio=portfolio_id,
        name=stored.name,
        currency=portfolio.currency,
        since=begin,
        until=end,
        edits=edits[:MOST_EDITS],
        edits_left_out=max(0, len(edits) - MOST_EDITS),
        comments=_count(ctx, CommentTable, portfolio_id, begin, end),
        plans_made=_count(ctx, PlanTable, portfolio_id, begin, end),
        publications=_publications(ctx, portfolio_id, begin, end),
        before=_figures(before) if before else None,
        after=_figures(pair[1]) if pair else None,
        came_in=tuple(_in_and_out(*pair)) if pair else (),
        went_out=tuple(_in_and_out(pair[1], pair[0])) if pair else (),
        launches=_launches(before, after) if before and after else (),
    )


def _lines(ctx: Context, portfolio_id: str, begin: dt.datetime, end: dt.datetime) -> list[Change]:
    query = select(Change).where(
        Change.organisation_id == ctx.organisation_id,
        Change.portfolio_id == portfolio_id,
        col(Change.at) >= begin,
        col(Change.at) < end,
    )
    return list(ctx.session.exec(query.order_by(col(Change.id).desc())))


def _count(
    ctx: Context,
    table: type[CommentTable] | type[PlanTable],
    portfolio_id: str,
    begin: dt.datetime,
    end: dt.datetime,
) -> int:
    query = (
        select(func.count())
        .select_from(table)
        .where(
            col(table.organisation_id) == ctx.organisation_id,
            col(table.portfolio_id) == portfolio_id,
            col(table.created_at) >= begin,
            col(table.created_at) < end,
        )
    )
    if table is PlanTable:
        query = query.where(col(PlanTable.scenario_id).is_(None))
    return ctx.session.exec(query).one()


def _publications(
    ctx: Context, portfolio_id: str, begin: dt.datetime, end: dt.datetime
) -> tuple[DigestPublication, ...]:
    query = select(PublicationTable).where(
        PublicationTable.organisation_id == ctx.organisation_id,
        PublicationTable.portfolio_id == portfolio_id,
        col(PublicationTable.at) >= begin,
        col(PublicationTable.at) < end,
    )
    found = list(ctx.session.exec(query.order_by(col(PublicationTable.id).desc())))
    plans = {row.plan_id: ctx.session.get(PlanTable, row.plan_id) for row in found}
    return tuple(
        DigestPublication(
            at=row.at,
            by=row.actor_name,
            note=row.note,
            plan=row.plan_id,
            value=plan.value if (plan := plans[row.plan_id]) is not None else None,
        )
        for row in found
    )


def _standing(ctx: Context, portfolio_id: str, at: dt.datetime) -> Standing | None:
    """The plan of record at a time, else the newest plan then."""
    decisions = select(PublicationTable.plan_id).where(
        PublicationTable.organisation_id == ctx.organisation_id,
        PublicationTable.portfolio_id == portfolio_id,
        col(PublicationTable.at) < at,
    )
    published = ctx.session.exec(decisions.order_by(col(PublicationTable.id).desc()).limit(1)).first()
    if published is not None and ctx.session.get(PlanTable, published) is not None:
        return _read(ctx, published, at, published=True)
    query = _plans(ctx, portfolio_id).where(col(PlanTable.created_at) < at)
    newest = ctx.session.exec(query.order_by(col(PlanTable.id).desc()).limit(1)).first()
    return _read(ctx, newest, at, published=False) if newest else None


def _first_after(ctx: Context, portfolio_id: str, begin: dt.datetime, end: dt.datetime) -> Standing | None:
    query = _plans(ctx, portfolio_id).where(
        col(PlanTable.created_at) >= begin, col(PlanTable.created_at) < end
    )
    first = ctx.session.exec(query.order_by(col(PlanTable.id)).limit(1)).first()
    return _read(ctx, first, end, published=False) if first else None


def _plans(ctx: Context, portfolio_id: str):  # type: ignore[no-untyped-def]
    return select(PlanTable.id).where(
        PlanTable.organisation_id == ctx.organisation_id,
        PlanTable.portfolio_id == portfolio_id,
        col(PlanTable.scenario_id).is_(None),
        col(PlanTable.value).is_not(None),
    )


def _read(ctx: Context, plan_id: str, at: dt.datetime, *, published: bool) -> Standing:
    """A plan with its newest forecast of that time, else the first that was made of it."""
    rows = list(
        ctx.session.exec(
            select(ForecastTable)
            .where(ForecastTable.plan_id == plan_id, ForecastTable.organisation_id == ctx.organisation_id)
            .order_by(col(ForecastTable.id))
        )
    )
    then = [row for row in rows if row.created_at < at] or rows[:1]
    forecast = Forecast.model_validate_json(then[-1].body) if then else None
    return Standing(get_plan(ctx, plan_id), forecast, published)


def _figures(standing: Standing) -> DigestPlan:
    record = standing.record
    return DigestPlan(
        id=record.id,
        at=record.created_at,
        is_record=standing.published,
        value=record.plan.value,
        cost=plan_cost(record.id, record.portfolio, record.plan).total,
        projects_in=sum(row.selected for row in record.plan.projects),
    )


def _in_and_out(other: Standing, one: Standing) -> Iterator[DigestProject]:
    """Projects that one plan has and the other has not; the reason is that of the plan without them."""
    there = {row.id for row in other.record.plan.projects if row.selected}
    why = {row.id: row.reason for row in other.record.plan.projects}
    names = {project.id: project.name for project in one.record.portfolio.projects}
    for row in one.record.plan.projects:
        if row.selected and row.id not in there:
            yield DigestProject(
                id=row.id, name=names.get(row.id, row.id), launch=row.launch, reason=why.get(row.id)
            )


def _launches(before: Standing, after: Standing) -> tuple[LaunchMove, ...]:
    was = {row.id: row for row in before.record.plan.projects if row.selected}
    names = {project.id: project.name for project in after.record.portfolio.projects}
    moves = []
    for row in after.record.plan.projects:
        if not row.selected or row.id not in was:
            continue
        old, new = _of(before.forecast, row.id), _of(after.forecast, row.id)
        move = LaunchMove(
            id=row.id,
            name=names.get(row.id, row.id),
            before=was[row.id].launch,
            after=row.launch,
            p50_before=old.finish_p50 if old else None,
            p50_after=new.finish_p50 if new else None,
            p80_before=old.finish_p80 if old else None,
            p80_after=new.finish_p80 if new else None,
        )
        if move.weeks or move.p50_weeks or move.p80_weeks:
            moves.append(move)
    moves.sort(key=lambda m: (-max(abs(m.weeks), abs(m.p50_weeks or 0), abs(m.p80_weeks or 0)), m.name))
    return tuple(moves)


def _of(forecast: Forecast | None, project: str) -> ProjectForecast | None:
    return forecast.of(project) if forecast else None

"""The history of a portfolio's plan of record: which plan, when, by whom, and why."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import and_, col, select

from planner.errors import BadInput
from planner.persistence.ids import new_id
from planner.persistence.portfolios import find_portfolio
from planner.persistence.tables import PlanTable, PublicationTable
from planner.services.changes import record
from planner.services.context import Context
from planner.services.pages import Page, checked_cursor, checked_limit

MOST_NOTE = 2_000
"""Characters of a note."""


@dataclass(frozen=True)
class Publication:
    """A decision to make a plan the plan of record."""

    id: str
    plan_id: str
    at: dt.datetime
    by: str
    note: str
    exists: bool
    """Whether the plan is still stored."""
    value: float | None


def remember(ctx: Context, plan: PlanTable, note: str) -> None:
    """Add a decision to the history; BadInput when its note is too long."""
    text = note.strip()
    if len(text) > MOST_NOTE:
        raise BadInput(
            f"note: {len(text):,} characters are more than the {MOST_NOTE:,} that a note may have."
        )
    ctx.session.add(
        PublicationTable(
            id=new_id(),
            organisation_id=ctx.organisation_id,
            portfolio_id=plan.portfolio_id,
            plan_id=plan.id,
            actor_id=ctx.actor.id,
            actor_name=ctx.actor.name,
            note=text,
        )
    )


def take_decision_back(ctx: Context, portfolio_id: str, plan_id: str) -> None:
    """Take the newest decision on a plan out of the history; the audit trail keeps both."""
    mine = PublicationTable.organisation_id == ctx.organisation_id
    query = select(PublicationTable).where(mine, PublicationTable.plan_id == plan_id)
    row = ctx.session.exec(query.order_by(col(PublicationTable.id).desc())).first()
    if row is not None:
        ctx.session.delete(row)
        record(ctx, portfolio_id, "unpublish", kind="plans", slug=plan_id)


def list_publications(
    ctx: Context, portfolio_id: str, *, limit: int = 50, cursor: str | None = None
) -> Page[Publication]:
    """Decisions on a portfolio's plan of record, the newest first."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    same = and_(
        col(PlanTable.id) == col(PublicationTable.plan_id),
        col(PlanTable.organisation_id) == col(PublicationTable.organisation_id),
    )
    query = (
        select(PublicationTable, PlanTable.id, PlanTable.value)
        .join(PlanTable, same, isouter=True)
        .where(
            PublicationTable.organisation_id == ctx.organisation_id,
            PublicationTable.portfolio_id == portfolio_id,
        )
    )
    if checked_cursor(cursor):
        query = query.where(col(PublicationTable.id) < cursor)
    query = query.order_by(col(PublicationTable.id).desc()).limit(checked_limit(limit) + 1)
    found = list(ctx.session.exec(query))
    items = tuple(
        Publication(row.id, row.plan_id, row.at, row.actor_name, row.note, plan_id is not None, value)
        for row, plan_id, value in found[:limit]
    )
    return Page(items, items[-1].id if len(found) > limit else None)

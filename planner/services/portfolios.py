"""Portfolios: list, read, create, replace, change settings, delete."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from planner.domain.portfolio import Portfolio
from planner.domain.portfolio_settings import PortfolioSettings
from planner.errors import VersionConflict
from planner.persistence.ids import new_id
from planner.persistence.jobs import forget_snapshots
from planner.persistence.portfolios import find_portfolio, load, settings_of, write_rows
from planner.persistence.tables import PortfolioRow, PortfolioTable
from planner.services.changes import check_whole, expect_version, record, touch
from planner.services.context import Context, Role
from planner.services.pages import Page, checked_cursor, checked_limit

__all__ = [
    "PortfolioRecord",
    "PortfolioSettings",
    "PortfolioSummary",
    "create_portfolio",
    "delete_portfolio",
    "get_portfolio",
    "list_portfolios",
    "replace_portfolio",
    "update_settings",
]


@dataclass(frozen=True)
class PortfolioSummary:
    """A line of the list of portfolios."""

    id: str
    name: str
    version: int
    projects: int
    people: int
    """With open positions."""
    pools: int
    created_at: dt.datetime
    updated_at: dt.datetime
    updated_by: str


@dataclass(frozen=True)
class PortfolioRecord:
    """A stored portfolio. The version grows with every change to any part of it."""

    id: str
    version: int
    portfolio: Portfolio
    updated_at: dt.datetime
    updated_by: str


def list_portfolios(ctx: Context, *, limit: int = 50, cursor: str | None = None) -> Page[PortfolioSummary]:
    """Portfolios of the organisation, the newest first."""
    query = select(PortfolioTable).where(PortfolioTable.organisation_id == ctx.organisation_id)
    if checked_cursor(cursor):
        query = query.where(col(PortfolioTable.id) < cursor)
    query = query.order_by(col(PortfolioTable.id).desc()).limit(checked_limit(limit) + 1)
    found = list(ctx.session.exec(query))
    shown = found[:limit]
    counts = _counts(ctx, [portfolio.id for portfolio in shown])
    items = tuple(_summary(portfolio, counts) for portfolio in shown)
    return Page(items, shown[-1].id if len(found) > limit else None)


def _counts(ctx: Context, ids: list[str]) -> dict[tuple[str, str], int]:
    query = (
        select(PortfolioRow.portfolio_id, PortfolioRow.kind, func.count())
        .where(col(PortfolioRow.portfolio_id).in_(ids), PortfolioRow.organisation_id == ctx.organisation_id)
        .group_by(col(PortfolioRow.portfolio_id), col(PortfolioRow.kind))
    )
    return {(portfolio_id, kind): count for portfolio_id, kind, count in ctx.session.exec(query)}


def _summary(portfolio: PortfolioTable, counts: dict[tuple[str, str], int]) -> PortfolioSummary:
    def count(kind: str) -> int:
        return counts.get((portfolio.id, kind), 0)

    return PortfolioSummary(
        id=portfolio.id,
        name=portfolio.name,
        version=portfolio.version,
        projects=count("projects"),
        people=count("people") + count("positions"),
        pools=count("pools"),
        created_at=portfolio.created_at,
        updated_at=portfolio.updated_at,
        updated_by=portfolio.updated_by,
    )


def get_portfolio(ctx: Context, portfolio_id: str) -> PortfolioRecord:
    """A portfolio with all its rows; NotFound when the organisation has none with this id."""
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    return _record(stored, load(ctx.session, stored))


def _record(stored: PortfolioTable, portfolio: Portfolio) -> PortfolioRecord:
    return PortfolioRecord(stored.id, stored.version, portfolio, stored.updated_at, stored.updated_by)


def create_portfolio(
    ctx: Context, portfolio: Portfolio, *, portfolio_id: str | None = None
) -> PortfolioRecord:
    """Store a new portfolio, under a new id unless one is given; BadInput when it does not fit together."""
    ctx.require(Role.EDITOR)
    check_whole(portfolio)
    stored = PortfolioTable(
        id=portfolio_id or new_id(),
        organisation_id=ctx.organisation_id,
        name=portfolio.name,
        settings=settings_of(portfolio),
        updated_by=ctx.actor.name,
    )
    ctx.session.add(stored)
    ctx.session.flush()  # its rows refer to it
    write_rows(ctx.session, stored, portfolio, version=stored.version)
    record(ctx, stored.id, "create")
    ctx.session.flush()
    return _record(stored, portfolio)


def replace_portfolio(
    ctx: Context, portfolio_id: str, portfolio: Portfolio, *, version: int
) -> PortfolioRecord:
    """Store a whole document in place of a portfolio; rows that stay the same keep their versions.

    Raises
    ------
    VersionConflict
        When any part has changed since `version`.
    BadInput
        When its parts do not fit together; nothing is stored.
    """
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    expect_version(stored.version, version, f"The portfolio '{stored.name}'")
    check_whole(portfolio)
    following = stored.version + 1
    write_settings(ctx, stored, portfolio)
    write_rows(ctx.session, stored, portfolio, version=following)
    record(ctx, stored.id, "replace")
    ctx.session.flush()
    return _record(stored, portfolio)


def write_settings(ctx: Context, stored: PortfolioTable, portfolio: Portfolio) -> None:
    """Store the part of a document that is not in rows, when it has changed."""
    settings = settings_of(portfolio)
    if settings != stored.settings:
        stored.name, stored.settings = portfolio.name, settings
        stored.settings_version = stored.version + 1
    touch(ctx, stored)


def update_settings(
    ctx: Context, portfolio_id: str, changes: PortfolioSettings, *, version: int
) -> PortfolioRecord:
    """Change settings. Rows that were edited since `version` are no conflict, settings are.

    Raises
    ------
    VersionConflict
        When the settings have changed since `version`.
    BadInput
        When the portfolio would no longer fit together; nothing is stored.
    """
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    if not stored.settings_version <= version <= stored.version:
        raise VersionConflict(
            f"The settings of '{stored.name}' were changed by somebody else since you opened them.",
            stored.version,
        )
    portfolio = changes.applied_to(load(ctx.session, stored))
    check_whole(portfolio)
    before = stored.settings
    if settings_of(portfolio) != before:
        write_settings(ctx, stored, portfolio)
        record(ctx, stored.id, "settings", before=before)
        ctx.session.flush()
    return _record(stored, portfolio)


def delete_portfolio(ctx: Context, portfolio_id: str, *, version: int) -> None:
    """Delete a portfolio with its plans, forecasts and jobs; work that is under way stops."""
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    expect_version(stored.version, version, f"The portfolio '{stored.name}'")
    record(ctx, stored.id, "delete", slug=stored.id)
    ctx.session.delete(stored)
    ctx.session.flush()
    forget_snapshots(ctx.session, ctx.organisation_id)

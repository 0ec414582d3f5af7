"""Finished work that an organisation has stored, and what its portfolios learn from it."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import col, select

from planner.domain.calibration import Calibration
from planner.domain.calibration_report import CalibrationReport
from planner.domain.finished_work import FinishedWork, finished_phases
from planner.domain.limits import MAX_HISTORIES, MAX_HISTORY_ROWS
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, Diagnostic, LimitExceeded, NotFound
from planner.integrations.work_history import COLUMNS, Unit, read_history
from planner.persistence.ids import new_id
from planner.persistence.portfolios import find_portfolio, load
from planner.persistence.tables import HistoryTable
from planner.services.changes import record
from planner.services.context import Context, Role
from planner.services.learn import calibration_of, calibration_report
from planner.services.portfolios import PortfolioRecord, get_portfolio, replace_portfolio


@dataclass(frozen=True)
class HistorySummary:
    """A stored history."""

    id: str
    portfolio_id: str | None
    """None: all portfolios of the organisation learn from it."""
    name: str
    rows: int
    created_at: dt.datetime
    created_by: str


@dataclass(frozen=True)
class StoredHistory:
    """A new history, and what of its file was left out."""

    history: HistorySummary
    left_out: tuple[Diagnostic, ...]


def list_histories(ctx: Context, portfolio_id: str) -> tuple[HistorySummary, ...]:
    """Histories that a portfolio learns from: its own and the organisation's, the newest first."""
    return tuple(_summary(row) for row in _rows(ctx, portfolio_id))


def _rows(ctx: Context, portfolio_id: str) -> Sequence[HistoryTable]:
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    mine = or_(col(HistoryTable.portfolio_id).is_(None), col(HistoryTable.portfolio_id) == portfolio_id)
    query = select(HistoryTable).where(HistoryTable.organisation_id == ctx.organisation_id, mine)
    return ctx.session.exec(query.order_by(col(HistoryTable.id).desc())).all()


def _summary(row: HistoryTable) -> HistorySummary:
    return HistorySummary(row.id, row.portfolio_id, row.name, row.rows, row.created_at, row.created_by)


def add_history(
    ctx: Context,
    portfolio_id: str,
    content: bytes,
    *,
    name: str,
    columns: Mapping[str, str] | None = None,
    unit: Unit = "weeks",
    shared: bool = False,
) -> StoredHistory:
    """Store the rows of a CSV file for a portfolio, or for all of the organisation when `shared`.

    Raises
    ------
    BadInput
        When no row of the file can be used, or it has no name.
    LimitExceeded
        When there are more rows or histories than may be.
    """
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    name = name.strip()[:200]
    if not name or "\0" in name:
        raise BadInput("the history needs a name, such as that of its file")
    rows, left_out = read_history(content, columns, unit=unit)
    known = sum(row.rows for row in _rows(ctx, portfolio_id))
    if known + len(rows) > MAX_HISTORY_ROWS:
        raise LimitExceeded(
            f"{known + len(rows):,} rows are more than the {MAX_HISTORY_ROWS:,} that a portfolio learns from: "
            "leave out the oldest, or delete a history"
        )
    count = select(func.count()).where(HistoryTable.organisation_id == ctx.organisation_id)
    if ctx.session.exec(count).one() >= MAX_HISTORIES:
        raise LimitExceeded(f"there are {MAX_HISTORIES} histories already: delete one first")
    row = HistoryTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=None if shared else stored.id,
        name=name,
        rows=len(rows),
        body=_written(rows),
        created_by=ctx.actor.name,
    )
    ctx.session.add(row)
    record(ctx, stored.id, "add", kind="histories", slug=row.id)
    ctx.session.flush()
    return StoredHistory(_summary(row), tuple(left_out))


def get_history_file(ctx: Context, history_id: str) -> bytes:
    """The rows of a history as CSV; effort in engineer-weeks."""
    return _find(ctx, history_id).body.encode()


def delete_history(ctx: Context, history_id: str) -> None:
    """Delete a history. What portfolios have taken over from it stays until they take over anew."""
    ctx.require(Role.EDITOR)
    row = _find(ctx, history_id)
    record(ctx, row.portfolio_id or "", "delete", kind="histories", slug=history_id)
    ctx.session.delete(row)
    ctx.session.flush()


def _find(ctx: Context, history_id: str) -> HistoryTable:
    found = ctx.session.get(HistoryTable, history_id)
    if found is None or found.organisation_id != ctx.organisation_id:
        raise NotFound(f"There is no history '{history_id}'.")
    return found


def _written(rows: Sequence[FinishedWork]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        day = row.finished_on.isoformat() if row.finished_on else ""
        writer.writerow([repr(row.estimate), repr(row.actual), day, row.team, row.category, row.measure])
    return out.getvalue()


def work_of(ctx: Context, portfolio_id: str, portfolio: Portfolio) -> tuple[FinishedWork, ...]:
    """All finished work that a portfolio learns from: stored histories and its own finished phases."""
    read = {name: name for name in COLUMNS}
    stored = [
        work
        for row in reversed(_rows(ctx, portfolio_id))
        for work in read_history(row.body.encode(), read)[0]
    ]
    return (*stored, *finished_phases(portfolio))


def get_calibration(ctx: Context, portfolio_id: str) -> CalibrationReport:
    """What the finished work that a portfolio knows of says, beside what it has taken over."""
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    portfolio = load(ctx.session, stored)
    return calibration_report(work_of(ctx, portfolio_id, portfolio), portfolio.calibration)


def take_over(ctx: Context, portfolio_id: str, *, version: int) -> PortfolioRecord:
    """Let the portfolio correct its estimates by all finished work that it knows of now."""
    portfolio = get_portfolio(ctx, portfolio_id).portfolio
    return _with(ctx, portfolio_id, portfolio, calibration_of(work_of(ctx, portfolio_id, portfolio)), version)


def stop_correcting(ctx: Context, portfolio_id: str, *, version: int) -> PortfolioRecord:
    """Let the portfolio plan its estimates as they are; what was learnt stays in it."""
    portfolio = get_portfolio(ctx, portfolio_id).portfolio
    kept = portfolio.calibration and portfolio.calibration.model_copy(update={"apply": False})
    return _with(ctx, portfolio_id, portfolio, kept, version)


def _with(
    ctx: Context, portfolio_id: str, portfolio: Portfolio, calibration: Calibration | None, version: int
) -> PortfolioRecord:
    changed = portfolio.model_copy(update={"calibration": calibration})
    return replace_portfolio(ctx, portfolio_id, changed, version=version)

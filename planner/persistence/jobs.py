"""Stored jobs, snapshots and plans: the queries that services and workers share."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import address_of, canonical_json
from planner.errors import InternalError, NotFound
from planner.persistence.columns import utc_now
from planner.persistence.tables import JobTable, PlanTable, Snapshot


def store_snapshot(session: Session, organisation_id: str, portfolio: Portfolio) -> str:
    """Store the content of a portfolio, once; its address."""
    content = canonical_json(portfolio)
    address = address_of(content)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(Snapshot).values(
        organisation_id=organisation_id,
        id=address,
        content=content.decode(),
        created_at=utc_now(),
    )
    session.exec(row.on_conflict_do_nothing())
    return address


def load_snapshot(session: Session, organisation_id: str, address: str) -> Portfolio:
    """The portfolio of a snapshot; its content is checked against its address."""
    stored = session.get(Snapshot, (organisation_id, address))
    if stored is None:
        raise NotFound(f"There is no snapshot '{address}'.")
    if address_of(stored.content.encode()) != address:
        raise InternalError(f"the content of snapshot {address} is not what was stored")
    return Portfolio.model_validate_json(stored.content)


def forget_snapshots(session: Session, organisation_id: str) -> None:
    """Delete the snapshots that no plan was made from and no job needs."""
    in_plans = select(PlanTable.snapshot_id).where(PlanTable.organisation_id == organisation_id)
    in_jobs = select(JobTable.snapshot_id).where(JobTable.organisation_id == organisation_id)
    unused = delete(Snapshot).where(
        col(Snapshot.organisation_id) == organisation_id,
        col(Snapshot.id).not_in(in_plans),
        col(Snapshot.id).not_in(in_jobs),
    )
    session.exec(unused)


def find_job(session: Session, organisation_id: str, job_id: str, *, lock: bool = False) -> JobTable:
    """A job of this organisation; NotFound when there is none."""
    query = select(JobTable).where(JobTable.id == job_id, JobTable.organisation_id == organisation_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no job '{job_id}'.")
    return found


def find_plan(session: Session, organisation_id: str, plan_id: str) -> PlanTable:
    """A plan of this organisation; NotFound when there is none."""
    query = select(PlanTable).where(PlanTable.id == plan_id, PlanTable.organisation_id == organisation_id)
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no plan '{plan_id}'.")
    return found


def latest_plan_of(
    session: Session, organisation_id: str, portfolio_id: str, snapshot: str
) -> PlanTable | None:
    """The newest plan with a schedule that was made from this very content of the portfolio."""
    query = (
        select(PlanTable)
        .where(
            PlanTable.organisation_id == organisation_id,
            PlanTable.portfolio_id == portfolio_id,
            PlanTable.snapshot_id == snapshot,
            col(PlanTable.value).is_not(None),
        )
        .order_by(col(PlanTable.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def newest_plan(session: Session, organisation_id: str, portfolio_id: str) -> PlanTable | None:
    """The newest plan of a portfolio itself that holds a schedule."""
    query = (
        select(PlanTable)
        .where(
            PlanTable.organisation_id == organisation_id,
            PlanTable.portfolio_id == portfolio_id,
            col(PlanTable.scenario_id).is_(None),
            col(PlanTable.value).is_not(None),
        )
        .order_by(col(PlanTable.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def record_plan_id(session: Session, organisation_id: str, portfolio_id: str) -> str | None:
    """Id of the portfolio's plan of record: the one published last."""
    query = (
        select(PlanTable.id)
        .where(
            PlanTable.organisation_id == organisation_id,
            PlanTable.portfolio_id == portfolio_id,
            col(PlanTable.published_at).is_not(None),
        )
        .order_by(col(PlanTable.published_at).desc(), col(PlanTable.id).desc())
        .limit(1)
    )
    return session.exec(query).first()

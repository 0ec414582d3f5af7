"""What tests of stored data begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from planner.document import read_portfolio
from planner.domain.job import PlanSettings
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.jobs import store_snapshot
from planner.persistence.tables import Organisation, PlanTable
from planner.services.context import Context
from planner.services.identity import local_context
from planner.services.installation import close_database, open_database
from planner.services.portfolios import create_portfolio
from planner.settings import Settings
from tests.planner.verify.example import Case

SMALL = b"""
schema: quarterdeck/portfolio/1
name: Search
calendar: {start: 2027-01-04, quarters: 2}
skills:
  - {id: modelling, name: Modelling}
  - {id: data, name: Data engineering}
people:
  - {id: amara, name: Amara, skills: {modelling: 1.0}, weekly_cost: 4200}
  - {id: bela, name: Bela, skills: {data: 1.0}, weekly_cost: "3600.50"}
positions:
  - {id: hire, name: Data engineer, skills: {data: 1.0}, starts: 2027-03-01}
pools:
  - {id: h100, accelerator: H100-SXM, kind: on_demand, count: 64, price_per_hour: "4.10"}
projects:
  - id: store
    name: Feature store
    value: {per_week: {low: 1000, likely: 3000, high: 6000}}
    phases:
      - {id: build, effort: {data: {low: 4, likely: 6, high: 10}}}
  - id: ranker
    name: Ranker
    value: {per_week: {low: 8000, likely: 20000, high: 45000}}
    depends_on: [{project: store}]
    phases:
      - {id: train, effort: {modelling: 6}, gpu: {hours: 800, reference: H100-SXM}}
  - id: audit
    name: Audit
    value: {per_week: 500}
    phases:
      - {id: look, effort: {modelling: 2}}
"""


def small() -> Portfolio:
    """Three projects, of which the second needs the first; two people, a position and a pool."""
    return read_portfolio(SMALL, format="yaml").portfolio


def organisation(session: Session, name: str) -> str:
    """A new organisation; its id."""
    session.add(Organisation(id=name, name=name))
    session.flush()
    return name


@contextmanager
def local_installation(folder: Path) -> Iterator[Database]:
    """The database of a new installation for one person; closed at the end."""
    database = open_database(Settings(data=folder))
    with database.write() as session:
        local_context(session)
    yield database
    close_database(database)


def store_plan(ctx: Context, portfolio: Portfolio | None = None, plan: Plan | None = None) -> str:
    """A portfolio (a small one unless given) with a verified plan, stored; the plan's id."""
    if portfolio is None or plan is None:
        portfolio, plan = Case().read()
    stored = create_portfolio(ctx, portfolio)
    snapshot = store_snapshot(ctx.session, ctx.organisation_id, portfolio)
    row = PlanTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=stored.id,
        snapshot_id=snapshot,
        job_id=new_id(),
        settings=PlanSettings().model_dump(mode="json"),
        verified=True,
        status=plan.status,
        value=plan.value,
        gap=plan.gap,
        body=plan.model_dump_json(by_alias=True),
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row.id

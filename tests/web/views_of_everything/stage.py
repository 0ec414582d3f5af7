"""What all views are shown with: a portfolio, a plan of it, a place and a day."""

import datetime as dt
from typing import TypeVar

from planner.domain.beside_cost import BesideCost
from planner.domain.compute import Pool
from planner.domain.plan import Plan
from planner.domain.projects import Project
from planner.domain.promises import Promise, Promises
from planner.domain.team import Person, Position
from planner.services.pages import Page
from tests.web import samples
from web.charts.lanes import LaneKey
from web.views.comments import comments_part
from web.views.plan_parts import PlanSource, plan_controls
from web.views.shell import PortfolioPlace
from web.views.values import Versioned

NOW = dt.datetime(2027, 3, 10, 12, 0, tzinfo=dt.UTC)
PORTFOLIO = samples.portfolio()
PLAN = samples.plan(PORTFOLIO)
REPORTED = f"{PLAN.phases[0].project}/{PLAN.phases[0].phase}.done"
FINISHES = samples.finishes(PLAN)
PLACE = PortfolioPlace("p1", PORTFOLIO.name, ("4 Jan 2027 to 31 Dec 2027", "edited 2 minutes ago"), 18, 9, 3)
CONTROLS = plan_controls(PLACE, can_edit=True, job=None, again=True)

NO_COMMENTS = comments_part("/", Page((), None))
NOTHING_BESIDE = BesideCost(units=(), depreciation=())
LANES: tuple[LaneKey, ...] = ("team", "person", "pool")
B = TypeVar("B", Project, Person, Position, Pool)


def versioned(items: tuple[B, ...]) -> list[Versioned[B]]:
    return [Versioned(1, item) for item in items]


def source(**changes: object) -> PlanSource:
    made = NOW - dt.timedelta(minutes=7)
    values: dict[str, object] = {
        "place": PLACE,
        "plan_id": "plan1",
        "plan": PLAN,
        "portfolio": PORTFOLIO,
        "finishes": FINISHES,
        "created_at": made,
        "seconds": 10.2,
        "now": NOW,
    }
    return PlanSource(**(values | changes))  # type: ignore[arg-type]


def promised() -> Plan:
    """The sample plan with a buffer of three weeks for every project that is in."""
    rows = tuple(
        Promise(
            project=p.id,
            due=PORTFOLIO.horizon.end,
            promised=p.launch + dt.timedelta(weeks=3),
            buffer_weeks=3,
            probability=0.84,
            se=0.006,
            kept=True,
        )
        for p in PLAN.projects
        if p.launch
    )
    promises = Promises(
        confidence=0.8,
        scope="project",
        reached=True,
        together=0.6,
        together_se=0.008,
        runs=4096,
        seed=1,
        value_without=(PLAN.value or 0.0) + 120_000,
        projects=rows,
    )
    return PLAN.model_copy(update={"promises": promises})

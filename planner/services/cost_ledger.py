"""Every exact cost of a plan, line by line and week by week."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from planner.domain.calendar import WORKING_DAYS, Horizon, monday_on_or_after
from planner.domain.compute import HOURS_PER_WEEK
from planner.domain.cost import ChargeType, CostKind, CostView
from planner.domain.money import exact
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.team import Person, Position
from planner.errors import BadInput


class Line(NamedTuple):
    """What a cost is for. The order of the fields is the order in which cents are shared out."""

    project: str | None
    kind: CostKind
    phase: str | None
    pool: str | None
    cost_centre: str | None
    charge: ChargeType = "usage"


class Spent(NamedTuple):
    """An exact cost of a line in a week, and the accelerator-hours that it pays for."""

    line: Line
    week: int
    amount: Fraction
    hours: Fraction | None = None


@dataclass(frozen=True)
class Ledger:
    """Reads every exact cost from a portfolio and its plan."""

    portfolio: Portfolio
    plan: Plan
    view: CostView

    @cached_property
    def horizon(self) -> Horizon:
        return self.portfolio.horizon

    @cached_property
    def projects(self) -> dict[str, Project]:
        return {project.id: project for project in self.portfolio.projects}

    @cached_property
    def workers(self) -> dict[str, Person | Position]:
        return {worker.id: worker for worker in self.portfolio.workers}

    @cached_property
    def prices(self) -> dict[str, tuple[Fraction, ...]]:
        return {pool.id: tuple(map(exact, pool.prices(self.horizon))) for pool in self.portfolio.pools}

    def check(self) -> None:
        """Refuse a file without a plan, unknown names and days outside the horizon."""
        if self.plan.status in ("INFEASIBLE", "NO_PLAN_IN_BUDGET"):
            raise BadInput(f"there is no plan to cost: its status is {self.plan.status}")
        phases = {(p.id, phase.id) for p in self.portfolio.projects for phase in p.phases}
        unknown = {f"person {row.person}" for row in self.plan.assignments if row.person not in self.workers}
        unknown |= {
            f"project {row.project}" for row in self.plan.assignments if row.project not in self.projects
        }
        unknown |= {f"pool {row.pool}" for row in self.plan.compute if row.pool not in self.prices}
        named = {(row.project, row.phase) for row in self.plan.phases}
        named |= {(row.project, row.phase) for row in self.plan.compute}
        unknown |= {f"phase {project}/{phase}" for project, phase in named - phases}
        if unknown:
            names = ", ".join(sorted(unknown))
            raise BadInput(
                f"the plan names what the portfolio does not have: {names}; was it made for another one?"
            )
        days = [row.start for row in self.plan.phases] + [row.start for row in self.plan.assignments]
        days += [row.week for row in self.plan.compute]
        ends = [row.finish for row in self.plan.phases] + [row.finish for row in self.plan.assignments]
        start, end = self.portfolio.calendar.start, self.horizon.end
        if any(not start <= day < end for day in days) or any(day > end for day in ends):
            raise BadInput(f"the plan has work outside the horizon from {start} to {end}: verify it first")

    def entries(self) -> Iterator[Spent]:
        """Every exact cost by line and week."""
        yield from self._people()
        yield from self._compute()
        yield from self._other()
        yield from self._serving()
        if self.view == "organisation":
            yield from self._idle()

    def _weeks(self, start: dt.date, finish: dt.date) -> range:
        return range(self.horizon.week_of(start), self.horizon.week_of(finish))

    def _full_cost(self, person: str) -> Fraction:
        """Cost of a full week of work: the weekly cost as employed, divided by the fte."""
        worker = self.workers[person]
        return exact(worker.weekly_cost) / exact(worker.fte)

    def _people(self) -> Iterator[Spent]:
        """Planned work and upkeep: share / fte x weekly cost."""
        for row in self.plan.assignments:
            centre = self.projects[row.project].cost_centre or self.workers[row.person].cost_centre
            line = Line(row.project, "people", row.phase, None, centre)
            amount = exact(row.share) * self._full_cost(row.person)
            for week in self._weeks(row.start, row.finish):
                yield Spent(line, week, amount)

    def _compute(self) -> Iterator[Spent]:
        """Hours used at the price of their pool; the unused part of a commitment is unassigned."""
        used: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        for row in self.plan.compute:
            week, hours = self.horizon.week_of(row.week), exact(row.hours)
            used[row.pool, week] += hours
            centre = self.projects[row.project].cost_centre
            line = Line(row.project, "compute", row.phase, row.pool, centre)
            yield Spent(line, week, hours * self.prices[row.pool][week], hours)
        for pool in self.portfolio.pools:
            if not pool.committed:
                continue
            line = Line(None, "compute", None, pool.id, None, "unused")
            for week, devices in enumerate(pool.devices(self.horizon)):
                unused = max(Fraction(), devices * HOURS_PER_WEEK - used[pool.id, week])
                yield Spent(line, week, unused * self.prices[pool.id][week], unused)

    def _other(self) -> Iterator[Spent]:
        """Money of phases that is neither people nor accelerators, evenly over their weeks."""
        costs = {(p.id, phase.id): phase.other_cost for p in self.portfolio.projects for phase in p.phases}
        for row in self.plan.phases:
            weeks = self._weeks(row.start, row.finish)
            line = Line(row.project, "other", row.phase, None, self.projects[row.project].cost_centre)
            for week in weeks:
                yield Spent(line, week, exact(costs[row.project, row.phase]) / len(weeks))

    def _serving(self) -> Iterator[Spent]:
        """Serving of launched projects until they retire, within the horizon."""
        for row in self.plan.projects:
            if not row.selected or row.launch is None:
                continue
            project = self.projects[row.id]
            end = self.horizon.end
            if project.retires is not None:
                end = min(end, monday_on_or_after(project.retires))
            line = Line(row.id, "serving", None, None, project.cost_centre)
            for week in self._weeks(row.launch, end):
                yield Spent(line, week, exact(project.serving_cost_per_week))

    def _idle(self) -> Iterator[Spent]:
        """What is paid to people beyond their planned work."""
        worked: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        first: dict[str, int] = {}
        for row in self.plan.assignments:
            for week in self._weeks(row.start, row.finish):
                worked[row.person, week] += exact(row.share) * self._full_cost(row.person)
                first[row.person] = min(week, first.get(row.person, week))
        for name, worker in self.workers.items():
            line = Line(None, "people", None, None, worker.cost_centre, "unused")
            for week, monday in enumerate(self.horizon.mondays):
                if isinstance(worker, Position):
                    employed = Fraction(week >= first.get(name, self.horizon.weeks))
                else:
                    employed = Fraction(_days_employed(worker, monday), WORKING_DAYS)
                paid = exact(worker.weekly_cost) * employed
                yield Spent(line, week, max(Fraction(), paid - worked[name, week]))


def _days_employed(person: Person, monday: dt.date) -> int:
    """Working days of a week between the first and the last day of the employment; leave and holidays are
    paid."""
    days = [monday + dt.timedelta(days=offset) for offset in range(WORKING_DAYS)]
    return sum(
        (person.starts is None or day >= person.starts) and (person.ends is None or day <= person.ends)
        for day in days
    )

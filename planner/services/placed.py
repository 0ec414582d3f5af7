"""Why a project is where a plan has it: each phase is tried a week earlier, and those who could do its work are looked
at. Plans never change, so that answers are kept."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from planner.domain.calendar import Horizon
from planner.domain.load import shares_by_week, weeks_touched
from planner.domain.placed import CrewMember, OtherPerson, Placed, PlacedPhase
from planner.domain.plan import Plan, PlannedPhase
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project
from planner.domain.snapshot import snapshot_id
from planner.domain.team import weekly_capacity
from planner.domain.what_if import Broken
from planner.errors import NotFound
from planner.services.context import Context
from planner.services.forecast_cost import cost_report
from planner.services.gestures import shifted
from planner.services.memory import Memory
from planner.services.plan_costs import plan_cost
from planner.services.plans import get_plan
from planner.verify import verify_plan

REMEMBERED = 8
"""Plans whose figures are kept for the next question."""
NO_REASON = (
    "plan.value",
    "plan.snapshot",
    "plan.shape",
    "continuity",
    "effort",
    "share.minimum",
    "share.constant",
)
"""Rules that speak of how the work is shared out over the weeks: a plan would share it out anew."""


@dataclass
class Placing:
    """A plan with what every question about it needs, worked out once."""

    portfolio: Portfolio
    plan: Plan
    plan_id: str = ""
    """Under which it is stored; empty for one that is not."""
    answers: dict[str, Placed] = field(default_factory=dict)

    @cached_property
    def snapshot(self) -> str:
        return snapshot_id(self.portfolio)

    @cached_property
    def horizon(self) -> Horizon:
        # Kept, for a horizon works its weeks out once.
        return self.portfolio.horizon

    @cached_property
    def value(self) -> float:
        return verify_plan(self.portfolio, self.plan, snapshot=self.snapshot).parts.total

    @cached_property
    def costs(self) -> Mapping[str, dict[str, Decimal]]:
        """By project and quarter."""
        sums: dict[str, dict[str, Decimal]] = defaultdict(dict)
        report = (
            plan_cost(self.plan_id, self.portfolio, self.plan)
            if self.plan_id
            else cost_report(self.portfolio, self.plan)
        )
        for row in report.rows:
            if row.project is not None:
                of = sums[row.project]
                of[row.quarter] = of.get(row.quarter, Decimal(0)) + row.amount
        return sums

    @cached_property
    def capacity(self) -> Mapping[str, tuple[float, ...]]:
        sites = {site.id: site for site in self.portfolio.sites}
        return {w.id: weekly_capacity(w, self.horizon, sites) for w in self.portfolio.workers}

    @cached_property
    def used(self) -> Mapping[str, dict[int, float]]:
        return shares_by_week(self.portfolio, self.plan)[0]

    def of(self, project_id: str) -> Placed:
        """The answer about a project, from memory when it was asked about before."""
        if project_id not in self.answers:
            self.answers[project_id] = self._placed(project_id)
        return self.answers[project_id]

    def _placed(self, project_id: str) -> Placed:
        if self.plan.value is None:
            return Placed(project=project_id, phases=(), cost={})
        project = self.portfolio.project(project_id)
        rows = {row.phase: row for row in self.plan.phases if row.project == project_id}
        return Placed(
            project=project_id,
            phases=tuple(self._phase(project, p, rows[p.id]) for p in project.phases if p.id in rows),
            cost={
                quarter: str(amount) for quarter, amount in self.costs.get(project_id, {}).items() if amount
            },
        )

    def _phase(self, project: Project, phase: Phase, row: PlannedPhase) -> PlacedPhase:
        first = row.start <= self.horizon.monday(self.portfolio.now)
        begun = (project.id, phase.id) in self.portfolio.started
        holds, change = ((), None) if first or begun else self._earlier(project.id, phase.id)
        return PlacedPhase(
            phase=phase.id,
            start=row.start,
            finish=row.finish,
            begun=begun,
            first=first,
            holds=holds,
            change=change,
            crew=self._crew(project, row),
            others=self._others(project, phase, row),
        )

    def _earlier(self, project: str, phase: str) -> tuple[tuple[Broken, ...], float | None]:
        """What a start a week earlier would break, or gain."""
        tried = shifted(self.plan, project, {phase}, -1)
        verdict = verify_plan(self.portfolio, tried, snapshot=self.snapshot)
        broken = [v for v in verdict.violations if v.rule not in ("plan.value", "plan.snapshot")]
        if not broken:
            return (), verdict.parts.total - self.value
        found = [Broken(rule=v.rule, text=v.text) for v in broken if v.rule not in NO_REASON]
        return tuple(found), None

    def _crew(self, project: Project, row: PlannedPhase) -> tuple[CrewMember, ...]:
        pinned = {(pin.phase, pin.person) for pin in self.portfolio.pins if pin.project == project.id}
        given: dict[str, dict[str, float]] = {person: {} for person in row.crew}
        for work in self.plan.assignments:
            if (work.project, work.phase) == (project.id, row.phase):
                skills = given.setdefault(work.person, {})
                weeks = work.share * (work.finish - work.start).days / 7
                skills[work.skill] = skills.get(work.skill, 0.0) + weeks
        return tuple(
            CrewMember(
                person=person,
                weeks=sum(skills.values()),
                skills=tuple(sorted(skills)),
                pinned=(row.phase, person) in pinned,
                required=person in project.people.required,
            )
            for person, skills in given.items()
        )

    def _others(self, project: Project, phase: Phase, row: PlannedPhase) -> tuple[OtherPerson, ...]:
        needed = {skill for skill, effort in phase.effort.items() if effort.likely > 0}
        weeks = weeks_touched(row.start, row.finish, self.horizon)
        found = []
        for worker in self.portfolio.workers:
            skills = tuple(sorted(needed & set(worker.skills)))
            if worker.id in row.crew or not skills:
                continue
            there, used = self.capacity[worker.id], self.used[worker.id]
            found.append(
                OtherPerson(
                    person=worker.id,
                    skills=skills,
                    pace=sum(worker.skills[skill] for skill in skills) / len(skills),
                    capacity=sum(there[w] for w in weeks),
                    free=sum(max(0.0, there[w] - used.get(w, 0.0)) for w in weeks),
                    projects=self._busy_with(worker.id, weeks),
                    barred=worker.id in project.people.forbidden,
                )
            )
        return tuple(sorted(found, key=lambda one: (one.barred, -one.free, one.person)))

    def _busy_with(self, person: str, weeks: range) -> tuple[str, ...]:
        sums: dict[str, float] = defaultdict(float)
        for work in self.plan.assignments:
            if work.person == person:
                both = set(weeks) & set(weeks_touched(work.start, work.finish, self.horizon))
                sums[work.project] += work.share * len(both)
        return tuple(sorted((p for p in sums if sums[p] > 0), key=lambda p: (-sums[p], p)))


_placings: Memory[str, Placing] = Memory(REMEMBERED)


def placing(portfolio: Portfolio, plan: Plan, plan_id: str) -> Placing:
    """A stored plan, from memory when it was asked about lately."""
    return _placings.get_or_make(plan_id, lambda: Placing(portfolio, plan, plan_id))


def get_placed(ctx: Context, plan_id: str, project_id: str) -> Placed:
    """Why a project is where a stored plan has it.

    Raises
    ------
    NotFound
        When there is no such plan, or it knows no such project.
    """
    found = get_plan(ctx, plan_id)
    return placed_in(found.portfolio, found.plan, plan_id, project_id)


def placed_in(portfolio: Portfolio, plan: Plan, plan_id: str, project_id: str) -> Placed:
    """The same of a stored plan that was read already."""
    if all(project.id != project_id for project in portfolio.projects):
        raise NotFound(f"This plan knows no project '{project_id}'.")
    return placing(portfolio, plan, plan_id).of(project_id)

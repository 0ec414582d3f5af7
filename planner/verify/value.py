"""The value of a plan, counted from its rows alone, and the rules on what a plan states about itself."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from planner.domain.plan import Plan, Violation
from planner.domain.projects import Project
from planner.verify.facts import AMOUNT_TOLERANCE, Facts

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class ValueParts:
    """The terms of the objective, in the portfolio's currency; costs are positive here and are subtracted."""

    delivered: float
    """Expected discounted value of the selected projects."""
    penalties: float
    """For soft deadlines that are missed."""
    compute: float
    """On-demand and spot hours."""
    positions: float
    """Open positions, from their first week of use to the end of the horizon."""
    serving: float
    other: float
    """Money of phases that is neither people nor accelerators."""
    moves: float
    """Price of the changes from the plan of record."""

    @property
    def total(self) -> float:
        return (
            self.delivered
            - self.penalties
            - self.compute
            - self.positions
            - self.serving
            - self.other
            - self.moves
        )


def recount(facts: Facts, base: Plan | None) -> ValueParts:
    """Count every term of the objective from the plan's rows."""
    launches = {name: launch for name, launch in facts.launches.items() if launch >= 0}
    return ValueParts(
        delivered=sum(_delivered(facts, facts.projects[name], launch) for name, launch in launches.items()),
        penalties=sum(_penalty(facts, facts.projects[name], launch) for name, launch in launches.items()),
        compute=_compute(facts),
        positions=_positions(facts),
        serving=sum(_serving(facts, facts.projects[name], launch) for name, launch in launches.items()),
        other=sum(float(facts.phases[key].other_cost) for key in facts.spans),
        moves=0.0 if base is None else float(facts.portfolio.policies.change_price) * moves(facts, base),
    )


def _discount(facts: Facts, week: int) -> float:
    return float((1 + facts.portfolio.calendar.discount_rate) ** (-week / WEEKS_A_YEAR))


def _end_of_value(facts: Facts, project: Project) -> int:
    """First week that brings no value and costs no serving: the end of the tail, or retirement."""
    end = facts.weeks + facts.portfolio.calendar.value_tail_weeks
    retired = facts.retirement(project)
    return end if retired is None else min(end, retired)


def _delivered(facts: Facts, project: Project, launch: int) -> float:
    """Feasibility x (discounted weekly value from launch on + one-off value)."""
    value, meaning = project.value, facts.portfolio.meaning(project)
    total = 0.0
    if value.one_off is not None:
        total += value.one_off.mean(meaning) * _discount(facts, launch)
    if value.per_week is not None:
        rate = value.per_week.mean(meaning)
        end = _end_of_value(facts, project)
        if value.weeks is not None:
            end = min(end, launch + value.weeks)
        for week in range(launch, end):
            since = week - launch
            ramp = min(1.0, (since + 1) / value.ramp_weeks)
            decay = (1 - value.decay_per_year) ** (since / WEEKS_A_YEAR)
            total += rate * _discount(facts, week) * ramp * decay
    return total * project.success_probability


def _penalty(facts: Facts, project: Project, launch: int) -> float:
    """Penalty for each started week of delay past a soft deadline, discounted at the launch."""
    if project.deadline is None or project.deadline.hard:
        return 0.0
    late = launch - facts.week_on_or_after(project.deadline.date)
    return max(0, late) * float(project.deadline.penalty_per_week) * _discount(facts, launch)


def _serving(facts: Facts, project: Project, launch: int) -> float:
    return float(project.serving_cost_per_week) * max(0, _end_of_value(facts, project) - launch)


def _compute(facts: Facts) -> float:
    prices = {name: pool.prices(facts.horizon) for name, pool in facts.pools.items() if not pool.committed}
    return sum(
        row.hours * float(prices[row.pool][row.week])
        for row in (*facts.past_use, *facts.use)
        if row.pool in prices
    )


def _positions(facts: Facts) -> float:
    first: dict[str, int] = {}
    for row in (*facts.recorded_work, *facts.work):
        if row.person in facts.positions:
            first[row.person] = min(row.first, first.get(row.person, row.first))
    return sum(
        float(facts.positions[name].weekly_cost) * (facts.weeks - week) for name, week in first.items()
    )


def moves(facts: Facts, base: Plan) -> int:
    """Changes from the plan of record: a project's selection; in projects of both plans, each phase that
    starts at another time and each phase with another crew. What has started does not count for its start, what is
    finished not for its crew: nobody decides that."""
    before = {row.id for row in base.projects if row.selected}
    phases = {(row.project, row.phase): row for row in base.phases if row.project in before}
    count = sum((name in before) != (name in facts.selected) for name in facts.projects)
    for key, (start, _) in facts.spans.items():
        if key in phases:
            count += key not in facts.started and start != facts.week(phases[key].start)
            crew = frozenset(phases[key].crew) & facts.workers.keys()
            idle = key in facts.started and not any(facts.needed(key).values())
            count += not idle and facts.crews.get(key, frozenset()) != crew
    return count


def plan_value(facts: Facts, parts: ValueParts) -> Iterator[Violation]:
    """plan.value: the stated value is the value of the rows, and the bound is not below it.

    The tolerance is relative to the largest part: large parts may take each other away.
    """
    stated, bound, counted = facts.plan.value, facts.plan.bound, parts.total
    if stated is None:
        yield Violation("plan.value", f"The plan states no value; its rows are worth {counted:,.2f}.")
        return
    scale = max(1.0, abs(stated), *(abs(part) for part in astuple(parts)))
    if not abs(stated - counted) <= AMOUNT_TOLERANCE * scale:
        yield Violation(
            "plan.value", f"The plan states a value of {stated:,.2f}; its rows are worth {counted:,.2f}."
        )
    if bound is not None and not bound >= stated - AMOUNT_TOLERANCE * max(scale, abs(bound)):
        yield Violation(
            "plan.value", f"The plan states a bound of {bound:,.2f}, below its value of {stated:,.2f}."
        )


def plan_snapshot(facts: Facts) -> Iterator[Violation]:
    """plan.snapshot: the plan was made from this very portfolio."""
    if facts.plan.snapshot != facts.snapshot:
        yield Violation(
            "plan.snapshot",
            f"The plan was made from the snapshot {facts.plan.snapshot}; this portfolio is {facts.snapshot}.",
        )

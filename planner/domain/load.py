"""What a plan asks of people and skills, week by week, beside what there is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from planner.domain.base import Day, Model, Slug
from planner.domain.calendar import Horizon
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.team import weekly_capacity


class PersonWeek(Model):
    """One person (or open position) in one week; shares of a full week."""

    person: Slug
    week: Day
    """Monday."""
    capacity: float
    planned: float
    projects: tuple[Slug, ...]
    """Where the planned share goes, upkeep of launched projects included."""


class SkillLoad(Model):
    """One skill in one week, in engineer-weeks."""

    skill: Slug
    week: Day
    """Monday."""
    supply: float
    """Capacity x proficiency of everybody who has the skill, also of those who are wanted elsewhere."""
    demand: float
    """Share x proficiency of those who are assigned."""


def load_by_person(portfolio: Portfolio, plan: Plan) -> tuple[PersonWeek, ...]:
    """Load of everybody in every week: people, then open positions, each in the order of weeks."""
    horizon = portfolio.horizon
    used, doing = shares_by_week(portfolio, plan)
    sites = {site.id: site for site in portfolio.sites}
    return tuple(
        PersonWeek(
            person=worker.id,
            week=horizon.monday(w),
            capacity=capacity,
            planned=used[worker.id].get(w, 0.0),
            projects=tuple(sorted({project for project, _ in doing[worker.id].get(w, ())})),
        )
        for worker in portfolio.workers
        for w, capacity in enumerate(weekly_capacity(worker, horizon, sites))
    )


def load_by_skill(portfolio: Portfolio, plan: Plan) -> tuple[SkillLoad, ...]:
    """Supply and demand of every skill in every week."""
    horizon = portfolio.horizon
    demand, supply = demand_by_week(portfolio, plan), supply_by_week(portfolio)
    return tuple(
        SkillLoad(
            skill=skill.id,
            week=horizon.monday(w),
            supply=supply[skill.id].get(w, 0.0),
            demand=demand[skill.id].get(w, 0.0),
        )
        for skill in portfolio.skills
        for w in range(horizon.weeks)
    )


def shares_by_week(
    portfolio: Portfolio, plan: Plan
) -> tuple[Mapping[str, dict[int, float]], Mapping[str, dict[int, set[tuple[str, bool]]]]]:
    """Shares by person and week, and what they go to: (project, whether it is a phase rather than upkeep)."""
    used: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    doing: dict[str, dict[int, set[tuple[str, bool]]]] = defaultdict(lambda: defaultdict(set))
    for a in plan.assignments:
        for week in weeks_touched(a.start, a.finish, portfolio.horizon):
            used[a.person][week] += a.share
            doing[a.person][week].add((a.project, a.phase is not None))
    return used, doing


def demand_by_week(portfolio: Portfolio, plan: Plan) -> Mapping[str, dict[int, float]]:
    """Effort given by skill and week: share x proficiency."""
    workers = {w.id: w for w in portfolio.workers}
    demand: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for a in plan.assignments:
        proficiency = workers[a.person].skills.get(a.skill, 1.0) if a.person in workers else 1.0
        for week in weeks_touched(a.start, a.finish, portfolio.horizon):
            demand[a.skill][week] += a.share * proficiency
    return demand


def supply_by_week(portfolio: Portfolio) -> Mapping[str, dict[int, float]]:
    """What people could give at most, by skill and week: capacity x proficiency."""
    sites = {site.id: site for site in portfolio.sites}
    supply: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for worker in portfolio.workers:
        capacity = weekly_capacity(worker, portfolio.horizon, sites)
        for skill, proficiency in worker.skills.items():
            for week, share in enumerate(capacity):
                supply[skill][week] += share * proficiency
    return supply


def weeks_touched(start: dt.date, finish: dt.date, horizon: Horizon) -> range:
    """Weeks of the horizon in [start, finish)."""
    return range(max(0, horizon.week_of(start)), min(horizon.weeks, horizon.week_of(finish)))

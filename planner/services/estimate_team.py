"""Supply of people against demand by skill and week. Pure: no database."""

import numpy as np
from numpy.typing import NDArray

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.team import Worker, weekly_capacity
from planner.domain.team_capacity import Overload, SkillOutlook, SkillWeek, TeamCapacity
from planner.errors import BadInput
from planner.services.earliest import earliest_demand
from solvers.capacity.staffing import unfilled

Floats = NDArray[np.float64]
LITTLE = 1e-6


def estimate_team(portfolio: Portfolio, plan: Plan | None = None) -> TeamCapacity:
    """Supply, demand and what is left over by skill and week, with bus factors and overload.

    Raises
    ------
    BadInput
        When the plan names people or skills that the portfolio does not have.
    """
    workers = portfolio.workers
    capacity = _capacity(portfolio, workers)
    proficiency = np.array(
        [[worker.skills.get(skill.id, 0.0) for skill in portfolio.skills] for worker in workers], float
    ).reshape(len(workers), len(portfolio.skills))
    overload: tuple[Overload, ...] = ()
    if plan is None:
        wanted = earliest_demand(portfolio)
    else:
        wanted, assigned = _planned(portfolio, plan, workers)
        overload = _overload(portfolio, workers, assigned, capacity)
    rows, outlook = _rows(portfolio, capacity, proficiency, wanted)
    return TeamCapacity(
        basis="earliest" if plan is None else "plan",
        rows=tuple(rows),
        skills=tuple(outlook),
        overload=overload,
        notes=_notes(outlook),
    )


def _capacity(portfolio: Portfolio, workers: tuple[Worker, ...]) -> Floats:
    """(P, W) share of a full week."""
    sites = {site.id: site for site in portfolio.sites}
    table = [weekly_capacity(worker, portfolio.horizon, sites) for worker in workers]
    return np.array(table, float).reshape(len(workers), portfolio.horizon.weeks)


def _planned(portfolio: Portfolio, plan: Plan, workers: tuple[Worker, ...]) -> tuple[Floats, Floats]:
    """(K, W) effort that the plan takes, and (P, W) shares of people."""
    horizon = portfolio.horizon
    person = {worker.id: p for p, worker in enumerate(workers)}
    skill = {item.id: k for k, item in enumerate(portfolio.skills)}
    wanted = np.zeros((len(skill), horizon.weeks))
    assigned = np.zeros((len(workers), horizon.weeks))
    for n, row in enumerate(plan.assignments):
        if row.person not in person or row.skill not in skill:
            missing = row.skill if row.person in person else row.person
            raise BadInput(
                f"assignments[{n}]: '{missing}' is not in the portfolio; give the plan's own portfolio"
            )
        first, end = (max(0, min(horizon.week_of(day), horizon.weeks)) for day in (row.start, row.finish))
        p, k = person[row.person], skill[row.skill]
        assigned[p, first:end] += row.share
        wanted[k, first:end] += row.share * workers[p].skills.get(row.skill, 0.0)
    return wanted, assigned


def _overload(
    portfolio: Portfolio, workers: tuple[Worker, ...], assigned: Floats, capacity: Floats
) -> tuple[Overload, ...]:
    people, weeks = np.nonzero(assigned > capacity + LITTLE)
    return tuple(
        Overload(
            week=portfolio.horizon.monday(int(w)),
            person=workers[p].id,
            assigned=round(float(assigned[p, w]), 6),
            capacity=round(float(capacity[p, w]), 6),
        )
        for p, w in zip(people, weeks, strict=True)
    )


def _rows(
    portfolio: Portfolio, capacity: Floats, proficiency: Floats, wanted: Floats
) -> tuple[list[SkillWeek], list[SkillOutlook]]:
    supply = proficiency.T @ capacity
    there = (proficiency > 0).T.astype(int) @ (capacity > 0).astype(int)
    left = unfilled(capacity, proficiency, wanted)
    rows = [
        SkillWeek(
            week=monday,
            skill=skill.id,
            supply=round(float(supply[k, w]), 6),
            demand=round(float(wanted[k, w]), 6),
            unfilled=round(float(left[k, w]), 6),
            people=int(there[k, w]),
        )
        for w, monday in enumerate(portfolio.horizon.mondays)
        for k, skill in enumerate(portfolio.skills)
    ]
    outlook = []
    for k, skill in enumerate(portfolio.skills):
        busy = wanted[k] > LITTLE
        outlook.append(
            SkillOutlook(
                skill=skill.id,
                supply=round(float(supply[k].sum()), 6),
                demand=round(float(wanted[k].sum()), 6),
                unfilled=round(float(left[k].sum()), 6),
                short_weeks=int((left[k] > LITTLE).sum()),
                bus_factor=int(there[k][busy].min()) if busy.any() else None,
            )
        )
    return rows, outlook


def _notes(outlook: list[SkillOutlook]) -> tuple[str, ...]:
    notes = []
    for row in outlook:
        if row.bus_factor == 0:
            notes.append(f"{row.skill}: in some weeks nobody who has the skill is there")
        elif row.bus_factor == 1:
            notes.append(f"{row.skill}: in some weeks it depends on one person")
    return tuple(notes)

"""Random changes documents about a plan: every kind of change, of random phases, people, pools and days."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np

from planner.document.changes import changes_from
from planner.domain.changes import Changes
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput

DAYS = 4
"""From a Monday to the Friday of its week."""


def random_changes(
    rng: np.random.Generator,
    portfolio: Portfolio,
    plan: Plan,
    *,
    as_of_week: int,
    price: float,
    most: int = 4,
) -> Changes:
    """Between one and `most` changes that fit the plan.

    Parameters
    ----------
    rng
        Source of randomness; the same state gives the same changes.
    portfolio, plan
        The plan has a schedule of this portfolio.
    as_of_week
        Week of the horizon in which the changes are told.
    price
        Of a move, in the portfolio's currency.
    """
    days = portfolio.horizon.mondays
    head = {"schema": "quarterdeck/changes/1", "as_of": str(days[as_of_week]), "change_price": price}
    told = changes_from(head | {"changes": []}, portfolio, plan)
    rows: list[dict[str, Any]] = []
    for _ in range(int(rng.integers(1, most + 1))):
        kind = KINDS[int(rng.integers(len(KINDS)))]
        row = kind(rng, portfolio, plan, as_of_week)
        if row is None:
            continue
        try:
            told = changes_from(head | {"changes": [*rows, row]}, portfolio, plan)
        except BadInput:
            continue  # a change that contradicts the plan, its past or another change is refused with a diagnostic
        rows.append(row)
    return told


Row = dict[str, Any] | None


def _one(rng: np.random.Generator, items: Any) -> Any:
    return items[int(rng.integers(len(items)))]


def _week(rng: np.random.Generator, portfolio: Portfolio, first: int) -> tuple[int, dt.date]:
    weeks = portfolio.horizon.weeks
    week = int(rng.integers(min(first, weeks - 1), weeks))
    return week, portfolio.horizon.mondays[week]


def _leave(rng: np.random.Generator, portfolio: Portfolio, _plan: Plan, now: int) -> Row:
    week, first = _week(rng, portfolio, now)
    last = portfolio.horizon.mondays[min(week + int(rng.integers(0, 5)), portfolio.horizon.weeks - 1)]
    away = {"from": str(first), "to": str(last + dt.timedelta(days=DAYS))}
    return {"leave": {"person": _one(rng, portfolio.people).id} | away} if portfolio.people else None


def _leaves(rng: np.random.Generator, portfolio: Portfolio, _plan: Plan, now: int) -> Row:
    day = _week(rng, portfolio, now)[1] + dt.timedelta(days=DAYS)
    who = _one(rng, portfolio.people).id if portfolio.people else None
    return {"person_leaves": {"person": who, "last_day": str(day)}} if who else None


def _joins(rng: np.random.Generator, portfolio: Portfolio, _plan: Plan, now: int) -> Row:
    skills = {_one(rng, portfolio.skills).id: round(float(rng.uniform(0.5, 1.2)), 1)}
    name = f"joiner{int(rng.integers(1_000_000))}"
    body = {"id": name, "name": name.capitalize(), "skills": skills, "max_projects": int(rng.integers(1, 3))}
    return {"person_joins": body | {"starts": str(_week(rng, portfolio, now)[1])}}


def _phase(rng: np.random.Generator, plan: Plan) -> dict[str, str] | None:
    if not plan.phases:
        return None
    phase = _one(rng, plan.phases)
    return {"project": phase.project, "phase": phase.phase}


def _slips(rng: np.random.Generator, _portfolio: Portfolio, plan: Plan, _now: int) -> Row:
    where = _phase(rng, plan)
    return {"slippage": where | {"weeks": int(rng.integers(1, 5))}} if where else None


def _estimate(rng: np.random.Generator, portfolio: Portfolio, plan: Plan, _now: int) -> Row:
    where = _phase(rng, plan)
    if where is None:
        return None
    phase = next(p for p in portfolio.project(where["project"]).phases if p.id == where["phase"])
    if not phase.effort:
        return {"estimate": where | {"weeks": int(rng.integers(1, 6))}}
    skill, likely = next((s, e.likely) for s, e in phase.effort.items())
    return {"estimate": where | {"effort": {skill: round(likely * float(rng.uniform(0.5, 2.0)), 1) or 0.1}}}


def _progress(rng: np.random.Generator, portfolio: Portfolio, plan: Plan, now: int) -> Row:
    today = portfolio.horizon.mondays[now]
    begun = [row for row in plan.phases if row.start < today]
    if not begun:
        return None
    row = _one(rng, begun)
    where = {"project": row.project, "phase": row.phase}
    how = int(rng.integers(3))
    if how == 0:
        return {"progress": where | {"done": round(float(rng.uniform(0.05, 0.95)), 2)}}
    if how == 1:
        return {"progress": where | {"not_started": True}}
    return {"progress": where | {"finished": str(today - dt.timedelta(days=3))}}


def _new(rng: np.random.Generator, portfolio: Portfolio, plan: Plan, _now: int) -> Row:
    source = _one(rng, portfolio.projects)
    phases = [
        {
            "id": phase.id,
            "effort": {skill: e.likely for skill, e in phase.effort.items()},
            "crew": {"min": 1, "max": 3},
        }
        for phase in source.phases
        if phase.effort
    ]
    if not phases:
        return None
    mean = abs(plan.value or 0.0) / max(1, len(plan.projects)) / 26
    body = {"id": f"new{int(rng.integers(1_000_000))}", "name": "New", "phases": phases[:2]}
    return {"new_project": body | {"value": {"per_week": round(mean * float(rng.uniform(0.5, 3.0)) + 1, 2)}}}


def _removed(rng: np.random.Generator, portfolio: Portfolio, _plan: Plan, _now: int) -> Row:
    return {"removed_project": {"project": _one(rng, portfolio.projects).id}}


def _pool(rng: np.random.Generator, portfolio: Portfolio, _plan: Plan, now: int) -> Row:
    if not portfolio.pools:
        return None
    where = {"pool": _one(rng, portfolio.pools).id, "from": str(_week(rng, portfolio, now)[1])}
    if rng.random() < 0.5:
        return {"lost_pool": where}
    return {"pool_capacity": where | {"count": int(rng.integers(0, 24))}}


KINDS: tuple[Callable[[np.random.Generator, Portfolio, Plan, int], Row], ...] = (
    _leave, _leaves, _joins, _slips, _estimate, _progress, _new, _removed, _pool,
)  # fmt: skip

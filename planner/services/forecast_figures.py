"""Runs to the figures of a forecast: launches, value and cost, each with its standard error."""

import datetime as dt
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.domain.calendar import monday_on_or_after
from planner.domain.forecast import (
    CURVE,
    CostForecast,
    CurvePoint,
    Errors,
    ProjectForecast,
    QuarterChance,
    QuarterCost,
    Spread,
    week_date,
)
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from solvers.simulation.figures import Weeks, figure, mean
from solvers.simulation.problem import Outcomes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVELS = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}
NEVER = 1 << 40


def known(number: float, digits: int = 6) -> float | None:
    """A rounded number, None for one that cannot be told."""
    return round(number, digits) if math.isfinite(number) else None


def project_forecast(
    portfolio: Portfolio, project: Project, j: int, phases: slice, outcomes: Outcomes, parts: int
) -> ProjectForecast:
    """When a project launches."""
    start, horizon = portfolio.calendar.start, portfolio.horizon
    launch = Weeks(outcomes.launch[:, j].astype(np.int64), parts)
    dates = {name: launch.quantile(level) for name, level in LEVELS.items()}
    deadline = project.deadline
    due_week = horizon.week_of(monday_on_or_after(deadline.date)) if deadline else None
    due = None if due_week is None else launch.by(due_week)
    late = None if due_week is None else launch.late(due_week)
    done, ever = launch.by(horizon.weeks), launch.by(NEVER)
    begun = Weeks(begins(outcomes, phases), parts)
    critical = figure(mean, outcomes.critical[:, j], parts=parts)
    return ProjectForecast(
        id=project.id,
        p_done=done.value,
        p_done_se=known(done.se) or 0.0,
        p_launch=ever.value,
        p_launch_se=known(ever.se),
        start_p50=date_of(start, begun.quantile(0.5).value),
        **{f"finish_{name}": date_of(start, at.value) for name, at in dates.items()},
        finish_se_weeks=known(dates["p50"].se),
        finish_errors=Errors(**{name: known(at.se) for name, at in dates.items()}),
        p_deadline=due.value if due else None,
        p_deadline_se=known(due.se) if due else None,
        late_weeks=known(late.value) if late else None,
        late_weeks_se=known(late.se) if late else None,
        criticality=critical.value,
        criticality_se=known(critical.se),
        by_quarter=tuple(
            QuarterChance(quarter=span.label, p_done=at.value, se=known(at.se))
            for span in horizon.quarters
            for at in (launch.by(span.end),)
        ),
        curve=tuple(
            CurvePoint(level=level, date=week_date(start, launch.quantile(level).value)) for level in CURVE
        )
        if ever.value > 0
        else (),
    )


def begins(outcomes: Outcomes, phases: slice) -> Ints:
    """First week of a project in each run, -1 where it does not begin."""
    starts = outcomes.start[:, phases].astype(np.int64)
    first: Ints = np.where(starts >= 0, starts, NEVER).min(axis=1, initial=NEVER)
    return np.where(first < NEVER, first, -1)


def date_of(start: dt.date, week: float) -> dt.date | None:
    """The Monday of a week; None when there is none."""
    return week_date(start, week) if math.isfinite(week) else None


def spread(values: Floats, parts: int) -> Spread:
    """Quantiles and mean of amounts of money."""
    middle = figure(mean, values, parts=parts)
    levels = {name: figure(_quantile(level), values, parts=parts) for name, level in LEVELS.items()}
    return Spread(
        **{name: round(at.value, 2) for name, at in levels.items()},
        mean=round(middle.value, 2),
        se=known(middle.se) or 0.0,
        errors=Errors(**{name: known(at.se, 2) for name, at in levels.items()}),
    )


def _quantile(level: float) -> Callable[[Floats], float]:
    return lambda values: float(np.quantile(values, level))


def cost_forecast(portfolio: Portfolio, outcomes: Outcomes, parts: int) -> CostForecast:
    """Cost of the whole and by quarter of the horizon."""
    cost = outcomes.cost
    total = spread(cost.sum(axis=1) + outcomes.other, parts)
    quarters = tuple(
        QuarterCost(quarter=span.label, **spread(cost[:, q], parts).model_dump())
        for q, span in enumerate(portfolio.horizon.quarters)
    )
    return CostForecast(**total.model_dump(), by_quarter=quarters)

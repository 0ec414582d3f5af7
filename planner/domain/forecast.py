"""The forecast: what a plan turns into when everything uncertain happens, many times."""

import datetime as dt
from typing import Literal

from pydantic import Field

from planner.domain.base import Day, Model, Slug

CURVE = tuple(round(0.05 * n, 2) for n in range(1, 20))
"""Levels of the launch curve."""


class Spread(Model):
    """A distribution in numbers, in the portfolio's currency. `se` is the standard error of the mean."""

    p10: float
    p50: float
    p80: float
    p90: float
    mean: float
    se: float


class QuarterChance(Model):
    """Chance that a project has launched by the end of a quarter."""

    quarter: str
    p_done: float


class CurvePoint(Model):
    """The project launches by this date in this share of the runs in which it launches."""

    level: float
    date: Day


class ProjectForecast(Model):
    """When a project launches. Dates are quantiles over the runs in which it does, at any time; None in no run."""

    id: Slug
    p_done: float
    """Share of runs in which it launches within the horizon."""
    p_done_se: float
    p_launch: float
    """Share of runs in which it launches at all."""
    start_p50: Day | None
    finish_p10: Day | None
    finish_p50: Day | None
    finish_p80: Day | None
    finish_p90: Day | None
    finish_se_weeks: float | None
    """Standard error of the median launch, in weeks."""
    p_deadline: float | None
    """Share of runs in which it launches by its deadline."""
    criticality: float
    """Share of runs in which it is on the chain that ends in the last finish."""
    by_quarter: tuple[QuarterChance, ...]
    curve: tuple[CurvePoint, ...]


class QuarterCost(Model):
    """Cost of a quarter."""

    quarter: str
    p10: float
    p50: float
    p80: float
    p90: float
    mean: float


class CostForecast(Spread):
    """Cost over the horizon and by quarter."""

    by_quarter: tuple[QuarterCost, ...]


class DriverEffect(Model):
    """What a driver adds to the P80 of the last launch among the projects that it affects."""

    id: Slug
    name: str
    delta_p80_weeks: float
    se: float


class Forecast(Model):
    """A simulated plan; reproducible from snapshot, plan, runs and seed."""

    schema_: Literal["quarterdeck/forecast/1"] = Field(default="quarterdeck/forecast/1", alias="schema")
    snapshot: str
    runs: int
    seed: int
    seconds: float
    projects: tuple[ProjectForecast, ...]
    value: Spread
    cost: CostForecast
    drivers: tuple[DriverEffect, ...]

    def of(self, project_id: str) -> ProjectForecast | None:
        """The forecast of a project; None when it is not in the plan."""
        return next((project for project in self.projects if project.id == project_id), None)


def week_date(start: dt.date, week: float) -> dt.date:
    """The Monday of a whole number of weeks after the start."""
    return start + dt.timedelta(weeks=round(week))

"""The forecast: what a plan turns into when everything uncertain happens, many times."""

import datetime as dt
from typing import Literal

from pydantic import Field

from planner.domain.base import Day, Model, Slug

CURVE = tuple(round(0.05 * n, 2) for n in range(1, 20))
"""Levels of the launch curve."""


class Errors(Model):
    """Standard errors of quantiles, in their unit; None where there are too few runs to tell."""

    p10: float | None
    p50: float | None
    p80: float | None
    p90: float | None


class Spread(Model):
    """A distribution in numbers, in the portfolio's currency. `se` is the standard error of the mean."""

    p10: float
    p50: float
    p80: float
    p90: float
    mean: float
    se: float
    errors: Errors | None = None


class QuarterChance(Model):
    """Chance that a project has launched by the end of a quarter."""

    quarter: str
    p_done: float
    se: float | None = None


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
    """Share of runs in which it is on a chain without slack that ends in the last finish."""
    by_quarter: tuple[QuarterChance, ...]
    curve: tuple[CurvePoint, ...]
    p_launch_se: float | None = None
    p_deadline_se: float | None = None
    late_weeks: float | None = None
    """Started weeks of delay after the deadline, on average over the runs in which it launches at all."""
    late_weeks_se: float | None = None
    criticality_se: float | None = None
    finish_errors: Errors | None = None
    """In weeks."""
    tornado: "tuple[Swing, ...]" = ()
    """What moves its P80 most, largest first."""


class QuarterCost(Model):
    """Cost of a quarter."""

    quarter: str
    p10: float
    p50: float
    p80: float
    p90: float
    mean: float
    se: float | None = None
    errors: Errors | None = None


class CostForecast(Spread):
    """Cost over the horizon and by quarter."""

    by_quarter: tuple[QuarterCost, ...]


class DriverEffect(Model):
    """What a driver adds to the P80 of the last launch among the projects that it affects."""

    id: Slug
    name: str
    delta_p80_weeks: float
    se: float


class Swing(Model):
    """P80 of a launch when something random is in its lowest and in its highest fifth.

    `kind` says what: the `work` of a phase (`ranker/train`), the `start` of an open position, the `leaving` of a person
    (low: stays, high: leaves).
    """

    kind: Literal["work", "start", "leaving"]
    id: str
    low: Day
    high: Day
    weeks: float
    se: float | None


class PhaseForecast(Model):
    """When a phase ends, and how much it decides the launch of its project (over the runs in which that launches)."""

    project: Slug
    phase: Slug
    start_p50: Day | None
    finish_p50: Day | None
    finish_p80: Day | None
    criticality: float | None
    """Share of runs in which it is on a chain without slack to the launch."""
    criticality_se: float | None
    significance: float | None = None
    """Mean of duration / (duration + slack), weighted with the launch over its mean."""
    significance_se: float | None = None
    cruciality: float | None
    """Pearson's correlation of its duration with the launch; None when one of them never varies."""
    cruciality_se: float | None
    spearman: float | None
    spearman_se: float | None = None
    kendall: float | None
    kendall_se: float | None = None
    schedule_sensitivity: float | None
    """Criticality x standard deviation of the duration / standard deviation of the launch."""
    schedule_sensitivity_se: float | None = None


class ConfidencePoint(Model):
    """A date and the least cost with which both are kept at a level of confidence."""

    date: Day
    cost: float
    cost_se: float | None = None


class ConfidenceCurve(Model):
    """All pairs of date and cost that are kept together with this confidence."""

    level: float
    points: tuple[ConfidencePoint, ...]


class JointForecast(Model):
    """Confidence that the last launch is by a date and the cost of the whole at most an amount."""

    dates: tuple[Day, ...]
    costs: tuple[float, ...]
    confidence: tuple[tuple[float, ...], ...]
    """By date, then by cost."""
    se: tuple[tuple[float | None, ...], ...]
    curves: tuple[ConfidenceCurve, ...]


class Overload(Model):
    """Chance that due work waits in a week because the people with a skill are taken."""

    skill: Slug
    week: Day
    probability: float
    se: float


class BudgetRisk(Model):
    """Chance that a budget is overrun when the plan is carried out whatever happens."""

    kind: Literal["compute", "people"]
    quarter: str | None
    theme: Slug | None
    limit: float
    p_over: float
    se: float | None
    p50: float
    p80: float


class Committed(Model):
    """Owned and reserved devices of a type that are there, on average over the weeks."""

    devices: float
    used: float
    """Share of their usable hours that is used, on average over the runs."""
    worth: int | None
    """Reserved devices that would pay for themselves, were they chosen anew beside those that are owned; None without
    a reserved price."""


class CommitmentAdvice(Model):
    """Whether to commit to more devices of a type, on top of those that are there, over the horizon.

    Amounts are expected over the runs, in the portfolio's currency: on-demand and committed hours of what the present
    commitments do not serve.
    """

    accelerator: str
    on_demand_price: float
    """Mean over the weeks of the cheapest on-demand pool."""
    reserved_price: float | None
    """Mean over the weeks of the cheapest reserved pool; None: there is none to compare with."""
    break_even: float | None
    """Share of its usable hours from which a committed device is cheaper."""
    worth_up_to: float
    """Price of an hour below which one more committed device pays for itself."""
    devices: int | None
    """How many to add; None without a reserved price."""
    cost_without: float
    cost_with: float | None
    cost_at_mean: float | None
    """With as many devices as the mean demand asks for."""
    saving: float | None
    saving_p10: float | None
    saving_p90: float | None
    risk: float | None
    """Share of runs in which the commitment is dearer than none."""
    present: Committed | None = None
    """None where nothing is committed, and in forecasts of earlier versions."""


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
    phases: tuple[PhaseForecast, ...] = ()
    tornado: tuple[Swing, ...] = ()
    """What moves the P80 of the last launch most, largest first."""
    joint: JointForecast | None = None
    overload: tuple[Overload, ...] = ()
    """Weeks in which it happens in at least one run of a hundred."""
    budgets: tuple[BudgetRisk, ...] = ()
    commitments: tuple[CommitmentAdvice, ...] = ()
    """By accelerator that has an on-demand pool and is used."""

    def of(self, project_id: str) -> ProjectForecast | None:
        """The forecast of a project; None when it is not in the plan."""
        return next((project for project in self.projects if project.id == project_id), None)


def week_date(start: dt.date, week: float) -> dt.date:
    """The Monday of a whole number of weeks after the start."""
    return start + dt.timedelta(weeks=round(week))

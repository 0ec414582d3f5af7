"""What a launch in each week is worth: the part of the objective that depends on the launch alone."""

import numpy as np

from planner.domain.calendar import Horizon, monday_on_or_after
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from solvers.portfolio.problem import Floats

WEEKS_A_YEAR = 52
#: Decimals of values: what is rounded away is below the tolerance of the verifier, however small the amounts are.
MONEY_DECIMALS = 9


def launch_values(portfolio: Portfolio, project: Project, horizon: Horizon) -> Floats:
    """(W + 1,): discounted value times feasibility, less deadline penalty, serving cost and other money.

    Entry t is a launch on the Monday of week t. -inf past a hard deadline. Value runs to the horizon's end plus
    the tail, and stops at the end of its window and at retirement; serving stops at retirement.
    """
    end = horizon.weeks + portfolio.calendar.value_tail_weeks
    retired = end
    if project.retires is not None:
        retired = min(end, max(0, horizon.week_of(monday_on_or_after(project.retires))))
    weeks = np.arange(max(end, horizon.weeks) + 1)
    discount = (1 + portfolio.calendar.discount_rate) ** (-weeks / WEEKS_A_YEAR)
    meaning = portfolio.meaning(project)
    value, feasibility = project.value, project.success_probability
    rate = value.per_week.mean(meaning) if value.per_week else 0.0
    one_off = value.one_off.mean(meaning) if value.one_off else 0.0
    serving = float(project.serving_cost_per_week)
    other = sum(float(phase.other_cost) for phase in project.phases)
    since = np.arange(len(weeks))
    shape = np.minimum(1.0, (since + 1) / value.ramp_weeks)
    shape = shape * (1 - value.decay_per_year) ** (since / WEEKS_A_YEAR)
    result = np.zeros(horizon.weeks + 1)
    for launch in range(horizon.weeks + 1):
        stop = retired if value.weeks is None else min(retired, launch + value.weeks)
        n = max(0, stop - launch)
        gained = rate * float(discount[launch : launch + n] @ shape[:n]) + one_off * discount[launch]
        spent = serving * max(0, retired - launch) + other
        result[launch] = gained * feasibility - spent - _penalty(project, horizon, launch, discount)
    return np.round(result, MONEY_DECIMALS)


def _penalty(project: Project, horizon: Horizon, launch: int, discount: Floats) -> float:
    """Penalty for each started week that the launch lies after the Monday on or after the deadline."""
    if project.deadline is None:
        return 0.0
    due = horizon.week_of(monday_on_or_after(project.deadline.date))
    late = max(0, launch - due)
    if late and project.deadline.hard:
        return float("inf")
    return float(project.deadline.penalty_per_week) * late * float(discount[launch])

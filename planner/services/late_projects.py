"""Which deadlines of a plan are in danger, by how much, and which phase is to blame."""

from collections.abc import Iterator

from planner.domain.calendar import monday_on_or_after
from planner.domain.forecast import Forecast, PhaseForecast
from planner.domain.lateness import DrivingPhase, Lateness, LateProject, OtherRisk
from planner.domain.plan import Plan, PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.services.context import Context
from planner.services.plans import get_forecast, get_plan

LEAST_WEEKS = 0.5
"""A driver that adds less is not told."""
LEAST_CHANCE = 0.05
"""A budget that is overrun less often is not told."""


def get_lateness(ctx: Context, plan_id: str) -> Lateness:
    """Deadlines and risks of a stored plan with its newest forecast."""
    found = get_plan(ctx, plan_id)
    return late_projects(found.portfolio, found.plan, get_forecast(ctx, plan_id))


def late_projects(portfolio: Portfolio, plan: Plan, forecast: Forecast | None) -> Lateness:
    """Selected projects with deadlines, the largest expected loss first; without a forecast, the latest by plan first.

    Parameters
    ----------
    portfolio
        The portfolio that the plan was made for.
    forecast
        Of this plan. Forecasts that were made before lateness was measured give chances, but no weeks and losses.
    """
    rows = []
    for planned in plan.projects:
        project = portfolio.project(planned.id)
        if planned.selected and planned.launch is not None and project.deadline is not None:
            rows.append(_row(portfolio, project, planned, forecast))
    rows.sort(key=lambda r: (-(r.loss or 0.0), r.p_on_time or 0.0, -r.planned_late, r.deadline, r.project))
    risks = tuple(_risks(portfolio, forecast)) if forecast else ()
    return Lateness(has_forecast=forecast is not None, projects=tuple(rows), risks=risks)


def _row(
    portfolio: Portfolio, project: Project, planned: PlannedProject, forecast: Forecast | None
) -> LateProject:
    deadline, launch = project.deadline, planned.launch
    assert deadline is not None
    assert launch is not None
    row = LateProject(
        project=project.id,
        deadline=deadline.date,
        hard=deadline.hard,
        planned=launch,
        planned_late=max(0, (launch - monday_on_or_after(deadline.date)).days // 7),
    )
    found = forecast.of(project.id) if forecast else None
    if forecast is None or found is None:
        return row
    loss = None
    if found.late_weeks is not None:
        rate = project.value.per_week
        weekly = rate.mean(portfolio.meaning(project)) if rate else 0.0
        loss = found.p_launch * found.late_weeks * (float(deadline.penalty_per_week) + weekly)
    return row.model_copy(
        update={
            "p_on_time": found.p_deadline,
            "p_on_time_se": found.p_deadline_se,
            "p_launch": found.p_launch,
            "late_weeks": found.late_weeks,
            "late_weeks_se": found.late_weeks_se,
            "loss": loss,
            "driver": _driver(forecast, project.id),
        }
    )


def _driver(forecast: Forecast, project_id: str) -> DrivingPhase | None:
    """The phase with the largest schedule sensitivity; where no phase varies, the one most often critical."""

    def weight(row: PhaseForecast) -> tuple[float, float]:
        return row.schedule_sensitivity or 0.0, row.criticality or 0.0

    own = [row for row in forecast.phases if row.project == project_id]
    first = max(own, key=weight, default=None)
    if first is None or weight(first) == (0.0, 0.0):
        return None
    return DrivingPhase(phase=first.phase, criticality=first.criticality)


def _risks(portfolio: Portfolio, forecast: Forecast) -> Iterator[OtherRisk]:
    for driver in sorted(forecast.drivers, key=lambda d: -d.delta_p80_weeks):
        if driver.delta_p80_weeks >= LEAST_WEEKS:
            yield OtherRisk(kind="driver", id=driver.id, name=driver.name, amount=driver.delta_p80_weeks)
    themes = {theme.id: theme.name for theme in portfolio.themes}
    for budget in sorted(forecast.budgets, key=lambda b: -b.p_over):
        if budget.p_over >= LEAST_CHANCE:
            parts = (budget.kind, budget.quarter, themes.get(budget.theme or "", budget.theme))
            name = " ".join(filter(None, parts))
            key = "/".join(filter(None, (budget.kind, budget.quarter, budget.theme)))
            yield OtherRisk(kind="budget", id=key, name=name, amount=budget.p_over)

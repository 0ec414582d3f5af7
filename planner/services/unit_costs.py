"""What a training run and a thousand predictions cost, by project: as spent, and as planned."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from planner.domain.beside_cost import BesideCost
from planner.domain.calendar import monday_on_or_after
from planner.domain.cost import CostQuery
from planner.domain.currencies import step
from planner.domain.money import exact
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.variance import ActualLine, UnitCost
from planner.services.depreciation import depreciation
from planner.services.forecast_cost import cost_report

TINY = Decimal("0.000001")


@dataclass
class _Units:
    """Sums of a project."""

    runs: Fraction = Fraction()
    training: Fraction = Fraction()
    predictions: Fraction = Fraction()
    serving: Fraction = Fraction()

    def cost(self, project: str, currency: str) -> UnitCost:
        return UnitCost(
            project=project,
            runs=float(self.runs),
            run_cost=_divided(self.training, self.runs, step(currency)),
            predictions=float(self.predictions),
            thousand_cost=_divided(1000 * self.serving, self.predictions, TINY),
        )


def _divided(amount: Fraction, count: Fraction, least: Decimal) -> Decimal | None:
    if not count:
        return None
    each = amount / count
    return (Decimal(each.numerator) / Decimal(each.denominator)).quantize(least)


def actual_unit_costs(lines: Iterable[tuple[ActualLine, Fraction]], currency: str) -> Iterator[UnitCost]:
    """Of the projects whose lines tell runs or predictions: what these lines cost, over their number."""
    sums: dict[str, _Units] = defaultdict(_Units)
    for line, money in lines:
        if line.project is None:
            continue
        if line.runs:
            sums[line.project].runs += exact(line.runs)
            sums[line.project].training += money
        if line.predictions:
            sums[line.project].predictions += exact(line.predictions)
            sums[line.project].serving += money
    return (units.cost(project, currency) for project, units in sorted(sums.items()))


def beside_cost(portfolio: Portfolio, plan: Plan) -> BesideCost:
    """Unit costs and depreciation of a plan; errors as in `cost_report`."""
    return BesideCost(units=planned_unit_costs(portfolio, plan), depreciation=depreciation(portfolio))


def planned_unit_costs(portfolio: Portfolio, plan: Plan) -> tuple[UnitCost, ...]:
    """Of the projects that say their training runs or predictions.

    A run costs the accelerators of the phases that say how many runs they are. A thousand predictions cost serving and
    upkeep within the horizon, over the predictions of the weeks from launch to retirement in it. Parameters and errors
    as in `cost_report`.
    """
    sums: dict[str, _Units] = defaultdict(_Units)
    planned = {(row.project, row.phase) for row in plan.phases}
    runs = {
        (project.id, phase.id): phase.gpu.runs
        for project in portfolio.projects
        for phase in project.phases
        if phase.gpu is not None and phase.gpu.runs and (project.id, phase.id) in planned
    }
    for (project_id, _), count in runs.items():
        sums[project_id].runs += count
    for project_id, predictions in _predictions(portfolio, plan):
        sums[project_id].predictions += predictions
    if not sums:
        return ()
    for row in cost_report(portfolio, plan, CostQuery(chargeback="none")).rows:
        if row.project not in sums or row.charge == "allocated":
            continue
        if row.kind == "compute" and (row.project, row.phase) in runs:
            sums[row.project].training += exact(row.amount)
        elif row.kind == "serving" or (row.kind == "people" and row.phase is None):
            sums[row.project].serving += exact(row.amount)
    return tuple(units.cost(project, portfolio.currency) for project, units in sorted(sums.items()))


def _predictions(portfolio: Portfolio, plan: Plan) -> Iterator[tuple[str, Fraction]]:
    """Predictions of launched projects within the horizon."""
    horizon = portfolio.horizon
    projects = {project.id: project for project in portfolio.projects}
    for row in plan.projects:
        project = projects[row.id]
        if not row.selected or row.launch is None or project.predictions_per_week is None:
            continue
        end = horizon.end
        if project.retires is not None:
            end = min(end, monday_on_or_after(project.retires))
        weeks = max(0, (end - row.launch).days // 7)
        if weeks and project.predictions_per_week:
            yield row.id, weeks * exact(project.predictions_per_week)

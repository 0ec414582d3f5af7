"""Runs to what a forecast says about risks: phases that decide, inputs that move dates, overload, budgets."""

import numpy as np
from numpy.typing import NDArray

from planner.domain.forecast import (
    BudgetRisk,
    ConfidenceCurve,
    ConfidencePoint,
    JointForecast,
    Overload,
    PhaseForecast,
    Swing,
    week_date,
)
from planner.domain.portfolio import Portfolio
from planner.services.forecast_figures import date_of, known
from solvers.portfolio.problem import Names
from solvers.simulation import report
from solvers.simulation.figures import Weeks, figure, mean
from solvers.simulation.problem import Outcomes, SimulationProblem
from solvers.simulation.run import Runs
from solvers.simulation.sensitivity import Sensitivity, sensitivity

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRID = tuple(round(0.1 * n, 1) for n in range(1, 10))
"""Quantiles of date and cost between which the joint confidence is told."""
CONFIDENCES = (0.5, 0.7, 0.8)
MEASURES = ("criticality", "significance", "cruciality", "spearman", "kendall", "schedule_sensitivity")
RARE = 0.01
"""Overload in fewer runs is left out."""


def phase_forecasts(
    portfolio: Portfolio, problem: SimulationProblem, runs: Runs, parts: int
) -> tuple[PhaseForecast, ...]:
    """All phases of the plan, in document order."""
    start, inner = portfolio.calendar.start, problem.problem
    rows = []
    for i in np.flatnonzero(problem.plan.start >= 0):
        project, phase = inner.names.phases[i]
        found = sensitivity(runs, int(i), int(inner.phases.project[i]), parts)
        begun, done = (Weeks(weeks[:, i].astype(np.int64)) for weeks in (runs.out.start, runs.out.finish))
        rows.append(
            PhaseForecast(
                project=project,
                phase=phase,
                start_p50=date_of(start, begun.quantile(0.5).value),
                finish_p50=date_of(start, done.quantile(0.5).value),
                finish_p80=date_of(start, done.quantile(0.8).value),
                **_measures(found),
            )
        )
    return tuple(rows)


def _measures(found: Sensitivity | None) -> dict[str, float | None]:
    """The figures of a phase, each with its error, by name; none of a project that never launches."""
    return {
        name: known(number)
        for measure in MEASURES
        for name, number in zip(
            (measure, f"{measure}_se"),
            getattr(found, measure) if found is not None else (float("nan"),) * 2,
            strict=True,
        )
    }


def last_launch(outcomes: Outcomes) -> Ints:
    """Week of the last launch of each run, -1 when nothing launches."""
    weeks: Ints = outcomes.launch.max(axis=1, initial=-1).astype(np.int64)
    return weeks


def swings(
    portfolio: Portfolio, names: Names, inputs: report.Inputs, weeks: Ints, count: int, parts: int
) -> tuple[Swing, ...]:
    """The inputs that move the P80 of a date most."""
    start = portfolio.calendar.start
    return tuple(
        Swing(
            kind=swing.kind,
            id="/".join(names.phases[swing.index]) if swing.kind == "work" else names.people[swing.index],
            low=week_date(start, swing.low),
            high=week_date(start, swing.high),
            weeks=swing.high - swing.low,
            se=known(swing.se),
        )
        for swing in report.tornado(inputs, weeks, count, parts)
    )


def joint_forecast(portfolio: Portfolio, runs: Runs, parts: int) -> JointForecast | None:
    """Confidence in date and cost of the whole together; None when nothing launches in any run."""
    start, weeks = portfolio.calendar.start, last_launch(runs.out)
    cost = runs.out.cost.sum(axis=1) + runs.out.other
    found = report.joint(weeks, cost, GRID, parts)
    if found is None:
        return None
    return JointForecast(
        dates=tuple(week_date(start, week) for week in found.weeks),
        costs=tuple(round(amount, 2) for amount in found.costs),
        confidence=tuple(tuple(at.value for at in row) for row in found.confidence),
        se=tuple(tuple(known(at.se) for at in row) for row in found.confidence),
        curves=tuple(
            ConfidenceCurve(
                level=level,
                points=tuple(
                    ConfidencePoint(
                        date=week_date(start, week), cost=round(least.value, 2), cost_se=known(least.se)
                    )
                    for week, least in report.confidence_curve(weeks, cost, level, parts)
                ),
            )
            for level in CONFIDENCES
        ),
    )


def overloads(portfolio: Portfolio, problem: SimulationProblem, runs: Runs) -> tuple[Overload, ...]:
    """Skills and weeks of the horizon in which due work waits for people."""
    total = len(runs.out.value)
    share = runs.out.short.sum(axis=0)[:, : problem.horizon] / total
    return tuple(
        Overload(
            skill=problem.problem.names.skills[k],
            week=portfolio.horizon.monday(int(t)),
            probability=round(float(share[k, t]), 6),
            se=round(float(np.sqrt(share[k, t] * (1 - share[k, t]) / total)), 6),
        )
        for k, t in np.argwhere(share >= RARE)
    )


def budget_risks(portfolio: Portfolio, outcomes: Outcomes, parts: int) -> tuple[BudgetRisk, ...]:
    """Every limit of the document against what is spent in the runs."""
    labels = [span.label for span in portfolio.horizon.quarters]
    themes = [theme.id for theme in portfolio.themes]
    rows = []
    for budget in portfolio.budgets:
        quarters = [labels.index(budget.quarter)] if budget.quarter else list(range(len(labels)))
        theme = [themes.index(budget.theme)] if budget.theme else list(range(len(themes) + 1))
        people = outcomes.people[:, theme][:, :, quarters].sum(axis=(1, 2))
        # Over all themes commitments count in full, used or not; a theme is charged for the hours that it uses.
        compute = outcomes.spent[:, quarters].sum(axis=1)
        if budget.theme:
            compute = outcomes.compute[:, theme][:, :, quarters].sum(axis=(1, 2))
        for kind, limit, spent in (("compute", budget.compute, compute), ("people", budget.people, people)):
            if limit is None:
                continue
            most = float(limit)
            over = figure(mean, spent > most * (1 + 1e-9), parts=parts)
            p50, p80 = np.quantile(spent, [0.5, 0.8])
            rows.append(
                BudgetRisk(
                    kind=kind,
                    quarter=budget.quarter,
                    theme=budget.theme,
                    limit=most,
                    p_over=over.value,
                    se=known(over.se),
                    p50=round(float(p50), 2),
                    p80=round(float(p80), 2),
                )
            )
    return tuple(rows)

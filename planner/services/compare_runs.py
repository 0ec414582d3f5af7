"""Two simulated plans on common random numbers: how often one beats the other, and by how much."""

import numpy as np
from sqlmodel import col, select

from planner.domain.paired import PairedFigure, PairedMeasure, PairedProject, PairedRuns, own_luck
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.persistence.tables import ForecastRunsTable
from planner.services.by_run import ByRun
from planner.services.context import Context
from planner.services.forecast_figures import Floats, known
from solvers.simulation.paired import paired


def stored_pair(ctx: Context, first: str, second: str) -> tuple[ByRun, ByRun] | None:
    """The newest forecasts of two plans of this organisation that had the same luck; None when there are none."""
    of_first, of_second = _lucks(ctx, first), _lucks(ctx, second)
    shared = next((luck for luck in of_first if luck in of_second), None)
    if shared is None:
        return None
    return _load(ctx, of_first[shared]), _load(ctx, of_second[shared])


def _lucks(ctx: Context, plan_id: str) -> dict[str, str]:
    """Id of the newest forecast by its luck, the newest first."""
    query = (
        select(ForecastRunsTable.luck, ForecastRunsTable.forecast_id)
        .where(ForecastRunsTable.organisation_id == ctx.organisation_id, ForecastRunsTable.plan_id == plan_id)
        .order_by(col(ForecastRunsTable.forecast_id).desc())
    )
    found: dict[str, str] = {}
    for luck, forecast_id in ctx.session.exec(query):
        found.setdefault(luck, forecast_id)
    return found


def _load(ctx: Context, forecast_id: str) -> ByRun:
    return ByRun.unpack(ctx.session.get_one(ForecastRunsTable, forecast_id).body)


def paired_runs(one: Portfolio, first: ByRun, other: Portfolio, second: ByRun) -> PairedRuns:
    """Compare two plans run by run.

    Parameters
    ----------
    one, other
        The portfolios that the plans were made for.
    first, second
        Their runs; differences are second minus first.

    Raises
    ------
    BadInput
        When the runs had other luck, or the portfolios are in different currencies.
    """
    if first.luck != second.luck:
        raise BadInput(
            "The two plans were simulated with other seeds or numbers of runs: simulate both alike."
        )
    if one.currency != other.currency:
        raise BadInput(
            f"The plans are in {one.currency} and {other.currency}: amounts in different currencies cannot be compared."
        )
    both = tuple(project for project in first.projects if project in second.projects)
    launches = _launches(first, first, both), _launches(first, second, both)
    figures = [
        _figure("value", first.value.astype(np.float64), second.value.astype(np.float64), first.parts),
        _figure("cost", first.cost.astype(np.float64), second.cost.astype(np.float64), first.parts),
    ]
    if both:
        figures.append(_figure("finish", launches[0].max(axis=0), launches[1].max(axis=0), first.parts))
    return PairedRuns(
        runs=first.runs,
        seed=first.seed,
        figures=tuple(figures),
        projects=tuple(
            _project(project, of_first, of_second, first.parts)
            for project, of_first, of_second in zip(both, *launches, strict=True)
        ),
        own_luck=own_luck(one, other, both),
    )


def _launches(origin: ByRun, runs: ByRun, projects: tuple[str, ...]) -> Floats:
    """(projects, runs): weeks after the origin's first week; infinite for never."""
    rows = [runs.projects.index(project) for project in projects]
    weeks = runs.launch[rows].astype(np.float64)
    later = (runs.start - origin.start).days / 7
    return np.where(weeks < 0, np.inf, weeks + later)


def _figure(measure: PairedMeasure, first: Floats, second: Floats, parts: int) -> PairedFigure:
    found = paired(first, second, more_is_better=measure == "value", parts=parts)
    levels = dict(zip(("p10", "p50", "p90"), found.quantiles, strict=True))
    return PairedFigure(
        measure=measure,
        p_first=found.first.value,
        p_first_se=known(found.first.se),
        p_second=found.second.value,
        p_second_se=known(found.second.se),
        mean=known(found.difference.value),
        mean_se=known(found.difference.se),
        mean_se_apart=known(found.apart),
        **{name: known(at.value) for name, at in levels.items()},
        **{f"{name}_se": known(at.se) for name, at in levels.items()},
    )


def _project(project: str, first: Floats, second: Floats, parts: int) -> PairedProject:
    found = paired(first, second, more_is_better=False, parts=parts)
    middle = found.quantiles[1]
    return PairedProject(
        id=project,
        p_first=found.first.value,
        p_first_se=known(found.first.se),
        p_second=found.second.value,
        p_second_se=known(found.second.se),
        p50_weeks=known(middle.value),
        p50_weeks_se=known(middle.se),
    )

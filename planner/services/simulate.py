"""Forecast a plan: replay it many times with sampled estimates, gates, drivers and hires. Pure: no database."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from planner.compile.simulation import to_simulation
from planner.domain.calendar import monday_on_or_after
from planner.domain.forecast import (
    CURVE,
    CostForecast,
    CurvePoint,
    DriverEffect,
    Forecast,
    ProjectForecast,
    QuarterChance,
    QuarterCost,
    Spread,
    week_date,
)
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.errors import BadInput
from solvers.common.progress import OnProgress, ShouldStop, ignore, never
from solvers.simulation.problem import Outcomes
from solvers.simulation.run import Clock, Simulation, batches

DEFAULT_RUNS = 4096
DRIVER_RUNS = 1024
PARTS = 8
"""Parts of the runs from which standard errors are taken."""

NEVER = 1 << 40

Floats = NDArray[np.float64]


def forecast(
    portfolio: Portfolio,
    plan: Plan,
    *,
    runs: int | None = None,
    seed: int = 0,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> Forecast:
    """Simulate a verified plan of a portfolio.

    Parameters
    ----------
    runs
        Number of runs; a power of two keeps the sample balanced. Default 4096.
    seed
        The same seed gives the same luck to every plan of the portfolio.

    Raises
    ------
    BadInput
        When the plan holds no schedule, or names what the portfolio does not have.
    """
    if plan.value is None:
        raise BadInput(f"The plan is {plan.status}: there is no schedule to simulate.")
    _expect_known(portfolio, plan)
    simulation = Simulation(to_simulation(portfolio, plan))
    simulation.run(1, seed)  # loads the compiled kernel, which is nobody's time
    clock = Clock()
    outcomes = simulation.run(
        runs or DEFAULT_RUNS, seed, on_progress=on_progress, should_stop=should_stop, clock=clock
    )
    first = simulation.problem.problem.projects.phase_first
    effects = _driver_effects(portfolio, simulation, outcomes, seed, should_stop)
    return Forecast(
        snapshot=plan.snapshot,
        runs=len(outcomes.value),
        seed=seed,
        seconds=round(clock(), 3),
        projects=tuple(
            _project(portfolio, project, j, slice(*first[j : j + 2]), outcomes)
            for j, project in enumerate(portfolio.projects)
            if any(planned.id == project.id and planned.selected for planned in plan.projects)
        ),
        value=_spread(outcomes.value),
        cost=_cost(portfolio, outcomes),
        drivers=effects,
    )


def _expect_known(portfolio: Portfolio, plan: Plan) -> None:
    phases = {(project.id, phase.id) for project in portfolio.projects for phase in project.phases}
    people = {worker.id for worker in (*portfolio.people, *portfolio.positions)}
    for planned in plan.phases:
        if (planned.project, planned.phase) not in phases:
            raise BadInput(
                f"The plan has phase {planned.project}/{planned.phase}, which the portfolio has not."
            )
        for person in planned.crew:
            if person not in people:
                raise BadInput(f"The plan has '{person}' on a crew, whom the portfolio has not.")


def _project(
    portfolio: Portfolio, project: Project, j: int, phases: slice, outcomes: Outcomes
) -> ProjectForecast:
    start, horizon = portfolio.calendar.start, portfolio.horizon
    launch = outcomes.launch[:, j]
    total = len(launch)
    launched = launch[launch >= 0]
    done = float(((launch >= 0) & (launch <= horizon.weeks)).mean())
    begun = _begun(outcomes, phases)

    def date(level: float) -> dt.date | None:
        return week_date(start, _quantile(launched, level)) if len(launched) else None

    due = None
    if project.deadline is not None:
        week = horizon.week_of(monday_on_or_after(project.deadline.date))
        due = float(((launch >= 0) & (launch <= week)).mean())
    medians = [float(np.median(part[part >= 0])) for part in batches(launch, PARTS) if (part >= 0).any()]
    return ProjectForecast(
        id=project.id,
        p_done=done,
        p_done_se=_round(float(np.sqrt(done * (1 - done) / total))),
        p_launch=float((launch >= 0).mean()),
        start_p50=week_date(start, _quantile(begun, 0.5)) if len(begun) else None,
        finish_p10=date(0.1),
        finish_p50=date(0.5),
        finish_p80=date(0.8),
        finish_p90=date(0.9),
        finish_se_weeks=_round(_batch_error(medians)) if len(medians) > 1 else None,
        p_deadline=due,
        criticality=float(outcomes.critical[:, j].mean()),
        by_quarter=tuple(
            QuarterChance(quarter=span.label, p_done=float(((launch >= 0) & (launch <= span.end)).mean()))
            for span in horizon.quarters
        ),
        curve=tuple(
            CurvePoint(level=level, date=week_date(start, _quantile(launched, level))) for level in CURVE
        )
        if len(launched)
        else (),
    )


def _begun(outcomes: Outcomes, phases: slice) -> NDArray[np.int64]:
    """First week of a project in each of the runs in which it begins."""
    starts = outcomes.start[:, phases].astype(np.int64)
    first = np.where(starts >= 0, starts, NEVER).min(axis=1, initial=NEVER)
    begun: NDArray[np.int64] = first[first < NEVER]
    return begun


def _quantile(values: NDArray[np.int64], level: float) -> float:
    # Launches are whole weeks: the least week by which at least this share of the runs has launched.
    return float(np.quantile(values, level, method="inverted_cdf"))


def _batch_error(values: list[float]) -> float:
    return float(np.std(np.array(values), ddof=1) / np.sqrt(len(values)))


def _round(value: float) -> float:
    return round(value, 6)


def _levels(values: Floats) -> dict[str, float]:
    p10, p50, p80, p90 = (float(v) for v in np.quantile(values, [0.1, 0.5, 0.8, 0.9]))
    return {"p10": round(p10, 2), "p50": round(p50, 2), "p80": round(p80, 2), "p90": round(p90, 2)}


def _spread(values: Floats) -> Spread:
    # Scrambled points are not independent; means of interleaved parts give an honest error all the same.
    means = [float(part.mean()) for part in (values[n::PARTS] for n in range(PARTS)) if len(part)]
    error = _batch_error(means) if len(means) > 1 else 0.0
    return Spread(**_levels(values), mean=round(float(values.mean()), 2), se=_round(error))


def _cost(portfolio: Portfolio, outcomes: Outcomes) -> CostForecast:
    total = _spread(outcomes.cost.sum(axis=1) + outcomes.other)
    quarters = tuple(
        QuarterCost(
            quarter=span.label,
            **_levels(outcomes.cost[:, q]),
            mean=round(float(outcomes.cost[:, q].mean()), 2),
        )
        for q, span in enumerate(portfolio.horizon.quarters)
    )
    return CostForecast(**total.model_dump(), by_quarter=quarters)


def _driver_effects(
    portfolio: Portfolio, simulation: Simulation, outcomes: Outcomes, seed: int, should_stop: ShouldStop
) -> tuple[DriverEffect, ...]:
    """Take one driver away at a time, with the same luck for everything else."""
    effects = []
    count = min(DRIVER_RUNS, len(outcomes.value))
    project_of = simulation.problem.problem.phases.project
    with_all = simulation.run(count, seed) if simulation.problem.drivers else outcomes
    for driver, named in zip(simulation.problem.drivers, portfolio.drivers, strict=True):
        if should_stop():
            break
        affected = sorted(
            {int(project_of[i]) for i in driver.phases if simulation.problem.plan.start[i] >= 0}
        )
        if not affected:
            effects.append(DriverEffect(id=named.id, name=named.name, delta_p80_weeks=0.0, se=0.0))
            continue
        without = simulation.run(count, seed, without=driver.name)
        last = with_all.launch[:, affected].max(axis=1), without.launch[:, affected].max(axis=1)
        deltas = [
            _p80(a) - _p80(b) for a, b in zip(batches(last[0], PARTS), batches(last[1], PARTS), strict=True)
        ]
        effects.append(
            DriverEffect(
                id=named.id,
                name=named.name,
                delta_p80_weeks=_p80(last[0]) - _p80(last[1]),
                se=_round(_batch_error(deltas)),
            )
        )
    return tuple(effects)


def _p80(launch: NDArray[np.int64]) -> float:
    launched = launch[launch >= 0]
    return _quantile(launched, 0.8) if len(launched) else 0.0

"""Forecast a plan: replay it many times with everything that may happen. Pure: no database."""

import os
from typing import TypedDict, Unpack

import numpy as np

from planner.compile.simulation import to_simulation
from planner.domain.forecast import DriverEffect, Forecast
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.advise_commitments import commitment_advice
from planner.services.by_run import ByRun
from planner.services.forecast_figures import cost_forecast, known, project_forecast, spread
from planner.services.forecast_risks import (
    budget_risks,
    joint_forecast,
    last_launch,
    overloads,
    phase_forecasts,
    swings,
)
from solvers.common.progress import OnProgress, ShouldStop, ignore, never
from solvers.simulation.figures import Weeks, of_parts
from solvers.simulation.report import Inputs
from solvers.simulation.run import Clock, Runs, Simulation
from solvers.simulation.sample import PARTS, Sampler

DEFAULT_RUNS = 4096
DRIVER_RUNS = 1024
FIRST_RUNS = 1024
"""Runs between two looks at the error that was asked for."""
MOST_RUNS = 65_536
THREADS = 2
SWINGS, PROJECT_SWINGS = 12, 3
RARELY = 0.05
"""The error of a launch that happens less often does not keep a simulation going."""


class Sampling(TypedDict, total=False):
    """What those who simulate through others may say; meanings and defaults as in `simulated`."""

    runs: int | None
    seed: int
    error_weeks: float | None
    on_progress: OnProgress
    should_stop: ShouldStop


def forecast(portfolio: Portfolio, plan: Plan, **sampling: Unpack[Sampling]) -> Forecast:
    """Simulate a verified plan of a portfolio; parameters and errors as in `simulated`."""
    return simulated(portfolio, plan, **sampling)[0]


def simulated(
    portfolio: Portfolio,
    plan: Plan,
    *,
    runs: int | None = None,
    seed: int = 0,
    error_weeks: float | None = None,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> tuple[Forecast, ByRun]:
    """Simulate a verified plan of a portfolio: all figures, and what came of every run.

    Parameters
    ----------
    runs
        Number of runs; a power of two keeps the sample balanced. Default 4096, or with `error_weeks` at most 65536.
    seed
        The same seed gives the same luck to every plan and scenario, by the ids of projects, drivers and people.
    error_weeks
        Go on until the standard error of every project's P80 launch is at most so many weeks.

    Raises
    ------
    BadInput
        When the plan holds no schedule, or names what the portfolio does not have.
    """
    if plan.value is None:
        raise BadInput(f"The plan is {plan.status}: there is no schedule to simulate.")
    _expect_known(portfolio, plan)
    simulation = Simulation(to_simulation(portfolio, plan), threads=min(THREADS, os.cpu_count() or 1))
    simulation.run(1, seed)  # loads the compiled kernel, which is nobody's time
    clock = Clock()
    if error_weeks is None:
        done = simulation.run(
            runs or DEFAULT_RUNS, seed, on_progress=on_progress, should_stop=should_stop, clock=clock
        )
        parts = PARTS
    else:
        done, parts = _until(simulation, runs or MOST_RUNS, seed, error_weeks, should_stop)
    effects = _driver_effects(portfolio, simulation, seed, min(DRIVER_RUNS, len(done.out.value)), should_stop)
    return (
        _report(portfolio, plan, simulation, done, parts, effects, seed, clock),
        _by_run(portfolio, plan, done, parts, seed),
    )


def _by_run(portfolio: Portfolio, plan: Plan, runs: Runs, parts: int, seed: int) -> ByRun:
    out, selected = runs.out, {planned.id for planned in plan.projects if planned.selected}
    rows = [j for j, project in enumerate(portfolio.projects) if project.id in selected]
    return ByRun(
        seed=seed,
        parts=parts,
        start=portfolio.calendar.start,
        projects=tuple(portfolio.projects[j].id for j in rows),
        value=out.value.astype(np.float32),
        cost=(out.cost.sum(axis=1) + out.other).astype(np.float32),
        launch=np.ascontiguousarray(out.launch[:, rows].T.astype(np.int16)),
    )


def _until(
    simulation: Simulation, most: int, seed: int, error_weeks: float, should_stop: ShouldStop
) -> tuple[Runs, int]:
    """Runs until the error of the dates is small enough, and the number of parts they are made of."""
    done, parts = simulation.run(min(FIRST_RUNS, most), seed, should_stop=should_stop), PARTS
    while len(done.out.value) < most and not should_stop() and _error(done, parts) > error_weeks:
        # As many again: errors fall by a half with four times the runs at the latest.
        count = min(len(done.out.value), most - len(done.out.value))
        more = range(parts, parts + max(1, round(parts * count / len(done.out.value))))
        done = done.more(simulation.run(count, seed, parts=more, should_stop=should_stop))
        parts += len(more)
    return done, parts


def _error(runs: Runs, parts: int) -> float:
    """Largest standard error of a project's P80 launch, in weeks."""
    launches = runs.out.launch.astype(np.int64).T
    often = [launch for launch in launches if (launch >= 0).mean() >= RARELY]
    errors = [Weeks(launch, parts).quantile(0.8).se for launch in often]
    return max((error for error in errors if np.isfinite(error)), default=0.0)


def _report(
    portfolio: Portfolio,
    plan: Plan,
    simulation: Simulation,
    runs: Runs,
    parts: int,
    effects: tuple[DriverEffect, ...],
    seed: int,
    clock: Clock,
) -> Forecast:
    """All figures of the runs."""
    problem, out = simulation.problem, runs.out
    first, names, inputs = problem.problem.projects.phase_first, problem.problem.names, Inputs(problem, runs)
    selected = {planned.id for planned in plan.projects if planned.selected}
    projects = tuple(
        project_forecast(portfolio, project, j, slice(*first[j : j + 2]), out, parts).model_copy(
            update={
                "tornado": swings(
                    portfolio, names, inputs, out.launch[:, j].astype(np.int64), PROJECT_SWINGS, parts
                )
            }
        )
        for j, project in enumerate(portfolio.projects)
        if project.id in selected
    )
    return Forecast(
        snapshot=plan.snapshot,
        runs=len(out.value),
        seed=seed,
        projects=projects,
        value=spread(out.value, parts),
        cost=cost_forecast(portfolio, out, parts),
        drivers=effects,
        phases=phase_forecasts(portfolio, problem, runs, parts),
        tornado=swings(portfolio, names, inputs, last_launch(out), SWINGS, parts),
        joint=joint_forecast(portfolio, runs, parts),
        overload=overloads(portfolio, problem, runs),
        budgets=budget_risks(portfolio, out, parts),
        commitments=commitment_advice(portfolio, plan, problem, runs),
        seconds=round(clock(), 3),
    )


def _expect_known(portfolio: Portfolio, plan: Plan) -> None:
    phases = {(project.id, phase.id) for project in portfolio.projects for phase in project.phases}
    people = {worker.id for worker in portfolio.workers}
    for planned in plan.phases:
        if (planned.project, planned.phase) not in phases:
            raise BadInput(
                f"The plan has phase {planned.project}/{planned.phase}, which the portfolio has not."
            )
        for person in planned.crew:
            if person not in people:
                raise BadInput(f"The plan has '{person}' on a crew, whom the portfolio has not.")


def _driver_effects(
    portfolio: Portfolio, simulation: Simulation, seed: int, count: int, should_stop: ShouldStop
) -> tuple[DriverEffect, ...]:
    """Take one driver away at a time, with the same luck for everything else.

    Runs in which it does not occur stay as they are.
    """
    problem = simulation.problem
    if not problem.drivers:
        return ()
    effects = []
    project_of = problem.problem.phases.project
    sampler = Sampler(problem, count, seed, keep=True)
    with_all = simulation.replay(sampler.draws()).launch
    for driver, named in zip(problem.drivers, portfolio.drivers, strict=True):
        if should_stop():
            break
        affected = sorted({int(project_of[i]) for i in driver.phases if problem.plan.start[i] >= 0})
        if not affected:
            effects.append(DriverEffect(id=named.id, name=named.name, delta_p80_weeks=0.0, se=0.0))
            continue
        without, hit = with_all.copy(), sampler.occurs(driver)
        without[hit] = simulation.replay(sampler.draws(driver.name).of(hit)).launch
        last = [launch[:, affected].max(axis=1).astype(np.int64) for launch in (with_all, without)]
        one, other = (Weeks(weeks).quantiles(0.8) for weeks in last)
        delta = of_parts(float(one[-1] - other[-1]), (one - other)[:-1])
        effects.append(
            DriverEffect(
                id=named.id,
                name=named.name,
                delta_p80_weeks=known(delta.value) or 0.0,
                se=known(delta.se) or 0.0,
            )
        )
    return tuple(effects)

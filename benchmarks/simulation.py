"""Benchmarks of the simulation: python -m benchmarks.simulation [speed | resources | sampling | simpy | policy ...]."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.event_driven import FEATURES, Policy, Run
from benchmarks.generate import Size, generate
from benchmarks.networks import UNIT, draws_of, network
from planner.compile.simulation import to_simulation
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast
from solvers.portfolio.problem import Floats, Ints
from solvers.simulation.problem import Draws, SimulationProblem
from solvers.simulation.run import Simulation
from solvers.simulation.sample import draw

SIZES = ((10, 8, 4), (60, 20, 8), (120, 60, 8))
RUNS = 10_000
TICKS = 1_000_000
"""Of a week, by which requests of the same week are put in order."""


def problems(sizes: Sequence[tuple[int, int, int]], seeds: Sequence[int]) -> Iterator[tuple[str, Any, Any]]:
    """Portfolios with a quick plan, by name."""
    for projects, people, quarters in sizes:
        for load in ("tight", "loose"):
            for seed in seeds:
                size = Size(projects, people, quarters, load)
                portfolio = generate(np.random.default_rng(seed), size)
                plan = plan_portfolio(portfolio, decodes=100, seed=seed).plan
                if plan.value is not None:
                    yield f"{projects}x{people}x{quarters} {load} {seed}", portfolio, plan


def speed() -> None:
    """Runs a second by size and threads: samples and replay; and seconds of a whole forecast (two threads)."""
    print(f"{'portfolio':<20} {'runs/s, 1 core':>15} {'runs/s, 2':>10} {'forecast of 10,000, s':>22}")
    for name, portfolio, plan in problems(SIZES, (1, 2, 3)):
        problem = to_simulation(portfolio, plan)
        rates = []
        for threads in (1, 2):
            simulation = Simulation(problem, threads)
            simulation.run(1, 0)
            begun = time.perf_counter()
            simulation.run(RUNS, 1)
            rates.append(RUNS / (time.perf_counter() - begun))
        whole = forecast(portfolio, plan, runs=RUNS).seconds
        print(f"{name:<20} {rates[0]:>15,.0f} {rates[1]:>10,.0f} {whole:>22.2f}", flush=True)


def resources() -> None:
    """How far dates are off when people and pools do not count: a numpy pass over the network, with the same samples.

    Each phase takes the longer of its calendar time and its work at the weekly rate of its planned crew.
    """
    print(f"{'portfolio':<20} {'P50 of launches, weeks too early: median':>42} {'largest':>8} {'runs/s':>9}")
    for name, portfolio, plan in problems(((60, 20, 8),), (1, 2, 3)):
        problem = to_simulation(portfolio, plan)
        draws = draw(problem, 4096, 1)
        real = Simulation(problem).replay(draws).launch
        begun = time.perf_counter()
        free = without_resources(problem, draws)
        rate = len(free) / (time.perf_counter() - begun)
        early = [
            float(np.median(real[there, j]) - np.median(free[there, j]))
            for j in range(problem.problem.n_projects)
            for there in (real[:, j] >= 0,)
            if there.any()
        ]
        print(f"{name:<20} {np.median(early):>42.1f} {max(early):>8.1f} {rate:>9,.0f}", flush=True)


def without_resources(problem: SimulationProblem, draws: Draws) -> Ints:
    """(runs, J): launch weeks of the network alone."""
    inner, plan = problem.problem, problem.plan
    finish = np.zeros((len(draws.passes), inner.n_phases), np.int64)
    launch = np.zeros((len(draws.passes), inner.n_projects), np.int64)
    cells = {cell: column for column, cell in enumerate(problem.effort)}
    done: set[int] = set()
    while len(done) < (plan.start >= 0).sum():
        for i in np.flatnonzero(plan.start >= 0):
            arcs = range(inner.phases.pred_first[i], inner.phases.pred_first[i + 1])
            waits = [(int(inner.phases.pred[a]), inner.phases.pred_lag[a]) for a in arcs]
            if i in done or any(b not in done for b, _ in waits):
                continue
            ready = np.maximum.reduce([finish[:, b] + lag for b, lag in waits] or [finish[:, i]])
            weeks = draws.weeks[:, i].astype(np.float64)
            length = plan.finish[i] - plan.start[i]
            for (phase, k), column in cells.items():
                if phase == i:
                    weeks = np.maximum(weeks, draws.effort[:, column] / inner.phases.effort[i, k] * length)
            finish[:, i] = ready + draws.delay[:, i] + np.ceil(weeks - 1e-9).astype(np.int64)
            launch[:, inner.phases.project[i]] = np.maximum(launch[:, inner.phases.project[i]], finish[:, i])
            done.add(int(i))
    return launch


def sampling() -> None:
    """Standard deviation over 24 seeds of mean launches and of P(launch within the horizon)."""
    print(f"{'runs':>6} {'mean launch, weeks: sobol':>26} {'random':>8} {'P(done): sobol':>16} {'random':>8}")
    _, portfolio, plan = next(problems(((10, 8, 4),), (1,)))
    problem = to_simulation(portfolio, plan)
    simulation = Simulation(problem)
    for runs in (64, 256, 1024, 4096):
        errors = []
        for sobol in (True, False):
            launches = [
                simulation.replay(draw(problem, runs, seed, parts=range(1), sobol=sobol)).launch
                for seed in range(24)
            ]
            ever = [j for j in range(problem.problem.n_projects) if (launches[0][:, j] >= 0).mean() > 0.2]
            means = [[row[row[:, j] >= 0, j].mean() for j in ever] for row in launches]
            kept = [
                [((row[:, j] >= 0) & (row[:, j] <= problem.horizon)).mean() for j in ever] for row in launches
            ]
            errors.append((np.std(means, axis=0).mean(), np.std(kept, axis=0).mean()))
        (mean, share), (mean_random, share_random) = errors
        print(f"{runs:>6} {mean:>26.4f} {mean_random:>8.4f} {share:>16.5f} {share_random:>8.5f}", flush=True)


def simpy() -> None:
    """The same policy in SimPy: 60 projects of two phases, 7 skills with 3 people each.

    Work is exponential, 8 weeks on average. A phase needs one person of its skill and waits in line for one; in the
    replay, one of three equal parts of one person.
    """
    _expect_simpy()
    projects, skills, servers, runs, few = 60, 7, 3, 10_000, 200
    rng = np.random.default_rng(1)
    who = rng.integers(0, skills, 2 * projects)
    durations = rng.exponential(size=(runs, 2 * projects)) * 0.04
    before = [[i - 1] if i % 2 else [] for i in range(2 * projects)]
    problem = network(before, [i // 2 for i in range(2 * projects)], servers, 520, who.tolist())
    draws = draws_of(durations, skills)
    simulation = Simulation(problem)
    simulation.replay(draws_of(durations[:1], skills))  # loads the compiled kernel
    begun = time.process_time()
    launch = simulation.replay(draws).launch
    ours = time.process_time() - begun
    begun = time.process_time()
    theirs = np.array([_event_driven(np.ceil(row * UNIT), who, servers) for row in durations[:few]])
    rate = (time.process_time() - begun) / few
    same = (theirs == launch[:few]).mean()
    print(
        f"SimPy {1 / rate:,.0f} runs/s, replay {runs / ours:,.0f} runs/s: {rate / (ours / runs):,.0f} times as fast"
    )
    print(f"launches that are equal run by run: {same:.1%} of {theirs.size:,}")
    last = theirs.max(axis=1), launch.max(axis=1)
    for level in (0.5, 0.8):
        a, b = (np.quantile(values, level) / UNIT for values in last)
        error = _quantile_error(last[0] / UNIT, level)
        print(f"last launch P{level * 100:.0f}: SimPy {a:.3f}, replay {b:.3f}, standard error {error:.3f}")


def _quantile_error(values: Floats, level: float) -> float:
    rng = np.random.default_rng(0)
    again = [np.quantile(rng.choice(values, len(values)), level) for _ in range(200)]
    return float(np.std(again))


def _event_driven(weeks: Floats, who: Ints, servers: int) -> list[int]:
    """One run in SimPy: launch week of each project."""
    import simpy as sim  # noqa: PLC0415 - only this benchmark needs it

    env = sim.Environment()
    people = [sim.Resource(env, capacity=servers) for _ in range(int(who.max()) + 1)]
    launch = [0] * (len(weeks) // 2)

    def project(j: int) -> Iterator[Any]:
        for i in (2 * j, 2 * j + 1):
            # Who becomes ready in the same week asks in the order of the list, after all who finish have left.
            yield env.timeout((i + 1) / TICKS)
            with people[who[i]].request() as turn:
                yield turn
                yield env.timeout(round(env.now) + weeks[i] - env.now)
        launch[j] = round(env.now)

    for j in range(len(launch)):
        env.process(project(j))
    env.run()
    return launch


def policy() -> None:
    """The whole policy in SimPy: generated portfolios with people, crews, skills, calendars, pools, gates and drivers.

    Both sides replay the same samples on one core; sampling is in neither rate. Quantiles are those of the last launch
    and of the value of what launches: SimPy's runs against all other runs of the replay, which share none of their
    luck, in standard errors.
    """
    _expect_simpy()
    few, runs = 200, 10_000
    print(
        f"{'portfolio':<18} {'SimPy runs/s':>12} {'replay runs/s':>14} {'ratio':>6} {'launches equal':>15}  quantiles"
    )
    for size in ((10, 8, 4), (30, 12, 4)):
        for load in ("tight", "loose"):
            for seed in (1, 2, 3):
                _compare_policies(Size(*size, load), seed, few, runs)


def _compare_policies(size: Size, seed: int, few: int, runs: int) -> None:
    portfolio = generate(np.random.default_rng(seed), size, FEATURES)
    settings = portfolio.simulation.model_copy(update={"start_rule": "planned"})
    portfolio = portfolio.model_copy(update={"simulation": settings})
    plan = plan_portfolio(portfolio, decodes=100, seed=seed).plan
    problem = to_simulation(portfolio, plan)
    draws = draw(problem, few + runs, seed, sobol=False)
    simulation = Simulation(problem)
    simulation.run(1, 0)  # loads the compiled kernel
    begun = time.process_time()
    launch = simulation.replay(draws).launch.astype(np.int64)
    ours = (time.process_time() - begun) / (few + runs)
    events = Policy(problem)
    begun = time.process_time()
    found = [Run(events, draws, n).simulate() for n in range(few)]
    theirs = (time.process_time() - begun) / few
    same = np.full((few, problem.problem.n_projects), -1)
    for n, row in enumerate(found):
        for j, week in row.items():
            same[n, j] = week
    told = []
    for name, measure in (("last launch", _last), ("value", lambda rows: _value(problem, rows))):
        a, b = measure(same), measure(launch[few:])
        for level in (0.5, 0.8):
            apart = (np.quantile(a, level) - np.quantile(b, level)) / max(_quantile_error(a, level), 1e-9)
            told.append(f"{name} P{level * 100:.0f} {apart:+.1f} se")
    print(
        f"{f'{size.projects}x{size.people}x{size.quarters} {size.load} {seed}':<18} {1 / theirs:>12,.0f} "
        f"{1 / ours:>14,.0f} {theirs / ours:>6,.0f} {(same == launch[:few]).mean():>15.2%}  {', '.join(told)}",
        flush=True,
    )


def _last(launch: Ints) -> Floats:
    last: Floats = launch.max(axis=1).astype(np.float64)
    return last


def _value(problem: SimulationProblem, launch: Ints) -> Floats:
    worth = np.take_along_axis(problem.value, np.maximum(launch, 0).T, axis=1).T
    total: Floats = np.where(launch >= 0, worth, 0.0).sum(axis=1)
    return total


def _expect_simpy() -> None:
    if find_spec("simpy") is None:
        sys.exit("Needs SimPy: python3 -m pip install --target DIR simpy; then PYTHONPATH=DIR:.")


TABLES = {"speed": speed, "resources": resources, "sampling": sampling, "simpy": simpy, "policy": policy}


def main() -> None:
    """Print the tables that are asked for; all of them by default."""
    parser = argparse.ArgumentParser(description="Benchmarks of the simulation.")
    parser.add_argument("tables", nargs="*", choices=[*TABLES, []], help="default: all")
    for name in parser.parse_args().tables or TABLES:
        TABLES[name]()


if __name__ == "__main__":
    main()

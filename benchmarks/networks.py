"""Networks without a document: phases with arcs, done by equal parts of people, on a grid so fine that whole weeks do
not matter. Their answers are known exactly, or are easily had from another simulator."""

from collections.abc import Sequence

import numpy as np

from solvers.portfolio.problem import (
    Baseline,
    Bools,
    Floats,
    Ints,
    Names,
    People,
    Phases,
    Pools,
    Problem,
    Projects,
    Rules,
)
from solvers.simulation.problem import (
    Draws,
    Outcomes,
    Recorded,
    SimulationProblem,
    Surroundings,
    Uncertain,
)
from solvers.simulation.run import Simulation

UNIT = 200
"""Weeks that stand for one unit of time."""
NEVER = 1 << 40
NONE = np.zeros(0, np.int64)
NOTHING = np.zeros(0)


def network(
    before: Sequence[Sequence[int]],
    projects: Sequence[int],
    servers: int,
    weeks: int,
    who: Sequence[int] | None = None,
) -> SimulationProblem:
    """Phases with predecessors; phase i belongs to project projects[i], which come in order.

    With servers, each phase needs one of the equal parts of person who[i] (else of the first), who has so many of them;
    without, it only takes time. The list of the plan is that of the phases.
    """
    n, j = len(before), max(projects) + 1
    needs = np.array(who if who is not None else [0] * n, np.int64)
    people = int(needs.max()) + 1 if servers else 0
    crew = needs[:, None] == np.arange(people)
    first = np.concatenate([[0], np.cumsum([len(row) for row in before])]).astype(np.int64)
    arcs = np.array([b for row in before for b in row], np.int64)
    # One unit of the person in one week: the share that each phase takes.
    work = np.array([[i, needs[i], 0, 0, 1] for i in range(n)] if servers else [], np.int64).reshape(-1, 5)
    problem = Problem(
        weeks,
        _projects(projects, people, weeks),
        _phases(projects, crew, (first, arcs), weeks),
        _people(people, servers, weeks),
        Pools(np.zeros((0, weeks)), np.zeros((0, weeks)), NONE > 0, NONE, NOTHING),
        _rules(weeks),
        Baseline(0.0, np.zeros(j, np.bool_), np.full(n, -1), np.zeros_like(crew)),
        Names(
            tuple(f"project{k}" for k in range(j)),
            tuple((f"project{k}", f"phase{i}") for i, k in enumerate(projects)),
            tuple(f"person{p}" for p in range(people)),
            ("s",),
            (),
            (),
            ("Q",),
        ),
    )
    at_once = np.zeros(n, np.int64)
    certain = Uncertain(1.0, 1.0, 1.0, "quantiles")
    return SimulationProblem(
        problem,
        weeks,
        Recorded(crew, at_once, at_once, at_once, work, np.zeros((0, 4))),
        {(i, 0): certain for i in range(n)} if servers else {},
        {},
        {},
        {},
        np.full(j, np.nan),
        (),
        Surroundings(),
        (),
        (),
        np.zeros((0, 1, weeks), np.int64),
        np.zeros((j, weeks + 1)),
        np.zeros(n),
        np.zeros(j),
        np.zeros(2),
    )


def _projects(projects: Sequence[int], people: int, weeks: int) -> Projects:
    j = max(projects) + 1
    no = np.zeros(j, np.bool_)
    return Projects(
        phase_first=np.searchsorted(projects, np.arange(j + 1)).astype(np.int64),
        value=np.zeros((j, weeks + 1)),
        mandatory=no,
        excluded=no,
        theme=np.full(j, -1),
        upkeep=np.zeros((j, 1)),
        upkeep_end=np.full(j, weeks),
        required_people=np.zeros((j, people), np.bool_),
    )


def _phases(projects: Sequence[int], crew: Bools, arcs: tuple[Ints, Ints], weeks: int) -> Phases:
    n = len(projects)
    size = crew.sum(axis=1).astype(np.int64)
    return Phases(
        project=np.array(projects, np.int64),
        effort=(size > 0)[:, None] * 1.0,
        min_weeks=np.ones(n, np.int64),
        crew_min=size,
        crew_max=size,
        gpu_hours=np.zeros(n),
        gpu_rate=np.zeros((n, 0)),
        gpu_weekly=np.full(n, np.inf),
        allowed=np.ones((n, weeks), np.bool_),
        pinned_start=np.full(n, -1),
        may_work=crew,
        must_work=np.zeros_like(crew),
        pred_first=arcs[0],
        pred=arcs[1],
        pred_lag=np.zeros(len(arcs[1]), np.int64),
    )


def _people(people: int, servers: int, weeks: int) -> People:
    return People(
        capacity=np.full((people, weeks), servers, np.int64),
        skill=np.ones((people, 1)),
        max_projects=np.full(people, servers),
        unit_cost=np.zeros(people),
        position_cost=np.zeros(people),
        is_position=np.zeros(people, np.bool_),
    )


def _rules(weeks: int) -> Rules:
    return Rules(
        budget_limit=NOTHING,
        budget_people=NONE > 0,
        budget_theme=NONE,
        budget_weeks=np.zeros((0, weeks), np.bool_),
        share_theme=NONE,
        share_least=NOTHING,
        share_most=NOTHING,
        quarter=np.zeros(weeks, np.int64),
        wip=0,
        minimum_units=1,
        constant_shares=True,
        crew_efficiency=np.ones(2),
        requires=np.zeros((0, 2), np.int64),
        group_first=np.zeros(1, np.int64),
        group=NONE,
        group_most=NONE,
    )


def draws_of(durations: Floats, people: int) -> Draws:
    """The given durations (runs, phases), in units of time, as samples; nothing else is random."""
    runs, n = durations.shape
    weeks = np.maximum(1, np.ceil(durations * UNIT)).astype(np.int64)
    return Draws(
        weeks / 20.0 if people else np.zeros((runs, 0)),
        np.zeros((runs, 0)),
        np.ones_like(weeks) if people else weeks,
        np.zeros((runs, n), np.int64),
        np.ones((runs, n), np.int64),
        np.zeros((runs, 0), np.int64),
        np.full((runs, people), NEVER),
        np.zeros((runs, 0)),
        np.zeros((runs, 0)),
    )


def replayed(
    durations: Floats, before: Sequence[Sequence[int]], servers: int = 0, projects: Sequence[int] = ()
) -> Outcomes:
    """Runs of a network with the given durations (runs, phases) in units of time."""
    n = durations.shape[1]
    longest = int(np.ceil(durations * UNIT).sum(axis=1).max()) + 2 * n + 1
    problem = network(before, projects or [0] * n, servers, longest)
    return Simulation(problem).replay(draws_of(durations, problem.problem.n_people))

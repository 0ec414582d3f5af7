"""Small networks without a document: phases with arcs, done by shares of one person, on a grid so fine that whole weeks
do not matter."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solvers.portfolio.problem import Baseline, Names, People, Phases, Pools, Problem, Projects, Rules
from solvers.simulation.problem import Draws, Outcomes, Recorded, SimulationProblem, Surroundings
from solvers.simulation.run import Simulation

UNIT = 200
"""Weeks that stand for one unit of time."""
NEVER = 1 << 40


def network(
    before: Sequence[Sequence[int]], projects: Sequence[int], servers: int, weeks: int
) -> SimulationProblem:
    """Phases with predecessors; phase i belongs to project projects[i].

    With servers, each phase needs one of the equal parts of a person who has so many of them; without, it only takes time.
    """
    n, j = len(before), max(projects) + 1
    people = 1 if servers else 0
    phase_first = np.searchsorted(projects, np.arange(j + 1)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum([len(row) for row in before])]).astype(np.int64)
    arcs = np.array([b for row in before for b in row], np.int64)
    crew = np.ones((n, people), np.bool_)
    none_w, none_i = np.zeros((0, weeks)), np.zeros(0, np.int64)
    problem = Problem(
        weeks,
        Projects(
            phase_first, np.zeros((j, weeks + 1)), np.zeros(j, np.bool_), np.zeros(j, np.bool_), np.full(j, -1),
            np.zeros((j, 1)), np.full(j, weeks), np.zeros((j, people), np.bool_),
        ),
        Phases(
            np.array(projects), np.full((n, 1), 1.0 if servers else 0.0), np.ones(n, np.int64),
            np.full(n, people), np.full(n, people), np.zeros(n), np.zeros((n, 0)), np.full(n, np.inf),
            np.ones((n, weeks), np.bool_), np.full(n, -1), crew, np.zeros_like(crew), first, arcs, np.zeros(len(arcs), np.int64),
        ),
        People(
            np.full((people, weeks), max(servers, 1), np.int64), np.ones((people, 1)), np.full(people, max(servers, 1)),
            np.zeros(people), np.zeros(people), np.zeros(people, np.bool_),
        ),
        Pools(none_w, none_w, np.zeros(0, np.bool_), none_i, np.zeros(0)),
        Rules(
            np.zeros(0), np.zeros(0, np.bool_), none_i, np.zeros((0, weeks), np.bool_), none_i, np.zeros(0), np.zeros(0),
            np.zeros(weeks, np.int64), 0, 1, True, np.ones(2), np.zeros((0, 2), np.int64), np.zeros(1, np.int64), none_i, none_i,
        ),
        Baseline(0.0, np.zeros(j, np.bool_), np.full(n, -1), np.zeros_like(crew)),
        Names(
            tuple(f"project{k}" for k in range(j)), tuple((f"project{k}", f"phase{i}") for i, k in enumerate(projects)),
            ("ann",) * people, ("s",), (), (), ("Q",),
        ),
    )  # fmt: skip
    # One unit of the person in one week: the share that each phase takes. The order of the phases is that of the list.
    work = np.array([[i, 0, 0, 0, 1] for i in range(n)] if servers else [], np.int64).reshape(-1, 5)
    return SimulationProblem(
        problem,
        weeks,
        Recorded(crew, np.arange(n), np.zeros(n, np.int64), np.zeros(n, np.int64), work, np.zeros((0, 4))),
        {(i, 0): None for i in range(n)} if servers else {},  # type: ignore[misc]
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


def draws_of(durations: NDArray[np.float64], servers: int) -> Draws:
    """The given durations (runs, phases), in units of time, as samples; nothing else is random."""
    runs, n = durations.shape
    weeks = np.maximum(1, np.ceil(durations * UNIT)).astype(np.int64)
    return Draws(
        weeks / 20.0 if servers else np.zeros((runs, 0)),
        np.zeros((runs, 0)),
        np.ones_like(weeks) if servers else weeks,
        np.zeros((runs, n), np.int64),
        np.ones((runs, n), np.int64),
        np.zeros((runs, 0), np.int64),
        np.full((runs, 1 if servers else 0), NEVER),
        np.zeros((runs, 0)),
        np.zeros((runs, 0)),
    )


def replayed(
    durations: NDArray[np.float64],
    before: Sequence[Sequence[int]],
    servers: int = 0,
    projects: Sequence[int] = (),
) -> Outcomes:
    """Runs of a network with the given durations (runs, phases) in units of time."""
    n = durations.shape[1]
    longest = int(np.ceil(durations * UNIT).sum(axis=1).max()) + 2 * n + 1
    problem = network(before, projects or [0] * n, servers, longest)
    return Simulation(problem).replay(draws_of(durations, servers))

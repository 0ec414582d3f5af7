"""What the replay reads and the memory that it works in."""

from collections import defaultdict
from typing import NamedTuple, TypeVar

import numpy as np

from solvers.common.frame import contiguous
from solvers.portfolio.kernel.pack import pack, ragged
from solvers.portfolio.problem import Bools, Floats, Ints
from solvers.simulation.problem import SimulationProblem

Rows = TypeVar("Rows", Ints, Floats)
BIG = 1 << 40
FREE, CLAIM, ACTIVE = 16, 32, 48
"""Places of the parts of a person's week in one word, 16 bits each: units of capacity (lowest), units free, units that
the plan keeps, projects that the person works on. One load tells all of them, and no part is ever negative."""
PART = (1 << 16) - 1


class Setup(NamedTuple):
    """The plan and the problem, read only. Indices as in `solvers.portfolio.problem`."""

    weeks: int
    horizon: int
    minimum: int
    constant: bool
    order: Ints
    """Phases of the plan by planned start, each behind its predecessors."""
    phase_first: Ints
    planned: Ints
    """(J,): number of phases of the project in the plan."""
    project: Ints
    start: Ints
    finish: Ints
    not_before: Ints
    pred_first: Ints
    pred: Ints
    pred_lag: Ints
    next_first: Ints
    next: Ints
    """Phases that wait for each phase; one that waits by several arcs stands there as often."""
    allowed: Bools
    crew_first: Ints
    crew: Ints
    share: Ints
    """Planned crew of each phase, and each member's largest planned units a week."""
    part: Ints
    """(crew places, most skills of a phase): units that the plan has each member give to each skill of the phase."""
    other_first: Ints
    other: Ints
    """People who may stand in on each phase: skilled, permitted, and not a position that the plan never fills."""
    cell_first: Ints
    cell_skill: Ints
    cell: Ints
    """Skills of each phase and the column of their samples."""
    hours_at: Ints
    """(I,): column of the samples, -1 for a phase without accelerators."""
    gpu_speed: Floats
    """(I, G): useful hours per paid hour without interruptions."""
    gpu_weekly: Floats
    gpu_cheap: Ints
    gpu_fast: Ints
    gpu_alike: Bools
    """(I,): the cheapest pools first and the fastest first are the same order."""
    efficiency: Floats
    person_week: Ints
    """(P, W): the words with which a run begins."""
    skill: Floats
    max_projects: Ints
    unit_cost: Floats
    position_cost: Floats
    hired: Bools
    """(P,): there, or filled by the plan."""
    position: Ints
    position_week: Ints
    """(positions, starts, W): those of a position by the week in which it is filled."""
    leaves: Ints
    """(P,): first week from which the person has no capacity any more; W for those who stay."""
    hours_claim: Floats
    """(G, W)"""
    work_first: Ints
    work: Ints
    """Claims by phase, then upkeep by project: (person, week, units)."""
    use_first: Ints
    use: Floats
    """Claimed hours by phase, as in `Recorded.hours`."""
    upkeep: Floats
    upkeep_end: Ints
    holder_first: Ints
    holder: Ints
    hours: Floats
    price: Floats
    committed: Bools
    theme: Ints
    quarter: Ints
    """(W,): quarter of the plan's horizon, Q for later weeks."""
    value: Floats
    other_cost: Floats
    serving: Floats
    fixed_cost: Floats


class Memory(NamedTuple):
    """The memory of one run; reset and reused, one for each thread."""

    thread: int
    person_week: Ints
    """(P, W): see `PART`."""
    gone: Ints
    hours: Floats
    hours_claim: Floats
    first_use: Ints
    status: Ints
    """(I,): 0 waiting, 1 done, 2 dropped, 3 done but stopped at its gate."""
    start: Ints
    finish: Ints
    due: Ints
    """(I,): week in which a waiting phase is due and ready, `BIG` for all others."""
    open: Ints
    """(I,): arcs from phases that are not done yet."""
    crew: Bools
    jobs: Ints
    """(P, I): phases that the person works on or has worked on."""
    job_count: Ints
    blocker: Ints
    """(I,): the person for whom the phase waited last, -1 for none."""
    stop_at: Ints
    """(J,): week in which the project stops; W + 1 while it goes on."""
    done: Ints
    member: Ints
    offered: Ints
    joined: Ints
    late: Bools
    wish: Ints
    place: Ints
    days: Ints
    left: Ints
    """(P,) each, by place in the crew that is being walked: person, units offered so far, first week, whether the
    person came when the phase already ran, units wanted in a week, place in the plan, weeks with an offer, units not
    yet shared out."""
    lent: Ints
    """(P, W): units offered by place in the crew and week; 16-bit."""
    speed: Floats
    """(P, K): proficiency by place in the crew and skill of the phase."""
    amount: Ints
    """(P, K): units by place in the crew and skill of the phase."""
    have: Floats
    need: Floats
    rem: Floats
    room: Floats
    note: Ints
    """Size of the crew, finish, blocking person of the last walk."""
    waited: Ints
    """(K, W): the last run in which due work waited for people of the skill."""
    stack: Ints
    seen: Ints
    """(I,): the last project to whose launch a chain was followed from the phase."""
    holder: Ints
    """(I,): the phase that held up this one through a shared person, -1 for none."""
    latest: Ints
    """(I,): latest finish that keeps the launch."""


def setup_of(problem: SimulationProblem) -> Setup:
    """Flatten a simulation problem; everything static is computed here once."""
    inner, plan = problem.problem, problem.plan
    packed = pack(inner)  # the orders of pools and the holders of skills are those of the planner
    w, n = inner.weeks, inner.n_phases
    crews = [np.flatnonzero(row).tolist() for row in plan.crew]
    hired = (inner.people.position_cost == 0) | plan.crew.any(axis=0)
    hired[plan.work[:, 1]] = True
    others = [np.flatnonzero(row & hired).tolist() for row in inner.phases.may_work]
    cells = sorted((i, k, column) for column, (i, k) in enumerate(problem.effort))
    by_phase = [[(k, c) for j, k, c in cells if j == i] for i in range(n)]
    hours_at = np.full(n, -1, np.int64)
    hours_at[list(problem.hours)] = np.arange(len(problem.hours))
    share, part = _planned_units(problem, crews, by_phase)
    claim = np.zeros((inner.n_people, w), np.int64)
    np.add.at(claim, (plan.work[:, 1], plan.work[:, 3]), plan.work[:, 4])
    followers = [np.flatnonzero(inner.phases.pred == i) for i in range(n)]
    owner_of_arc = np.repeat(np.arange(n), np.diff(inner.phases.pred_first))
    hours_claim = np.zeros(inner.pools.hours.shape)
    np.add.at(hours_claim, (plan.hours[:, 1].astype(int), plan.hours[:, 2].astype(int)), plan.hours[:, 3])
    owner = np.where(plan.work[:, 0] >= 0, plan.work[:, 0], n - 1 - plan.work[:, 0])
    inside = np.arange(w) < problem.horizon
    fields = Setup(
        w,
        problem.horizon,
        inner.rules.minimum_units,
        inner.rules.constant_shares,
        _order(problem),
        inner.projects.phase_first,
        np.bincount(inner.phases.project[plan.start >= 0], minlength=inner.n_projects).astype(np.int64),
        inner.phases.project,
        plan.start,
        plan.finish,
        plan.not_before,
        inner.phases.pred_first,
        inner.phases.pred,
        inner.phases.pred_lag,
        *ragged([owner_of_arc[arcs].tolist() for arcs in followers]),
        inner.phases.allowed,
        *ragged(crews),
        share,
        part,
        *ragged(others),
        *ragged([[k for k, _ in row] for row in by_phase]),
        np.array([c for row in by_phase for _, c in row], np.int64),
        hours_at,
        inner.phases.gpu_rate * (1.0 + inner.pools.overhead),
        inner.phases.gpu_weekly,
        packed.gpu_cheap,
        packed.gpu_fast,
        (packed.gpu_cheap == packed.gpu_fast).all(axis=1),
        inner.rules.crew_efficiency,
        inner.people.capacity * (1 + (1 << FREE)) + (claim << CLAIM),
        inner.people.skill,
        inner.people.max_projects,
        inner.people.unit_cost,
        inner.people.position_cost,
        hired,
        np.array(problem.positions, np.int64),
        problem.capacity_by_start * (1 + (1 << FREE)) + (claim[list(problem.positions), None] << CLAIM),
        _leaves(inner.people.capacity),
        hours_claim,
        *_grouped(owner, n + inner.n_projects, plan.work[:, [1, 3, 4]]),
        *_grouped(plan.hours[:, 0].astype(np.int64), n, plan.hours),
        inner.projects.upkeep,
        inner.projects.upkeep_end,
        packed.holder_first,
        packed.holder,
        inner.pools.hours,
        inner.pools.price,
        inner.pools.committed,
        np.where(inner.projects.theme >= 0, inner.projects.theme, len(inner.names.themes)).astype(np.int64),
        np.where(inside, inner.rules.quarter, len(problem.fixed_cost) - 1).astype(np.int64),
        problem.value,
        problem.other_cost,
        problem.serving,
        problem.fixed_cost,
    )
    return contiguous(fields)


def _planned_units(
    problem: SimulationProblem, crews: list[list[int]], cells: list[list[tuple[int, int]]]
) -> tuple[Ints, Ints]:
    """By place in a crew: most units in a week, and units in all by skill of the phase."""
    weekly: dict[tuple[int, int, int], int] = defaultdict(int)
    total: dict[tuple[int, int, int], int] = defaultdict(int)
    for i, p, k, week, units in problem.plan.work.tolist():
        weekly[i, p, week] += units
        total[i, p, k] += units
    most: dict[tuple[int, int], int] = defaultdict(int)
    for (i, p, _), units in weekly.items():
        most[i, p] = max(most[i, p], units)
    places = [(i, p) for i, crew in enumerate(crews) for p in crew]
    part = np.zeros((len(places), max((len(row) for row in cells), default=0)), np.int64)
    for place, (i, p) in enumerate(places):
        for q, (k, _) in enumerate(cells[i]):
            part[place, q] = total[i, p, k]
    return np.array([most[place] for place in places], np.int64), part


def _leaves(capacity: Ints) -> Ints:
    """First week from which each person has no capacity any more."""
    weeks = np.arange(1, capacity.shape[1] + 1)
    result: Ints = np.where(capacity > 0, weeks, 0).max(axis=1, initial=0).astype(np.int64)
    return result


def _grouped(owner: Ints, count: int, rows: Rows) -> tuple[Ints, Rows]:
    """Rows by owner, as (offsets, rows)."""
    first = np.zeros(count + 1, np.int64)
    first[1:] = np.cumsum(np.bincount(owner, minlength=count))
    return first, rows[np.argsort(owner, kind="stable")]


def _order(problem: SimulationProblem) -> Ints:
    """Phases by planned start; with equal starts, behind their predecessors (arcs without a lag and no duration)."""
    start, phases = problem.plan.start, problem.problem.phases
    placed: dict[int, None] = {}

    def place(i: int) -> None:
        if i in placed:
            return
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            if start[phases.pred[a]] >= 0:
                place(int(phases.pred[a]))
        placed[i] = None

    for i in sorted(np.flatnonzero(start >= 0), key=lambda i: (start[i], i)):
        place(int(i))
    return np.array(list(placed), np.int64)


def memory_of(d: Setup, thread: int) -> Memory:
    """Memory for the runs of one thread."""
    p, w = d.person_week.shape
    n, j, k = len(d.project), len(d.planned), d.skill.shape[1]
    ints, small, floats, bools = np.int64, np.int16, np.float64, np.bool_
    return Memory(
        thread,
        np.zeros((p, w), ints),
        np.zeros(p, ints),
        np.zeros(d.hours.shape, floats),
        np.zeros(d.hours.shape, floats),
        np.zeros(p, ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
        np.zeros((n, p), bools),
        np.zeros((p, n), small),
        np.zeros(p, ints),
        np.zeros(n, ints),
        np.zeros(j, ints),
        np.zeros(j, ints),
        np.zeros(p, ints),
        np.zeros(p, ints),
        np.zeros(p, ints),
        np.zeros(p, bools),
        np.zeros(p, ints),
        np.zeros(p, ints),
        np.zeros(p, ints),
        np.zeros(p, ints),
        np.zeros((p, w), small),
        np.zeros((p, k), floats),
        np.zeros((p, k), ints),
        np.zeros(k, floats),
        np.zeros(k, floats),
        np.zeros(k, floats),
        np.zeros(w, floats),
        np.zeros(3, ints),
        np.zeros((k, w), ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
        np.zeros(n, ints),
    )

"""The relaxed problem as arrays."""

from typing import NamedTuple

import numpy as np

from solvers.common.frame import contiguous
from solvers.portfolio.bound.draws import by_person, by_skill
from solvers.portfolio.kernel.data import Data
from solvers.portfolio.kernel.pack import ragged
from solvers.portfolio.problem import UNITS, Bools, Floats, Ints, Problem


class Relaxation(NamedTuple):
    """Read-only data of the bound. The rows of its prices of effort are skills, or people."""

    weeks: int
    wip: int
    phase_first: Ints
    value: Floats
    """(J, W + 1): with the price of selecting or leaving out against the plan of record."""
    constant: float
    """Part of the objective that no decision changes."""
    mandatory: Bools
    excluded: Bools
    upkeep: Floats
    upkeep_end: Ints
    mode_first: Ints
    mode_weeks: Ints
    draw_first: Ints
    draw_need: Floats
    source_first: Ints
    source_row: Ints
    source_weight: Floats
    source_rate: Ints
    source_factor: Floats
    rate: Floats
    """These ten as in `Draws`."""
    gives: Floats
    """(K, rows): effort in each skill that a unit of each row of prices gives."""
    speed: Floats
    """(I, A): speed factor on each accelerator type, 0 where it is not permitted."""
    latest: Ints
    earliest: Ints
    """(I,): earliest start, from least durations, also across projects."""
    allowed_run: Ints
    pinned_start: Ints
    tree_first: Ints
    tree: Ints
    tree_lag: Ints
    """Predecessors of each phase in an in-tree of its project: every phase has one successor at most."""
    wait_before: Ints
    wait_after: Ints
    wait_lag: Ints
    """(C,): precedence that the trees leave out, within projects and across them; it is priced by week."""
    is_root: Bools
    """(I,): nothing in the tree comes after it."""
    on_path: Bools
    """(I,): on the path of the project that pays for its WIP slot."""
    capacity: Floats
    """(P, W): in weeks."""
    skill: Floats
    """(P, rows): what a person sells to each row of prices."""
    position_cost: Floats
    week_cost: Floats
    """(P,): people cost of a whole week's share."""
    pool_type: Ints
    pool_hours: Floats
    pool_price: Floats
    """(G, W): 0 for committed pools."""
    pool_overhead: Floats
    budget_limit: Floats
    budget_people: Bools
    budget_weeks: Bools
    """Budget rows over all themes; those of single themes are relaxed."""
    theme: Ints
    share_theme: Ints
    share_least: Floats
    share_most: Floats
    quarter: Ints
    requires: Ints
    group_first: Ints
    group: Ints
    group_most: Ints


def relax(problem: Problem, data: Data) -> Relaxation:
    """Build the relaxed problem, with a row of prices for each skill."""
    tree, is_root, on_path = _trees(problem)
    base = problem.baseline
    bonus = np.where(base.selected, base.price, -base.price)
    rows = problem.rules.budget_theme < 0
    pools = problem.pools
    types_count = int(pools.accelerator.max(initial=-1)) + 1
    tree_first, flat = ragged([[before for before, _ in row] for row in tree])
    _, lags = ragged([[lag for _, lag in row] for row in tree])
    relaxation = Relaxation(
        problem.weeks,
        problem.rules.wip,
        problem.projects.phase_first,
        problem.projects.value + bonus[:, None],
        -base.price * float(base.selected.sum()),
        problem.projects.mandatory,
        problem.projects.excluded,
        problem.projects.upkeep,
        problem.projects.upkeep_end,
        *by_skill(problem),
        np.eye(problem.people.skill.shape[1]),
        _speeds(problem, types_count),
        data.latest,
        np.zeros(problem.n_phases, np.int64),
        data.allowed_run,
        problem.phases.pinned_start,
        tree_first,
        flat,
        lags,
        *_waits(problem, tree),
        is_root,
        on_path,
        problem.people.capacity / UNITS,
        problem.people.skill,
        problem.people.position_cost,
        problem.people.unit_cost * UNITS,
        pools.accelerator,
        pools.hours,
        data.price,
        pools.overhead,
        problem.rules.budget_limit[rows],
        problem.rules.budget_people[rows],
        problem.rules.budget_weeks[rows],
        problem.projects.theme,
        problem.rules.share_theme,
        problem.rules.share_least,
        problem.rules.share_most,
        problem.rules.quarter,
        problem.rules.requires,
        problem.rules.group_first,
        problem.rules.group,
        problem.rules.group_most,
    )
    return contiguous(relaxation._replace(earliest=_earliest(problem, relaxation)))


def relax_by_person(problem: Problem, coarse: Relaxation) -> Relaxation:
    """The relaxed problem with a row of prices for each person instead, from the one by skill."""
    draws, own = by_person(problem)._asdict(), np.eye(problem.n_people)
    return contiguous(coarse._replace(**draws, gives=problem.people.skill.T, skill=own))


def _speeds(problem: Problem, count: int) -> Floats:
    """(I, A): factor of each accelerator type (rate with the overhead of the pool taken out again)."""
    speeds = np.zeros((problem.n_phases, max(count, 1)))
    for g, kind in enumerate(problem.pools.accelerator):
        factor = problem.phases.gpu_rate[:, g] * (1 + problem.pools.overhead[g])
        speeds[:, kind] = np.maximum(speeds[:, kind], factor)
    return speeds


def _trees(problem: Problem) -> tuple[list[list[tuple[int, int]]], Bools, Bools]:
    """In-tree of each project: of several successors of a phase, the one with the longest rest is kept."""
    phases, n = problem.phases, problem.n_phases
    successors: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for i in range(n):
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            before = int(phases.pred[a])
            if phases.project[before] == phases.project[i]:
                successors[before].append((i, int(phases.pred_lag[a])))
    rest = np.zeros(n)
    kept: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    is_root = np.ones(n, np.bool_)
    weight = np.maximum(phases.min_weeks, phases.effort.sum(axis=1))
    for i in range(n - 1, -1, -1):
        rest[i] = weight[i] + max((lag + rest[after] for after, lag in successors[i]), default=0.0)
        if successors[i]:
            after, lag = max(successors[i], key=lambda arc: (arc[1] + rest[arc[0]], -arc[0]))
            kept[after].append((i, lag))
            is_root[i] = False
    on_path = np.zeros(n, np.bool_)
    for j in range(problem.n_projects):
        first, end = int(problem.projects.phase_first[j]), int(problem.projects.phase_first[j + 1])
        roots = [i for i in range(first, end) if is_root[i]]
        # The path starts at the root whose tree is heaviest and goes back along the heaviest branches.
        i = max(roots, key=lambda r: (_tree_weight(r, kept, weight), -r))
        on_path[i] = True
        while kept[i]:
            i = max((before for before, _ in kept[i]), key=lambda b: (_tree_weight(b, kept, weight), -b))
            on_path[i] = True
    return kept, is_root, on_path


def _waits(problem: Problem, tree: list[list[tuple[int, int]]]) -> tuple[Ints, Ints, Ints]:
    """(before, after, lag) of each precedence that is not in a tree."""
    phases = problem.phases
    rows = [
        (int(phases.pred[a]), i, int(phases.pred_lag[a]))
        for i in range(problem.n_phases)
        for a in range(phases.pred_first[i], phases.pred_first[i + 1])
        if int(phases.pred[a]) not in [before for before, _ in tree[i]]
    ]
    table = np.array(rows, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _tree_weight(i: int, kept: list[list[tuple[int, int]]], weight: Floats) -> float:
    return float(weight[i]) + max((_tree_weight(before, kept, weight) for before, _ in kept[i]), default=0.0)


def _earliest(problem: Problem, relaxation: Relaxation) -> Ints:
    """Earliest start of each phase when rates are the only limit; W when it cannot be done at all."""
    phases, w = problem.phases, problem.weeks
    start: dict[int, int] = {}
    finish: dict[int, int] = {}

    def settle(i: int) -> None:
        early = 0
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            before = int(phases.pred[a])
            if before not in finish:
                settle(before)
            early = max(early, finish[before] + int(phases.pred_lag[a]))
        start[i] = min(early, w)
        finish[i] = _first_finish(relaxation, i, start[i])

    for i in range(problem.n_phases):
        if i not in finish:
            settle(i)
    return np.array([start[i] for i in range(problem.n_phases)], np.int64)


def _first_finish(relaxation: Relaxation, i: int, early: int) -> int:
    """First week in which the phase can be finished when it may start from week `early` on."""
    modes = range(int(relaxation.mode_first[i]), int(relaxation.mode_first[i + 1]))
    return min(_first_finish_of(relaxation, i, mode, early) for mode in modes)


def _first_finish_of(relaxation: Relaxation, i: int, mode: int, early: int) -> int:
    w = relaxation.weeks
    draws = range(int(relaxation.draw_first[mode]), int(relaxation.draw_first[mode + 1]))
    weeks = int(relaxation.mode_weeks[mode])
    best = w
    for s in range(early, w):
        run = int(relaxation.allowed_run[i, s])
        if run < weeks:
            continue
        last = s + weeks
        for m in draws:
            row = relaxation.source_rate[relaxation.source_first[m]]
            reached = np.cumsum(relaxation.rate[row, s : s + run])
            done = np.flatnonzero(reached >= relaxation.draw_need[m] * (1 - 1e-9))
            last = max(last, s + int(done[0]) + 1) if len(done) else w + 1
        best = min(best, last)
        if best <= s + weeks:
            break
    return best

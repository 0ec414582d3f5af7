"""From a problem to what the kernel reads: everything that never changes is computed here once."""

from graphlib import TopologicalSorter

import numpy as np

from solvers.common.frame import contiguous
from solvers.portfolio.kernel.data import Data
from solvers.portfolio.problem import UNITS, Bools, Floats, Ints, Problem

LOOK_AHEAD = 6
SLOPE_WEEKS = 8


def ragged(lists: list[list[int]]) -> tuple[Ints, Ints]:
    """Rows of unequal length as (offsets, concatenation)."""
    first = np.zeros(len(lists) + 1, np.int64)
    first[1:] = np.cumsum([len(row) for row in lists])
    flat = [item for row in lists for item in row]
    return first, np.array(flat, np.int64)


def pack(problem: Problem, *, floating: bool = True) -> Data:
    """Flatten a problem for the kernel; everything static is computed here once.

    floating : whether the time of people on phases may change its weeks after it is booked, where the rules let it.
    """
    w = problem.weeks
    phases, people, pools, rules, projects = (
        problem.phases,
        problem.people,
        problem.pools,
        problem.rules,
        problem.projects,
    )
    cand = [np.flatnonzero(row).tolist() for row in phases.may_work]
    skills = [np.flatnonzero(row > 0).tolist() for row in phases.effort]
    # Open positions serve upkeep only when the people who are there cannot.
    holders = [
        sorted(
            np.flatnonzero(people.skill[:, k] > 0).tolist(), key=lambda p: (people.position_cost[p] > 0, p)
        )
        for k in range(people.skill.shape[1])
    ]
    cheap, fast = _pool_orders(problem)
    groups: list[list[int]] = [[] for _ in range(problem.n_projects)]
    for r in range(len(rules.group_most)):
        for j in rules.group[rules.group_first[r] : rules.group_first[r + 1]]:
            groups[j].append(r)
    price = np.where(pools.committed[:, None], 0.0, pools.price)
    quarters = int(rules.quarter.max(initial=0)) + 1
    periods = _period_ends(problem)
    fields = Data(
        w,
        problem.now,
        problem.share_from,
        rules.minimum_units,
        rules.wip,
        rules.constant_shares,
        floating and periods is not None,
        LOOK_AHEAD,
        projects.phase_first,
        projects.value,
        _slope(projects.value),
        _alone(problem),
        projects.mandatory,
        projects.excluded,
        projects.required_people,
        _last_chance(problem),
        projects.upkeep,
        projects.upkeep_end,
        *ragged(prerequisites(problem)),
        *ragged(groups),
        rules.group_most,
        phases.project,
        _is_last(problem),
        phases.effort,
        *ragged(skills),
        phases.min_weeks,
        _longest(problem),
        phases.min_weeks + 10 + (1.5 * phases.effort.sum(axis=1)).astype(np.int64),
        _latest(problem),
        phases.crew_min,
        phases.crew_max,
        phases.gpu_hours,
        phases.gpu_rate,
        phases.gpu_weekly,
        cheap,
        fast,
        _allowed_run(phases.allowed),
        phases.pinned_start,
        *ragged(cand),
        phases.must_work,
        phases.pred_first,
        phases.pred,
        phases.pred_lag,
        people.capacity,
        people.skill,
        people.max_projects,
        people.unit_cost,
        people.position_cost,
        *ragged(holders),
        pools.hours,
        price,
        pools.price,
        rules.crew_efficiency,
        projects.theme,
        rules.budget_limit,
        rules.budget_people,
        rules.budget_theme,
        rules.budget_weeks,
        pools.committed,
        rules.share_theme,
        rules.share_least,
        rules.share_most,
        rules.quarter,
        np.array([np.flatnonzero(rules.quarter == q).max() for q in range(quarters)], np.int64),
        periods if periods is not None else np.full(w, w, np.int64),
        problem.baseline.price,
        problem.baseline.selected,
        problem.baseline.start,
        problem.baseline.crew,
    )
    return contiguous(fields)


def _period_ends(problem: Problem) -> Ints | None:
    """(W,): end of the period within which work may change its week and every account stay as it is; None when there
    are no such periods."""
    rules, w = problem.rules, problem.weeks
    if rules.constant_shares or rules.minimum_units < 1:
        return None
    rows = [rules.budget_weeks[r] for r in np.flatnonzero(rules.budget_people)]
    if len(rules.share_theme):
        rows.append(rules.quarter)
    breaks = [t for t in range(1, w) if any(row[t] != row[t - 1] for row in rows)]
    ends = np.array([*breaks, w], np.int64)
    return ends[np.searchsorted(ends, np.arange(w), side="right")]


def prerequisites(problem: Problem) -> list[list[int]]:
    """For each project, the projects that must be selected with it, in an order in which they can be placed."""
    direct: list[set[int]] = [set() for _ in range(problem.n_projects)]
    for a, b in problem.rules.requires:
        direct[a].add(int(b))

    def visit(j: int, seen: dict[int, None]) -> None:
        for other in sorted(direct[j]):
            if other not in seen and other != start:
                seen[other] = None
                visit(other, seen)

    timed = _arc_order(problem)
    needs = []
    for start in range(problem.n_projects):
        seen: dict[int, None] = {}
        visit(start, seen)
        needs.append(sorted(seen, key=lambda j: timed[j]))
    return needs


def _arc_order(problem: Problem) -> list[int]:
    """Rank of each project in an order that respects the precedence between projects."""
    phases = problem.phases
    waits: list[set[int]] = [set() for _ in range(problem.n_projects)]
    for i in range(problem.n_phases):
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            other = int(phases.project[phases.pred[a]])
            if other != phases.project[i]:
                waits[int(phases.project[i])].add(other)
    rank: dict[int, int] = {}

    def place(j: int) -> None:
        if j in rank:
            return
        rank[j] = -1
        for other in sorted(waits[j]):
            place(other)
        rank[j] = sum(r >= 0 for r in rank.values())

    for j in range(problem.n_projects):
        place(j)
    return [rank[j] for j in range(problem.n_projects)]


def _pool_orders(problem: Problem) -> tuple[Ints, Ints]:
    """For each phase its permitted pools, cheapest useful hour first, and fastest first."""
    pools, rate = problem.pools, problem.phases.gpu_rate
    shape = (problem.n_phases, len(pools.hours) + 1)
    cheap, fast = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64)
    mean_price = np.where(pools.committed, 0.0, pools.price.mean(axis=1)) if len(pools.hours) else np.zeros(0)
    for i in range(problem.n_phases):
        permitted = np.flatnonzero(rate[i] > 0)
        by_cost = sorted(permitted, key=lambda g: (mean_price[g] / rate[i, g], -rate[i, g], g))
        by_speed = sorted(permitted, key=lambda g: (-rate[i, g], mean_price[g], g))
        cheap[i, : len(permitted)] = by_cost
        fast[i, : len(permitted)] = by_speed
    return cheap, fast


def _slope(value: Floats) -> Floats:
    """Mean loss of value a week over the next SLOPE_WEEKS weeks; a launch that is forbidden is worth nothing."""
    worth = np.where(np.isfinite(value), value, 0.0)
    w = worth.shape[1] - 1
    later = worth[:, np.minimum(np.arange(w + 1) + SLOPE_WEEKS, w)]
    weeks = np.maximum(np.minimum(SLOPE_WEEKS, w - np.arange(w + 1)), 1)
    floor = 1e-3 + 1e-6 * np.abs(worth).max(axis=1, initial=0.0)
    return np.maximum((worth - later) / weeks, floor[:, None])


def shortest(problem: Problem) -> Ints:
    """(J,): earliest launch at the least durations with the largest crews."""
    finish = np.zeros(problem.n_phases, np.int64)
    phases = problem.phases
    launch = np.zeros(problem.n_projects, np.int64)
    for i in range(problem.n_phases):
        early = 0
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            early = max(early, int(finish[phases.pred[a]] + phases.pred_lag[a]))
        crew = max(int(phases.crew_max[i]), 1)
        finish[i] = early + max(int(phases.min_weeks[i]), int(np.ceil(phases.effort[i].sum() / crew)))
        launch[phases.project[i]] = max(launch[phases.project[i]], finish[i])
    return launch


def _alone(problem: Problem) -> Ints:
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, -1e300)
    late = np.arange(problem.weeks + 1)[None, :] >= np.minimum(shortest(problem), problem.weeks)[:, None]
    return np.where(late, value, -1e300).argmax(axis=1).astype(np.int64)


def _last_chance(problem: Problem) -> Ints:
    chance = np.full((problem.n_projects, problem.n_people), -1, np.int64)
    for i in range(problem.n_phases):
        chance[problem.phases.project[i], problem.phases.may_work[i]] = i
    return chance


def _is_last(problem: Problem) -> Bools:
    last = np.ones(problem.n_phases, np.bool_)
    phases = problem.phases
    for i in range(problem.n_phases):
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            if phases.project[phases.pred[a]] == phases.project[i]:
                last[phases.pred[a]] = False
    return last


def _allowed_run(allowed: Bools) -> Ints:
    n, w = allowed.shape
    run = np.zeros((n, w + 1), np.int64)
    for t in range(w - 1, -1, -1):
        run[:, t] = np.where(allowed[:, t], run[:, t + 1] + 1, 0)
    return run


def _longest(problem: Problem) -> Ints:
    """Durations beyond three times what one person of half a week would need are not worth trying."""
    phases = problem.phases
    alone = np.ceil(phases.effort.sum(axis=1) * UNITS / max(problem.rules.minimum_units, 1) / 2).astype(
        np.int64
    )
    longest = np.maximum(phases.min_weeks, alone + 8)
    longest[phases.gpu_hours > 0] = problem.weeks
    return np.minimum(longest, problem.weeks)


def _latest(problem: Problem) -> Ints:
    """Latest finish of each phase such that the rest of its project can still follow by a permitted launch."""
    phases, w = problem.phases, problem.weeks
    latest = np.full(problem.n_phases, w, np.int64)
    for j in range(problem.n_projects):
        weeks = np.flatnonzero(np.isfinite(problem.projects.value[j]))
        last = int(weeks.max()) if len(weeks) else 0
        first, end = int(problem.projects.phase_first[j]), int(problem.projects.phase_first[j + 1])
        latest[first:end] = last
        for i in range(end - 1, first - 1, -1):
            open_weeks = np.flatnonzero(phases.allowed[i])
            latest[i] = min(latest[i], int(open_weeks.max()) + 1 if len(open_weeks) else 0)
            for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
                before = int(phases.pred[a])
                if phases.project[before] == j:
                    begin = latest[i] - phases.min_weeks[i]
                    if phases.pinned_start[i] >= 0:
                        begin = min(begin, phases.pinned_start[i])
                    room = begin - phases.pred_lag[a]
                    latest[before] = min(latest[before], room)
    return latest


def topological(problem: Problem) -> Ints:
    """(I,): phases, each after all that it waits for, also across projects."""
    phases = problem.phases
    waits = {
        i: phases.pred[phases.pred_first[i] : phases.pred_first[i + 1]].tolist()
        for i in range(problem.n_phases)
    }
    return np.array(list(TopologicalSorter(waits).static_order()), np.int64)

"""Replaying a plan as a policy, many times: the compiled part.

Each run places the plan's phases in the plan's order with the plan's people, through the same functions that made
the plan; only the amounts differ. When the people of the plan cannot finish a phase any more (somebody has left),
whoever can takes over.
"""

import numba as nb

from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.decode import reset
from solvers.portfolio.kernel.place import place_phase, place_upkeep

TINY = 1e-9


@nb.njit(cache=True, nogil=True)
def replay(d: Data, free: Data, st: State, g: Genes, r, draws, first: int, last: int, out) -> None:
    """Runs [first, last) of a batch.

    d, free : the problem with the plan's crews, and with everybody who may work; the two share their amounts.
    r : what the plan fixes; draws : sampled amounts by run; out : results by run.
    """
    for n in range(first, last):
        set_amounts(d, r, draws, n)
        reset(d, st)
        run_once(d, free, st, g, r, draws, n, out)


@nb.njit(cache=True, nogil=True)
def set_amounts(d: Data, r, draws, n: int) -> None:
    """Write a run's effort, hours, durations and start dates of positions into the problem."""
    for c in range(len(r.effort_phase)):
        d.effort[r.effort_phase[c], r.effort_skill[c]] = draws.effort[n, c]
    for c in range(len(r.hours_phase)):
        d.gpu_hours[r.hours_phase[c]] = draws.hours[n, c]
    for i in range(len(d.project)):
        d.min_weeks[i] = draws.weeks[n, i]
    for c in range(len(r.position)):
        d.capacity[r.position[c], :] = r.capacity_by_start[c, draws.position_start[n, c], :]


@nb.njit(cache=True, nogil=True)
def run_once(d: Data, free: Data, st: State, g: Genes, r, draws, n: int, out) -> None:
    """One run: place every phase of the order, stop projects at failed gates, launch, staff upkeep."""
    st.on_project[:] = 0
    for j in range(len(d.mandatory)):
        out.launch[n, j] = -1
        out.start[n, j] = -1
        out.stopped[n, j] = 0
    spent_other = 0.0
    for o in range(len(r.order)):
        i = r.order[o]
        j = d.project[i]
        if out.stopped[n, j] != 0:
            continue
        early = r.not_before[i]
        waiting = False
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            before = d.pred[a]
            if st.finish[before] < 0:
                waiting = True
            early = max(early, st.finish[before] + d.pred_lag[a])
        early += draws.delay[n, i]
        if waiting or early >= d.weeks:
            out.stopped[n, j] = 2
            continue
        mark_project(d, st, j)
        if not place_phase(d, st, g, i, early, 0) and not place_phase(free, st, g, i, early, 0):
            out.stopped[n, j] = 2
            continue
        spent_other += r.other_cost[i]
        if out.start[n, j] < 0 or st.start[i] < out.start[n, j]:
            out.start[n, j] = st.start[i]
        if draws.passes[n, i] == 0:
            out.stopped[n, j] = 1
        elif i == r.last_in_order[j]:
            launch_project(d, st, g, n, j, out)
    out.other[n] = spent_other
    finish_run(d, st, r, n, out)


@nb.njit(cache=True, nogil=True)
def mark_project(d: Data, st: State, j: int) -> None:
    """Count the weeks in which people already work on the project: they do not take up another place of theirs."""
    st.here[:] = 0
    st.on_project[:] = 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        if st.finish[i] < 0:
            continue
        for p in range(st.crew.shape[1]):
            if st.crew[i, p]:
                for t in range(st.start[i], st.finish[i]):
                    if d.capacity[p, t] >= d.minimum:
                        st.here[p, t] += 1


@nb.njit(cache=True, nogil=True)
def launch_project(d: Data, st: State, g: Genes, n: int, j: int, out) -> None:
    """Launch at the finish of the last phase; upkeep takes what people have left."""
    launch = 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        launch = max(launch, st.finish[i])
    out.launch[n, j] = launch
    place_upkeep(d, st, g, j, launch)


@nb.njit(cache=True, nogil=True)
def finish_run(d: Data, st: State, r, n: int, out) -> None:
    """Value, cost by quarter and the chain of phases that ends in the last launch."""
    value = -st.money[1] - out.other[n]
    for p in range(len(d.position_cost)):
        # Positions are paid to the end of the plan's horizon, not of the longer one of the replay.
        value -= d.position_cost[p] * max(0, r.horizon - st.first_use[p])
    for j in range(len(d.mandatory)):
        if out.launch[n, j] >= 0:
            value += r.value[j, out.launch[n, j]]
    out.value[n] = value
    for q in range(out.cost.shape[1]):
        out.cost[n, q] = r.fixed_cost[q]
    for row in range(st.count[0]):
        p, t = st.work[row, 1], st.work[row, 3]
        out.cost[n, r.quarter[t]] += st.work[row, 4] * d.unit_cost[p]
    for row in range(st.count[1]):
        pool, t = int(st.use[row, 1]), int(st.use[row, 2])
        out.cost[n, r.quarter[t]] += st.use[row, 3] * d.price[pool, t]
    for j in range(len(d.mandatory)):
        if out.launch[n, j] >= 0:
            for t in range(out.launch[n, j], r.horizon):
                out.cost[n, r.quarter[t]] += r.serving[j]
    mark_critical(d, st, n, out)


@nb.njit(cache=True, nogil=True)
def mark_critical(d: Data, st: State, n: int, out) -> None:
    """Projects on the chain, by precedence or shared people, that ends in the last finish of the run."""
    current = -1
    for i in range(len(d.project)):
        if st.finish[i] >= 0 and (current < 0 or st.finish[i] > st.finish[current]):
            current = i
    while current >= 0:
        out.critical[n, d.project[current]] = 1
        following = -1
        for a in range(d.pred_first[current], d.pred_first[current + 1]):
            before = d.pred[a]
            if st.finish[before] >= 0 and st.finish[before] + d.pred_lag[a] >= st.start[current]:
                following = before
        if following < 0 and st.start[current] > 0:
            for i in range(len(d.project)):
                if st.finish[i] == st.start[current] and shares_people(st, i, current):
                    following = i
                    break
        current = following


@nb.njit(cache=True, nogil=True)
def shares_people(st: State, a: int, b: int) -> bool:
    """Whether two phases have a person in common."""
    for p in range(st.crew.shape[1]):
        if st.crew[a, p] and st.crew[b, p]:
            return True
    return False

"""A schedule built phase by phase, with phases of different projects in one list.

Placed one project after the other, a project leaves the time between its phases to those that come later. In a list of
phases that time is given out in the order in which it is needed.
"""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.accounts import people_budget_broken
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.decode import bundle, count_in, group_full, reset
from solvers.portfolio.kernel.place import place_phase, place_upkeep, wip_week
from solvers.portfolio.kernel.ruin import phases_of, remove_rows
from solvers.portfolio.problem import Bools, Floats, Ints


@kernel
def raise_keys(d: Data, topological: Ints, key: Floats) -> None:
    """Let no phase come before one that it waits for. topological : (I,) phases, each after all that it waits for."""
    for n in range(len(topological)):
        i = topological[n]
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            key[i] = max(key[i], key[d.pred[a]] + 1e-6)


@kernel
def interleave(d: Data, st: State, g: Genes, phases: Ints, lost: Bools) -> None:
    """Schedule a list of phases; then the projects that are not in it or did not fit, as `decode` does.

    lost : (J,) memory for the projects of which a phase did not fit.
    """
    reset(d, st)
    lost[:] = False
    for n in range(len(phases)):
        i = phases[n]
        j = d.project[i]
        if lost[j]:
            continue
        if d.excluded[j] or not (continue_project(d, st, g, i) and finish_project(d, st, g, j)):
            lost[j] = True
            take_out(d, st, j)
    for o in range(len(g.order)):
        j = g.order[o]
        if not st.selected[j]:
            bundle(d, st, g, j)


@kernel
def continue_project(d: Data, st: State, g: Genes, i: int) -> bool:
    """Place the next phase of a project that is under way; False when it does not fit."""
    j = d.project[i]
    early = max(g.hold[i], g.not_before[j])
    for a in range(d.pred_first[i], d.pred_first[i + 1]):
        if st.finish[d.pred[a]] < 0:
            return False
        early = max(early, st.finish[d.pred[a]] + d.pred_lag[a])
    st.here[:] = 0
    st.on_project[:] = 0
    for other in range(d.phase_first[j], d.phase_first[j + 1]):
        if st.start[other] >= 0:
            count_here(d, st, other)
    return place_phase(d, st, g, i, early, 0)


@kernel
def count_here(d: Data, st: State, i: int) -> None:
    """Count where people are on a phase of the project that is gone on with."""
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        p = d.cand[c]
        if st.crew[i, p]:
            st.on_project[p] += 1
            for t in range(st.start[i], st.finish[i]):
                if d.capacity[p, t] >= d.minimum:
                    st.here[p, t] += 1


@kernel
def finish_project(d: Data, st: State, g: Genes, j: int) -> bool:
    """Count a project in when all its phases are placed; False when a rule is in the way."""
    begin, launch = d.weeks, 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        if st.finish[i] < 0:
            return True
        begin, launch = min(begin, st.start[i]), max(launch, st.finish[i])
    if not d.value[j, launch] > -1e300 or group_full(d, st, j) or wip_week(d, st, begin, launch) >= 0:
        return False
    for q in range(d.needs_first[j], d.needs_first[j + 1]):
        if not st.selected[d.needs[q]]:
            return False
    if place_upkeep(d, st, g, j, launch) >= 0 or people_budget_broken(d, st):
        return False
    st.launch[j] = launch
    count_in(d, st, j)
    return True


@kernel
def take_out(d: Data, st: State, j: int) -> None:
    """Take back what is placed of a project that is not complete."""
    st.fresh[:] = False
    st.fresh[j] = True
    remove_rows(d, st, phases_of(d, st, st.fresh), st.fresh)
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        st.start[i] = st.finish[i] = -1
        st.crew[i, :] = False

"""From genes to a complete schedule: projects in list order, each with what it requires, all or nothing."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.accounts import undo
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.place import place_project


@kernel
def reset(d: Data, st: State) -> None:
    """Empty schedule."""
    st.free[:] = d.capacity
    st.active[:] = 0
    st.here[:] = 0
    st.hours[:] = d.hours
    st.budget[:] = d.budget_limit
    st.wip[:] = 0
    st.theme_effort[:] = 0.0
    st.all_effort[:] = 0.0
    st.first_use[:] = d.weeks
    st.start[:] = -1
    st.finish[:] = -1
    st.launch[:] = -1
    st.selected[:] = False
    st.on_project[:] = 0
    st.crew[:] = False
    st.count[:] = 0
    st.blocks[:] = 0
    st.stale[:] = True
    st.money[:] = 0.0
    st.fails[:] = 0


@kernel
def change_price(d: Data, st: State, j: int) -> float:
    """Price of the moves away from the plan of record that a placed project makes, less those of leaving it out."""
    if d.base_price == 0.0:
        return 0.0
    if not d.base_selected[j]:
        return d.base_price
    moves = -1
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        if st.start[i] != d.base_start[i]:
            moves += 1
        for p in range(st.crew.shape[1]):
            if st.crew[i, p] != d.base_crew[i, p]:
                moves += 1
                break
    return d.base_price * moves


@kernel
def group_full(d: Data, st: State, j: int) -> bool:
    """Whether a group of which at most so many may be selected has no room for the project."""
    for r in range(d.in_group_first[j], d.in_group_first[j + 1]):
        row = d.in_group[r]
        taken = 0
        for other in range(len(st.selected)):
            if st.selected[other]:
                for q in range(d.in_group_first[other], d.in_group_first[other + 1]):
                    if d.in_group[q] == row:
                        taken += 1
        if taken >= d.group_most[row]:
            return True
    return False


@kernel
def select(d: Data, st: State, g: Genes, j: int) -> bool:
    """Place one project and count it in; False leaves everything as it was."""
    if d.excluded[j]:
        st.fail[0] = 0
        return False
    if group_full(d, st, j):
        st.fail[0] = 13
        return False
    if not place_project(d, st, g, j):
        return False
    count_in(d, st, j)
    return True


@kernel
def count_in(d: Data, st: State, j: int) -> None:
    """Count a project in whose phases, upkeep and launch have their weeks."""
    begin = st.start[d.phase_first[j]]
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        begin = min(begin, st.start[i])
    for t in range(begin, st.launch[j]):
        st.wip[t] += 1
    st.selected[j] = True
    st.money[0] += d.value[j, st.launch[j]]
    st.money[3] += change_price(d, st, j)


@kernel
def deselect(d: Data, st: State, j: int) -> None:
    """Count a project out whose rows are taken back."""
    begin = st.start[d.phase_first[j]]
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        begin = min(begin, st.start[i])
    for t in range(begin, st.launch[j]):
        st.wip[t] -= 1
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        st.start[i] = st.finish[i] = -1
        st.crew[i, :] = False
    st.selected[j] = False
    st.launch[j] = -1


@kernel
def net(st: State) -> float:
    """Objective so far."""
    return st.money[0] - st.money[1] - st.money[2] - st.money[3]


@kernel
def bundle(d: Data, st: State, g: Genes, j: int) -> bool:
    """Place a project together with everything it requires, if that is worth it or mandatory."""
    work, use = st.count[0], st.count[1]
    before0, before3, before = st.money[0], st.money[3], net(st)
    ok = True
    st.fresh[:] = False
    first, end = d.needs_first[j], d.needs_first[j + 1]
    needed = d.mandatory[j] or g.accept[j]
    for q in range(first, end + 1):
        other = d.needs[q] if q < end else j
        if st.selected[other]:
            continue
        needed = needed or d.mandatory[other]
        if not select(d, st, g, other):
            ok = False
            break
        st.fresh[other] = True
    if ok and (needed or net(st) > before + 1e-6):
        return True
    st.fails[j, 0], st.fails[j, 1], st.fails[j, 2] = st.fail[0] if not ok else 16, st.fail[1], st.fail[2]
    # Rows first, because they read who is on which crew.
    undo(d, st, work, use, -1)
    for q in range(first, end + 1):
        other = d.needs[q] if q < end else j
        if st.fresh[other]:
            deselect(d, st, other)
    st.money[0], st.money[3] = before0, before3
    return False


@kernel
def decode(d: Data, st: State, g: Genes) -> float:
    """Schedule the list; returns the objective. Mandatory projects may be left out: see `missing`.

    A second pass over the list gives projects another chance that failed for want of a theme's effort or of a
    project that came later.
    """
    reset(d, st)
    for again in range(2):
        for o in range(len(g.order)):
            j = g.order[o]
            if st.selected[j] or not (g.include[j] or d.mandatory[j]):
                continue
            if again == 1 and st.fails[j, 0] not in (10, 12):
                continue
            bundle(d, st, g, j)
    return objective(d, st)


@kernel
def objective(d: Data, st: State) -> float:
    """Objective of a complete schedule: projects of the plan of record that are out count as moves."""
    out = 0.0
    if d.base_price > 0.0:
        for j in range(len(d.base_selected)):
            if d.base_selected[j]:
                out += d.base_price
    return net(st) - out


@kernel
def missing(d: Data, st: State) -> int:
    """Mandatory projects that the schedule leaves out."""
    count = 0
    for j in range(len(d.mandatory)):
        if d.mandatory[j] and not st.selected[j]:
            count += 1
    return count

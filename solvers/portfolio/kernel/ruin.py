"""Taking projects out of a finished schedule, and copying schedules: a search changes a part and keeps the rest."""

from typing import Any

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.accounts import charge_people, take_back
from solvers.portfolio.kernel.blocks import first_at_work, first_week
from solvers.portfolio.kernel.compute import budget_charge
from solvers.portfolio.kernel.data import Data, State
from solvers.portfolio.kernel.decode import change_price, deselect
from solvers.portfolio.problem import Bools


@kernel
def put(source: Any, target: Any) -> None:
    """Copy an array into one of the same shape; a loop compiles in a tenth of the time of an assignment of slices."""
    values, places = source.ravel(), target.ravel()
    for n in range(len(values)):
        places[n] = values[n]


@kernel
def copy_schedule(source: State, target: State) -> None:
    """Copy a schedule between two memories; working arrays are left as they are."""
    put(source.free, target.free)
    put(source.active, target.active)
    put(source.hours, target.hours)
    put(source.budget, target.budget)
    put(source.wip, target.wip)
    put(source.theme_effort, target.theme_effort)
    put(source.all_effort, target.all_effort)
    put(source.first_use, target.first_use)
    put(source.start, target.start)
    put(source.finish, target.finish)
    put(source.launch, target.launch)
    put(source.selected, target.selected)
    put(source.crew, target.crew)
    put(source.size, target.size)
    put(source.blocks, target.blocks)
    put(source.stale, target.stale)
    put(source.idle_before, target.idle_before)
    put(source.idle_after, target.idle_after)
    for p in range(len(source.blocks)):
        target.block[p, : source.blocks[p]] = source.block[p, : source.blocks[p]]
    put(source.count, target.count)
    target.work[: source.count[0]] = source.work[: source.count[0]]
    target.use[: source.count[1]] = source.use[: source.count[1]]
    put(source.money, target.money)


@kernel
def remove(d: Data, st: State, out: Bools) -> None:
    """Take the projects of `out` (J,) that are selected out of the schedule; all others stay where they are."""
    remove_rows(d, st, phases_of(d, st, out), out)
    for j in range(len(out)):
        if out[j] and st.selected[j]:
            st.money[0] -= d.value[j, st.launch[j]]
            st.money[3] -= change_price(d, st, j)
            deselect(d, st, j)


@kernel
def phases_of(d: Data, st: State, out: Bools) -> Bools:
    """(I,): the phases of the projects of `out`, in working memory."""
    for i in range(len(st.gone)):
        st.gone[i] = out[d.project[i]]
    return st.gone


@kernel
def remove_rows(d: Data, st: State, phases: Bools, upkeep: Bools) -> None:
    """Give back the time and the hours of `phases` (I,), and the time that the `upkeep` (J,) of projects takes."""
    kept = 0
    for n in range(st.count[0]):
        i = st.work[n, 0]
        if phases[i] if i >= 0 else upkeep[-1 - i]:
            take_back(d, st, n, -1)
        else:
            if kept < n:
                st.work[kept] = st.work[n]
            kept += 1
    st.count[0] = kept
    remove_hours(d, st, phases)
    count_positions(d, st)


@kernel
def remove_hours(d: Data, st: State, phases: Bools) -> None:
    """Give back the accelerator-hours of `phases` (I,)."""
    kept = 0
    for n in range(st.count[1]):
        i, pool, t, paid = int(st.use[n, 0]), int(st.use[n, 1]), int(st.use[n, 2]), st.use[n, 3]
        if phases[i]:
            st.hours[pool, t] += paid
            st.money[1] -= paid * d.price[pool, t]
            for r in range(len(d.budget_limit)):
                st.budget[r] += paid * budget_charge(d, r, d.project[i], pool, t)
        else:
            if kept < n:
                st.use[kept] = st.use[n]
            kept += 1
    st.count[1] = kept


@kernel
def count_positions(d: Data, st: State) -> None:
    """First uses of open positions, and what they cost, from the rows of work."""
    st.money[2] = 0.0
    for p in range(len(d.position_cost)):
        if d.position_cost[p] > 0.0:
            st.first_use[p] = d.weeks
    for n in range(st.count[0]):
        p, t = st.work[n, 1], st.work[n, 3]
        if d.position_cost[p] > 0.0:
            st.first_use[p] = min(st.first_use[p], t if t >= 0 else first_at_work(d, p, first_week(t)))
    for p in range(len(d.position_cost)):
        if d.position_cost[p] > 0.0:
            st.money[2] += d.position_cost[p] * (d.weeks - st.first_use[p])


@kernel
def settle(d: Data, st: State) -> None:
    """Count money, budgets and hours anew from the rows: thousands of additions and subtractions drift."""
    st.hours[:] = d.hours
    st.budget[:] = d.budget_limit
    st.money[0] = 0.0
    st.money[1] = 0.0
    st.money[3] = 0.0
    for n in range(st.count[1]):
        i, pool, t, paid = int(st.use[n, 0]), int(st.use[n, 1]), int(st.use[n, 2]), st.use[n, 3]
        st.hours[pool, t] -= paid
        st.money[1] += paid * d.price[pool, t]
        for r in range(len(d.budget_limit)):
            st.budget[r] -= paid * budget_charge(d, r, d.project[i], pool, t)
    for n in range(st.count[0]):
        i, p, t, units = st.work[n, 0], st.work[n, 1], st.work[n, 3], st.work[n, 4]
        charge_people(d, st, d.project[i] if i >= 0 else -1 - i, p, first_week(t), units)
    count_positions(d, st)
    for j in range(len(st.selected)):
        if st.selected[j]:
            st.money[0] += d.value[j, st.launch[j]]
            st.money[3] += change_price(d, st, j)

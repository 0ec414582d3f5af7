"""Rows of work: booking people's time and taking it back, with the accounts that it counts in."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import first_week, vacate
from solvers.portfolio.kernel.compute import unbook
from solvers.portfolio.kernel.data import Data, State


@kernel
def undo(d: Data, st: State, work: int, use: int, current: int) -> None:
    """Take back all rows past the marks, newest first. `current` is the project that is being placed."""
    for n in range(st.count[0] - 1, work - 1, -1):
        take_back(d, st, n, current)
        p = st.work[n, 1]
        if d.position_cost[p] > 0.0:
            before = st.work[n, 6]
            st.money[2] -= d.position_cost[p] * (before - st.first_use[p])
            st.first_use[p] = before
    st.count[0] = work
    unbook(d, st, use)


@kernel
def take_back(d: Data, st: State, n: int, current: int) -> None:
    """Give row n's time back and take it out of the accounts, but for the first uses of open positions."""
    i, p, k, t, units = st.work[n, 0], st.work[n, 1], st.work[n, 2], st.work[n, 3], st.work[n, 4]
    j = d.project[i] if i >= 0 else -1 - i
    if t >= 0:
        st.free[p, t] += units
        st.stale[p] = True
        st.active[p, t] -= st.work[n, 5]
        if i >= 0 and j == current:
            st.here[p, t] -= 1
    elif st.work[n, 5] > 0:
        vacate(d, st, i, p, j == current)
    week = first_week(t)
    if i >= 0:
        count_effort(d, st, i, p, k, week, -units)
    charge_people(d, st, j, p, week, -units)


@kernel
def count_effort(d: Data, st: State, i: int, p: int, k: int, t: int, units: int) -> None:
    """Add phase effort to the quarter's totals, which the effort shares of themes are about."""
    if len(d.share_theme) == 0 or d.quarter[t] < d.share_from:
        return
    effort = units / 20.0 * d.skill[p, k] * d.efficiency[st.size[i]]
    quarter = d.quarter[t]
    st.all_effort[quarter] += effort
    for e in range(len(d.share_theme)):
        if d.share_theme[e] == d.theme[d.project[i]]:
            st.theme_effort[e, quarter] += effort


@kernel
def charge_people(d: Data, st: State, j: int, p: int, t: int, units: int) -> None:
    """Take the cost of a person's time from the people budgets."""
    for r in range(len(d.budget_limit)):
        if d.budget_people[r] and d.budget_weeks[r, t] and d.budget_theme[r] in (-1, d.theme[j]):
            st.budget[r] -= units * d.unit_cost[p]


@kernel
def assign(d: Data, st: State, row: int, p: int, k: int, t: int, units: int) -> None:
    """Book a person's time in week t; row is the phase, or -1 - project for upkeep."""
    first = 0
    if row >= 0:
        if st.here[p, t] == 0:
            st.active[p, t] += 1
            first = 1
        st.here[p, t] += 1
    st.free[p, t] -= units
    st.stale[p] = True
    note(d, st, row, p, k, t, units, first, t)


@kernel
def note(d: Data, st: State, row: int, p: int, k: int, t: int, units: int, mark: int, begin: int) -> None:
    """Write a row of work, from week `begin` on, and count it in the accounts; t is its week, or -1 less the first week
    of its block."""
    n = st.count[0]
    j = d.project[row] if row >= 0 else -1 - row
    st.work[n, 0], st.work[n, 1], st.work[n, 2], st.work[n, 3] = row, p, k, t
    st.work[n, 4], st.work[n, 5], st.work[n, 6] = units, mark, st.first_use[p]
    st.count[0] = n + 1
    week = first_week(t)
    if row >= 0:
        count_effort(d, st, row, p, k, week, units)
    charge_people(d, st, j, p, week, units)
    if d.position_cost[p] > 0.0 and begin < st.first_use[p]:
        st.money[2] += d.position_cost[p] * (st.first_use[p] - begin)
        st.first_use[p] = begin


@kernel
def people_budget_broken(d: Data, st: State) -> bool:
    """Whether a people budget is overdrawn."""
    for r in range(len(d.budget_limit)):
        if d.budget_people[r] and st.budget[r] < -1e-6 * max(1.0, d.budget_limit[r]):
            return True
    return False

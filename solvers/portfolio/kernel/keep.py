"""Taking a project over from another schedule as it stands there, when everything still permits that."""

from typing import NamedTuple

import numba as nb

from solvers.portfolio.kernel.compute import TINY, book, budget_charge
from solvers.portfolio.kernel.crew import EPS
from solvers.portfolio.kernel.data import Data, State
from solvers.portfolio.kernel.decode import change_price, group_full
from solvers.portfolio.kernel.place import assign, people_budget_broken, undo, wip_week
from solvers.portfolio.problem import Floats, Ints


class Record(NamedTuple):
    """A schedule whose projects may be taken over, by project."""

    start: Ints
    finish: Ints
    """(I,): -1 when the project is not in it."""
    work_first: Ints
    work: Ints
    """Rows of phase (-1 - project for upkeep), person, skill, week, units of project j: work_first[j] and on."""
    hours_first: Ints
    hours: Floats
    """Rows of phase, pool, week, paid hours."""


@nb.njit(cache=True, nogil=True)
def keep_project(d: Data, st: State, r: Record, j: int) -> bool:
    """Take project j over; False, with everything as it was, when a rule or another project is in the way."""
    if d.excluded[j] or st.selected[j] or not times_hold(d, st, r, j):
        return False
    for q in range(d.needs_first[j], d.needs_first[j + 1]):
        if not st.selected[d.needs[q]]:
            return False
    if group_full(d, st, j):
        return False
    work, use = st.count[0], st.count[1]
    begin, launch = d.weeks, 0
    st.here[:] = 0
    st.on_project[:] = 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        st.start[i], st.finish[i] = r.start[i], r.finish[i]
        begin, launch = min(begin, r.start[i]), max(launch, r.finish[i])
    for n in range(r.work_first[j], r.work_first[j + 1]):
        if r.work[n, 0] >= 0:
            st.crew[r.work[n, 0], r.work[n, 1]] = True
    ok = wip_week(d, st, begin, launch) < 0 and take_work(d, st, r, j) and take_hours(d, st, r, j)
    if ok:
        for i in range(d.phase_first[j], d.phase_first[j + 1]):
            ok = ok and crew_holds(d, st, i, work)
        ok = (
            ok
            and people_hold(d, st, j)
            and keep_upkeep(d, st, j, launch, work)
            and not people_budget_broken(d, st)
        )
    if not ok:
        undo(d, st, work, use, j)
        for i in range(d.phase_first[j], d.phase_first[j + 1]):
            st.start[i] = st.finish[i] = -1
            st.crew[i, :] = False
        return False
    for t in range(begin, launch):
        st.wip[t] += 1
    st.selected[j] = True
    st.launch[j] = launch
    st.money[0] += d.value[j, launch]
    st.money[3] += change_price(d, st, j)
    return True


@nb.njit(cache=True, nogil=True)
def times_hold(d: Data, st: State, r: Record, j: int) -> bool:
    """Whether windows, pins, durations, precedence and the deadline permit the recorded weeks."""
    launch = 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        s, end = r.start[i], r.finish[i]
        if s < 0 or end > d.weeks or end - s < d.min_weeks[i] or d.allowed_run[i, s] < end - s:
            return False
        if d.pinned_start[i] >= 0 and s != d.pinned_start[i]:
            return False
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            before = d.pred[a]
            done = r.finish[before] if d.project[before] == j else st.finish[before]
            if done < 0 or s < done + d.pred_lag[a]:
                return False
        launch = max(launch, end)
    return d.value[j, launch] > -1e300


@nb.njit(cache=True, nogil=True)
def is_candidate(d: Data, i: int, p: int) -> bool:
    """Whether a person may work on a phase."""
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        if d.cand[c] == p:
            return True
    return False


@nb.njit(cache=True, nogil=True)
def take_work(d: Data, st: State, r: Record, j: int) -> bool:
    """Book the recorded work of people on phases, and of upkeep where they still have time for it."""
    for n in range(r.work_first[j], r.work_first[j + 1]):
        i, p, k, t, units = r.work[n, 0], r.work[n, 1], r.work[n, 2], r.work[n, 3], r.work[n, 4]
        if i < 0:
            if st.free[p, t] >= units and t < d.upkeep_end[j] and d.upkeep[j, k] > 0.0:
                assign(d, st, i, p, k, t, units)
            continue
        if (
            st.free[p, t] < units
            or d.skill[p, k] <= 0.0
            or d.effort[i, k] <= 0.0
            or not is_candidate(d, i, p)
        ):
            return False
        if st.here[p, t] == 0 and st.active[p, t] >= d.max_projects[p]:
            return False
        assign(d, st, i, p, k, t, units)
    return True


@nb.njit(cache=True, nogil=True)
def take_hours(d: Data, st: State, r: Record, j: int) -> bool:
    """Book the recorded accelerator-hours."""
    first, end = r.hours_first[j], r.hours_first[j + 1]
    if st.count[1] + end - first > len(st.use):
        return False
    for n in range(first, end):
        i, pool, t, paid = int(r.hours[n, 0]), int(r.hours[n, 1]), int(r.hours[n, 2]), r.hours[n, 3]
        if d.gpu_rate[i, pool] <= 0.0 or st.hours[pool, t] < paid - TINY:
            return False
        for b in range(len(d.budget_limit)):
            charge = paid * budget_charge(d, b, j, pool, t)
            if charge > 0.0 and st.budget[b] < charge - 1e-6 * max(1.0, d.budget_limit[b]):
                return False
        book(d, st, i, pool, t, min(paid, max(st.hours[pool, t], 0.0)))
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        if d.gpu_hours[i] <= 0.0:
            continue
        useful = 0.0
        for t in range(r.start[i], r.finish[i]):
            week = 0.0
            for n in range(first, end):
                if int(r.hours[n, 0]) == i and int(r.hours[n, 2]) == t:
                    week += r.hours[n, 3]
                    useful += r.hours[n, 3] * d.gpu_rate[i, int(r.hours[n, 1])]
            if week > d.gpu_weekly[i] * (1 + 1e-9):
                return False
        if useful < d.gpu_hours[i] * (1 - 1e-7) - TINY:
            return False
    return True


@nb.njit(cache=True, nogil=True)
def crew_holds(d: Data, st: State, i: int, work: int) -> bool:
    """Whether the crew of a phase is of a permitted size, delivers the effort and gives its least share every week."""
    size = 0
    for p in range(st.crew.shape[1]):
        if st.crew[i, p]:
            size += 1
            top = 0
            for t in range(st.start[i], st.finish[i]):
                units = 0
                for n in range(work, st.count[0]):
                    if st.work[n, 0] == i and st.work[n, 1] == p and st.work[n, 3] == t:
                        units += st.work[n, 4]
                away = d.capacity[p, t] < d.minimum
                if (away and units > 0) or (not away and units < d.minimum):
                    return False
                if d.constant and not away:
                    if top > 0 and units != min(top, d.capacity[p, t]) and units < d.capacity[p, t]:
                        return False
                    top = max(top, units)
        elif d.must[i, p]:
            return False
    if not d.crew_min[i] <= size <= d.crew_max[i]:
        return False
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        k = d.skills[q]
        given = 0.0
        for n in range(work, st.count[0]):
            if st.work[n, 0] == i and st.work[n, 2] == k:
                given += st.work[n, 4] / 20.0 * d.skill[st.work[n, 1], k]
        if given * d.efficiency[size] < d.effort[i, k] - EPS:
            return False
    return True


@nb.njit(cache=True, nogil=True)
def people_hold(d: Data, st: State, j: int) -> bool:
    """Whether everybody whom the project requires is on one of its crews."""
    for p in range(d.required.shape[1]):
        if d.required[j, p]:
            there = False
            for i in range(d.phase_first[j], d.phase_first[j + 1]):
                there = there or st.crew[i, p]
            if not there:
                return False
    return True


@nb.njit(cache=True, nogil=True)
def keep_upkeep(d: Data, st: State, j: int, launch: int, work: int) -> bool:
    """Fill up the upkeep where the recorded people no longer give all of it."""
    for k in range(d.upkeep.shape[1]):
        if d.upkeep[j, k] <= 0.0:
            continue
        for t in range(launch, d.upkeep_end[j]):
            left = d.upkeep[j, k] * 20.0
            for n in range(work, st.count[0]):
                if st.work[n, 0] == -1 - j and st.work[n, 2] == k and st.work[n, 3] == t:
                    left -= st.work[n, 4] * d.skill[st.work[n, 1], k]
            for h in range(d.holder_first[k], d.holder_first[k + 1]):
                p = d.holder[h]
                if left <= EPS * 20:
                    break
                busy = False
                for n in range(work, st.count[0]):
                    row = st.work[n]
                    busy = busy or (row[0] == -1 - j and row[1] == p and row[2] == k and row[3] == t)
                if st.free[p, t] <= 0 or busy:
                    continue
                units = min(st.free[p, t], int(-((-left / d.skill[p, k] + EPS) // 1.0)))
                left -= units * d.skill[p, k]
                assign(d, st, -1 - j, p, k, t, units)
            if left > EPS * 20:
                return False
    return True

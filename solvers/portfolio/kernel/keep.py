"""Taking a project over from another schedule as it stands there, when everything still permits that."""

from typing import NamedTuple

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.accounts import assign, people_budget_broken, undo
from solvers.portfolio.kernel.blocks import (
    add_block,
    elsewhere,
    first_at_work,
    fits,
    occupy,
    piece_end,
    spare,
    weeks_at_work,
)
from solvers.portfolio.kernel.compute import TINY, book, budget_charge
from solvers.portfolio.kernel.data import Data, State
from solvers.portfolio.kernel.decode import count_in, group_full
from solvers.portfolio.kernel.division import EPS
from solvers.portfolio.kernel.place import wip_week
from solvers.portfolio.kernel.staffing import note_block
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


@kernel
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
    ok = wip_week(d, st, begin, launch) < 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        ok = ok and crew_holds(d, st, r, i) and take_phase(d, st, r, i)
    ok = (
        ok
        and take_upkeep(d, st, r, j)
        and take_hours(d, st, r, j)
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
    st.launch[j] = launch
    count_in(d, st, j)
    return True


@kernel
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


@kernel
def is_candidate(d: Data, i: int, p: int) -> bool:
    """Whether a person may work on a phase."""
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        if d.cand[c] == p:
            return True
    return False


@kernel
def take_phase(d: Data, st: State, r: Record, i: int) -> bool:
    """Book the recorded work on a phase, after `crew_holds`."""
    j, n_people = d.project[i], st.crew.shape[1]
    st.size[i] = 0
    for p in range(n_people):
        st.size[i] += 1 if given(d, r, i, p, -1, r.start[i], r.finish[i]) > 0 else 0
    if d.floating:
        for p in range(n_people):
            if given(d, r, i, p, -1, r.start[i], r.finish[i]) > 0 and not take_blocks(d, st, r, i, p):
                return False
        return True
    for n in range(r.work_first[j], r.work_first[j + 1]):
        p, t, units = r.work[n, 1], r.work[n, 3], r.work[n, 4]
        if r.work[n, 0] != i:
            continue
        if st.free[p, t] < units or (st.here[p, t] == 0 and st.active[p, t] >= d.max_projects[p]):
            return False
        st.crew[i, p] = True
        assign(d, st, i, p, r.work[n, 2], t, units)
    return True


@kernel
def take_blocks(d: Data, st: State, r: Record, i: int, p: int) -> bool:
    """Book a person's recorded work on a phase as blocks."""
    for t in range(st.start[i], st.finish[i]):
        at_work = d.capacity[p, t] >= d.minimum
        if at_work and st.active[p, t] >= d.max_projects[p] and not elsewhere(d, st, d.project[i], i, p, t):
            return False
    occupy(d, st, i, p)
    first, lead, begin = st.start[i], 1, first_at_work(d, p, st.start[i])
    while first < st.finish[i]:
        end = piece_end(d, st.finish[i], first)
        units = 0
        for q in range(d.skill_first[i], d.skill_first[i + 1]):
            st.amount[p, d.skills[q]] = given(d, r, i, p, d.skills[q], first, end)
            units += st.amount[p, d.skills[q]]
        lead = note_block(d, st, i, p, first, units, begin, lead)
        rest = units - weeks_at_work(d, p, first, end) * d.minimum
        if rest > 0:
            add_block(st, i, p, first, end, rest)
        first = end
    return fits(d, st, p)


@kernel
def given(d: Data, r: Record, i: int, p: int, k: int, begin: int, end: int) -> int:
    """Recorded units of a person on a phase in weeks [begin, end), in one skill or (-1) in all."""
    units = 0
    j = d.project[i]
    for n in range(r.work_first[j], r.work_first[j + 1]):
        own = r.work[n, 0] == i and r.work[n, 1] == p and (k < 0 or r.work[n, 2] == k)
        if own and begin <= r.work[n, 3] < end:
            units += r.work[n, 4]
    return units


@kernel
def take_upkeep(d: Data, st: State, r: Record, j: int) -> bool:
    """Book the recorded upkeep of people who still have time for it; always True."""
    for n in range(r.work_first[j], r.work_first[j + 1]):
        p, k, t, units = r.work[n, 1], r.work[n, 2], r.work[n, 3], r.work[n, 4]
        open_ = r.work[n, 0] < 0 and t < d.upkeep_end[j] and d.upkeep[j, k] > 0.0
        if open_ and spare(d, st, p, t) >= units:
            assign(d, st, -1 - j, p, k, t, units)
    return True


@kernel
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


@kernel
def crew_holds(d: Data, st: State, r: Record, i: int) -> bool:
    """Whether the recorded crew of a phase may do it, is of a permitted size, delivers the effort and gives its least
    share every week."""
    size = 0
    for p in range(st.crew.shape[1]):
        if given(d, r, i, p, -1, 0, d.weeks) == 0:
            if d.must[i, p]:
                return False
            continue
        size += 1
        if not is_candidate(d, i, p):
            return False
        top = 0
        for t in range(st.start[i], st.finish[i]):
            units = given(d, r, i, p, -1, t, t + 1)
            away = d.capacity[p, t] < d.minimum
            if (away and units > 0) or (not away and units < d.minimum):
                return False
            if d.constant and not away:
                if top > 0 and units != min(top, d.capacity[p, t]) and units < d.capacity[p, t]:
                    return False
                top = max(top, units)
    if not d.crew_min[i] <= size <= d.crew_max[i]:
        return False
    return skills_hold(d, r, i, size)


@kernel
def skills_hold(d: Data, r: Record, i: int, size: int) -> bool:
    """Whether the recorded work is in skills that its people have and the phase needs, and enough in each."""
    j = d.project[i]
    for n in range(r.work_first[j], r.work_first[j + 1]):
        p, k = r.work[n, 1], r.work[n, 2]
        if r.work[n, 0] == i and (d.skill[p, k] <= 0.0 or d.effort[i, k] <= 0.0):
            return False
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        k = d.skills[q]
        effort = 0.0
        for n in range(r.work_first[j], r.work_first[j + 1]):
            if r.work[n, 0] == i and r.work[n, 2] == k:
                effort += r.work[n, 4] / 20.0 * d.skill[r.work[n, 1], k]
        if effort * d.efficiency[size] < d.effort[i, k] - EPS:
            return False
    return True


@kernel
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


@kernel
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
                free = 0 if busy else spare(d, st, p, t)
                if free <= 0:
                    continue
                units = min(free, int(-((-left / d.skill[p, k] + EPS) // 1.0)))
                left -= units * d.skill[p, k]
                assign(d, st, -1 - j, p, k, t, units)
            if left > EPS * 20:
                return False
    return True

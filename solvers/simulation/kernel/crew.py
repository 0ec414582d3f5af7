"""Walking one phase forward, week by week, with its crew."""

from solvers.common.compiled import kernel
from solvers.simulation.kernel.data import ACTIVE, CLAIM, FREE, PART, Memory, Setup
from solvers.simulation.problem import Draws

SLACK = 1e-7
"""Units of effort below this are rounding noise."""
SLACK_HOURS = 1e-3
"""Accelerator-hours below this are rounding noise: plan files round them."""


@kernel
def find_start(d: Setup, m: Memory, draws: Draws, n: int, i: int, early: int) -> int:
    """First week from `early` on in which the phase can begin and be brought to its end; -1 for none.

    Leaves the crew in m.member and its size, the finish and the last person waited for in m.note. A week in which the
    phase is stopped (somebody is taken, a window is closed) rules out all starts up to it, because an earlier start
    has always done at least as much by then.
    """
    m.note[2] = -1
    s = early
    while s < d.weeks:
        if not d.allowed[i, s] or somebody_taken(d, m, i, s):
            s += 1
            continue
        obstacle = walk(d, m, draws, n, i, s)
        if obstacle < 0:
            return s
        s = obstacle + 1
    return -1


@kernel
def somebody_taken(d: Setup, m: Memory, i: int, s: int) -> bool:
    """Whether other work has somebody of the plan's crew in week s: then there is no need to muster the crew."""
    for q in range(d.crew_first[i], d.crew_first[i + 1]):
        if lends(d, m, i, d.crew[q], s, d.share[q] if d.constant else d.minimum) < 0:
            m.note[2] = d.crew[q]
            return True
    return False


@kernel
def walk(d: Setup, m: Memory, draws: Draws, n: int, i: int, s: int) -> int:
    """Work on the phase from week s until it is done; -1, or the week in which it cannot go on."""
    size = muster(d, m, draws, n, i, s)
    cells = d.cell_first[i + 1] - d.cell_first[i]
    column = d.hours_at[i]
    hours = draws.hours[n, column] if column >= 0 else 0.0
    leaving = d.weeks
    for c in range(size):
        leaving = min(leaving, m.gone[m.member[c]])
    for t in range(s, d.weeks):
        if not d.allowed[i, t]:
            return t
        if t >= leaving:
            size = stand_in(d, m, i, size, t, t > s)
        for c in range(size):
            p = m.member[c]
            give = lends(d, m, i, p, t, m.wish[c])
            m.lent[c, t] = max(give, 0)
            if give < 0:
                if m.late[c]:
                    continue
                m.note[2] = p
                return t
            if give == 0:
                continue
            m.offered[c] += give
            m.days[c] += 1
            for q in range(cells):
                m.have[q] += give * m.speed[c, q]
        if hours > 0.0:
            hours -= useful_hours(d, m, draws, n, i, t)
        if t - s + 1 >= draws.weeks[n, i] and hours <= SLACK_HOURS and covered(d, m, i, size):
            m.note[0], m.note[1] = size, t + 1
            return -1
    return d.weeks


@kernel
def muster(d: Setup, m: Memory, draws: Draws, n: int, i: int, s: int) -> int:
    """The plan's crew without those who have left, and who stands in for them; the effort to be delivered.

    Returns the size. A phase whose crew in the plan lacks a skill gets somebody for it, too.
    """
    first, end = d.crew_first[i], d.crew_first[i + 1]
    scale = 20.0 / d.efficiency[min(end - first, len(d.efficiency) - 1)]
    for q in range(d.cell_first[i], d.cell_first[i + 1]):
        m.need[q - d.cell_first[i]] = draws.effort[n, d.cell[q]] * scale
        m.have[q - d.cell_first[i]] = 0.0
    size = 0
    for q in range(first, end):
        if m.gone[d.crew[q]] <= s:
            continue
        enlist(d, m, i, size, d.crew[q], s, False, d.share[q], q)
        size += 1
    return stand_in(d, m, i, size, s, False)


@kernel
def enlist(d: Setup, m: Memory, i: int, c: int, p: int, t: int, late: bool, share: int, place: int) -> None:
    """Put a person in place c of the crew; `place` is the one in the plan, -1 for somebody who stands in."""
    m.member[c], m.joined[c], m.late[c], m.offered[c] = p, t, late, 0
    m.place[c], m.days[c] = place, 0
    m.wish[c] = share if d.constant else d.minimum
    for q in range(d.cell_first[i], d.cell_first[i + 1]):
        m.speed[c, q - d.cell_first[i]] = d.skill[p, d.cell_skill[q]]


@kernel
def stand_in(d: Setup, m: Memory, i: int, size: int, t: int, late: bool) -> int:
    """Bring in somebody for each skill that is still short and that nobody who is left has; the new size.

    The person with the most time over the phase's planned length, times proficiency.
    """
    for q in range(d.cell_first[i], d.cell_first[i + 1]):
        k = d.cell_skill[q]
        c = q - d.cell_first[i]
        if m.have[c] >= m.need[c] - SLACK or held(d, m, size, k, t):
            continue
        best, most = -1, 0.0
        for o in range(d.other_first[i], d.other_first[i + 1]):
            p = d.other[o]
            if d.skill[p, k] <= 0.0 or m.gone[p] <= t or on_crew(m, size, p):
                continue
            time = 0
            for week in range(t, min(t + d.finish[i] - d.start[i], d.weeks)):
                time += max(0, usable(d, m, i, p, week))
            if time * d.skill[p, k] > most:
                best, most = p, time * d.skill[p, k]
        if best >= 0:
            share = d.minimum
            for o in range(d.crew_first[i], d.crew_first[i + 1]):
                share = max(share, d.share[o])
            enlist(d, m, i, size, best, t, late, share, -1)
            size += 1
    return size


@kernel
def held(d: Setup, m: Memory, size: int, k: int, t: int) -> bool:
    """Whether somebody on the crew who has not left has the skill."""
    for c in range(size):
        if m.gone[m.member[c]] > t and d.skill[m.member[c], k] > 0.0:
            return True
    return False


@kernel
def on_crew(m: Memory, size: int, p: int) -> bool:
    """Whether the person has a place in the crew."""
    for c in range(size):
        if m.member[c] == p:
            return True
    return False


@kernel
def usable(d: Setup, m: Memory, i: int, p: int, t: int) -> int:
    """Units of the person that the phase may take: up to its planned finish, later work keeps what it has planned."""
    week = m.person_week[p, t]
    free = week >> FREE & PART
    return free - (week >> CLAIM & PART) if t < d.finish[i] else free


@kernel
def lends(d: Setup, m: Memory, i: int, p: int, t: int, wish: int) -> int:
    """Units that a person who is asked for `wish` units gives in week t; 0 when away, -1 when taken by other work."""
    week = m.person_week[p, t]
    capacity = week & PART
    if t >= m.gone[p] or capacity < d.minimum:
        return 0
    units = usable(d, m, i, p, t)
    wish = min(wish, capacity)
    if units < wish or (week >> ACTIVE >= d.max_projects[p] and not at_home(d, m, i, p, t)):
        return -1
    return wish if d.constant else units


@kernel
def at_home(d: Setup, m: Memory, i: int, p: int, t: int) -> bool:
    """Whether the person already works on the phase's project in this week."""
    j = d.project[i]
    for other in range(d.phase_first[j], d.phase_first[j + 1]):
        if m.crew[other, p] and m.start[other] <= t < m.finish[other]:
            return True
    return False


@kernel
def useful_hours(d: Setup, m: Memory, draws: Draws, n: int, i: int, t: int) -> float:
    """Reference hours that the pools can give the phase in a week, fastest first."""
    room, useful = d.gpu_weekly[i], 0.0
    for o in range(d.gpu_fast.shape[1]):
        g = d.gpu_fast[i, o]
        if g < 0:
            break
        paid = min(room, pool_hours(d, m, i, g, t))
        if paid > 0.0:
            room -= paid
            useful += paid * d.gpu_speed[i, g] / (1.0 + draws.overhead[n, g])
    return useful


@kernel
def pool_hours(d: Setup, m: Memory, i: int, g: int, t: int) -> float:
    """Paid hours of a pool that the phase may take; as `usable` for people."""
    return m.hours[g, t] - m.hours_claim[g, t] if t < d.finish[i] else m.hours[g, t]


@kernel
def covered(d: Setup, m: Memory, i: int, size: int) -> bool:
    """Whether what the crew has offered so far covers the effort in every skill."""
    cells = d.cell_first[i + 1] - d.cell_first[i]
    for c in range(cells):
        if m.have[c] < m.need[c] - SLACK:
            return False
    return cells <= 1 or deliver(d, m, i, size)


@kernel
def deliver(d: Setup, m: Memory, i: int, size: int) -> bool:
    """Share out what the crew has offered over the skills, in m.amount; whether that covers the effort.

    First everybody does what the plan has them do. Then people with one needed skill go on with it; the others take
    the largest effort that is still open.
    """
    first = d.cell_first[i]
    cells = d.cell_first[i + 1] - first
    for q in range(cells):
        m.rem[q] = m.need[q]
    for c in range(size):
        m.left[c] = m.offered[c]
        for q in range(cells):
            m.amount[c, q] = 0
            if m.place[c] >= 0:
                give(d, m, c, q, d.cell_skill[first + q], d.part[m.place[c], q])
    for versatile in range(2):
        for c in range(size):
            skills = 0
            for q in range(cells):
                if d.skill[m.member[c], d.cell_skill[first + q]] > 0.0:
                    skills += 1
            if (skills > 1) != (versatile == 1):
                continue
            while m.left[c] > 0:
                best = -1
                for q in range(cells):
                    able = d.skill[m.member[c], d.cell_skill[first + q]] > 0.0
                    if able and m.rem[q] > SLACK and (best < 0 or m.rem[q] > m.rem[best]):
                        best = q
                if best < 0:
                    break
                give(d, m, c, best, d.cell_skill[first + best], m.left[c])
    for q in range(cells):
        if m.rem[q] > SLACK:
            return False
    return True


@kernel
def give(d: Setup, m: Memory, c: int, q: int, k: int, most: int) -> None:
    """Units of place c for the q-th skill of the phase: what is open, no more than `most` nor than is left."""
    speed = d.skill[m.member[c], k]
    if m.rem[q] <= SLACK or most <= 0 or speed <= 0.0:
        return
    units = min(m.left[c], most, max(1, int(-((-m.rem[q] / speed + 1e-9) // 1.0))))
    m.amount[c, q] += units
    m.rem[q] -= units * speed
    m.left[c] -= units

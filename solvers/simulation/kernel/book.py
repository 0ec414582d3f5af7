"""Writing down what a phase or upkeep takes, and what it costs."""

import math

from solvers.common.compiled import kernel
from solvers.simulation.kernel.crew import SLACK_HOURS, at_home, deliver, pool_hours
from solvers.simulation.kernel.data import ACTIVE, CLAIM, FREE, PART, Memory, Setup
from solvers.simulation.problem import Draws, Outcomes


@kernel
def book_phase(d: Setup, m: Memory, draws: Draws, n: int, i: int, s: int, out: Outcomes) -> None:
    """Take the time of the crew in m.member and the hours of the pools for weeks [s, m.note[1])."""
    size, finish = m.note[0], m.note[1]
    cells = d.cell_first[i + 1] - d.cell_first[i]
    if cells == 1:  # with more of them, the walk has ended with it
        deliver(d, m, i, size)
    for c in range(size):
        total = 0
        for q in range(cells):
            total += m.amount[c, q]
        book_member(d, m, n, i, c, total, finish, out)
    # Only now: until here the phase itself did not count among the work that its people do.
    for c in range(size):
        p = m.member[c]
        m.crew[i, p] = True
        m.jobs[p, m.job_count[p]] = i
        m.job_count[p] += 1
    if d.hours_at[i] >= 0:
        book_hours(d, m, draws, n, i, s, finish, out)
    m.start[i], m.finish[i] = s, finish
    out.start[n, i], out.finish[n, i] = s, finish


@kernel
def book_member(d: Setup, m: Memory, n: int, i: int, c: int, total: int, finish: int, out: Outcomes) -> None:
    """A member's time: the least share in every week, the rest as early as possible; a constant share as it is.

    Somebody whose part is done stays on at the least share. Who came when the phase already ran goes when done.
    """
    p, j = m.member[c], d.project[i]
    extra = total if m.late[c] else max(0, total - m.days[c] * d.minimum)
    elsewhere = True  # without another phase of the project there is no week to look up
    for other in range(d.phase_first[j], d.phase_first[j + 1]):
        elsewhere = elsewhere and not m.crew[other, p]
    for t in range(m.joined[c], finish):
        units = m.lent[c, t]
        if units <= 0:
            continue
        if m.late[c]:
            units = min(units, extra)
            extra -= units
        elif not d.constant:
            more = min(extra, units - d.minimum)
            extra -= more
            units = d.minimum + more
        if units > 0:
            book_time(d, m, n, j, p, t, units, elsewhere or not at_home(d, m, i, p, t), out)


@kernel
def book_time(
    d: Setup, m: Memory, n: int, j: int, p: int, t: int, units: int, newly: bool, out: Outcomes
) -> None:
    """Units of a person's week, charged to the project's theme and the week's quarter."""
    m.person_week[p, t] += (1 << ACTIVE if newly else 0) - (units << FREE)
    out.people[n, d.theme[j], d.quarter[t]] += units * d.unit_cost[p]
    m.first_use[p] = min(m.first_use[p], t)


@kernel
def book_hours(d: Setup, m: Memory, draws: Draws, n: int, i: int, s: int, finish: int, out: Outcomes) -> None:
    """Accelerator-hours, the cheapest useful hour first; where that does not serve the phase, the fastest."""
    need = draws.hours[n, d.hours_at[i]]
    if d.gpu_alike[i] or fill(d, m, draws, n, i, s, finish, need, False, False, out) <= SLACK_HOURS:
        fill(d, m, draws, n, i, s, finish, need, False, True, out)
    else:
        fill(d, m, draws, n, i, s, finish, need, True, True, out)


@kernel
def fill(
    d: Setup,
    m: Memory,
    draws: Draws,
    n: int,
    i: int,
    s: int,
    finish: int,
    need: float,
    fast: bool,
    write: bool,
    out: Outcomes,
) -> float:
    """Fill one pool after the other over the weeks; reference hours that are left unserved."""
    j = d.project[i]
    for t in range(s, finish):
        m.room[t] = d.gpu_weekly[i]
    for o in range(d.gpu_fast.shape[1]):
        g = d.gpu_fast[i, o] if fast else d.gpu_cheap[i, o]
        if g < 0 or need <= 0.0:
            break
        rate = d.gpu_speed[i, g] / (1.0 + draws.overhead[n, g])
        for t in range(s, finish):
            paid = min(m.room[t], pool_hours(d, m, i, g, t), need / rate)
            if paid <= 0.0:
                continue
            need -= paid * rate
            m.room[t] -= paid
            if write:
                m.hours[g, t] -= paid
                charge(d, draws, n, j, g, t, paid, out)
    return need


@kernel
def charge(d: Setup, draws: Draws, n: int, j: int, g: int, t: int, paid: float, out: Outcomes) -> None:
    """Price of paid hours; on-demand and spot prices move with the run."""
    cost = paid * d.price[g, t]
    if not d.committed[g]:
        if draws.price_growth[n, g] != 0.0:
            cost *= math.exp(draws.price_growth[n, g] * t)
        out.spent[n, d.quarter[t]] += cost
    out.compute[n, d.theme[j], d.quarter[t]] += cost


@kernel
def book_upkeep(d: Setup, m: Memory, n: int, j: int, launch: int, out: Outcomes) -> None:
    """Upkeep from launch on, by whoever has the skill and time left; what planned work needs is taken last.

    The person of the week before goes on as long as possible.
    """
    for k in range(d.upkeep.shape[1]):
        if d.upkeep[j, k] <= 0.0:
            continue
        first = d.holder_first[k]
        count = d.holder_first[k + 1] - first
        at = j % count if count > 0 else 0
        for t in range(launch, d.upkeep_end[j]):
            left = d.upkeep[j, k] * 20.0
            for sweep in range(2):
                for step in range(count):
                    h = (at + step) % count
                    p = d.holder[first + h]
                    if left <= 1e-9:
                        break
                    week = m.person_week[p, t]
                    spare = (week >> FREE & PART) - (week >> CLAIM & PART if sweep == 0 else 0)
                    if spare <= 0 or not d.hired[p]:
                        continue
                    units = min(spare, int(-((-left / d.skill[p, k] + 1e-9) // 1.0)))
                    left -= units * d.skill[p, k]
                    book_time(d, m, n, j, p, t, units, False, out)
                    if left <= 1e-9:
                        at = h

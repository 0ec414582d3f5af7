"""Who of a crew gives what: units by person and skill for a phase that has its weeks."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import room, weeks_at_work
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.problem import Ints

EPS = 1e-9


@kernel
def offer(d: Data, st: State, p: int, s: int, dur: int) -> int:
    """Units that a person can give over dur weeks from s on."""
    if not d.constant:
        return room(st, p, s, s + dur)
    share = largest_constant(d, st, p, s, dur)
    total = 0
    for t in range(s, s + dur):
        if d.capacity[p, t] >= d.minimum:
            total += min(share, d.capacity[p, t])
    return total


@kernel
def largest_constant(d: Data, st: State, p: int, s: int, dur: int) -> int:
    """Largest share that is free in every week, taken as min(share, capacity of the week)."""
    share = 0
    for t in range(s, s + dur):
        share = max(share, d.capacity[p, t])
    for t in range(s, s + dur):
        if d.capacity[p, t] >= d.minimum and st.free[p, t] < d.capacity[p, t]:
            share = min(share, st.free[p, t])
    return share


@kernel
def noise(i: int, p: int, seed: int) -> float:
    """A factor in [1, 2) that depends on phase, person and seed alone; 1 for seed 0."""
    if seed == 0:
        return 1.0
    h = (i * 7919 + p * 104729 + seed * 15485863) & 0x7FFFFFFF
    h = ((h >> 13) ^ h) * 1274126177 & 0x7FFFFFFF
    return 1.0 + ((h >> 7) & 1023) / 1024.0


@kernel
def open_effort(d: Data, st: State, i: int, n: int) -> None:
    """Start st.rem with what a crew of n must give in each skill, in units of proficiency 1."""
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        st.rem[d.skills[q]] = d.effort[i, d.skills[q]] * (20.0 / d.efficiency[n])


@kernel
def clear_amounts(d: Data, st: State, i: int, p: int) -> None:
    """Nothing given yet."""
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        st.amount[p, d.skills[q]] = 0


@kernel
def covered(d: Data, st: State, i: int) -> bool:
    """Whether nothing is left of st.rem."""
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        if st.rem[d.skills[q]] > EPS * 20:
            return False
    return True


@kernel
def advantage_of(d: Data, st: State, i: int, p: int) -> tuple[int, float]:
    """The open skill that a person is best at, -1 for none, and by which factor over the next best."""
    k, most, second = -1, 0.0, 1e-3
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        kk = d.skills[q]
        if st.rem[kk] > EPS and d.skill[p, kk] > 0.0:
            if d.skill[p, kk] > most:
                second = max(second, most)
                k, most = kk, d.skill[p, kk]
            else:
                second = max(second, d.skill[p, kk])
    return k, most / second


@kernel
def give(d: Data, st: State, p: int, k: int, most: int) -> int:
    """Give up to `most` units of a person to a skill that is open; how many it took."""
    units = min(most, max(1, int(-((-st.rem[k] / d.skill[p, k] + EPS) // 1.0))))
    st.amount[p, k] += units
    st.rem[k] -= units * d.skill[p, k]
    st.spare[p] -= units
    return units


@kernel
def covers(d: Data, st: State, i: int, s: int, crew: Ints, n: int, dur: int) -> bool:
    """Whether a crew of n can deliver the phase's effort in dur weeks; fills st.amount with units by skill.

    Who is better at one open skill than at the others by most goes first, with it: the rule of comparative advantage,
    which for two skills is right but for the rounding to units.
    """
    open_effort(d, st, i, n)
    for m in range(n):
        st.spare[crew[m]] = offer(d, st, crew[m], s, dur)
        clear_amounts(d, st, i, crew[m])
    while True:
        best, k_best, top = -1, -1, 0.0
        for m in range(n):
            p = crew[m]
            if st.spare[p] > 0:
                k, advantage = advantage_of(d, st, i, p)
                if k >= 0 and advantage > top:
                    best, k_best, top = p, k, advantage
        if best < 0:
            break
        give(d, st, best, k_best, st.spare[best])
    return covered(d, st, i)


@kernel
def share_out(d: Data, st: State, g: Genes, i: int, s: int, crew: Ints, n: int, dur: int) -> bool:
    """As `covers`, but where a crew has more time than the phase needs, those give it whose time is worth least
    elsewhere. Everybody gives the least share first, because they must.
    """
    open_effort(d, st, i, n)
    for m in range(n):
        p = crew[m]
        st.spare[p] = offer(d, st, p, s, dur)
        clear_amounts(d, st, i, p)
    for m in range(n):
        p = crew[m]
        left = min(st.spare[p], weeks_at_work(d, p, s, s + dur) * d.minimum)
        while left > 0:
            k, _ = advantage_of(d, st, i, p)
            if k < 0:
                break
            left -= give(d, st, p, k, left)
    while True:
        best, k_best, least = -1, -1, 1e300
        for m in range(n):
            p = crew[m]
            if st.spare[p] <= 0:
                continue
            k, _ = advantage_of(d, st, i, p)
            if k < 0:
                continue
            rent = (1e-6 + st.rent[p, s + dur] - st.rent[p, s]) * noise(i, p, g.pick[i]) / d.skill[p, k]
            if rent < least:
                best, k_best, least = p, k, rent
        if best < 0:
            break
        give(d, st, best, k_best, st.spare[best])
    return covered(d, st, i) or covers(d, st, i, s, crew, n, dur)

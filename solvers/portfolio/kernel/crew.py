"""Who works on a phase, and how long that takes: the staffing half of the kernel."""

from solvers.common.compiled import kernel
from solvers.portfolio.kernel.blocks import room, shorten_runs, tabulate
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.division import EPS, covers, noise, offer, share_out
from solvers.portfolio.problem import Ints

BIG = 1 << 40


@kernel
def survey(d: Data, st: State, g: Genes, i: int, begin: int, end: int) -> None:
    """For each candidate and each week of [begin, end): for how long the person could be on the phase, and the units.

    A week counts when the person is away (capacity below the least share) or has at least the least share free
    and may take on the project. Nothing is booked while a phase looks for its start, so once is enough.
    """
    j = d.project[i]
    for t in range(begin, end):
        st.opening[t] = t == begin or (d.allowed_run[i, t] > 0 and d.allowed_run[i, t - 1] == 0)
        st.event[t] = st.opening[t]
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        p = d.cand[c]
        if g.fixed[i] and not (g.team[i, p] or d.must[i, p] or d.required[j, p]):
            continue
        st.run[p, end] = 0
        usable = d.position_cost[p] == 0.0 or g.use_position[p] or d.must[i, p] or d.required[j, p]
        usable = tabulate(d, st, p, begin, end) and usable
        for t in range(end - 1, begin - 1, -1):
            at_work = d.capacity[p, t] >= d.minimum
            full = st.free[p, t] < d.minimum or (st.here[p, t] == 0 and st.active[p, t] >= d.max_projects[p])
            blocked = not usable or (at_work and full)
            st.run[p, t] = 0 if blocked else st.run[p, t + 1] + 1
        if st.tied[p] > 0:
            shorten_runs(d, st, p, begin, end)
        for t in range(begin + 1, end):
            if st.run[p, t] > 0:
                if st.run[p, t] >= st.run[p, t - 1]:
                    st.opening[t] = True
                if st.free[p, t] > st.free[p, t - 1] or st.opening[t]:
                    st.event[t] = True


@kernel
def enough(d: Data, st: State, i: int, s: int, crew: Ints, n: int, dur: int) -> bool:
    """Whether a crew of n can deliver the effort in dur weeks: the answer of `covers`, mostly without its work."""
    first, end = d.skill_first[i], d.skill_first[i + 1]
    scale = 20.0 / d.efficiency[n]
    for q in range(first, end):
        k = d.skills[q]
        have = 0.0
        for m in range(n):
            if d.skill[crew[m], k] > 0.0:
                have += offer(d, st, crew[m], s, dur) * d.skill[crew[m], k]
        if have < d.effort[i, k] * scale - EPS * 20:
            return False
    return end - first == 1 or covers(d, st, i, s, crew, n, dur)


@kernel
def least_duration(d: Data, st: State, i: int, s: int, crew: Ints, n: int, low: int, high: int) -> int:
    """Fewest weeks, from low to high, in which the crew can do the phase; 0 when it cannot."""
    for m in range(n):
        high = min(high, st.run[crew[m], s])
    if high < low:
        return 0
    if d.constant:
        for dur in range(low, high + 1):
            if enough(d, st, i, s, crew, n, dur):
                return dur
        return 0
    if not enough(d, st, i, s, crew, n, high):
        return 0
    while low < high:
        middle = (low + high) // 2
        if enough(d, st, i, s, crew, n, middle):
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def crew_cost(
    d: Data, st: State, g: Genes, i: int, s: int, crew: Ints, n: int, dur: int, slope: float
) -> float:
    """What a crew's work on a phase costs: delay, rent of its time and first uses of open positions."""
    j = d.project[i]
    cost = slope * (s + dur)
    if n > 0 and g.thrift[j] > 0.0:
        share_out(d, st, g, i, s, crew, n, dur)
    for m in range(n):
        p = crew[m]
        if g.thrift[j] > 0.0:
            units = 0
            for q in range(d.skill_first[i], d.skill_first[i + 1]):
                units += st.amount[p, d.skills[q]]
            units = max(units, dur * d.minimum)
            cost += g.thrift[j] * units * (st.rent[p, s + dur] - st.rent[p, s]) / dur
        if d.position_cost[p] > 0.0 and st.first_use[p] > s:
            cost += d.position_cost[p] * (st.first_use[p] - s)
    return cost


@kernel
def build_crew(
    d: Data, st: State, g: Genes, i: int, s: int, low: int, high: int, slope: float
) -> tuple[int, int, float]:
    """A crew for a phase that starts in week s, in st.member: (size, duration, cost); duration 0: there is none.

    The team of the genes when it is fixed. Else first the people who must be on it, then the holder of each
    uncovered skill whose work costs least, then whoever lowers the cost most.
    """
    n = must_members(d, st, g, i)
    if not g.fixed[i] and hopeless(d, st, i, s, low, high):
        st.fail[0] = 1
        return 0, 0, 0.0
    if g.fixed[i]:
        dur = 0
        if d.crew_min[i] <= n <= d.crew_max[i]:
            dur = least_duration(d, st, i, s, st.member, n, low, high)
        st.fail[0] = 1 if dur == 0 else 0
        return n, dur, crew_cost(d, st, g, i, s, st.member, n, dur, slope) if dur > 0 else 0.0
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        k = d.skills[q]
        covered = False
        for m in range(n):
            if d.skill[st.member[m], k] > 0.0:
                covered = True
        if not covered:
            p = best_holder(d, st, g, i, k, s, n, low, high, slope)
            if p < 0:
                st.fail[0] = 1
                return n, 0, 0.0
            st.member[n] = p
            n += 1
    if n > d.crew_max[i]:
        st.fail[0] = 3
        return n, 0, 0.0
    dur = least_duration(d, st, i, s, st.member, n, low, high) if n > 0 else 0
    cost = crew_cost(d, st, g, i, s, st.member, n, dur, slope) if dur > 0 else 1e300
    while n < d.crew_max[i]:
        settled = n >= d.crew_min[i] and dur > 0
        if settled and (n >= g.crew[i] or dur == low):
            break
        p, better, less = best_addition(d, st, g, i, s, n, low, high, slope)
        if p < 0 or (settled and less >= cost - 1e-9):
            break
        st.member[n] = p
        n += 1
        dur, cost = better, less
    if n < d.crew_min[i]:
        st.fail[0] = 3
        return n, 0, 0.0
    if dur == 0:
        st.fail[0] = 1
    return n, dur, cost


@kernel
def hopeless(d: Data, st: State, i: int, s: int, low: int, high: int) -> bool:
    """Whether no crew can do the phase from week s on: those who could give most of a skill, each for as long as they
    can, give too little. Most starts that are looked at end here."""
    for q in range(d.skill_first[i], d.skill_first[i + 1]):
        k, count = d.skills[q], 0
        for c in range(d.cand_first[i], d.cand_first[i + 1]):
            p = d.cand[c]
            if d.skill[p, k] <= 0.0 or st.run[p, s] < low:
                continue
            gift = room(st, p, s, s + min(st.run[p, s], high)) * d.skill[p, k]
            n = min(count, d.crew_max[i])
            while n > 0 and st.gifts[n - 1] < gift:
                if n < d.crew_max[i]:
                    st.gifts[n] = st.gifts[n - 1]
                n -= 1
            if n < d.crew_max[i]:
                st.gifts[n] = gift
                count += 1
        total, able = 0.0, False
        for n in range(min(count, d.crew_max[i])):
            total += st.gifts[n]
            able = able or total * d.efficiency[n + 1] >= d.effort[i, k] * 20.0 - 2.0 * EPS * 20
        if not able:
            return True
    return False


@kernel
def must_members(d: Data, st: State, g: Genes, i: int) -> int:
    """Puts the people who must be on the phase, or its whole fixed team, in st.member; returns how many."""
    j = d.project[i]
    n = 0
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        p = d.cand[c]
        late = d.required[j, p] and st.on_project[p] == 0 and d.last_chance[j, p] == i
        if d.must[i, p] or late or (g.fixed[i] and g.team[i, p]):
            st.member[n] = p
            n += 1
    return n


@kernel
def best_holder(
    d: Data, st: State, g: Genes, i: int, k: int, s: int, n: int, low: int, high: int, slope: float
) -> int:
    """The candidate whose work in skill k costs least: rent of the time and delay until it is done; -1 for none."""
    best, least = -1, 1e300
    j = d.project[i]
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        p = d.cand[c]
        if d.skill[p, k] <= 0.0 or st.run[p, s] < low or is_member(st, p, n):
            continue
        need = d.effort[i, k] / d.skill[p, k]
        weeks = min(st.run[p, s], high, max(1 + int(need), low))
        offered = room(st, p, s, s + weeks)
        if offered <= 0:
            continue
        speed = offered / weeks / 20.0
        cost = max(need / speed, low) * slope
        cost += g.thrift[j] * need * 20.0 * (st.rent[p, s + weeks] - st.rent[p, s]) / weeks
        if d.position_cost[p] > 0.0 and st.first_use[p] > s:
            cost += d.position_cost[p] * (st.first_use[p] - s)
        cost *= noise(i, p, g.pick[i])
        if cost < least:
            best, least = p, cost
    return best


@kernel
def is_member(st: State, p: int, n: int) -> bool:
    """Whether a person is among the first n of the crew under construction."""
    for m in range(n):
        if st.member[m] == p:
            return True
    return False


@kernel
def best_addition(
    d: Data, st: State, g: Genes, i: int, s: int, n: int, low: int, high: int, slope: float
) -> tuple[int, int, float]:
    """The person whose joining costs least, and duration and cost then; (-1, 0, 0) when nobody can join.

    While no crew can yet do the phase, the person with the most to offer (duration 0).
    """
    best, weeks_of, least, most = -1, 0, 1e300, -1
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        p = d.cand[c]
        if st.run[p, s] < low or is_member(st, p, n):
            continue
        st.member[n] = p
        weeks = least_duration(d, st, i, s, st.member, n + 1, low, high)
        if weeks > 0:
            cost = crew_cost(d, st, g, i, s, st.member, n + 1, weeks, slope)
            factor = noise(i, p, g.pick[i])
            if g.pick[i] > 0:
                cost *= 1.0 + (factor - 1.0) * 0.02
            if cost < least:
                best, weeks_of, least = p, weeks, cost
        elif weeks_of == 0:
            units = room(st, p, s, s + min(st.run[p, s], high))
            if units > most:
                best, most = p, units
    return best, weeks_of, least

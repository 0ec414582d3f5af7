"""Placing one project: its phases one after the other, then its upkeep; all or nothing."""

from solvers.common.compiled import kernel, part
from solvers.portfolio.kernel.accounts import assign, people_budget_broken, undo
from solvers.portfolio.kernel.blocks import spare
from solvers.portfolio.kernel.compute import fit_gpu
from solvers.portfolio.kernel.crew import BIG, build_crew, survey
from solvers.portfolio.kernel.data import Data, Genes, State
from solvers.portfolio.kernel.division import covers, noise
from solvers.portfolio.kernel.staffing import staff

RETRIES = 30


@kernel
def place_phase(d: Data, st: State, g: Genes, i: int, est: int, finish_min: int) -> bool:
    """Start a phase where delay and crew cost least, from week est on; False leaves everything as it was."""
    work, use = st.count[0], st.count[1]
    if d.pinned_start[i] >= 0 and est > d.pinned_start[i]:
        return failed(st, 14, i, est)
    s, dur, size, rule = find_start(d, st, g, i, est, finish_min)
    if dur == 0:
        return failed(st, 14 if d.pinned_start[i] >= 0 and rule == 5 else rule, i, est)
    st.start[i], st.finish[i] = s, s + dur
    if d.crew_max[i] > 0:
        staffed = staff(d, st, g, i, st.best, size)
        if not staffed or people_budget_broken(d, st):
            undo(d, st, work, use, d.project[i])
            clear_crew(d, st, i)
            st.start[i] = st.finish[i] = -1
            return failed(st, 7 if staffed else 1, i, s)
    fit_gpu(d, st, i, s, dur, True)
    return True


@part
def find_start(d: Data, st: State, g: Genes, i: int, est: int, finish_min: int) -> tuple[int, int, int, int]:
    """Start, duration (0: none), size of the crew in st.best, and the rule that was in the way last.

    Looks at start weeks one after the other; the first that works is compared with a few later ones.
    """
    slope = d.slope[d.project[i], est] * g.delay[i]
    pinned = d.pinned_start[i] >= 0
    shortest = max(d.min_weeks[i], g.stretch[i])
    s = d.pinned_start[i] if pinned else max(est, finish_min - shortest)
    least, best_dur, best_start, best_size, looked, rule = 1e300, 0, -1, 0, 0, 5
    st.fail[0] = 0
    end = last = min(d.latest[i], g.until[i])
    if d.crew_max[i] > 0 and s < end:
        # Most phases find their place soon: look at all weeks only when this one does not.
        end = min(end, s + max(d.span[i], shortest))
        survey(d, st, g, i, s, end)
    while slope * (s + shortest) < least:
        if s + shortest > end:
            if best_start >= 0 or end == last or s + shortest > last:
                break
            end = last
            s = d.pinned_start[i] if pinned else max(est, s - d.span[i])
            survey(d, st, g, i, s, end)
        # What did not work in the week before works now only if somebody can stay longer; what worked is better now
        # only if somebody is freer.
        looks = st.event[s] if best_start >= 0 else st.opening[s]
        if d.crew_max[i] == 0 or looks or pinned or st.fail[0] == 4:
            limit = min(d.allowed_run[i, s], end - s, max(d.max_weeks[i], g.stretch[i]))
            low = max(shortest, finish_min - s)
            n, dur, cost = 0, 0, 0.0
            if limit >= low:
                n, dur, cost = try_start(d, st, g, i, s, low, limit, slope)
                rule = st.fail[0] if st.fail[0] > 0 else rule
            if dur > 0 and cost < least - 1e-9:
                least, best_dur, best_start, best_size = cost, dur, s, n
                st.best[:n] = st.member[:n]
        looked += 1 if best_start >= 0 else 0
        if looked > d.look_ahead or pinned:
            break
        s += 1
    return best_start, best_dur, best_size, rule


@part
def try_start(
    d: Data, st: State, g: Genes, i: int, s: int, low: int, limit: int, slope: float
) -> tuple[int, int, float]:
    """Crew size (people in st.member), duration and cost of a phase that starts in week s; duration 0: impossible."""
    st.fail[0] = 0
    if d.gpu_hours[i] > 0.0:
        # A crew is chosen for the weeks that the accelerators take anyway: in these a smaller one may do.
        low = least_gpu_weeks(d, st, i, s, low, limit)
        if low == 0:
            st.fail[0] = 4
            return 0, 0, 0.0
    n, dur, high = 0, low, limit
    cost = slope * (s + low)
    if d.crew_max[i] > 0:
        n, dur, cost = build_crew(d, st, g, i, s, low, limit, slope)
        if dur == 0:
            return n, 0, 0.0
        for m in range(n):
            high = min(high, st.run[st.member[m], s])
            if not ever_there(d, st.member[m], s, dur):
                st.fail[0] = 18
                return n, 0, 0.0
    if d.gpu_hours[i] > 0.0:
        if not fit_gpu(d, st, i, s, high, False):
            st.fail[0] = 4
            return n, 0, 0.0
        longer = dur
        while not fit_gpu(d, st, i, s, longer, False):
            longer += 1
        if d.constant and d.crew_max[i] > 0:
            while longer <= high and not covers(d, st, i, s, st.member, n, longer):
                longer += 1
            if longer > high:
                return n, 0, 0.0
        cost += slope * (longer - dur)
        dur = longer
    return n, dur, cost


@kernel
def least_gpu_weeks(d: Data, st: State, i: int, s: int, low: int, high: int) -> int:
    """Fewest weeks from s on, from low to high, in which the pools can serve the phase; 0 when they cannot."""
    least, dur = low, low
    while not fit_gpu(d, st, i, s, dur, False):
        if dur == high:
            return 0
        least, dur = dur + 1, min(high, 2 * dur + 1)
    low, high = least, dur
    while low < high:
        middle = (low + high) // 2
        if fit_gpu(d, st, i, s, middle, False):
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def ever_there(d: Data, p: int, s: int, dur: int) -> bool:
    """Whether a person can work in some week of [s, s + dur): somebody who is away all along is on no crew."""
    for t in range(s, s + dur):
        if d.capacity[p, t] >= d.minimum:
            return True
    return False


@kernel
def failed(st: State, rule: int, i: int, t: int) -> bool:
    """Note why; always False."""
    st.fail[0], st.fail[1], st.fail[2] = rule, i, t
    return False


@kernel
def clear_crew(d: Data, st: State, i: int) -> None:
    """Forget who was on a phase."""
    for c in range(d.cand_first[i], d.cand_first[i + 1]):
        p = d.cand[c]
        if st.crew[i, p]:
            st.crew[i, p] = False
            st.on_project[p] -= 1


@kernel
def place_upkeep(d: Data, st: State, g: Genes, j: int, launch: int) -> int:
    """Staff the upkeep from launch on; the week that could not be staffed, or -1 when all were.

    Somebody begins whose time is worth least elsewhere, and goes on as long as possible; others of the skill fill in.
    """
    for k in range(d.upkeep.shape[1]):
        if d.upkeep[j, k] <= 0.0:
            continue
        first, end = d.holder_first[k], d.holder_first[k + 1]
        count = end - first
        at = first_keeper(d, st, g, j, k, launch)
        for t in range(launch, d.upkeep_end[j]):
            left = d.upkeep[j, k] * 20.0
            for step in range(count):
                h = (at + step) % count
                p = d.holder[first + h]
                if left <= 1e-9:
                    break
                if d.position_cost[p] > 0.0 and not g.use_position[p]:
                    continue
                free = spare(d, st, p, t)
                if free <= 0:
                    continue
                units = min(free, int(-((-left / d.skill[p, k] + 1e-9) // 1.0)))
                left -= units * d.skill[p, k]
                assign(d, st, -1 - j, p, k, t, units)
                if step > 0 and left <= 1e-9:
                    at = h
            if left > 1e-9 * 20:
                return t
    return -1


@kernel
def first_keeper(d: Data, st: State, g: Genes, j: int, k: int, launch: int) -> int:
    """Place, among the holders of a skill, of the one whose time for a project's upkeep is worth least elsewhere."""
    first, count = d.holder_first[k], d.holder_first[k + 1] - d.holder_first[k]
    best, least, end = 0, 1e300, min(d.upkeep_end[j], d.weeks)
    for step in range(count if end > launch else 0):
        h = (j + step) % count
        p = d.holder[first + h]
        cost = (1e-6 + st.rent[p, end] - st.rent[p, launch]) * -(
            (-d.upkeep[j, k] * 20.0 / d.skill[p, k] + 1e-9) // 1.0
        )
        if d.position_cost[p] > 0.0 and st.first_use[p] > launch:
            cost += d.position_cost[p] * (st.first_use[p] - launch)
        cost *= noise(d.phase_first[j], p, g.pick[d.phase_first[j]])
        if cost < least:
            best, least = h, cost
    return best


@kernel
def wip_week(d: Data, st: State, start: int, end: int) -> int:
    """Last open week of [start, end) in which no further project may be active; -1 when there is none."""
    if d.wip <= 0:
        return -1
    for t in range(end - 1, max(start, d.now) - 1, -1):
        if st.wip[t] >= d.wip:
            return t
    return -1


@kernel
def quarter_shortage(d: Data, st: State, q: int) -> float:
    """Engineer-weeks by which themes miss the bounds of their part of the effort in a quarter."""
    total, whole = 0.0, st.all_effort[q]
    for e in range(len(d.share_theme)):
        part = st.theme_effort[e, q]
        total += max(0.0, d.share_least[e] * whole - part) + max(0.0, part - d.share_most[e] * whole)
    return total


@kernel
def note_shortage(d: Data, st: State) -> None:
    """Remember how far themes are out of bounds in each quarter, for `share_week`."""
    for q in range(len(d.quarter_end)):
        st.short[q] = quarter_shortage(d, st, q)


@kernel
def share_week(d: Data, st: State) -> int:
    """Last week of a quarter in which themes are further out of bounds than was noted; -1 when there is none."""
    for q in range(len(d.quarter_end)):
        if quarter_shortage(d, st, q) > st.short[q] + 1e-9 * max(1.0, st.all_effort[q]):
            return d.quarter_end[q]
    return -1


@kernel
def share_shortage(d: Data, st: State) -> float:
    """Engineer-weeks by which themes miss the bounds of their part of the effort, over all quarters."""
    total = 0.0
    for q in range(len(d.quarter_end)):
        total += quarter_shortage(d, st, q)
    return total if total > 1e-7 else 0.0


@kernel
def place_project(d: Data, st: State, g: Genes, j: int) -> bool:
    """Place a project at the earliest launch; False leaves everything as it was, the reason in st.fail.

    An obstacle that shows only when the project is complete (WIP limit, effort shares, upkeep, people budget)
    moves its start or its launch behind the obstacle, and the project is tried again.
    """
    est, launch_min, cause = g.not_before[j], 0, 0
    work, use = st.count[0], st.count[1]
    note_shortage(d, st)
    for _ in range(RETRIES):
        st.here[:] = 0
        st.on_project[:] = 0
        outcome = attempt(d, st, g, j, est, launch_min)
        if outcome == -1:
            return True
        undo(d, st, work, use, j)
        for i in range(d.phase_first[j], d.phase_first[j + 1]):
            clear_crew(d, st, i)
            st.start[i] = st.finish[i] = -1
        if outcome < 0:
            if cause > 0:
                # The obstacle that pushed the project so far that it no longer fits.
                st.fail[0] = cause
            return False
        cause = st.fail[0]
        if st.fail[0] == 15:
            launch_min = max(launch_min + 1, outcome + 1)
        else:
            est = max(est + 1, outcome + 1)
    return False


@part
def attempt(d: Data, st: State, g: Genes, j: int, est: int, launch_min: int) -> int:
    """One try at a project: -1 placed, -2 impossible, else the week behind which to try again."""
    begin, launch = BIG, 0
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        early = max(est, g.hold[i])
        for a in range(d.pred_first[i], d.pred_first[i + 1]):
            before = d.pred[a]
            if st.finish[before] < 0:
                failed(st, 12, i, before)
                return -2
            early = max(early, st.finish[before] + d.pred_lag[a])
        finish_min = launch_min if d.is_last[i] else 0
        if not place_phase(d, st, g, i, early, finish_min):
            # An overdrawn quarter may be passed by starting after it.
            return (
                d.quarter_end[d.quarter[st.fail[2]]] if st.fail[0] == 7 and st.fail[2] < d.weeks - 1 else -2
            )
        begin, launch = min(begin, st.start[i]), max(launch, st.finish[i])
    if not d.value[j, launch] > -1e300:
        failed(st, 6, -1, launch)
        return -2
    full = wip_week(d, st, begin, launch)
    if full >= 0:
        failed(st, 9, -1, full)
        return full
    uneven = share_week(d, st) if g.keep_shares[0] else -1
    if uneven >= 0:
        failed(st, 10, -1, uneven)
        return uneven if uneven >= begin else -2
    unserved = place_upkeep(d, st, g, j, launch)
    if unserved >= 0:
        failed(st, 15, -1, unserved)
        return unserved
    if people_budget_broken(d, st):
        failed(st, 7, -1, launch)
        return -2
    st.launch[j] = launch
    return -1

"""One project on its own, at given prices: its best launch and the effort that it then draws."""

import numba as nb

INFEASIBLE = 1e300


@nb.njit(cache=True, nogil=True)
def draw_price(r, mu, nu, i, m, price):
    """Price by week of one unit of a draw: of its skill, or of the cheapest permitted accelerator type."""
    k = r.draw_skill[m]
    if k >= 0:
        for t in range(r.weeks):
            price[t] = mu[k, t] * r.draw_weight[m]
        return
    for t in range(r.weeks):
        low = INFEASIBLE
        for a in range(r.speed.shape[1]):
            if r.speed[i, a] > 0.0:
                low = min(low, nu[a, t] / r.speed[i, a])
        price[t] = low


@nb.njit(cache=True, nogil=True)
def insert(week, count, price, rate, need, covered, cost, t):
    """Add a week to the cheapest weeks that cover a need; returns (count, covered, cost of the full weeks).

    `week` is sorted by price. The last week may be needed only in part; weeks that are not needed are dropped.
    """
    if rate[t] <= 0.0 or (covered >= need and price[t] >= price[week[count - 1]]):
        return count, covered, cost
    n = count
    while n > 0 and price[week[n - 1]] > price[t]:
        week[n] = week[n - 1]
        n -= 1
    week[n] = t
    count += 1
    covered += rate[t]
    cost += rate[t] * price[t]
    while count > 0 and covered - rate[week[count - 1]] >= need:
        last = week[count - 1]
        covered -= rate[last]
        cost -= rate[last] * price[last]
        count -= 1
    return count, covered, cost


@nb.njit(cache=True, nogil=True)
def plan_phase(r, i, before, slots, price, week, count, covered, cost, best, choice):
    """Least cost of the phase and its tree by finish week.

    before : (W + 1,) least cost of all predecessors when the phase starts in each week.
    slots : (W + 1,) prefix sums of the price of a WIP slot, which phases on the path pay.
    best, choice : (W + 1,) filled with the least cost when it finishes in each week, and its start week.
    """
    first, end = r.draw_first[i], r.draw_first[i + 1]
    best[:] = INFEASIBLE
    choice[:] = -1
    begin, stop = r.earliest[i], r.latest[i] - r.min_weeks[i]
    if r.pinned_start[i] >= 0:
        begin, stop = max(begin, r.pinned_start[i]), min(stop, r.pinned_start[i])
    for s in range(begin, stop + 1):
        if before[s] >= INFEASIBLE:
            continue
        for m in range(first, end):
            count[m - first] = 0
            covered[m - first] = 0.0
            cost[m - first] = 0.0
        for t in range(s, min(s + r.allowed_run[i, s], r.latest[i])):
            total = before[s]
            if r.on_path[i]:
                total += slots[t + 1] - slots[s]
            done = True
            for m in range(first, end):
                q = m - first
                count[q], covered[q], cost[q] = insert(
                    week[q], count[q], price[q], r.draw_rate[m], r.draw_need[m], covered[q], cost[q], t
                )
                if covered[q] < r.draw_need[m] * (1.0 - 1e-9):
                    done = False
                elif count[q] > 0:
                    total += cost[q] - price[q, week[q, count[q] - 1]] * max(0.0, covered[q] - r.draw_need[m])
            if done and t + 1 - s >= r.min_weeks[i] and total < best[t + 1]:
                best[t + 1] = total
                choice[t + 1] = s


@nb.njit(cache=True, nogil=True)
def plan_project(r, j, mu, nu, slots, mem, best, choice):
    """Best launch of a project: (reduced value, launch); (-INFEASIBLE, -1) when it cannot launch.

    slots : (W + 1,) prefix sums of the price of a WIP slot.
    best, choice : (I, W + 1) filled for the project's phases, for `draw_usage`.
    """
    w = r.weeks
    price, week, count, covered, cost = mem.price, mem.week, mem.count, mem.covered, mem.cost
    before, total = mem.before, mem.total
    first, end = r.phase_first[j], r.phase_first[j + 1]
    total[:] = 0.0
    for i in range(first, end):
        for m in range(r.draw_first[i], r.draw_first[i + 1]):
            draw_price(r, mu, nu, i, m, price[m - r.draw_first[i]])
        before[:] = 0.0
        for a in range(r.tree_first[i], r.tree_first[i + 1]):
            pred, lag = r.tree[a], r.tree_lag[a]
            running = INFEASIBLE
            paid = r.on_path[i] and r.on_path[pred]
            for t in range(w + 1):
                if t - lag >= 0 and best[pred, t - lag] < INFEASIBLE:
                    running = min(running, best[pred, t - lag] - (slots[t - lag] if paid else 0.0))
                if running >= INFEASIBLE or before[t] >= INFEASIBLE:
                    before[t] = INFEASIBLE
                else:
                    before[t] += running + (slots[t] if paid else 0.0)
        plan_phase(r, i, before, slots, price, week, count, covered, cost, best[i], choice[i])
        if r.is_root[i]:
            running = INFEASIBLE
            for t in range(w + 1):
                if best[i, t] < INFEASIBLE:
                    running = min(running, best[i, t] - (slots[t] if r.on_path[i] else 0.0))
                if running >= INFEASIBLE:
                    total[t] = INFEASIBLE
                elif total[t] < INFEASIBLE:
                    total[t] += running + (slots[t] if r.on_path[i] else 0.0)
    worth, launch = -INFEASIBLE, -1
    upkeep = 0.0
    for t in range(w, -1, -1):
        if t < r.upkeep_end[j] and t < w:
            for k in range(r.upkeep.shape[1]):
                upkeep += r.upkeep[j, k] * mu[k, t]
        if total[t] < INFEASIBLE and r.value[j, t] > -1e290:
            reduced = r.value[j, t] - total[t] - upkeep
            if reduced > worth:
                worth, launch = reduced, t
    return worth, launch

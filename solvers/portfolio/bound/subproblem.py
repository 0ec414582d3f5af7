"""One project on its own, at given prices: its best launch and the effort that it then draws."""

from solvers.common.compiled import kernel

INFEASIBLE = 1e300


@kernel
def draw_price(r, mu, nu, levy, i, m, price):
    """Price by week of one unit of a draw: of its skill and what effort shares add, or of the cheapest permitted
    accelerator type."""
    k = r.draw_skill[m]
    if k >= 0:
        for t in range(r.weeks):
            price[t] = mu[k, t] * r.draw_weight[m] + levy[t]
        return
    for t in range(r.weeks):
        low = INFEASIBLE
        for a in range(r.speed.shape[1]):
            if r.speed[i, a] > 0.0:
                low = min(low, nu[a, t] / r.speed[i, a])
        price[t] = low


@kernel
def insert(week, count, price, rate, need, covered, cost, t):
    """Add a week to the cheapest weeks that cover a need; returns (count, covered, cost of the full weeks).

    `week` is sorted by price. The last week may be needed only in part; weeks that are not needed are dropped, unless
    an effort share makes work in them worth more than it costs.
    """
    if rate[t] <= 0.0 or (
        covered >= need and price[t] >= 0.0 and (count == 0 or price[t] >= price[week[count - 1]])
    ):
        return count, covered, cost
    n = count
    while n > 0 and price[week[n - 1]] > price[t]:
        week[n] = week[n - 1]
        n -= 1
    week[n] = t
    count += 1
    covered += rate[t]
    cost += rate[t] * price[t]
    while count > 0 and price[week[count - 1]] >= 0.0 and covered - rate[week[count - 1]] >= need:
        last = week[count - 1]
        covered -= rate[last]
        cost -= rate[last] * price[last]
        count -= 1
    return count, covered, cost


@kernel
def plan_phase(r, i, before, slots, mu, nu, levy, mem, best, choice):
    """Least cost of the phase and its tree by finish week, over all modes.

    before : (W + 1,) least cost of all predecessors when the phase starts in each week.
    slots : (W + 1,) prefix sums of the price of a WIP slot, which phases on the path pay.
    levy : (W,) what effort shares add to the price of the project's effort.
    best, choice : (W + 1,) filled with the least cost when it finishes in each week, and mode and start week as
    mode * (W + 1) + start.
    """
    best[:] = INFEASIBLE
    choice[:] = -1
    for mode in range(r.mode_first[i], r.mode_first[i + 1]):
        plan_mode(r, i, mode, before, slots, mu, nu, levy, mem, best, choice)


@kernel
def plan_mode(r, i, mode, before, slots, mu, nu, levy, mem, best, choice):
    """One mode of `plan_phase`.

    For each finish the start moves back, week by week. Neither the predecessors nor the slot get cheaper then, so it
    stops when no earlier week has a lower price than a week that is used.
    """
    price, week, count, covered, cost, floor = (
        mem.price,
        mem.week,
        mem.count,
        mem.covered,
        mem.cost,
        mem.floor,
    )
    first, end = r.draw_first[mode], r.draw_first[mode + 1]
    least = r.mode_weeks[mode]
    begin, stop = r.earliest[i], r.latest[i] - least
    if r.pinned_start[i] >= 0:
        begin, stop = max(begin, r.pinned_start[i]), min(stop, r.pinned_start[i])
    if stop < begin:
        return
    for m in range(first, end):
        q = m - first
        draw_price(r, mu, nu, levy, i, m, price[q])
        floor[q, begin] = INFEASIBLE
        for t in range(begin, r.latest[i]):
            floor[q, t + 1] = min(floor[q, t], price[q, t]) if r.draw_rate[m, t] > 0.0 else floor[q, t]
    for finish in range(begin + least, r.latest[i] + 1):
        for q in range(end - first):
            count[q] = 0
            covered[q] = 0.0
            cost[q] = 0.0
        low = INFEASIBLE
        for s in range(finish - 1, begin - 1, -1):
            if r.allowed_run[i, s] < finish - s:
                break
            total, done, settled = before[s], finish - s >= least and s <= stop, True
            if r.on_path[i]:
                total += slots[finish] - slots[s]
            for m in range(first, end):
                q = m - first
                count[q], covered[q], cost[q] = insert(
                    week[q], count[q], price[q], r.draw_rate[m], r.draw_need[m], covered[q], cost[q], s
                )
                if covered[q] < r.draw_need[m] * (1.0 - 1e-9):
                    done = False
                elif count[q] > 0:
                    top = price[q, week[q, count[q] - 1]]
                    total += cost[q] - max(top, 0.0) * max(0.0, covered[q] - r.draw_need[m])
                    settled = settled and floor[q, s] >= top
            if done:
                if total < low:
                    low = total
                    if total < best[finish]:
                        best[finish] = total
                        choice[finish] = mode * (r.weeks + 1) + s
                if settled:
                    break


@kernel
def plan_project(r, j, mu, nu, levy, slots, mem, best, choice):
    """Best launch of a project: (reduced value, launch); (-INFEASIBLE, -1) when it cannot launch.

    levy : (W,) what effort shares add to the price of the project's effort.
    slots : (W + 1,) prefix sums of the price of a WIP slot.
    best, choice : (I, W + 1) filled for the project's phases, for `draw_usage`.
    """
    w = r.weeks
    before, total = mem.before, mem.total
    first, end = r.phase_first[j], r.phase_first[j + 1]
    total[:] = 0.0
    for i in range(first, end):
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
        before += mem.start_cost[i]
        plan_phase(r, i, before, slots, mu, nu, levy, mem, best[i], choice[i])
        for t in range(w + 1):
            if best[i, t] < INFEASIBLE:
                best[i, t] += mem.finish_cost[i, t]
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

"""One project on its own, at given prices: its best launch and the effort that it then draws."""

from solvers.common.compiled import kernel
from solvers.portfolio.bound.draws import ANYBODY

INFEASIBLE = 1e300


@kernel
def open_draw(r, mu, nu, levy, mem, i, m, price, rate):
    """Price by source and week of one unit of a draw, and most of it that can be met then; both (sources * W,).

    The price is that of the row and what effort shares add, or of the cheapest permitted accelerator type.
    """
    for c in range(r.source_first[m], r.source_first[m + 1]):
        at, row, factor = (c - r.source_first[m]) * r.weeks, r.source_row[c], r.source_factor[c]
        for t in range(r.weeks):
            rate[at + t] = r.rate[r.source_rate[c], t] * factor
        if row >= 0:
            for t in range(r.weeks):
                price[at + t] = mu[row, t] * r.source_weight[c] + levy[t]
            continue
        if row <= ANYBODY:
            for t in range(r.weeks):
                price[at + t] = mem.skill_price[ANYBODY - row, t] * r.source_weight[c] + levy[t]
            continue
        for t in range(r.weeks):
            low = INFEASIBLE
            for a in range(r.speed.shape[1]):
                if r.speed[i, a] > 0.0:
                    low = min(low, nu[a, t] / r.speed[i, a])
            price[at + t] = low


@kernel
def insert(week, count, price, rate, need, covered, cost, t):
    """Add a week of a source to the cheapest that cover a need; returns (count, covered, cost of the full ones).

    `t` is source * W + week, as in `open_draw`; `week` is sorted by price. The last week may be needed only in part;
    weeks that are not needed are dropped, unless an effort share makes work in them worth more than it costs.
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

    Modes that look cheapest where the phase last ended come first: most others are then not worth a closer look.
    """
    best[:] = INFEASIBLE
    choice[:] = -1
    first, count = r.mode_first[i], r.mode_first[i + 1] - r.mode_first[i]
    for n in range(count):
        least_costs(r, i, first + n, before, mu, nu, levy, mem, mem.least[n])
        at = n
        while at > 0 and mem.least[n, mem.ended[i]] < mem.least[mem.order[at - 1], mem.ended[i]]:
            mem.order[at] = mem.order[at - 1]
            at -= 1
        mem.order[at] = n
    for n in range(count):
        mode = mem.order[n]
        plan_mode(r, i, first + mode, before, slots, mu, nu, levy, mem, mem.least[mode], best, choice)


@kernel
def least_costs(r, i, mode, before, mu, nu, levy, mem, least):
    """What one mode costs at least by finish week: the cheapest weeks before it, however far apart, and the cheapest
    end of the predecessors; INFEASIBLE when it cannot be finished by then. Fills (W + 1,) `least`."""
    price, rate, week, count, covered, cost = mem.price, mem.rate, mem.week, mem.count, mem.covered, mem.cost
    first, end = r.draw_first[mode], r.draw_first[mode + 1]
    least[:] = INFEASIBLE
    begin = r.earliest[i]
    for m in range(first, end):
        q = m - first
        open_draw(r, mu, nu, levy, mem, i, m, price[q], rate[q])
        count[q], covered[q], cost[q] = 0, 0.0, 0.0
    cheapest = INFEASIBLE
    for finish in range(begin, r.latest[i] + 1):
        if finish >= begin + r.mode_weeks[mode]:
            cheapest = min(cheapest, before[finish - r.mode_weeks[mode]])
        total = cheapest
        for m in range(first, end):
            q = m - first
            if finish > begin:
                add_week(r, m, finish - 1, price[q], rate[q], week[q], q, mem)
            if covered[q] < r.draw_need[m] * (1.0 - 1e-9):
                total = INFEASIBLE
            elif total < INFEASIBLE:
                total += cost_of_need(r, m, q, mem)
        least[finish] = total


@kernel
def open_mode(r, i, mode, begin, mu, nu, levy, mem):
    """Prices and rates of all draws of a mode, and the least price of each before each week."""
    first, floor = r.draw_first[mode], mem.floor
    for m in range(first, r.draw_first[mode + 1]):
        q = m - first
        open_draw(r, mu, nu, levy, mem, i, m, mem.price[q], mem.rate[q])
        floor[q, begin] = INFEASIBLE
        for t in range(begin, r.latest[i]):
            floor[q, t + 1] = floor[q, t]
            for c in range(r.source_first[m + 1] - r.source_first[m]):
                if mem.rate[q, c * r.weeks + t] > 0.0:
                    floor[q, t + 1] = min(floor[q, t + 1], mem.price[q, c * r.weeks + t])


@kernel
def add_week(r, m, t, price, rate, week, q, mem):
    """Add a week of all sources to the cheapest that cover a need."""
    for c in range(r.source_first[m + 1] - r.source_first[m]):
        mem.count[q], mem.covered[q], mem.cost[q] = insert(
            week, mem.count[q], price, rate, r.draw_need[m], mem.covered[q], mem.cost[q], c * r.weeks + t
        )


@kernel
def cost_of_need(r, m, q, mem):
    """What a need costs that is covered; of the dearest week only the part that it takes."""
    if mem.count[q] == 0:
        return 0.0
    top = mem.price[q, mem.week[q, mem.count[q] - 1]]
    return mem.cost[q] - max(top, 0.0) * max(0.0, mem.covered[q] - r.draw_need[m])


@kernel
def plan_mode(r, i, mode, before, slots, mu, nu, levy, mem, least, best, choice):
    """One mode of `plan_phase`; `least` is what `least_costs` says of it.

    For each finish the start moves back, week by week. Neither the predecessors nor the slot get cheaper then, so it
    stops when no earlier week has a lower price than a week that is used.
    """
    price, rate, week, count, covered, cost = mem.price, mem.rate, mem.week, mem.count, mem.covered, mem.cost
    first, end = r.draw_first[mode], r.draw_first[mode + 1]
    shortest = r.mode_weeks[mode]
    begin, stop = r.earliest[i], r.latest[i] - shortest
    if r.pinned_start[i] >= 0:
        begin, stop = max(begin, r.pinned_start[i]), min(stop, r.pinned_start[i])
    if stop < begin:
        return
    opened = False
    for finish in range(begin + shortest, r.latest[i] + 1):
        if least[finish] >= best[finish]:
            continue
        if not opened:
            opened = True
            open_mode(r, i, mode, begin, mu, nu, levy, mem)
        for q in range(end - first):
            count[q], covered[q], cost[q] = 0, 0.0, 0.0
        low = INFEASIBLE
        for s in range(finish - 1, begin - 1, -1):
            if r.allowed_run[i, s] < finish - s:
                break
            total, done, settled = before[s], finish - s >= shortest and s <= stop, True
            if r.on_path[i]:
                total += slots[finish] - slots[s]
            for m in range(first, end):
                q = m - first
                add_week(r, m, s, price[q], rate[q], week[q], q, mem)
                if covered[q] < r.draw_need[m] * (1.0 - 1e-9):
                    done = False
                elif count[q] > 0:
                    total += cost_of_need(r, m, q, mem)
                    settled = settled and mem.floor[q, s] >= price[q, week[q, count[q] - 1]]
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
                upkeep += r.upkeep[j, k] * mem.skill_price[k, t]
        if total[t] < INFEASIBLE and r.value[j, t] > -1e290:
            reduced = r.value[j, t] - total[t] - upkeep
            if reduced > worth:
                worth, launch = reduced, t
    return worth, launch

"""The Lagrangian dual function and its subgradient."""

from typing import Any, NamedTuple

import numpy as np

from solvers.common.compiled import kernel
from solvers.portfolio.bound.draws import ANYBODY, HOURS
from solvers.portfolio.bound.subproblem import INFEASIBLE, insert, open_draw, plan_project
from solvers.portfolio.problem import Floats, Ints


class Prices(NamedTuple):
    """Multipliers, or anything of their shapes. All are non-negative."""

    effort: Floats
    """(rows, W): per engineer-week of a skill, or per week of a person's time."""
    hours: Floats
    """(A, W): per useful hour on an accelerator type."""
    slot: Floats
    """(W,): per active project."""
    budget: Floats
    """(R,): per unit of money."""
    group: Floats
    """(number of groups,)"""
    requires: Floats
    """(number of relations,)"""
    wait: Floats
    """(C, W): per precedence and week: what comes after may have started only if what comes before is finished."""
    least: Floats
    most: Floats
    """(E, Q): per engineer-week of effort that an effort share lacks, or has too much of, in a quarter."""


class Memory(NamedTuple):
    """Working memory of one evaluation."""

    price: Floats
    rate: Floats
    week: Any
    """(draws, sources * W)"""
    count: Any
    covered: Floats
    cost: Floats
    before: Floats
    total: Floats
    floor: Floats
    start_cost: Floats
    finish_cost: Floats
    """(I, W + 1): what waiting adds to a start or finish in each week."""
    levy: Floats
    """(W,): what effort shares add to the price of a project's effort."""
    start: Ints
    """(I,): first weeks of the phases of projects that are worth their price."""
    skill_price: Floats
    skill_row: Ints
    """(K, W): least price of an engineer-week of each skill, and the row that sells it."""
    least: Floats
    """(modes, W + 1): what each mode of a phase costs at least by finish week."""
    order: Ints
    """(modes,): the modes in the order in which they are looked at."""
    ended: Ints
    """(I,): finish of each phase when its project was worth its price last."""


@kernel
def people_supply(r, x, grad):
    """What people earn by selling each week to the best paying skill; open positions only if it pays."""
    income = 0.0
    n, w = r.capacity.shape
    gain = np.zeros(w)
    best_skill = np.zeros(w, np.int64)
    for p in range(n):
        for t in range(w):
            top, k_top = 0.0, -1
            for k in range(r.skill.shape[1]):
                if r.skill[p, k] * x.effort[k, t] > top:
                    top, k_top = r.skill[p, k] * x.effort[k, t], k
            for b in range(len(r.budget_limit)):
                if r.budget_people[b] and r.budget_weeks[b, t]:
                    top -= x.budget[b] * r.week_cost[p]
            gain[t] = r.capacity[p, t] * max(top, 0.0)
            best_skill[t] = k_top if top > 0.0 else -1
        first = 0
        if r.position_cost[p] > 0.0:
            running, peak, first = 0.0, 0.0, w
            for t in range(w - 1, -1, -1):
                running += gain[t] - r.position_cost[p]
                if running > peak:
                    peak, first = running, t
            income += peak
        for t in range(first, w):
            if r.position_cost[p] == 0.0:
                income += gain[t]
            k = best_skill[t]
            if k >= 0:
                grad.effort[k, t] += r.capacity[p, t] * r.skill[p, k]
                for b in range(len(r.budget_limit)):
                    if r.budget_people[b] and r.budget_weeks[b, t]:
                        grad.budget[b] -= r.capacity[p, t] * r.week_cost[p]
    return income


@kernel
def pool_supply(r, x, grad):
    """What pools earn by selling their hours where the price of the type is above their own."""
    income = 0.0
    for g in range(len(r.pool_type)):
        a = r.pool_type[g]
        for t in range(r.weeks):
            own = r.pool_price[g, t]
            charge = own
            for b in range(len(r.budget_limit)):
                if not r.budget_people[b] and r.budget_weeks[b, t]:
                    charge += x.budget[b] * own
            profit = x.hours[a, t] / (1.0 + r.pool_overhead[g]) - charge
            if profit > 0.0:
                income += r.pool_hours[g, t] * profit
                grad.hours[a, t] += r.pool_hours[g, t] / (1.0 + r.pool_overhead[g])
                for b in range(len(r.budget_limit)):
                    if not r.budget_people[b] and r.budget_weeks[b, t]:
                        grad.budget[b] -= r.pool_hours[g, t] * own
    return income


@kernel
def draw_usage(r, j, launch, x, slots, mem, best, choice, finish, grad):
    """Subtract what the project's best schedule draws from the subgradient, and note its phases' starts."""
    price, rate, week = mem.price, mem.rate, mem.week
    for i in range(r.phase_first[j + 1] - 1, r.phase_first[j] - 1, -1):
        limit = launch if r.is_root[i] else finish[i]
        paid = r.on_path[i]
        f, low = -1, INFEASIBLE
        for t in range(limit + 1):
            if best[i, t] < INFEASIBLE:
                value = best[i, t] - (slots[t] if paid else 0.0)
                if value < low:
                    f, low = t, value
        mode, s = choice[i, f] // (r.weeks + 1), choice[i, f] % (r.weeks + 1)
        begin = s
        mem.start[i], mem.ended[i] = s, f
        draw_waits(r, i, s, f, grad)
        for a in range(r.tree_first[i], r.tree_first[i + 1]):
            finish[r.tree[a]] = s - r.tree_lag[a]
        if paid and not has_path_predecessor(r, i):
            for t in range(begin, launch):
                grad.slot[t] -= 1.0
        for m in range(r.draw_first[mode], r.draw_first[mode + 1]):
            q = m - r.draw_first[mode]
            open_draw(r, x.effort, x.hours, mem.levy, mem, i, m, price[q], rate[q])
            n, have, spent = 0, 0.0, 0.0
            for t in range(s, f):
                for c in range(r.source_first[m + 1] - r.source_first[m]):
                    n, have, spent = insert(
                        week[q], n, price[q], rate[q], r.draw_need[m], have, spent, c * r.weeks + t
                    )
            for c in range(n):
                at = week[q, c]
                t, source = at % r.weeks, r.source_first[m] + at // r.weeks
                amount = rate[q, at]
                if c == n - 1 and price[q, at] >= 0.0:
                    amount -= max(0.0, have - r.draw_need[m])
                row = r.source_row[source]
                if row != HOURS:
                    paid = amount * r.source_weight[source]
                    if row >= 0:
                        grad.effort[row, t] -= paid
                    else:
                        draw_skill(r, mem, ANYBODY - row, t, paid, grad)
                    draw_shares(r, r.theme[j], r.quarter[t], amount, grad)
                else:
                    a_low, low_price = -1, INFEASIBLE
                    for a in range(r.speed.shape[1]):
                        if r.speed[i, a] > 0.0 and x.hours[a, t] / r.speed[i, a] < low_price:
                            a_low, low_price = a, x.hours[a, t] / r.speed[i, a]
                    grad.hours[a_low, t] -= amount / r.speed[i, a_low]
    for t in range(launch, min(r.upkeep_end[j], r.weeks)):
        for k in range(r.upkeep.shape[1]):
            if r.upkeep[j, k] > 0.0:
                draw_skill(r, mem, k, t, r.upkeep[j, k], grad)


@kernel
def draw_skill(r, mem, k, t, effort, grad):
    """Take effort in a skill from whoever sells it at the least price."""
    row = mem.skill_row[k, t]
    grad.effort[row, t] -= effort / r.gives[k, row]


@kernel
def draw_waits(r, i, start, finish, grad):
    """Count a phase's start and finish in the precedence that is priced."""
    for c in range(len(r.wait_lag)):
        if r.wait_after[c] == i:
            for t in range(start, r.weeks):
                grad.wait[c, t] -= 1.0
        if r.wait_before[c] == i:
            for t in range(min(finish + r.wait_lag[c], r.weeks), r.weeks):
                grad.wait[c, t] += 1.0


@kernel
def draw_shares(r, theme, quarter, amount, grad):
    """Count effort of a theme in the effort shares of a quarter."""
    for e in range(len(r.share_theme)):
        own = amount if r.share_theme[e] == theme else 0.0
        grad.least[e, quarter] += own - r.share_least[e] * amount
        grad.most[e, quarter] += r.share_most[e] * amount - own


@kernel
def price_waits(r, x, mem):
    """Cost of starts and finishes in each week: sums of the prices of waiting from that week on."""
    mem.start_cost[:] = 0.0
    mem.finish_cost[:] = 0.0
    for c in range(len(r.wait_lag)):
        total = 0.0
        before, after, lag = r.wait_before[c], r.wait_after[c], r.wait_lag[c]
        for t in range(r.weeks - 1, -1, -1):
            total += x.wait[c, t]
            mem.start_cost[after, t] += total
            if t - lag >= 0:
                mem.finish_cost[before, t - lag] -= total


@kernel
def price_levy(r, x, theme, levy):
    """What effort shares add to the price of a theme's effort, by week; negative where they want more of it."""
    levy[:] = 0.0
    for e in range(len(r.share_theme)):
        own = 1.0 if r.share_theme[e] == theme else 0.0
        for t in range(r.weeks):
            q = r.quarter[t]
            levy[t] -= x.least[e, q] * (own - r.share_least[e]) + x.most[e, q] * (r.share_most[e] - own)


@kernel
def price_skills(r, x, mem):
    """Which row sells a skill at the least price, by week."""
    for k in range(r.gives.shape[0]):
        for t in range(r.weeks):
            mem.skill_price[k, t] = INFEASIBLE
            for row in range(r.gives.shape[1]):
                if r.gives[k, row] > 0.0 and x.effort[row, t] / r.gives[k, row] < mem.skill_price[k, t]:
                    mem.skill_price[k, t] = x.effort[row, t] / r.gives[k, row]
                    mem.skill_row[k, t] = row


@kernel
def has_path_predecessor(r, i):
    """Whether the phase has a predecessor on the path that pays for the WIP slot."""
    for a in range(r.tree_first[i], r.tree_first[i + 1]):
        if r.on_path[r.tree[a]]:
            return True
    return False


@kernel
def price_limits(r, x, grad, mem, slots):
    """What all limits are worth at prices x, the part of the dual function outside projects; starts the subgradient."""
    grad.effort[:] = 0.0
    grad.hours[:] = 0.0
    grad.slot[:] = float(r.wip)
    grad.budget[:] = r.budget_limit
    grad.group[:] = r.group_most
    grad.requires[:] = 0.0
    grad.wait[:] = 0.0
    grad.least[:] = 0.0
    grad.most[:] = 0.0
    price_waits(r, x, mem)
    price_skills(r, x, mem)
    total = r.constant + people_supply(r, x, grad) + pool_supply(r, x, grad)
    slots[0] = 0.0
    for t in range(r.weeks):
        slots[t + 1] = slots[t] + x.slot[t]
    total += slots[r.weeks] * r.wip
    for b in range(len(r.budget_limit)):
        total += x.budget[b] * r.budget_limit[b]
    for c in range(len(r.group_most)):
        total += x.group[c] * r.group_most[c]
    return total


@kernel
def evaluate(r, x, grad, mem, best, choice, finish, slots, reduced, launches):
    """Value of the dual function at prices x: an upper bound; fills the subgradient and (J,) reduced values.

    -INFEASIBLE when a mandatory project cannot launch at all.
    """
    total = price_limits(r, x, grad, mem, slots)
    for j in range(len(r.mandatory)):
        if r.excluded[j]:
            reduced[j] = -INFEASIBLE
            launches[j] = -1
            continue
        price_levy(r, x, r.theme[j], mem.levy)
        worth, launch = plan_project(r, j, x.effort, x.hours, mem.levy, slots, mem, best, choice)
        if launch >= 0:
            for c in range(len(r.group_most)):
                for q in range(r.group_first[c], r.group_first[c + 1]):
                    if r.group[q] == j:
                        worth -= x.group[c]
            for q in range(len(r.requires)):
                if r.requires[q, 0] == j:
                    worth -= x.requires[q]
                if r.requires[q, 1] == j:
                    worth += x.requires[q]
        reduced[j] = worth
        launches[j] = launch
        if launch < 0:
            if r.mandatory[j]:
                return -INFEASIBLE
            continue
        if worth > 0.0 or r.mandatory[j]:
            total += worth
            draw_usage(r, j, launch, x, slots, mem, best, choice, finish, grad)
            for c in range(len(r.group_most)):
                for q in range(r.group_first[c], r.group_first[c + 1]):
                    if r.group[q] == j:
                        grad.group[c] -= 1.0
            for q in range(len(r.requires)):
                if r.requires[q, 0] == j:
                    grad.requires[q] -= 1.0
                if r.requires[q, 1] == j:
                    grad.requires[q] += 1.0
    return total

"""Rules of the constraint program, one function each.

Where a number is not whole, it is rounded so that no schedule that keeps the rules is lost: the bound stays one.
"""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from ortools.sat.python.cp_model import CpModel, IntVar

from solvers.portfolio.exact.shares import constant_shares, effort_shares
from solvers.portfolio.exact.variables import HOUR, SCALE, SLACK, Variables, most_hours
from solvers.portfolio.problem import UNITS

MILLI = 1000


def upwards(number: float) -> int:
    """A proficiency or rate in ten-thousandths."""
    return int(np.ceil(float(number) * SCALE - SLACK))


def timing(model: CpModel, v: Variables) -> None:
    """Staircases rise; a phase lasts at least its least duration, works in permitted weeks only, and starts where it is
    pinned."""
    phases = v.problem.phases
    for i in range(v.problem.n_phases):
        chosen = v.chosen(i)
        least = int(phases.min_weeks[i])
        if v.last[i] - v.first[i] < least:
            model.add(chosen == 0)
            continue
        for t in v.weeks(i):
            model.add(v.begun(i, t - 1) <= v.begun(i, t))
            model.add(v.begun(i, t) <= chosen)
            model.add(v.ended(i, t) <= v.ended(i, t + 1))
            model.add(v.ended(i, t + 1) <= v.begun(i, t + 1 - least))
            if not phases.allowed[i, t]:
                model.add(v.begun(i, t) <= v.ended(i, t))
        pinned = int(phases.pinned_start[i])
        if pinned >= 0:
            model.add(v.begun(i, pinned - 1) == 0)
            model.add(v.begun(i, pinned) == chosen)


def precedence(model: CpModel, v: Variables) -> None:
    """What comes after starts only when what comes before is finished, lag included, and selected."""
    phases = v.problem.phases
    for i in range(v.problem.n_phases):
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            before, lag = int(phases.pred[a]), int(phases.pred_lag[a])
            for t in v.weeks(i):
                model.add(v.begun(i, t) <= v.ended(before, min(t - lag, v.problem.weeks)))


def launches(model: CpModel, v: Variables) -> None:
    """A selected project launches once, when its last phase is finished."""
    projects = v.problem.projects
    for j in range(v.problem.n_projects):
        weeks = [t for t in range(v.problem.weeks + 1) if (j, t) in v.launches]
        model.add(sum(v.launches[j, t] for t in weeks) == v.selected[j])
        phases = range(int(projects.phase_first[j]), int(projects.phase_first[j + 1]))
        for i in phases:
            for t in weeks:
                model.add(v.launches[j, t] <= v.ended(i, t))
        for t in weeks:
            # Somebody ends in exactly this week: value may rise with time, so waiting must not be a choice.
            model.add(v.launches[j, t] <= sum(v.ended(i, t) - v.ended(i, t - 1) for i in phases))


def selection(model: CpModel, v: Variables) -> None:
    """Mandatory and excluded projects, what requires what, and at most so many of a group."""
    projects, rules = v.problem.projects, v.problem.rules
    for j in range(v.problem.n_projects):
        if projects.mandatory[j]:
            model.add(v.selected[j] == 1)
        if projects.excluded[j]:
            model.add(v.selected[j] == 0)
    for one, other in rules.requires:
        model.add(v.selected[one] <= v.selected[other])
    for r, most in enumerate(rules.group_most):
        members = rules.group[rules.group_first[r] : rules.group_first[r + 1]]
        model.add(sum(v.selected[j] for j in members) <= int(most))


def crews(model: CpModel, v: Variables) -> None:
    """Crews have a permitted size; who must be on one is; required people are on some phase of their project."""
    phases, projects = v.problem.phases, v.problem.projects
    by_phase: dict[int, list[IntVar]] = defaultdict(list)
    for (i, _), member in v.crew.items():
        by_phase[i].append(member)
    for i in range(v.problem.n_phases):
        chosen = v.chosen(i)
        if phases.crew_max[i] <= 0:
            continue
        sizes = v.sizes(i)
        model.add(sum(sizes.values()) == chosen)
        model.add(sum(by_phase[i]) == sum(n * literal for n, literal in sizes.items()))
        for p in np.flatnonzero(phases.must_work[i]).tolist():
            model.add(v.crew[i, p] == chosen) if (i, p) in v.crew else model.add(chosen == 0)
    for j, p in np.argwhere(projects.required_people).tolist():
        own = range(int(projects.phase_first[j]), int(projects.phase_first[j + 1]))
        model.add(sum(v.crew[i, p] for i in own if (i, p) in v.crew) >= v.selected[j])


def continuity(model: CpModel, v: Variables) -> None:
    """A member of a crew works in each week of the phase but when away, and in one at least."""
    weeks: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
    for (i, p, t), works in v.works.items():
        member, on = v.crew[i, p], v.begun(i, t) - v.ended(i, t)
        model.add(works <= member)
        model.add(works <= on)
        model.add(works >= member + on - 1)
        weeks[i, p].append(works)
    for key, member in v.crew.items():
        model.add(sum(weeks[key]) >= member)


def share_minimum(model: CpModel, v: Variables) -> None:
    """Who works gives the least share at least, and no more than their capacity."""
    for (i, p, t), works in v.works.items():
        given = sum(v.units[i, p, k, t] for k in v.skills(i) if (i, p, k, t) in v.units)
        model.add(given >= v.problem.rules.minimum_units * works)
        model.add(given <= int(v.problem.people.capacity[p, t]) * works)


def effort(model: CpModel, v: Variables) -> None:
    """In each skill, units times proficiency reach the estimate over the crew's productivity."""
    phases, people, rules = v.problem.phases, v.problem.people, v.problem.rules
    given: dict[tuple[int, int], list[tuple[IntVar, int]]] = defaultdict(list)
    for (i, p, k, _), units in v.units.items():
        given[i, k].append((units, upwards(people.skill[p, k])))
    for i in range(v.problem.n_phases):
        for k in v.skills(i):
            need = UNITS * SCALE * float(phases.effort[i, k]) * (1 - SLACK)
            wanted = sum(int(need / rules.crew_efficiency[n]) * one for n, one in v.sizes(i).items())
            model.add(sum(units * rate for units, rate in given[i, k]) >= wanted)


def capacity_person(model: CpModel, v: Variables) -> None:
    """In no week does somebody give more than their capacity, upkeep included; positions only when hired."""
    given: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
    for (_, p, _, t), units in (*v.units.items(), *v.upkeep.items()):
        given[p, t].append(units)
    for (p, t), rows in given.items():
        capacity = int(v.problem.people.capacity[p, t])
        model.add(sum(rows) <= (capacity * v.hired[p, t] if (p, t) in v.hired else capacity))
    for (p, t), hired in v.hired.items():
        if (p, t + 1) in v.hired:
            model.add(hired <= v.hired[p, t + 1])


def focus(model: CpModel, v: Variables) -> None:
    """Nobody works on more projects in a week than their limit."""
    most: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
    for (i, p, t), works in v.works.items():
        model.add(works <= v.busy[int(v.problem.phases.project[i]), p, t])
    for (_, p, t), busy in v.busy.items():
        most[p, t].append(busy)
    for (p, _), rows in most.items():
        if len(rows) > v.problem.people.max_projects[p]:
            model.add(sum(rows) <= int(v.problem.people.max_projects[p]))


def policy_wip(model: CpModel, v: Variables) -> None:
    """At most so many projects are active, from first start to launch."""
    if v.problem.rules.wip <= 0:
        return
    first = v.problem.projects.phase_first
    active = {}
    for j in range(v.problem.n_projects):
        for t in range(v.problem.weeks):
            active[j, t] = model.new_bool_var(f"active {j} {t}")
            launched = v.launched(j, t)
            for i in range(int(first[j]), int(first[j + 1])):
                model.add(active[j, t] >= v.begun(i, t) - launched)
    for t in range(v.problem.now, v.problem.weeks):
        model.add(sum(active[j, t] for j in range(v.problem.n_projects)) <= v.problem.rules.wip)


def upkeep(model: CpModel, v: Variables) -> None:
    """After launch, people with the skill give the upkeep of every week; before, there is none."""
    projects, people = v.problem.projects, v.problem.people
    for j, k in np.argwhere(projects.upkeep > 0).tolist():
        need = int(UNITS * SCALE * float(projects.upkeep[j, k]) * (1 - SLACK))
        for t in range(int(projects.upkeep_end[j])):
            launched = v.launched(j, t)
            givers = [p for p in range(v.problem.n_people) if (j, p, k, t) in v.upkeep]
            given = sum(upwards(people.skill[p, k]) * v.upkeep[j, p, k, t] for p in givers)
            model.add(given >= need * launched)
            for p in givers:
                model.add(v.upkeep[j, p, k, t] <= int(people.capacity[p, t]) * launched)


def accelerators(model: CpModel, v: Variables) -> None:
    """Phases get their hours in their weeks; pools and devices are not overdrawn."""
    phases, pools = v.problem.phases, v.problem.pools
    by_phase: dict[int, list[tuple[IntVar, float]]] = defaultdict(list)
    by_week: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
    by_pool: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
    for (i, g, t), hours in v.hours.items():
        on = v.begun(i, t) - v.ended(i, t)
        model.add(hours <= most_hours(v.problem, i, g, t) * on)
        by_phase[i].append((hours, float(phases.gpu_rate[i, g])))
        by_week[i, t].append(hours)
        by_pool[g, t].append(hours)
    for i in np.flatnonzero(phases.gpu_hours > 0).tolist():
        # Each part of an hour may be lost to rounding once.
        need = int(SCALE * (HOUR * float(phases.gpu_hours[i]) * (1 - SLACK) - len(by_phase[i])))
        given = sum(hours * upwards(rate) for hours, rate in by_phase[i])
        model.add(given >= need * v.chosen(i))
    for (i, _), rows in by_week.items():
        if np.isfinite(phases.gpu_weekly[i]):
            model.add(sum(rows) <= int(np.ceil(phases.gpu_weekly[i] * HOUR)))
    for (g, t), rows in by_pool.items():
        model.add(sum(rows) <= int(np.ceil(pools.hours[g, t] * HOUR)))


def budgets(model: CpModel, v: Variables) -> None:
    """What people and accelerators cost stays within each budget row."""
    rules, people, pools, projects = v.problem.rules, v.problem.people, v.problem.pools, v.problem.projects
    for r, limit in enumerate(rules.budget_limit):
        theme = int(rules.budget_theme[r])
        spent = []
        if rules.budget_people[r]:
            rows = [(int(v.problem.phases.project[i]), p, t, u) for (i, p, _, t), u in v.units.items()]
            rows += [(j, p, t, u) for (j, p, _, t), u in v.upkeep.items()]
            for j, p, t, units in rows:
                if rules.budget_weeks[r, t] and theme in (-1, int(projects.theme[j])):
                    spent.append(units * int(people.unit_cost[p] * MILLI))
        else:
            for (i, g, t), hours in v.hours.items():
                own = theme == int(projects.theme[v.problem.phases.project[i]])
                counted = own if theme >= 0 else not pools.committed[g]
                if rules.budget_weeks[r, t] and counted:
                    spent.append(hours * int(pools.price[g, t] * MILLI))
        if spent:
            whole = MILLI if rules.budget_people[r] else MILLI * HOUR
            model.add(sum(spent) <= int(np.ceil(float(limit) * whole * (1 + SLACK))) + 1)


RULES: tuple[Callable[[CpModel, Variables], None], ...] = (
    timing,
    precedence,
    launches,
    selection,
    crews,
    continuity,
    share_minimum,
    effort,
    capacity_person,
    focus,
    policy_wip,
    upkeep,
    accelerators,
    budgets,
    constant_shares,
    effort_shares,
)

"""The best plan of a tiny portfolio by trying everything. Written from the rules; shares no code with the solvers.

One skill, one person a phase, one phase a project, no accelerators: a plan is then a choice of person and interval
for each selected project, and shares only have to fit.
"""

import datetime as dt
import itertools
import math
from dataclasses import dataclass, replace

import numpy as np

from planner.document import read_portfolio
from planner.domain.portfolio import Portfolio
from planner.domain.team import DateRange

Choice = tuple[int, int, int] | None
"""Person, first week and end of a project; None when it is out."""


@dataclass(frozen=True)
class Tiny:
    """Effort in weeks by project, value by project and launch week, capacity in twentieths by person and week."""

    effort: tuple[int, ...]
    value: tuple[tuple[float, ...], ...]
    capacity: tuple[tuple[int, ...], ...]
    minimum: int
    max_projects: int
    waits: tuple[tuple[int, int], ...] = ()
    """(before, after): the second project needs the first, and starts when that has launched."""


def tiny(seed: int, waits: tuple[tuple[int, int], ...] = ()) -> tuple[Tiny, Portfolio]:
    """A random portfolio of three projects and two people over one short quarter, in both forms."""
    rng = np.random.default_rng(seed)
    # Seven weeks: the quarter that starts on 2027-02-15 is entered in its middle.
    start, weeks = "2027-02-15", 6
    effort = [int(e) for e in rng.integers(1, 4, 3)]
    rate = [int(r) for r in rng.integers(100, 900, 3)]
    fte = [float(f) for f in rng.choice([0.4, 0.6, 1.0], 2)]
    away = sorted(int(w) for w in rng.choice(weeks, 2, replace=False))
    monday = dt.date.fromisoformat(start)
    leave = [monday + dt.timedelta(weeks=w) for w in away]
    lines = [
        "schema: quarterdeck/portfolio/1\nname: tiny",
        f"calendar: {{start: {start}, quarters: 1, value_tail_weeks: 4}}",
        "skills: [{id: s, name: S}]",
        "people:",
        *(
            f"  - {{id: p{n}, name: P{n}, skills: {{s: 1}}, fte: {f}, leave: [{{from: {leave[n]}, "
            f"to: {leave[n] + dt.timedelta(days=4)}}}]}}"
            for n, f in enumerate(fte)
        ),
        "projects:",
        *(
            f"  - {{id: j{n}, name: J{n}, value: {{per_week: {rate[n]}}}, "
            f"depends_on: [{', '.join(f'{{project: j{a}}}' for a, b in waits if b == n)}], "
            f"phases: [{{id: a, effort: {{s: {effort[n]}}}}}]}}"
            for n in range(3)
        ),
    ]
    portfolio = read_portfolio("\n".join(lines).encode(), format="yaml").portfolio
    assert portfolio.horizon.weeks == weeks
    capacity = tuple(
        tuple(0 if w == away[n] else round(f * 20) for w in range(weeks)) for n, f in enumerate(fte)
    )
    value = tuple(tuple(float(r * (weeks + 4 - launch)) for launch in range(weeks + 1)) for r in rate)
    return Tiny(tuple(effort), value, capacity, 4, 2, waits), portfolio


def _in_order(before: Choice, after: Choice) -> bool:
    return after is None or (before is not None and after[1] >= before[2])


def with_leave(tiny: Tiny, portfolio: Portfolio, person: int, week: int) -> tuple[Tiny, Portfolio]:
    """Both forms with somebody away in one more week."""
    monday = portfolio.calendar.start + dt.timedelta(weeks=week)
    away = DateRange.model_validate({"from": monday, "to": monday + dt.timedelta(days=4)})
    people = [
        p.model_copy(update={"leave": (*p.leave, away)}) if n == person else p
        for n, p in enumerate(portfolio.people)
    ]
    capacity = [list(row) for row in tiny.capacity]
    capacity[person][week] = 0
    changed = portfolio.model_copy(update={"people": tuple(people)})
    return replace(tiny, capacity=tuple(map(tuple, capacity))), changed


def moves(base: Choice, choice: Choice) -> int:
    """Decisions about a project that differ: whether it is in, its start, its crew."""
    if base is None or choice is None:
        return int(base is not choice)
    return int(base[0] != choice[0]) + int(base[1] != choice[1])


def best_value(tiny: Tiny, base: tuple[Choice, ...] | None = None, price: float = 0.0) -> float:
    """Largest total value over all choices of person and interval for every subset of the projects; with a plan of
    record, less a price for each move away from it."""
    weeks = len(tiny.capacity[0])
    intervals = [(s, f) for s in range(weeks) for f in range(s + 1, weeks + 1)]
    options: list[list[Choice]] = []
    for effort in tiny.effort:
        possible: list[Choice] = [None]
        for person, (s, f) in itertools.product(range(len(tiny.capacity)), intervals):
            room = [c for c in tiny.capacity[person][s:f] if c >= tiny.minimum]
            if sum(room) >= effort * 20:
                possible.append((person, s, f))
        options.append(possible)
    best = 0.0 if base is None else float("-inf")
    for choice in itertools.product(*options):
        if any(not _in_order(choice[before], choice[after]) for before, after in tiny.waits):
            continue
        value = sum(tiny.value[j][c[2]] for j, c in enumerate(choice) if c is not None)
        if base is not None:
            value -= price * sum(map(moves, base, choice))
        if value > best and all(_fits(tiny, choice, person) for person in range(len(tiny.capacity))):
            best = value
    return best


def _fits(tiny: Tiny, choice: tuple[Choice, ...], person: int) -> bool:
    """Whether one person can do all that is given to them: a small flow problem, solved by Hall's condition.

    In each week at work everybody's phase takes at least the least share; what is over is free to move.
    """
    mine = [(j, c[1], c[2]) for j, c in enumerate(choice) if c is not None and c[0] == person]
    if not mine:
        return True
    capacity = tiny.capacity[person]
    spare = []
    for t, units in enumerate(capacity):
        active = sum(s <= t < f for _, s, f in mine)
        if active > tiny.max_projects and units >= tiny.minimum:
            return False
        if units >= tiny.minimum and active * tiny.minimum > units:
            return False
        spare.append(units - active * tiny.minimum if units >= tiny.minimum else 0)
    needs = []
    for j, s, f in mine:
        given = sum(tiny.minimum for t in range(s, f) if capacity[t] >= tiny.minimum)
        needs.append((s, f, max(0, math.ceil(tiny.effort[j] * 20) - given)))
    for size in range(1, len(needs) + 1):
        for group in itertools.combinations(needs, size):
            reach = {t for s, f, _ in group for t in range(s, f)}
            if sum(need for _, _, need in group) > sum(spare[t] for t in reach):
                return False
    return True

"""Rules of the constraint program about parts: of a person's week, and of a quarter's effort."""

from collections import defaultdict

import numpy as np
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solvers.portfolio.exact.variables import SCALE, SLACK, Variables
from solvers.portfolio.problem import UNITS

PARTS = 1_000_000
"""Parts of a quarter's effort are counted in millionths: schedules that keep a rounded limit should keep it."""


def constant_shares(model: CpModel, v: Variables) -> None:
    """Where shares are constant, a person gives a phase the same in each week, or all they have if that is less."""
    if not v.constant:
        return
    people = v.problem.people
    lesser: dict[tuple[int, int, int], IntVar] = {}
    for (i, p, t), works in v.works.items():
        share, capacity = v.constant[i, p], int(people.capacity[p, t])
        if (i, p, capacity) not in lesser:
            least = model.new_int_var(0, capacity, f"share {i} {p} of {capacity}")
            model.add_min_equality(least, [share, capacity])
            lesser[i, p, capacity] = least
        given = sum(v.units[i, p, k, t] for k in v.skills(i) if (i, p, k, t) in v.units)
        model.add(given == lesser[i, p, capacity]).only_enforce_if(works)


def effort_shares(model: CpModel, v: Variables) -> None:
    """A theme's part of the phase effort of each quarter lies within its bounds."""
    rules, projects = v.problem.rules, v.problem.projects
    if not len(rules.share_theme):
        return
    effort = _efforts(model, v)
    theme = projects.theme[v.problem.phases.project]
    for q in sorted({quarter for _, quarter in effort}):
        rows = {i: one for (i, quarter), one in effort.items() if quarter == q}
        for e, wanted in enumerate(rules.share_theme):
            own = sum(one for i, one in rows.items() if theme[i] == wanted)
            every = sum(rows.values())
            if rules.share_least[e] > 0.0:
                model.add(own * PARTS >= every * int((rules.share_least[e] - SLACK) * PARTS))
            if rules.share_most[e] < 1.0:
                model.add(own * PARTS <= every * int(np.ceil((rules.share_most[e] + SLACK) * PARTS)))


def _efforts(model: CpModel, v: Variables) -> dict[tuple[int, int], IntVar]:
    """(i, q): effective effort of a phase in a quarter, in units times ten-thousandths, to within the rounding of
    rates."""
    people, rules = v.problem.people, v.problem.rules
    rows: dict[tuple[int, int], list[tuple[IntVar, float]]] = defaultdict(list)
    for (i, p, k, t), units in v.units.items():
        rows[i, int(rules.quarter[t])].append((units, float(people.skill[p, k])))
    efforts = {}
    for (i, q), given in rows.items():
        most = sum(UNITS * int(np.ceil(2.0 * SCALE * rate)) for _, rate in given)
        efforts[i, q] = effort = model.new_int_var(0, most, f"effort {i} {q}")
        for n, one in v.sizes(i).items():
            if rules.crew_efficiency[n] > 0.0:
                low, high = _between(given, float(rules.crew_efficiency[n]))
                model.add(effort >= low).only_enforce_if(one)
                model.add(effort <= high).only_enforce_if(one)
        model.add(effort <= most * v.chosen(i))
    return efforts


def _between(given: list[tuple[IntVar, float]], efficiency: float) -> tuple[LinearExpr, LinearExpr]:
    """Effort of a crew of this efficiency with its rates rounded down, and up."""
    units = [one for one, _ in given]
    exact = np.array([rate for _, rate in given]) * efficiency * SCALE
    low, high = np.floor(exact + SLACK).astype(np.int64), np.ceil(exact - SLACK).astype(np.int64)
    return LinearExpr.weighted_sum(units, low.tolist()), LinearExpr.weighted_sum(units, high.tolist())

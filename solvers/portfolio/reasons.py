"""Why a project is not in the plan: the first thing that stands in its way, with numbers."""

from math import ceil

import numpy as np

from solvers.common.frame import Frame
from solvers.portfolio.kernel.data import RULES
from solvers.portfolio.kernel.decode import bundle, decode
from solvers.portfolio.kernel.ruin import copy_schedule
from solvers.portfolio.problem import UNITS, Problem
from solvers.portfolio.search import Search
from solvers.portfolio.solution import Refusal
from solvers.portfolio.starts import first_genes

Detail = dict[str, str | float | int | None]


def impossible(problem: Problem) -> tuple[Refusal, ...]:
    """Rules that no plan can keep, whatever is selected: commitments alone that overdraw a compute budget."""
    rows = np.flatnonzero((problem.rules.budget_limit < -1e-6) & ~problem.rules.budget_people)
    found = []
    for r in rows:
        weeks = np.flatnonzero(problem.rules.budget_weeks[r])
        quarters = sorted({int(q) for q in problem.rules.quarter[weeks]})
        detail: Detail = {
            "quarter": problem.names.quarters[quarters[0]] if len(quarters) == 1 else None,
            "over": ceil(float(-problem.rules.budget_limit[r]) * 100 - 1e-4) / 100,
        }
        found.append(Refusal(-1, "budget.compute", detail))
    return tuple(found)


def refusals(search: Search) -> tuple[Refusal, ...]:
    """A reason for each project that the best schedule leaves out."""
    problem = search.problem
    best = search.best()
    return tuple(_refusal(search, int(j)) for j in np.flatnonzero(~best.selected) if j < problem.n_projects)


def _refusal(search: Search, j: int) -> Refusal:
    problem = search.problem
    if problem.projects.excluded[j]:
        return Refusal(j, "pin.selected", {})
    lacking = _missing_skills(problem, j)
    if lacking:
        return Refusal(j, "skill.missing", lacking)
    rule, phase, value = _alone(search, j)
    if rule:
        return Refusal(j, rule, _detail(search, j, phase) | {"value": value})
    return _beside_the_plan(search, j, value)


def _missing_skills(problem: Problem, j: int) -> Detail:
    """Skills with effort that nobody who may work on the project has; phases and skills as comma lists."""
    phases = problem.phases
    skills: dict[str, None] = {}
    where: dict[str, None] = {}
    for i in range(int(problem.projects.phase_first[j]), int(problem.projects.phase_first[j + 1])):
        for k in np.flatnonzero(phases.effort[i] > 0):
            if not (phases.may_work[i] & (problem.people.skill[:, k] > 0)).any():
                skills[problem.names.skills[k]] = None
                where[problem.names.phases[i][1]] = None
    for k in np.flatnonzero(problem.projects.upkeep[j] > 0):
        if not (problem.people.skill[:, k] > 0).any():
            skills[problem.names.skills[k]] = None
            where["upkeep"] = None
    return {"skills": ", ".join(skills), "phases": ", ".join(where)} if skills else {}


def _alone(search: Search, j: int) -> tuple[str, int, float | None]:
    """Place the project and what it requires on an empty portfolio: (rule that forbids it, phase, value).

    A theme's part of the effort is about the whole plan: alone, a project says nothing about it.
    """
    genes = _only(search, [], keep_shares=False)
    state = search.states[1]
    decode(search._d, search._states[1], genes)
    if bundle(search._d, search._states[1], genes, j):
        return "", -1, float(state.money[0] - state.money[1] - state.money[2])
    code, phase = int(state.fails[j, 0]), int(state.fails[j, 1])
    return RULES[code], phase, None


def _beside_the_plan(search: Search, j: int, value: float | None) -> Refusal:
    """Place the project on what the best schedule leaves: what is in short supply displaces it."""
    state = search.states[1]
    copy_schedule(search._states[2], search._states[1])
    if bundle(search._d, search._states[1], _only(search, []), j):
        return Refusal(j, "value.displaced", {"binding": "search", "value": value})
    binding, phase = RULES[int(state.fails[j, 0])], int(state.fails[j, 1])
    detail = _detail(search, j, phase) | {"binding": binding, "value": value}
    if binding in ("selection.exclusive", "selection.requires"):
        return Refusal(j, binding, detail)
    if binding == "capacity.person":
        detail |= _shortage(search, phase)
    return Refusal(j, "value.displaced", detail)


def _only(search: Search, order: list[int], *, keep_shares: bool = True) -> Frame:
    genes = first_genes(search.problem, np.arange(search.problem.n_projects))
    genes.include[:] = False
    genes.include[order] = True
    genes.keep_shares[:] = keep_shares
    return Frame(genes._replace(order=np.array(order, np.int64)))


def _detail(search: Search, j: int, phase: int) -> Detail:
    problem = search.problem
    first, end = int(problem.projects.phase_first[j]), int(problem.projects.phase_first[j + 1])
    within = slice(phase, phase + 1) if first <= phase < end else slice(first, end)
    detail: Detail = {"effort": round(float(problem.phases.effort[within].sum()), 2)}
    if first <= phase < end:
        detail["phase"] = problem.names.phases[phase][1]
    return detail


def _shortage(search: Search, phase: int) -> Detail:
    """The phase's skill that is scarcest beside the plan: what it needs and what is free over the horizon."""
    problem, state = search.problem, search.states[1]
    rows = []
    rests = [int(state.block[p, :n, 3].sum()) for p, n in enumerate(state.blocks)]
    spare = state.free.sum(axis=1) - rests
    for k in np.flatnonzero(problem.phases.effort[phase] > 0):
        able = problem.phases.may_work[phase] & (problem.people.skill[:, k] > 0)
        free = float((spare * problem.people.skill[:, k])[able].sum()) / UNITS
        supply = float((problem.people.capacity * problem.people.skill[:, [k]])[able].sum()) / UNITS
        need = float(problem.phases.effort[phase, k])
        rows.append((free / need, problem.names.skills[k], need, free, supply, int(able.sum())))
    _, skill, need, free, supply, people = min(rows)
    return {
        "skill": skill,
        "needed": round(need, 2),
        "free": round(free, 2),
        "supply": round(supply, 2),
        "people": people,
    }

"""Effort shares while a schedule is built: what is out of bounds already may stay so, but gets no worse."""

import numpy as np

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from planner.document import read_portfolio
from planner.services.optimise import plan_portfolio
from solvers.portfolio.kernel.data import State
from solvers.portfolio.kernel.decode import bundle
from solvers.portfolio.kernel.ruin import copy_schedule, remove
from solvers.portfolio.problem import Floats, Problem
from solvers.portfolio.search import Search


def shortage(problem: Problem, state: State) -> Floats:
    """Engineer-weeks out of bounds by quarter, counted from rows of work (phase, person, skill, week, units)."""
    rules, rows = problem.rules, state.work[: state.count[0]]
    gives = problem.people.skill[rows[:, 1], rows[:, 2]] * rules.crew_efficiency[state.size[rows[:, 0]]]
    theme = problem.projects.theme[problem.phases.project[rows[:, 0]]]
    short = np.zeros(int(rules.quarter.max()) + 1)
    for quarter in range(len(short)):
        units = np.where(rules.quarter[rows[:, 3]] == quarter, rows[:, 4], 0) / 20 * gives
        for e, wanted in enumerate(rules.share_theme):
            part, whole = units[theme == wanted].sum(), units.sum()
            short[quarter] += max(0.0, rules.share_least[e] * whole - part)
            short[quarter] += max(0.0, part - rules.share_most[e] * whole)
    return short


def test_work_that_takes_no_theme_further_out_of_bounds_is_placed_and_no_other() -> None:
    placed = refused = 0
    for seed in range(6):
        problem = to_problem(
            generate(
                np.random.default_rng(seed), Size(12, 8, 3, "loose"), {"effort_shares", "constant_shares"}
            )
        )
        search = Search.start(problem)
        search.run(0.0, 50, seed)
        current, trial, _ = search._states
        copy_schedule(current, trial)
        state = search.states[1]
        wanted = np.isin(problem.projects.theme, problem.rules.share_theme[problem.rules.share_least > 0])
        others = state.selected & ~wanted
        remove(search._d, trial, state.selected & (wanted | (np.cumsum(others) > others.sum() / 2)))
        for j in np.flatnonzero(~state.selected):
            before = shortage(problem, state)
            search.genes.keep_shares[0] = True
            done = bundle(search._d, trial, search._genes, int(j))
            after = shortage(problem, state)
            if done:
                placed += int(before.sum() > 0.1)
                assert (after <= before + 1e-6).all(), "no quarter gets worse"
            else:
                refused += int(state.fails[j, 0] == 10)
                assert after.tolist() == before.tolist()
    assert placed > 0
    assert refused > 0


def test_work_that_must_have_its_part_lasts_as_long_as_there_is_work_beside_it() -> None:
    """Refactoring takes two weeks. The other project takes both quarters, so refactoring is drawn out over both."""
    text = """
schema: quarterdeck/portfolio/1
name: shares
calendar: {start: 2027-01-04, quarters: 2}
skills: [{id: s, name: Skill}]
themes: [{id: debt, name: Debt}]
policies: {effort_shares: [{theme: debt, at_least: 0.2}]}
people: [{id: ann, name: Ann, skills: {s: 1}}, {id: bo, name: Bo, skills: {s: 1}}]
projects:
  - {id: big, name: Big, value: {per_week: 100}, phases: [{id: a, effort: {s: 16}, crew: {min: 1, max: 1}}]}
  - {id: refactor, name: Refactor, theme: debt, phases: [{id: a, effort: {s: 2}, crew: {min: 1, max: 1}}]}
"""
    portfolio = read_portfolio(text.encode(), format="yaml").portfolio
    plan = plan_portfolio(portfolio, decodes=2_000, seed=1).plan
    assert [project.selected for project in plan.projects] == [True, True]
    by_key = {(row.project, row.phase): row for row in plan.phases}
    drawn_out = by_key["refactor", "a"]
    boundary = portfolio.horizon.weeks // 2
    assert drawn_out.start < portfolio.horizon.monday(boundary) < drawn_out.finish
    assert (drawn_out.finish - drawn_out.start).days >= 7 * 8

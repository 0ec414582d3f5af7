"""Effort shares while a schedule is built: what is out of bounds already may stay so, but gets no worse."""

import numpy as np

from benchmarks.generate import Size, generate
from planner.compile.problem import to_problem
from solvers.portfolio.kernel.decode import bundle
from solvers.portfolio.kernel.ruin import copy_schedule, remove
from solvers.portfolio.problem import Floats, Problem
from solvers.portfolio.search import Search


def shortage(problem: Problem, rows: np.ndarray) -> Floats:
    """Engineer-weeks out of bounds by quarter, counted from rows of work (phase, person, skill, week, units)."""
    rules = problem.rules
    theme = problem.projects.theme[problem.phases.project[rows[:, 0]]]
    short = np.zeros(int(rules.quarter.max()) + 1)
    for quarter in range(len(short)):
        units = np.where(rules.quarter[rows[:, 3]] == quarter, rows[:, 4], 0) / 20
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
            before = shortage(problem, state.work[: state.count[0]][:, :5])
            search.genes.keep_shares[0] = True
            done = bundle(search._d, trial, search._genes, int(j))
            after = shortage(problem, state.work[: state.count[0]][:, :5])
            if done:
                placed += int(before.sum() > 0.1)
                assert (after <= before + 1e-6).all(), "no quarter gets worse"
            else:
                refused += int(state.fails[j, 0] == 10)
                assert after.tolist() == before.tolist()
    assert placed > 0
    assert refused > 0

"""Where a search begins: lists that a manager would try, the plan of record, and noise around them."""

from typing import Any

import numpy as np

from solvers.portfolio.kernel.data import Genes
from solvers.portfolio.problem import Problem


def first_genes(problem: Problem, order: Any, *, positions: bool = True) -> Genes:
    """Genes that take a list at face value: everyone included, largest crews, nobody held back."""
    return Genes(
        np.asarray(order, np.int64).copy(),
        np.ones(problem.n_projects, np.bool_),
        problem.phases.crew_max.copy(),
        np.zeros(problem.n_phases, np.int64),
        np.zeros(problem.n_phases, np.int64),
        np.zeros(problem.n_projects, np.int64),
        np.zeros(problem.n_phases, np.int64),
        np.zeros(problem.n_phases, np.int64),
        np.full(problem.n_phases, problem.weeks),
        np.ones(problem.n_phases),
        np.full(problem.n_people, positions),
        np.ones(problem.n_projects),
        np.zeros(problem.n_phases, np.bool_),
        np.zeros((problem.n_phases, problem.n_people), np.bool_),
        np.zeros(problem.n_projects, np.bool_),
        np.ones(1, np.bool_),
    )


def recorded_genes(problem: Problem) -> list[Genes]:
    """Genes that come near the plan of record: its order and crews. Others follow it, or are left out;
    projects that became mandatory come first or last. Once, no phase starts before it did."""
    base, first = problem.baseline, problem.projects.phase_first
    start = np.where(base.start >= 0, base.start, problem.weeks)
    begin = np.array(
        [start[first[j] : first[j + 1]].min(initial=problem.weeks) for j in range(len(first) - 1)]
    )
    forced = problem.projects.mandatory & ~base.selected
    found = []
    for key in (begin, np.where(forced, -1, begin)):
        for include in (base.selected | forced, np.ones(problem.n_projects, np.bool_)):
            for hold in (np.maximum(base.start, 0), np.zeros_like(base.start)):
                genes = first_genes(problem, np.argsort(key, kind="stable"))
                fixed = (base.start >= 0) & base.crew.any(axis=1)
                found.append(
                    genes._replace(
                        include=include.copy(), hold=hold.copy(), team=base.crew.copy(), fixed=fixed
                    )
                )
    return found


def noisy_genes(problem: Problem, rng: np.random.Generator) -> Genes:
    """Genes around value per week of effort, with noise and crews of random size: a start in another place."""
    base = constructive_orders(problem)[int(rng.integers(0, 4))]
    rank = np.empty(problem.n_projects)
    rank[base] = np.arange(problem.n_projects)
    spread = rng.choice([0.05, 0.15, 0.3]) * problem.n_projects
    genes = first_genes(problem, np.argsort(rank + rng.normal(0, spread, problem.n_projects)))
    low, high = problem.phases.crew_min, problem.phases.crew_max
    crew = np.minimum(high, np.maximum(low, rng.integers(1, 4)))
    return genes._replace(crew=crew.astype(np.int64), keep_shares=np.array([bool(rng.random() < 0.7)]))


def constructive_orders(problem: Problem) -> list[Any]:
    """Lists by value, by value per week of effort, by tightness, and with policy themes or mandatory first."""
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, -1e12)
    start = value[:, 0] if problem.weeks else np.zeros(problem.n_projects)
    effort = np.zeros(problem.n_projects)
    np.add.at(effort, problem.phases.project, problem.phases.effort.sum(axis=1) + 0.1)
    density = start / np.maximum(effort, 0.1)
    last = np.array([np.flatnonzero(np.isfinite(row)).max(initial=0) for row in problem.projects.value])
    required = problem.projects.mandatory.astype(float)
    themed = np.isin(problem.projects.theme, problem.rules.share_theme[problem.rules.share_least > 0])
    rank = np.argsort(np.argsort(-density))
    keys = [
        -density,
        -start,
        rank - 1e6 * required,
        rank - 1e6 * required - 1e3 * themed,
        rank - 1e3 * themed,
        last * 1e3 + rank,
    ]
    return [np.argsort(key, kind="stable") for key in keys]

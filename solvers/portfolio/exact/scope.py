"""Which problems the constraint program is for."""

import numpy as np

from solvers.portfolio.problem import Ints, Problem


def expressible(problem: Problem) -> bool:
    """Whether the program knows all rules of the problem.

    Prices of moves and a past are not in it.
    """
    return problem.baseline.price == 0.0 and problem.now == 0


def size(problem: Problem, first: Ints, last: Ints) -> int:
    """Person-weeks in which people could be on phases, the weeks of phase i being [first[i], last[i])."""
    people = problem.phases.may_work.sum(axis=1)
    return int((people * np.maximum(last - first, 0)).sum())

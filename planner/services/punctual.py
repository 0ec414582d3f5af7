"""What is promised, and how well a plan keeps it."""

from dataclasses import dataclass, replace

import numpy as np

from planner.domain.calendar import monday_on_or_after
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.promises import PromiseScope
from solvers.portfolio.problem import Floats, Ints, Problem
from solvers.portfolio.solution import Result
from solvers.simulation.promise import Punctuality

SEARCH_RUNS = 2048
"""Scenarios on which plans are compared."""


@dataclass(frozen=True)
class Asked:
    """What is promised."""

    confidence: float
    scope: PromiseScope
    due: Ints
    """(J,): week by which each project must launch."""

    @property
    def target(self) -> float:
        """What the scenarios of the search must show, so that fresh ones do too: one standard error more."""
        spread = self.confidence * (1 - self.confidence) / SEARCH_RUNS
        return float(min(1.0, self.confidence + spread**0.5))


@dataclass
class Candidate:
    """A plan with buffers, and how punctual it is."""

    result: Result
    plan: Plan
    punctuality: Punctuality
    kept: Floats
    """(J,): share of runs in which each selected project is on time."""
    together: float

    @property
    def selected(self) -> Ints:
        """Projects in the plan."""
        assert self.result.solution is not None
        return np.flatnonzero(self.result.solution.selected)

    def shortfall(self, asked: Asked) -> float:
        """How far the confidence is missed, over all projects; 0 when it is reached."""
        if asked.scope == "whole":
            return max(0.0, asked.target - self.together)
        return float(np.maximum(0.0, asked.target - self.kept).sum())


def due_weeks(portfolio: Portfolio) -> Ints:
    """(J,): week on whose Monday each project is due."""
    horizon = portfolio.horizon
    return np.array(
        [
            horizon.weeks
            if project.deadline is None
            else min(horizon.weeks, horizon.week_of(monday_on_or_after(project.deadline.date)))
            for project in portfolio.projects
        ],
        np.int64,
    )


def restricted(problem: Problem, latest: Ints) -> Problem:
    """The problem in which project j launches by week latest[j] or not at all."""
    value = problem.projects.value.copy()
    value[np.arange(problem.weeks + 1)[None] > latest[:, None]] = -np.inf
    return replace(problem, projects=replace(problem.projects, value=value))

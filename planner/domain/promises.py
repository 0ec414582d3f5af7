"""Dates that a plan promises, and how often they are kept."""

from typing import Literal

from planner.domain.base import Day, Model, Probability, Slug

PromiseScope = Literal["project", "whole"]
"""Whether each project keeps its date with the confidence, or all of them together."""


class Promise(Model):
    """A date of a selected project. Shares are over the runs in which no gate stops it."""

    project: Slug
    due: Day
    """Monday by which it must launch: that of its deadline, else the end of the horizon."""
    promised: Day | None
    """The date that can be promised: it launches by then with the confidence. None when it is past all counting."""
    buffer_weeks: int | None
    """Weeks from the planned launch to the promised date."""
    probability: float
    """Share of runs in which it launches by its due date."""
    se: float | None
    kept: bool | None = None
    """Whether that is the confidence, but for two standard errors; None in plans of earlier versions."""


class Promises(Model):
    """What planning with a confidence reached, judged on scenarios that the search has not seen."""

    confidence: Probability
    scope: PromiseScope
    reached: bool
    """Whether each date, or all together, is kept with the confidence, but for two standard errors."""
    together: float
    """Share of runs in which all projects launch by their due dates."""
    together_se: float | None
    runs: int
    seed: int
    value_without: float | None
    """Value of the plan that was found without asking for confidence: the difference is the price of certainty."""
    projects: tuple[Promise, ...]

    def short(self) -> tuple[Promise, ...]:
        """Projects whose date is not kept with the confidence, the worst first."""
        missed = (row for row in self.projects if not keeps(row.probability, row.se, self.confidence))
        return tuple(sorted(missed, key=lambda row: row.probability))


def keeps(probability: float, se: float | None, confidence: float) -> bool:
    """Whether a share of runs is at least the confidence, but for two standard errors of it."""
    return probability >= confidence - 2.0 * (se or 0.0)

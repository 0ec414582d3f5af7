"""Estimates as they are planned: corrected by finished work where the portfolio asks for it."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from planner.domain.calibration import MEDIAN, Learnt, Measure
from planner.domain.estimates import Estimate
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project


class Amount(NamedTuple):
    """An estimate of a phase, and what is known about such estimates."""

    project: Project
    phase: Phase
    measure: Measure
    skill: str | None
    """None for GPU-hours and calendar weeks."""
    estimate: Estimate
    learnt: Learnt | None
    """None when it is planned as estimated."""

    @property
    def factor(self) -> float:
        """Corrected over estimated likely value."""
        return math.exp(self.logs[MEDIAN]) if self.logs else 1.0

    @property
    def logs(self) -> tuple[float, ...]:
        """Logarithms of actual over estimate at LEVELS; nothing when it is planned as estimated.

        What is likely to be nothing stays so, and so does calendar time of one number: that is a fixed time.
        """
        fixed = self.measure == "weeks" and self.estimate.low == self.estimate.high
        if self.learnt is None or fixed or self.estimate.likely <= 0:
            return ()
        return self.learnt.logs(self.estimate.likely, self.project, self.phase)


def amounts(portfolio: Portfolio, project: Project, phase: Phase) -> Iterator[Amount]:
    """All estimates of a phase that finished work may correct."""
    calibration = portfolio.calibration

    def amount(measure: Measure, skill: str | None, estimate: Estimate) -> Amount:
        learnt = calibration.learnt(measure) if calibration is not None else None
        return Amount(project, phase, measure, skill, estimate, learnt)

    for skill, effort in phase.effort.items():
        yield amount("effort", skill, effort)
    if phase.gpu is not None:
        yield amount("gpu_hours", None, phase.gpu.hours)
    if phase.weeks is not None:
        yield amount("weeks", None, phase.weeks)


def corrected(portfolio: Portfolio) -> Portfolio:
    """The portfolio whose likely values are those that a plan must provide; it asks for no correction any more."""
    if portfolio.calibration is None or not portfolio.calibration.apply:
        return portfolio
    projects = tuple(
        project.model_copy(
            update={"phases": tuple(_corrected(portfolio, project, phase) for phase in project.phases)}
        )
        for project in portfolio.projects
    )
    return portfolio.model_copy(update={"projects": projects, "calibration": None})


def _corrected(portfolio: Portfolio, project: Project, phase: Phase) -> Phase:
    effort: dict[str, Estimate] = {}
    update: dict[str, object] = {"effort": effort}
    for amount in amounts(portfolio, project, phase):
        by = amount.factor
        old = amount.estimate
        new = old.model_copy(update={"low": old.low * by, "likely": old.likely * by, "high": old.high * by})
        if amount.skill is not None:
            effort[amount.skill] = new
        elif amount.measure == "weeks":
            update["weeks"] = new
        elif phase.gpu is not None:
            update["gpu"] = phase.gpu.model_copy(update={"hours": new})
    return phase.model_copy(update=update)

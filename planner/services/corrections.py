"""Estimates beside what is planned and simulated in their place."""

import math

import numpy as np

from planner.compile.simulation import corrected_amount
from planner.domain.calibration import MEDIAN
from planner.domain.calibration_report import CorrectedEstimate
from planner.domain.corrected import Amount, amounts
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from solvers.simulation.sample import quantile

SHOWN = np.array([0.1, 0.5, 0.9])


def corrections(portfolio: Portfolio) -> tuple[CorrectedEstimate, ...]:
    """All estimates that are corrected, in the order of the document; none when the portfolio asks for none."""
    return tuple(row for project in portfolio.projects for row in project_corrections(portfolio, project))


def project_corrections(portfolio: Portfolio, project: Project) -> tuple[CorrectedEstimate, ...]:
    """The same of one project."""
    return tuple(
        _correction(portfolio, amount)
        for phase in project.phases
        for amount in amounts(portfolio, project, phase)
        if amount.logs
    )


def _correction(portfolio: Portfolio, amount: Amount) -> CorrectedEstimate:
    learnt, estimate = amount.learnt, amount.estimate
    assert learnt is not None
    p10, p50, p90 = quantile(SHOWN, corrected_amount(portfolio, amount))
    return CorrectedEstimate(
        project=amount.project.id,
        phase=amount.phase.id,
        measure=amount.measure,
        skill=amount.skill,
        low=estimate.low,
        likely=estimate.likely,
        high=estimate.high,
        factor=round(math.exp(amount.logs[MEDIAN]), 4),
        p10=round(float(p10), 4),
        p50=round(float(p50), 4),
        p90=round(float(p90), 4),
        rows=learnt.rows,
        team=amount.project.team if amount.project.team in learnt.teams else None,
        category=learnt.category(amount.project, amount.phase),
    )

"""How estimates turned out, and how well that would have forecast: for the page, the API and the command line."""

import datetime as dt
from typing import Literal

from planner.domain.base import Model
from planner.domain.calibration import Calibration, Learnt, Measure

Forecaster = Literal["corrected", "raw", "lognormal"]


class GroupFit(Model):
    """A team or a category: what its rows say, and what is believed of it."""

    kind: Literal["team", "category"]
    name: str
    rows: int
    seen: float
    """Median of actual over estimate of its rows."""
    factor: float
    """What plans multiply by, beside the ratio of all work: the group's own, pulled towards 1 the more the fewer
    rows it has."""


class Period(Model):
    """Actual over estimate of the work that was finished in some days."""

    first: dt.date
    last: dt.date
    rows: int
    p10: float
    p50: float
    p90: float


class Judgement(Model):
    """Scores of one way to forecast, on rows that it had not seen; on the scale of log(actual / estimate)."""

    forecaster: Forecaster
    p10: float
    """Share of rows with an actual at or below the forecast P10; 0.1 is right."""
    p50: float
    p80: float
    p90: float
    pinball: float
    crps: float
    pit: tuple[float, ...]
    """Share of rows in each tenth of their forecast distribution; flat is right."""


class Fold(Model):
    """One start of the backtest: fitted on the rows before, judged on those after."""

    fitted: int
    judged: int
    first: dt.date | None
    """Finish of the first judged row."""
    pinball: float
    p50: float
    p90: float


class MeasureReport(Model):
    """Everything about one measure."""

    measure: Measure
    rows: int
    prior_share: float
    """Part of the forecast that is the prior and not the history."""
    sentence: str
    learnt: Learnt
    groups: tuple[GroupFit, ...] = ()
    drift: tuple[Period, ...] = ()
    judged: int = 0
    """Rows that the backtest forecasts; 0 when there are too few rows for one."""
    judgements: tuple[Judgement, ...] = ()
    folds: tuple[Fold, ...] = ()


class CalibrationReport(Model):
    """What all finished work that a portfolio knows of says."""

    fitted: Calibration
    """What the portfolio would take over."""
    in_use: Calibration | None
    """What it has taken over."""
    measures: tuple[MeasureReport, ...]


class CorrectedEstimate(Model):
    """An estimate of a phase beside what is planned and simulated."""

    project: str
    phase: str
    measure: Measure
    skill: str | None
    low: float
    likely: float
    high: float
    """As estimated."""
    factor: float
    """Planned over likely value."""
    p10: float
    p50: float
    """What is planned."""
    p90: float
    rows: int
    """Rows of history behind it."""
    team: str | None
    category: str | None
    """Whose factors it has; None: nothing is known about its own."""

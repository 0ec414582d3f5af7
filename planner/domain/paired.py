"""Two plans in the same simulated worlds: which one is better, how often, and by how much."""

from typing import Literal

from planner.domain.base import Model, Slug
from planner.domain.portfolio import Portfolio

PairedMeasure = Literal["value", "cost", "finish"]


class PairedFigure(Model):
    """A measure of both plans, run by run with the same luck. Every `_se` is a standard error of the number before it.

    Differences are second minus first: money in the portfolio's currency for `value` and `cost`, weeks for `finish`.
    More value, less cost and an earlier finish are better.
    """

    measure: PairedMeasure
    p_first: float
    """Share of runs in which the first plan is better."""
    p_first_se: float | None
    p_second: float
    """Share of runs in which the second plan is better; in the remaining ones they are equal."""
    p_second_se: float | None
    mean: float | None
    """None when there is no run in which both finish."""
    mean_se: float | None
    mean_se_apart: float | None
    """Standard error that the mean would have if each plan had been simulated with a luck of its own."""
    p10: float | None
    p10_se: float | None
    p50: float | None
    p50_se: float | None
    p90: float | None
    p90_se: float | None


class PairedProject(Model):
    """Launches of a project that both plans have."""

    id: Slug
    p_first: float
    """Share of runs in which the first plan launches it earlier; never is later than any week."""
    p_first_se: float | None
    p_second: float
    p_second_se: float | None
    p50_weeks: float | None
    """Median of the difference over the runs in which both launch it: more than 0 when the second plan is later."""
    p50_weeks_se: float | None


class PairedRuns(Model):
    """Two plans on common random numbers."""

    runs: int
    seed: int
    figures: tuple[PairedFigure, ...]
    """`finish` is the launch of the last project that both plans have; left out when they have none in common."""
    projects: tuple[PairedProject, ...]
    own_luck: tuple[Slug, ...]
    """Projects that both plans have, but whose phases or skills differ: their estimates have luck of their own in
    each plan. All else that has the same id has the same luck."""


def own_luck(first: Portfolio, second: Portfolio, projects: tuple[str, ...]) -> tuple[str, ...]:
    """Of the projects in both portfolios, those whose luck is not the same in both.

    A project's random numbers belong to its id and are dealt to its phases and skills in order: the same list of
    phases with the same skills gets the same numbers, whatever the estimates, people, pools and other projects are.
    """
    return tuple(p for p in projects if _dealt(first, p) != _dealt(second, p))


def _dealt(portfolio: Portfolio, project: str) -> list[tuple[str, list[str]]]:
    order = [skill.id for skill in portfolio.skills]
    return [
        (phase.id, [s for s in order if s in phase.effort and phase.effort[s].likely > 0])
        for phase in portfolio.project(project).phases
    ]

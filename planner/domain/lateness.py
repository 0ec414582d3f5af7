"""Projects with a deadline: how sure it is, how late they are expected to be, and what that loses."""

from typing import Literal

from planner.domain.base import Day, Model, Slug


class DrivingPhase(Model):
    """The phase whose length decides the launch most."""

    phase: Slug
    criticality: float | None
    """Share of runs in which it is on a chain without slack to the launch."""


class LateProject(Model):
    """A selected project with a deadline. Without a forecast only the planned date is known."""

    project: Slug
    deadline: Day
    hard: bool
    planned: Day
    """Monday of the planned launch."""
    planned_late: int
    """Started weeks of delay by the plan's own date."""
    p_on_time: float | None = None
    p_on_time_se: float | None = None
    p_launch: float | None = None
    """Share of runs in which it launches at all; the others are no delay but a failure."""
    late_weeks: float | None = None
    """Expected started weeks of delay, over the runs in which it launches."""
    late_weeks_se: float | None = None
    loss: float | None = None
    """Expected loss by delay: p_launch x late_weeks x (penalty + mean value of a week), not discounted."""
    driver: DrivingPhase | None = None


class OtherRisk(Model):
    """Something else that the forecast warns of."""

    kind: Literal["driver", "budget"]
    id: str
    """Of the driver; for a budget its kind, quarter and theme."""
    name: str
    amount: float
    """Weeks that a driver adds to the P80 of the last launch; chance that a budget is overrun."""


class Lateness(Model):
    """Deadlines of a plan, the largest expected loss first."""

    has_forecast: bool
    projects: tuple[LateProject, ...]
    risks: tuple[OtherRisk, ...] = ()
    """Drivers and budgets that matter, largest first of each kind."""

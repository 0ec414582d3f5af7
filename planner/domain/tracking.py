"""How a plan goes: what was planned at first beside what has happened and what is planned now."""

from typing import Literal

from planner.domain.base import Day, Model

State = Literal["finished", "running", "ahead"]


class PhaseTrack(Model):
    """A phase. Finishes are exclusive Mondays, as in plans; effort is people's time in engineer-weeks."""

    project: str
    phase: str
    state: State
    planned_start: Day | None
    """In the first plan; None when it was not in it."""
    planned_finish: Day | None
    start: Day | None
    """As it was, or as planned now; None when it is not in the plan any more."""
    finish: Day | None
    weeks_late: int | None
    """Finish against the first plan; negative is early."""
    planned_effort: float
    effort_done: float
    """Before the as-of day: as reported, else as planned in the weeks in which it ran."""
    effort_in_all: float
    """As planned now, with what is done."""
    planned_gpu_hours: float
    """Accelerator-hours of all pools in the first plan."""
    gpu_hours_done: float
    """Before the as-of day: as reported, else as planned in the weeks in which it ran."""


class LaunchForecast(Model):
    """When a project launches, as seen on a day."""

    project: str
    plan_id: str
    as_of: Day
    planned: Day | None
    p10: Day | None
    p50: Day | None
    """Of the plan's stored forecast; None without one."""
    p80: Day | None
    p90: Day | None


class Tracking(Model):
    """A chain of plans, each made from the one before."""

    first_plan_id: str
    plan_id: str
    as_of: Day | None
    """None: nothing has happened yet."""
    phases: tuple[PhaseTrack, ...]
    launches: tuple[LaunchForecast, ...]
    """By project, the oldest first."""


class MovedLaunch(Model):
    """When a project launches in the first plan and in the latest; None: not in it."""

    project: str
    first: Day | None
    now: Day | None


class SeenLaunch(Model):
    """When a project launches by the forecast of a day; None where it never does in enough runs."""

    project: str
    as_of: Day
    p10: Day | None
    p50: Day | None
    p80: Day | None
    p90: Day | None


class FirstAndNow(Model):
    """The first plan beside the latest one."""

    as_of: Day | None
    phases: tuple[PhaseTrack, ...]
    launches: tuple[MovedLaunch, ...]
    seen: tuple[SeenLaunch, ...] = ()
    """By project, the oldest forecast first."""

"""Available to promise: work of a shape that somebody asks for, and when there is room for it at what cost."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Name, Slug
from planner.domain.projects import Phase, Project
from planner.domain.what_if import Shift

ASKED = "asked-for"
"""Id of the project that stands for the work that is asked for, when it is free."""
WORK = "work"
"""Id of its phase."""


class Wanted(Phase):
    """Work that is asked for: effort by skill, GPU-hours, weeks and crew with the keys that a phase has."""

    id: Slug = WORK
    name: Name = "New work"
    by: Day | None = None
    """It shall be finished by the Monday on or after this day; without it, as soon as possible."""
    theme: Slug | None = None

    @model_validator(mode="after")
    def _some_work(self) -> Self:
        if not self.needs_people and (self.gpu is None or not self.gpu.hours.likely) and self.weeks is None:
            raise ValueError("say what it needs: `effort` by skill, `gpu` hours or `weeks`")
        if self.after:
            raise ValueError("`after` is about phases of a project; give `window: {earliest: DATE}` instead")
        return self

    def project(self, project_id: Slug) -> Project:
        """The work as a project of one phase, which brings nothing itself."""
        fields = {name: getattr(self, name) for name in Phase.model_fields}
        return Project(
            id=project_id, name=self.name, theme=self.theme, phases=(Phase.model_construct(**fields),)
        )


class Member(Model):
    """Somebody's part of the work: the same share of a full week in each week of [start, finish)."""

    person: Slug
    skill: Slug
    start: Day
    finish: Day
    share: float


class PoolHours(Model):
    """Paid accelerator-hours of the work in a pool."""

    pool: Slug
    hours: float


class Sureness(Model):
    """When the work ends in simulated runs of the whole plan; dates are exclusive Mondays."""

    p_in_time: float | None
    """Share of runs in which it ends by the date that was asked for; null without one."""
    p_in_time_se: float | None
    finish_p50: Day | None
    finish_p80: Day | None
    finish_p90: Day | None
    runs: int


class Room(Model):
    """A plan with the work in it that the verifier accepts."""

    start: Day
    finish: Day
    """Monday after the last week."""
    in_time: bool | None
    """Whether that is by the date that was asked for; null without one."""
    crew: tuple[Member, ...]
    pools: tuple[PoolHours, ...]
    cost: Decimal
    """Of the work itself within the horizon: its people's time, other money, on-demand and spot hours."""
    lost: float
    """Value that the rest loses."""
    moved: tuple[Shift, ...]
    """What of the rest moves."""
    sure: Sureness


class Availability(Model):
    """Whether and when there is room for work."""

    currency: str
    due: Day | None
    """Monday by which it shall be finished."""
    possible: bool
    """In time with nothing moved or with a repair; without a date, at all with nothing moved."""
    untouched: Room | None
    """With nothing moved, as early as found; null when there is no room."""
    no_sooner: Day | None
    """Nobody could finish it before this Monday with nothing moved; null when there is no room for certain."""
    repaired: Room | None
    """When it does not end in time with nothing moved: the best plan found in which it does; null without one."""
    seconds: Annotated[float, Field(ge=0)]

"""What-if: one gesture on a plan, and what it would do."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Slug
from planner.domain.job import PlanSeconds
from planner.domain.plan import PlannedPhase
from planner.domain.policies import Pin


class Drag(Model):
    """One gesture: a bar to another week, a person onto a phase, or a project into or out of the plan."""

    project: Slug
    phase: Slug | None = None
    """The bar that is dragged; without it, a start is about the whole project."""
    starts: Day | None = None
    """Monday on which the phase, or the first phase that has not begun, starts."""
    person: Slug | None = None
    """Joins the crew of the phase."""
    selected: bool | None = None

    @model_validator(mode="after")
    def _one_gesture(self) -> Self:
        if sum(part is not None for part in (self.starts, self.person, self.selected)) != 1:
            raise ValueError("give one of `starts`, `person` or `selected`")
        if self.person is not None and self.phase is None:
            raise ValueError("a person joins a phase: say which `phase`")
        if self.selected is not None and self.phase is not None:
            raise ValueError("`selected` is about a whole project; leave `phase` out")
        return self


class Question(Drag):
    """A gesture on a stored plan."""

    plan_again: bool = False
    """Also plan the whole portfolio again with its pins, in the background."""
    seconds: PlanSeconds = 10.0
    """Time for that."""


class Broken(Model):
    """A rule that the verifier finds broken."""

    rule: str
    text: str


class Shift(Model):
    """A neighbour that gives way."""

    project: Slug
    phase: Slug | None
    what: str
    """selected, start or people."""
    from_: str = Field(alias="from")
    to: str
    pins: tuple[Pin, ...] = ()
    """What a person would pin to keep it; empty where a pin cannot say it (somebody leaves a crew)."""


class WhatIf(Model):
    """What a gesture would do."""

    possible: bool
    """Whether the plan can be repaired around it."""
    value: float | None
    """Of the repaired plan, without any price of moves; null when there is none."""
    change: float | None
    """Its value less that of the plan as it is."""
    broken: tuple[Broken, ...]
    """Rules that the gesture alone breaks, with nothing else moved."""
    moved: tuple[Shift, ...]
    """What moves in the repaired plan, the dragged project first."""
    phases: tuple[PlannedPhase, ...] = ()
    """In the repaired plan, all phases of the projects that move."""
    pins: tuple[Pin, ...]
    """What a person would pin for it."""
    seconds: Annotated[float, Field(ge=0)]

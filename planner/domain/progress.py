"""What has happened by a date: finished phases, running phases, and who did the work. The rest of a plan lies ahead."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Number, Share, Slug
from planner.domain.plan import Assignment, ComputeUse
from planner.domain.projects import Phase

Amount = Annotated[Number, Field(ge=0)]


class Remaining(Model):
    """Work that is left of a running phase."""

    effort: dict[Slug, Amount] = {}
    """Engineer-weeks by skill."""
    gpu_hours: Amount = 0.0
    """On the reference accelerator."""


class StartedPhase(Model):
    """A phase that has begun."""

    project: Slug
    phase: Slug
    started: Day
    """First day of work."""
    finished: Day | None = None
    """Last day of work; a phase without it is still running."""
    done: Share = 0.0
    """Part of the effort and of the GPU-hours of a running phase that is done, unless `remaining` says more."""
    remaining: Remaining | None = None
    effort_spent: Amount | None = None
    """Engineer-weeks of people's time as they were reported; None: as `work` has it."""
    gpu_hours_spent: Amount | None = None
    """Accelerator-hours paid for as they were reported; None: as `compute` has it."""
    crew: tuple[Slug, ...] = ()
    """Who works on it, or did."""
    assumed: bool = False
    """Whether nobody has reported on it and it is only taken to have gone as planned."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.finished is not None and self.finished < self.started:
            raise ValueError(f"finished on {self.finished}, before it started on {self.started}")
        return self

    @property
    def key(self) -> tuple[str, str]:
        """Project and phase."""
        return self.project, self.phase

    def effort_left(self, phase: Phase) -> dict[str, float]:
        """Engineer-weeks by skill that are still to be done."""
        if self.finished is not None:
            return {}
        if self.remaining is not None:
            return {skill: amount for skill, amount in self.remaining.effort.items() if skill in phase.effort}
        return {skill: estimate.likely * (1 - self.done) for skill, estimate in phase.effort.items()}

    def hours_left(self, phase: Phase) -> float:
        """GPU-hours on the reference accelerator that are still to be done."""
        if self.finished is not None or phase.gpu is None:
            return 0.0
        if self.remaining is not None:
            return self.remaining.gpu_hours
        return phase.gpu.hours.likely * (1 - self.done)


class Progress(Model):
    """The past of a portfolio. A plan keeps it as it is and decides about the weeks from `as_of` on."""

    as_of: Day
    """The first week that begins on this day or later is still open."""
    keep_people: bool = True
    """Running phases keep their crews as long as these people are there and can do the rest."""
    phases: tuple[StartedPhase, ...] = ()
    work: tuple[Assignment, ...] = ()
    """Who worked on what before that week, also on upkeep."""
    compute: tuple[ComputeUse, ...] = ()
    """Accelerator-hours that were used before that week."""

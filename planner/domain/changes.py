"""A changes document: what became different since a plan was made."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Money, Name, Number, Probability, Share, Slug, Whole
from planner.domain.compute import Devices
from planner.domain.estimates import Estimate
from planner.domain.progress import Amount
from planner.domain.projects import Project
from planner.domain.team import DateRange, Person

CHANGES_SCHEMA = "quarterdeck/changes/1"
MAX_CHANGES = 1_000


class Leave(DateRange):
    """Somebody is away; both days belong to it."""

    person: Slug


class Departure(Model):
    """Somebody leaves for good."""

    person: Slug
    last_day: Day


class Slippage(Model):
    """A phase of the plan takes longer, ends later or begins later than planned; its effort stays as it is."""

    project: Slug
    phase: Slug
    weeks: Annotated[Whole, Field(ge=1, le=104)] | None = None
    """It takes so many weeks longer than planned."""
    finishes: Day | None = None
    """Its last day of work is not before this one."""
    starts: Day | None = None
    """Its first day of work is not before this one."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(form is not None for form in (self.weeks, self.finishes, self.starts)) != 1:
            raise ValueError("give one of `weeks`, `finishes` or `starts`")
        return self


class RemovedProject(Model):
    """A project that is no longer wanted; what has been worked on it stays in the records."""

    project: Slug


class LostPool(Model):
    """A pool that is gone from a day on."""

    pool: Slug
    from_: Day = Field(alias="from")


class PoolCapacity(Model):
    """Another number of devices from a day on, perhaps only until another day (inclusive)."""

    pool: Slug
    count: Devices
    from_: Day = Field(alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it begins on {self.from_}")
        return self


class ChangedEstimate(Model):
    """New estimates of a phase (effort, weeks, GPU-hours) or of a project (value, feasibility)."""

    project: Slug
    phase: Slug | None = None
    effort: dict[Slug, Estimate] = {}
    """Engineer-weeks of the whole phase by skill; skills that are not named stay as they are."""
    weeks: Estimate | None = None
    gpu_hours: Estimate | None = None
    value_per_week: Estimate | None = None
    feasibility: Probability | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        of_phase = bool(self.effort) or self.weeks is not None or self.gpu_hours is not None
        of_project = self.value_per_week is not None or self.feasibility is not None
        if not of_phase and not of_project:
            raise ValueError("give `effort`, `weeks`, `gpu_hours`, `value_per_week` or `feasibility`")
        if of_phase and self.phase is None:
            raise ValueError("`effort`, `weeks` and `gpu_hours` belong to a phase: say which `phase`")
        return self


class PhaseProgress(Model):
    """How far a phase is on the as-of day. Phases without a report went as planned."""

    project: Slug
    phase: Slug
    started: Day | None = None
    """First day of work; as planned when absent."""
    finished: Day | None = None
    """Last day of work."""
    done: Annotated[Share, Field(lt=1)] | None = None
    """Part of the work that is done; the phase is still running."""
    not_started: bool = False
    """Nothing has been done, whatever was planned."""
    people: tuple[Slug, ...] = ()
    """Who is on it; as planned when absent."""
    effort: Amount | None = None
    """Engineer-weeks of people's time that it has taken by the as-of day, over all skills; as planned when absent."""
    gpu_hours: Amount | None = None
    """Accelerator-hours that it has paid for by the as-of day; as planned when absent."""

    @model_validator(mode="after")
    def _one_state(self) -> Self:
        if sum((self.finished is not None, self.done is not None, self.not_started)) > 1:
            raise ValueError("give one of `finished`, `done` or `not_started`")
        for name in ("started", "effort", "gpu_hours"):
            if self.not_started and getattr(self, name) is not None:
                raise ValueError(f"it cannot have `{name}` and be `not_started`")
        if self.started is not None and self.finished is not None and self.finished < self.started:
            raise ValueError(f"finished on {self.finished}, before it started on {self.started}")
        return self


class Change(Model):
    """One change; exactly one of its kinds is given."""

    KINDS: ClassVar[tuple[str, ...]] = (
        "leave", "person_leaves", "person_joins", "slippage", "estimate", "progress",
        "new_project", "removed_project", "lost_pool", "pool_capacity",
    )  # fmt: skip

    leave: Leave | None = None
    person_leaves: Departure | None = None
    person_joins: Person | None = None
    slippage: Slippage | None = None
    estimate: ChangedEstimate | None = None
    progress: PhaseProgress | None = None
    new_project: Project | None = None
    removed_project: RemovedProject | None = None
    lost_pool: LostPool | None = None
    pool_capacity: PoolCapacity | None = None
    note: Name | None = None
    """Why, for the reasons of moves."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in self.KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            got = "none of them" if not given else " and ".join(f"`{kind}`" for kind in given)
            raise ValueError(f"give one of {', '.join(f'`{kind}`' for kind in self.KINDS)}; got {got}")
        return self

    @property
    def kind(self) -> str:
        """Which kind it is."""
        return next(kind for kind in self.KINDS if getattr(self, kind) is not None)


class Changes(Model):
    """A changes document. It is about a portfolio and a plan that was made from it."""

    schema_: Literal["quarterdeck/changes/1"] = Field(alias="schema")
    as_of: Day | None = None
    """Weeks before the first Monday on or after this day are over. Without it nothing has happened yet (or only what
    the portfolio records as its progress)."""
    keep_people: bool = True
    """Running phases keep their crews as long as these people are there and can do the rest."""
    change_price: Money | None = None
    """Price of each move away from the plan, in place of the portfolio's."""
    changes: Annotated[tuple[Change, ...], Field(max_length=MAX_CHANGES)] = ()


class Move(Model):
    """A difference between two plans."""

    project: Slug
    phase: Slug | None
    what: Literal["selected", "start", "people"]
    from_: str = Field(alias="from")
    to: str
    reason: str
    gain: Annotated[Number, Field()] | None = None
    """What the plan would lose if the project stayed as it was; absent when a change forces the move."""

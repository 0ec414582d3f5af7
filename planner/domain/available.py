"""Available to promise: work of a shape that somebody asks for, and when there is room for it at what cost."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Name, Slug
from planner.domain.estimates import Estimate
from planner.domain.projects import Deadline, Phase, Project, Value
from planner.domain.what_if import Shift

ASKED = "asked-for"
"""Id of the project that stands for the work that is asked for, when it is free."""
WORK = "work"
"""Id of its phase, where it has only one."""
MOST_PHASES = 12


class Wanted(Phase):
    """Work that is asked for: of one phase with the keys that a phase has, or of several `phases` with their order."""

    id: Slug = WORK
    name: Name = "New work"
    by: Day | None = None
    """It shall be finished by the Monday on or after this day; without it, as soon as possible."""
    theme: Slug | None = None
    phases: Annotated[tuple[Phase, ...], Field(max_length=MOST_PHASES)] = ()
    """Instead of keys of its own; each may wait for others (`after`). `window` then is that of the whole."""

    @model_validator(mode="after")
    def _some_work(self) -> Self:
        own = [name for name in OWN if name in self.model_fields_set and getattr(self, name)]
        if self.phases and own:
            raise ValueError(f"`{own[0]}` is said by each of the `phases`: leave it out beside them")
        if self.after:
            raise ValueError("`after` is about phases of a project; give `window: {earliest: DATE}` instead")
        if not any(map(_is_work, self.phases or (self,))):
            raise ValueError("say what it needs: `effort` by skill, `gpu` hours or `weeks`")
        if any(after.project is not None for phase in self.phases for after in phase.after):
            raise ValueError("`after` of a phase is about other phases of this work: leave out `project`")
        return self

    def project(self, project_id: Slug) -> Project:
        """The work as a project, which brings nothing itself."""
        if self.phases:
            whole, phases = self.window, self.phases
        else:
            fields = {name: getattr(self, name) for name in Phase.model_fields}
            whole, phases = None, (Phase.model_construct(**fields),)
        return Project(id=project_id, name=self.name, theme=self.theme, window=whole, phases=phases)


OWN = tuple(name for name in Phase.model_fields if name not in ("id", "name", "window", "after"))
"""Keys that each phase says for itself where there are several."""


def _is_work(phase: Phase) -> bool:
    return phase.needs_people or bool(phase.gpu and phase.gpu.hours.likely) or phase.weeks is not None


class NewProject(Model):
    """Work that was asked for, as a project of the portfolio."""

    wanted: Wanted
    value_per_week: (
        Annotated[Estimate, Field(description="What it brings a week from its launch on.")] | None
    ) = None
    mandatory: bool = False
    """It must be in every plan; without value nothing else brings it there."""

    def project(self, project_id: Slug) -> Project:
        """The project; the day by which it is wanted is its deadline, without a penalty."""
        wanted = self.wanted
        return wanted.project(project_id).model_copy(
            update={
                "value": Value(per_week=self.value_per_week),
                "mandatory": self.mandatory,
                "deadline": Deadline(date=wanted.by) if wanted.by else None,
            }
        )


class Member(Model):
    """Somebody's part of the work: the same share of a full week in each week of [start, finish)."""

    phase: Slug
    person: Slug
    skill: Slug
    start: Day
    finish: Day
    share: float


class RoomPhase(Model):
    """When a phase of the work runs."""

    id: Slug
    start: Day
    finish: Day
    """Monday after its last week."""


class PoolHours(Model):
    """Paid accelerator-hours of the work in a pool."""

    pool: Slug
    hours: float


class Sureness(Model):
    """When the work ends in simulated runs of the whole plan; dates are exclusive Mondays. Its phases do not begin
    before the weeks that were found for them, also in runs in which its people are free sooner."""

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
    phases: tuple[RoomPhase, ...]
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
    sure: Sureness | None
    """Null when time was over before a date that comes too late was simulated."""


class Binding(Model):
    """What is in the way: lifted and asked again, there is room."""

    rule: str
    """A rule's name, such as policy.wip or capacity.person."""
    text: str
    """What it limits, with its numbers."""
    change: str | None
    """What was lifted, and by how much; null when the work is too long for the horizon whatever is lifted."""
    start: Day | None
    finish: Day | None
    """When the work runs then, with nothing moved; the Monday after its last week."""


class Availability(Model):
    """Whether and when there is room for work."""

    currency: str
    due: Day | None
    """Monday by which it shall be finished."""
    possible: bool
    """In time with nothing moved or with a repair; without a date, at all with nothing moved."""
    untouched: Room | None
    """With nothing moved, as early as found; null when there is no room."""
    unseen: str | None = None
    """With nothing moved: what was not looked at, in words, as the time or the tries were over; it might fit or end
    sooner there."""
    no_sooner: Day | None
    """Nobody could finish it before this Monday with nothing moved; null when there is no room for certain."""
    repaired: Room | None
    """When it does not end in time with nothing moved: the best plan found in which it does; null without one."""
    binding: Binding | None = None
    """When it is not possible: the first rule that makes room when it is lifted by a step; several at once when no
    single step that was tried does; the work itself when it is too long even then."""
    cut: bool = False
    """Whether the clock ended the search for repairs: there may be a better one, or one at all."""
    seconds: Annotated[float, Field(ge=0)]

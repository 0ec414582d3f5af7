"""Projects, their phases, value and gates."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from planner.domain.base import (
    MAX_AMOUNT,
    MAX_DEVICES,
    MAX_EFFORT,
    MAX_GPU_HOURS,
    MAX_WEEKS,
    Day,
    Model,
    Money,
    Name,
    Number,
    Probability,
    Share,
    Slug,
    Text,
    Whole,
)
from planner.domain.compute import Accelerator
from planner.domain.estimates import Estimate, EstimateMeaning

ProjectKind = Literal["model", "fine-tune", "platform", "tech-debt", "research", "migration"]


def _within(limit: float) -> AfterValidator:
    """An estimate from 0 to a limit."""

    def check(estimate: Estimate) -> Estimate:
        if estimate.low < 0:
            raise ValueError(f"cannot be negative, got {estimate.low:g}; give 0 or more")
        if estimate.high > limit:
            raise ValueError(f"more than {limit:,.0f} is refused, got {estimate.high:g}")
        return estimate

    return AfterValidator(check)


class Window(Model):
    """The project or phase may not start before `earliest` nor end after `latest` (inclusive days)."""

    earliest: Day | None = None
    latest: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.earliest and self.latest and self.latest < self.earliest:
            raise ValueError(f"latest {self.latest} lies before earliest {self.earliest}")
        return self


class Crew(Model):
    """How many people work on a phase, over all its skills."""

    min: Annotated[Whole, Field(ge=1, le=50)] = 1
    max: Annotated[Whole, Field(ge=1, le=50)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max < self.min:
            raise ValueError(f"max {self.max} is less than min {self.min}")
        return self


class Gpu(Model):
    """GPU-hours of a phase on a reference accelerator, and what may serve them."""

    hours: Annotated[Estimate, _within(MAX_GPU_HOURS)]
    reference: Accelerator
    accelerators: dict[Accelerator, Annotated[Number, Field(gt=0, le=1000)]] = {}
    """Speed of each permitted accelerator relative to the reference; empty: the reference alone, at 1."""
    max_devices: Annotated[Whole, Field(ge=1, le=MAX_DEVICES)] | None = None
    """Devices at the same time, over all pools."""
    runs: Annotated[Whole, Field(ge=1, le=1_000_000)] | None = None
    """Training runs that the hours are for, to tell what one costs."""

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("accelerators"), list | tuple):
            return value | {"accelerators": dict.fromkeys(value["accelerators"], 1.0)}
        return value

    @property
    def factors(self) -> dict[str, float]:
        """Speed factor by permitted accelerator."""
        return dict(self.accelerators) or {self.reference: 1.0}


class Redo(Model):
    """What a failed gate costs: a fraction of the phase again, up to so many times."""

    redo: Annotated[Number, Field(gt=0, le=1)]
    times: Annotated[Whole, Field(ge=1, le=10)]


class Gate(Model):
    """A phase's chance of success; on failure the project stops or part of the phase is redone."""

    probability: Probability
    on_failure: Literal["stop"] | Redo = "stop"

    @property
    def passes(self) -> float:
        """Probability that the gate is passed in the end: p, or 1 - (1 - p)^(times + 1) with redo."""
        if self.on_failure == "stop":
            return self.probability
        return 1 - (1 - self.probability) ** (self.on_failure.times + 1)


class After(Model):
    """A predecessor: the phase starts at its finish plus a lag. Without `project`, a phase of the same project."""

    phase: Slug
    lag_weeks: Annotated[Whole, Field(ge=0, le=104)] = 0
    project: Slug | None = None


class Phase(Model):
    """A piece of a project: effort by skill, GPU-hours, calendar time, or any mixture of them."""

    id: Slug
    name: Name | None = None
    kind: Slug = "build"
    after: tuple[After, ...] = ()
    weeks: Annotated[Estimate, _within(MAX_WEEKS)] | None = None
    """Calendar time; beside effort it is the least duration."""
    effort: dict[Slug, Annotated[Estimate, _within(MAX_EFFORT)]] = {}
    """Engineer-weeks by skill."""
    crew: Crew | None = None
    """People on the phase; default: from one to as many as there are skills."""
    gpu: Gpu | None = None
    gate: Gate | None = None
    window: Window | None = None
    other_cost: Money = Decimal(0)
    """Money that is neither people nor accelerators: labelling, data, model APIs. Spent evenly over the phase."""

    @model_validator(mode="before")
    @classmethod
    def _short_after(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("after"), list | tuple):
            after = [{"phase": item} if isinstance(item, str) else item for item in value["after"]]
            return value | {"after": after}
        return value

    @property
    def needs_people(self) -> bool:
        """Whether any planned effort is above zero."""
        return any(estimate.likely > 0 for estimate in self.effort.values())

    @property
    def crew_range(self) -> tuple[int, int]:
        """Least and greatest number of people; (0, 0) for a phase without effort."""
        if not self.needs_people:
            return 0, 0
        if self.crew is None:
            return 1, max(1, sum(e.likely > 0 for e in self.effort.values()))
        return self.crew.min, self.crew.max


class Value(Model):
    """What a project brings from its launch on."""

    per_week: Annotated[Estimate, _within(float(MAX_AMOUNT))] | None = None
    ramp_weeks: Annotated[Whole, Field(ge=1, le=520)] = 1
    """Weeks until the full rate: in the k-th week after launch (k + 1) / ramp_weeks of it, at most 1."""
    decay_per_year: Share = 0.0
    weeks: Annotated[Whole, Field(ge=1, le=1040)] | None = None
    """A window: value stops so many weeks after launch."""
    one_off: Annotated[Estimate, _within(float(MAX_AMOUNT))] | None = None
    """Paid once at launch."""


class Deadline(Model):
    """The launch is wanted by the Monday on or after this date."""

    date: Day
    penalty_per_week: Money = Decimal(0)
    """For each started week of delay."""
    hard: bool = False


class DependsOn(Model):
    """Every phase waits for a phase of another project, or for its launch; the other must be selected too."""

    project: Slug
    phase: Slug | None = None
    lag_weeks: Annotated[Whole, Field(ge=0, le=104)] = 0


class ProjectPeople(Model):
    """People who must be, or may not be, on the crews of a project."""

    required: tuple[Slug, ...] = ()
    """Each of them works on at least one phase."""
    forbidden: tuple[Slug, ...] = ()


def _one_word(value: str) -> str:
    if "," in value or not value.isprintable():
        raise ValueError(f"'{value}' is no tag: write it without commas and line breaks")
    return value


Tag = Annotated[
    str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True), AfterValidator(_one_word)
]


class Project(Model):
    """Work that people want done, with what it brings and what it needs."""

    id: Slug
    name: Name
    description: Text | None = None
    theme: Slug | None = None
    kind: ProjectKind = "model"
    team: Slug | None = None
    """The team whose finished work says how its estimates turn out."""
    sponsor: Name | None = None
    stage: Name | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    """Words by which projects are found together; they mean nothing to the planner."""
    cost_centre: Name | None = None
    mandatory: bool = False
    estimates: EstimateMeaning | None = None
    """Overrides what the portfolio says low / likely / high mean."""
    value: Value = Value()
    feasibility: Probability | None = None
    """Chance of success as given by a person; otherwise the product of the gates."""
    deadline: Deadline | None = None
    window: Window | None = None
    depends_on: tuple[DependsOn, ...] = ()
    upkeep: dict[Slug, Annotated[Number, Field(gt=0, le=50)]] = {}
    """Effort by skill that the launched project needs every week."""
    serving_cost_per_week: Money = Decimal(0)
    predictions_per_week: Annotated[Number, Field(gt=0, le=1e15)] | None = None
    """Predictions that the launched project serves in a week, to tell what a thousand cost."""
    retires: Day | None = None
    """From the Monday on or after this date on, the launched project brings no value and needs no upkeep."""
    people: ProjectPeople = ProjectPeople()
    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=50)]

    @property
    def success_probability(self) -> float:
        """Feasibility: as given, else the product of the gates."""
        if self.feasibility is not None:
            return self.feasibility
        product = 1.0
        for phase in self.phases:
            if phase.gate is not None:
                product *= phase.gate.passes
        return product

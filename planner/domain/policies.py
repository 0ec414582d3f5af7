"""Budgets, policies, relations, pins and drivers of a portfolio."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from planner.domain.base import (
    MAX_WEEKS,
    Day,
    Model,
    Money,
    Name,
    Number,
    Probability,
    Share,
    Slug,
    Whole,
)
from planner.domain.estimates import Estimate
from planner.domain.team import DateRange

MAX_FACTOR = 100.0
"""No risk multiplies work or prices by more."""


class Theme(Model):
    """A strategic direction that projects belong to."""

    id: Slug
    name: Name


class Budget(Model):
    """A limit on spending: of one quarter or the whole horizon, of one theme or all."""

    quarter: Annotated[str, Field(pattern=r"^\d{4}-Q[1-4]$")] | None = None
    theme: Slug | None = None
    compute: Money | None = None
    people: Money | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.compute is None and self.people is None:
            raise ValueError("give `compute`, `people` or both")
        return self


class EffortShare(Model):
    """A theme's part of the planned phase effort, in each quarter that has any."""

    theme: Slug
    at_least: Share | None = None
    at_most: Share | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("give `at_least`, `at_most` or both")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least {self.at_least:g} is more than at_most {self.at_most:g}")
        return self


class Freeze(DateRange):
    """No week that touches these days holds work of the named phase kinds (of any kind when none is named)."""

    phase_kinds: tuple[Slug, ...] = ()


class Policies(Model):
    """Rules that hold over the whole portfolio."""

    max_active_projects: Annotated[Whole, Field(ge=1, le=10_000)] | None = None
    """Projects that may be active (first start to launch) in the same week."""
    minimum_share: Annotated[Number, Field(ge=0.05, le=1)] = 0.2
    """No smaller share of a person on a phase in a week."""
    constant_shares: bool = False
    """A person's share of a phase stays the same: in every week the lesser of it and the week's capacity."""
    crew_exponent: Annotated[Number, Field(gt=0, le=1)] = 0.9
    """A crew of n works like n to this power; each of its people at n^exponent / n."""
    effort_shares: tuple[EffortShare, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    change_price: Money = Decimal(0)
    """Price of each move away from the plan of record."""


class Driver(Model):
    """A risk that, when it occurs, hits several phases at once."""

    id: Slug
    name: Name
    probability: Probability
    weeks: Estimate | None = None
    """Delay of each affected phase."""
    effort_factor: Estimate | None = None
    """Multiplies effort, GPU-hours and calendar time of each affected phase."""
    affects: Annotated[tuple[str, ...], Field(min_length=1)]
    """Projects (`ranker`) or phases (`ranker/train`)."""

    @field_validator("weeks", "effort_factor")
    @classmethod
    def _sensible(cls, value: Estimate | None, info: ValidationInfo) -> Estimate | None:
        top = MAX_WEEKS if info.field_name == "weeks" else MAX_FACTOR
        return value if value is None else _between(value, 0, top)


class Relation(Model):
    """`requires: [a, b]`: a needs b; `at_most: k, of: [...]`: no more than k of them; `exclusive: [...]`: one."""

    requires: tuple[Slug, Slug] | None = None
    at_most: Annotated[Whole, Field(ge=0, le=10_000)] | None = None
    of: tuple[Slug, ...] = ()
    exclusive: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [self.requires is not None, self.at_most is not None, bool(self.exclusive)]
        if sum(forms) != 1:
            raise ValueError("give one of `requires`, `at_most` with `of`, or `exclusive`")
        if (self.at_most is not None) != bool(self.of):
            raise ValueError("`at_most` and `of` go together")
        return self


class Pin(Model):
    """A person's decision that the optimiser keeps."""

    project: Slug
    phase: Slug | None = None
    selected: bool | None = None
    starts: Day | None = None
    person: Slug | None = None

    @model_validator(mode="after")
    def _one_decision(self) -> Self:
        if sum(v is not None for v in (self.selected, self.starts, self.person)) != 1:
            raise ValueError("give one of `selected`, `starts` or `person`")
        if (self.phase is None) != (self.selected is not None):
            raise ValueError("`selected` pins a project; `starts` and `person` pin a `phase`")
        return self


class Correlation(Model):
    """How much estimates go wrong together: correlations of their normal scores."""

    team: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Of any two estimates of the portfolio."""
    theme: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Added for two estimates of the same theme."""

    @model_validator(mode="after")
    def _leaves_room(self) -> Self:
        if self.team + self.theme >= 1:
            raise ValueError(f"team and theme together are {self.team + self.theme:g}; keep them below 1")
        return self


class Simulation(Model):
    """How forecasts replay a plan, and what may happen beside estimates, gates and drivers."""

    start_rule: Literal["as_soon_as_possible", "planned"] = "as_soon_as_possible"
    """Whether a phase may start before its planned week when everything it needs is there."""
    correlation: Correlation = Correlation()
    departures: Annotated[Number, Field(ge=0, le=0.9)] = 0.0
    """Chance that a person leaves within a year; others stand in where a skill is missing then."""
    spot_overhead: Estimate | None = None
    """Factor on the overhead of each spot pool."""
    price_change: Estimate | None = None
    """Factor on the price of each on-demand and spot pool that a year brings."""

    @field_validator("spot_overhead", "price_change")
    @classmethod
    def _sensible(cls, value: Estimate | None, info: ValidationInfo) -> Estimate | None:
        least = 0.1 if info.field_name == "price_change" else 0.0
        return value if value is None else _between(value, least, MAX_FACTOR)


def _between(value: Estimate, least: float, most: float) -> Estimate:
    for name in ("low", "likely", "high"):
        number = getattr(value, name)
        if not least <= number <= most:
            raise ValueError(f"{name} is {number:g}; give a number from {least:g} to {most:g}")
    return value

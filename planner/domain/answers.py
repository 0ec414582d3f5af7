"""Answers to questions about a plan that take planning again: why a project is out, what one more is worth, what
less money or more certainty costs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import TypeAdapter

from planner.domain.plan import Reason


@dataclass(frozen=True)
class Tried:
    """A change and what planning again with it gave."""

    rule: str
    change: str
    value: float | None
    """Of the plan with the change; None when there is none."""
    selects: bool
    """Whether the project is in that plan."""


@dataclass(frozen=True)
class Explanation:
    """Answer about one project."""

    project: str
    selected: bool
    reason: Reason
    value: float | None
    """Of the plan that is explained."""
    value_if_forced: float | None
    """Of the best plan found with the opposite selection; None when there is none."""
    displaces: tuple[str, ...]
    """Projects of the plan that are out of the other one."""
    admits: tuple[str, ...]
    """Projects that come in instead."""
    forced_reason: Reason | None
    """Why there is no plan with the opposite selection."""
    relaxations: tuple[Tried, ...]
    """For a project that is out: changes, smallest first, up to the first that lets it in by its own worth."""


@dataclass(frozen=True)
class MarginalValue:
    """The worth of one more of a resource over the whole horizon, in the portfolio's currency."""

    resource: str
    kind: str
    """skill, pool or budget."""
    change: str
    value: float | None
    """Gain over the best plan found without the change; None when no plan was found."""
    noise: float
    """How far plans of the unchanged portfolio lie apart: a gain below it says nothing."""

    @property
    def clear(self) -> bool:
        """Whether the gain is above the noise."""
        return self.value is not None and self.value > self.noise


FrontierAxis = Literal["spend", "confidence"]
"""What value is traded against."""


@dataclass(frozen=True)
class FrontierStep:
    """A plan that no other one found beats in both value and what value is traded against."""

    level: Decimal
    """Part of the decided spending of the first plan to which people and accelerators were limited; or the share of
    runs in which each date must be kept."""
    spend: Decimal
    """Cost of the plan's work within the horizon, with commitments."""
    value: float
    projects: int
    """Selected ones."""
    gives_up: tuple[str, ...]
    """Projects of the first plan that are not in this one."""
    reached: bool
    """Whether the level is kept; confidence may be out of reach for mandatory projects."""


#: How answers are stored.
EXPLANATION = TypeAdapter(Explanation)
MARGINAL = TypeAdapter(tuple[MarginalValue, ...])
FRONTIER = TypeAdapter(tuple[FrontierStep, ...])

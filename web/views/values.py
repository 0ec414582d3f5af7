"""Values that several tables show: rows with their version, three-point estimates."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.domain.compute import Pool
from planner.domain.estimates import Estimate
from planner.domain.projects import Project
from planner.domain.team import Person, Position
from web import words

B = TypeVar("B", Project, Person, Position, Pool)


@dataclass(frozen=True)
class Versioned(Generic[B]):
    """A row with the version that an edit must name."""

    version: int
    body: B


@dataclass(frozen=True)
class Three:
    """low / likely / high, already in words; `one` when they are the same."""

    low: str
    likely: str
    high: str
    one: bool


def three(estimate: Estimate | None, unit: str = "") -> Three | None:
    """An estimate in short numbers."""
    if estimate is None:
        return None
    low, likely, high = (
        words.short_money(n, unit) if unit else words.number(n)
        for n in (estimate.low, estimate.likely, estimate.high)
    )
    return Three(low, likely, high, estimate.low == estimate.high)

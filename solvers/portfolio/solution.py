"""A schedule of a portfolio and the result of a search for one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from solvers.portfolio.problem import Bools, Floats, Ints


@dataclass(frozen=True)
class Solution:
    """A complete schedule. Arrays are aligned with the Problem's indices and never changed after creation."""

    selected: Bools
    """(J,)"""
    launch: Ints
    """(J,): week on whose Monday the project launches, -1 when not selected."""
    start: Ints
    finish: Ints
    """(I,): weeks [start, finish), -1 when not selected."""
    work: Ints
    """(n, 5): rows of phase (or -1 - project for upkeep), person, skill, week, units."""
    hours: Floats
    """(m, 4): rows of phase, pool, week, paid hours."""
    value: float
    """Objective value, as the search counts it; the verifier recounts it."""


Check = Callable[[Solution], None]
"""Called with every incumbent that is reported; raises when the independent verifier refuses it."""


class Status(StrEnum):
    """How a search ended."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    NO_PLAN_IN_BUDGET = "NO_PLAN_IN_BUDGET"


@dataclass(frozen=True)
class Refusal:
    """Why a project is not in the solution: the rule that binds and numbers for its sentence."""

    project: int
    rule: str
    detail: dict[str, str | float | int | None]


@dataclass(frozen=True)
class Result:
    """What a solve gives back."""

    status: Status
    solution: Solution | None
    value: float | None
    bound: float | None
    gap: float | None
    first_plan_seconds: float | None
    seconds: float
    seed: int
    decodes: int
    refusals: tuple[Refusal, ...]
    repairs: tuple[Refusal, ...] = ()

"""The plan: the result of one optimisation of one snapshot."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from planner.domain.base import Day, Model, Slug
from planner.domain.promises import Promises

PLAN_SCHEMA = "quarterdeck/plan/1"

Status = Literal["OPTIMAL", "FEASIBLE", "INFEASIBLE", "NO_PLAN_IN_BUDGET"]
Hours = Annotated[float, Field(gt=0)]


class Reason(Model):
    """Why a project is not in the plan (or late): a rule's name, a sentence with numbers, and its data."""

    rule: str
    text: str
    detail: dict[str, str | float | int | None] = {}


class PlannedProject(Model):
    """A project in or out of the plan. Dates are Mondays; `finish` and `launch` are exclusive ends."""

    id: Slug
    selected: bool
    start: Day | None = None
    finish: Day | None = None
    launch: Day | None = None
    quarter: str | None = None
    """Fiscal quarter of the last working week."""
    reason: Reason | None = None


class PlannedPhase(Model):
    """When a phase runs and who is on it."""

    project: Slug
    phase: Slug
    start: Day
    finish: Day
    crew: tuple[Slug, ...] = ()


class Assignment(Model):
    """A person's share of a full week for one skill, the same in each week of [start, finish). Upkeep: no phase."""

    project: Slug
    phase: Slug | None
    person: Slug
    skill: Slug
    start: Day
    finish: Day
    share: Annotated[float, Field(gt=0, le=1)]


class ComputeUse(Model):
    """Paid accelerator-hours of a phase in one pool and week, of the pool's own type."""

    project: Slug
    phase: Slug
    pool: Slug
    week: Day
    hours: Hours


class Repair(Model):
    """One step of a smallest set of relaxations that makes an infeasible portfolio plannable."""

    rule: str
    text: str


class Plan(Model):
    """A plan file."""

    schema_: Literal["quarterdeck/plan/1"] = Field(default="quarterdeck/plan/1", alias="schema")
    snapshot: str
    seed: int
    version: str
    status: Status
    value: float | None
    bound: float | None
    gap: float | None
    currency: str
    projects: tuple[PlannedProject, ...] = ()
    phases: tuple[PlannedPhase, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    compute: tuple[ComputeUse, ...] = ()
    repair: tuple[Repair, ...] = ()
    """For an infeasible portfolio: what to relax."""
    promises: Promises | None = None
    """When it was planned with a confidence."""


class Violation(NamedTuple):
    """A broken rule, found by the independent verifier."""

    rule: str
    text: str


def relative_gap(value: float | None, bound: float | None) -> float | None:
    """(bound - value) / max(|bound|, |value|); 0 when both are 0; None without a plan."""
    if value is None or bound is None:
        return None
    scale = max(abs(bound), abs(value))
    return 0.0 if scale == 0 else max(0.0, (bound - value) / scale)

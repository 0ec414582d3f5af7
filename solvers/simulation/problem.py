"""What a simulation needs beside the planning problem: the policy, and what is random."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from solvers.portfolio.problem import Bools, Floats, Ints, Problem

Meaning = Literal["quantiles", "range"]


@dataclass(frozen=True)
class Uncertain:
    """A random amount: three numbers and what they mean."""

    low: float
    likely: float
    high: float
    meaning: Meaning


@dataclass(frozen=True)
class Gate:
    """Chance of success of a phase; on failure a fraction of it is done again, up to so many times."""

    probability: float
    redo: float = 0.0
    times: int = 0


@dataclass(frozen=True)
class RiskDriver:
    """A risk that occurs in a run or not, and then hits all its phases."""

    name: str
    probability: float
    weeks: Uncertain | None
    factor: Uncertain | None
    phases: tuple[int, ...]


@dataclass(frozen=True)
class SimulationProblem:
    """A plan as a policy, on a horizon that is long enough for late runs.

    `problem` has the extended weeks; its amounts are overwritten by samples. J projects, I phases, P people.
    """

    problem: Problem
    horizon: int
    """Weeks of the plan's own horizon; later weeks only take what is late."""
    crew: Bools
    """(I, P): people of the plan."""
    start: Ints
    """(I,): planned start, -1 for phases that are not in the plan."""
    not_before: Ints
    """(I,): a phase does not start before this week."""
    effort: dict[tuple[int, int], Uncertain]
    """By phase and skill."""
    hours: dict[int, Uncertain]
    weeks: dict[int, Uncertain]
    gates: dict[int, Gate]
    success: Floats
    """(J,): chance of success given by a person instead of the gates; nan where the gates decide."""
    drivers: tuple[RiskDriver, ...]
    positions: tuple[int, ...]
    """People who are open positions."""
    position_start: tuple[tuple[float, float, float], ...]
    """Low, likely, high first week of each."""
    capacity_by_start: Ints
    """(positions, starts, W): capacity in units when the position is filled in week s."""
    value: Floats
    """(J, W + 1): value of a launch, success taken as certain, serving cost deducted."""
    other_cost: Floats
    """(I,): money of a phase that is neither people nor accelerators."""
    serving: Floats
    """(J,): weekly cost after launch."""
    fixed_cost: Floats
    """(Q + 1,): commitments by quarter of the plan's horizon; the last entry is what comes after it."""


class Policy(NamedTuple):
    """What the plan fixes, for compiled code."""

    order: Ints
    last_in_order: Ints
    not_before: Ints
    effort_phase: Ints
    effort_skill: Ints
    hours_phase: Ints
    position: Ints
    capacity_by_start: Ints
    value: Floats
    other_cost: Floats
    serving: Floats
    fixed_cost: Floats
    quarter: Ints
    """(W,): quarter of the plan's horizon, Q for later weeks."""
    horizon: int


class Draws(NamedTuple):
    """Samples by run (first axis)."""

    effort: Floats
    hours: Floats
    weeks: Ints
    delay: Ints
    passes: Ints
    position_start: Ints


class Outcomes(NamedTuple):
    """Results by run (first axis)."""

    launch: Ints
    """(runs, J): week, -1 when the project did not launch."""
    start: Ints
    stopped: Ints
    """(runs, J): 0 went on, 1 stopped at a gate, 2 did not fit."""
    value: Floats
    cost: Floats
    """(runs, Q + 1): by quarter of the plan's horizon, and after it."""
    other: Floats
    critical: Ints
    """(runs, J): 1 when the project is on the chain that ends in the run's last finish."""

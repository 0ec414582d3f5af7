"""What a simulation needs beside the planning problem: the plan as a policy, and what is random."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from solvers.portfolio.problem import Bools, Floats, Ints, Problem

Meaning = Literal["quantiles", "range"]


@dataclass(frozen=True)
class Uncertain:
    """A random amount: three numbers and what they mean, perhaps corrected by how such estimates turned out."""

    low: float
    likely: float
    high: float
    meaning: Meaning
    scores: tuple[float, ...] = ()
    """Normal scores of the levels at which finished work says something; empty: nothing."""
    log_ratios: tuple[float, ...] = ()
    """Logarithm of actual over likely value at these levels."""
    done: float = 0.0
    """What is certain already, on top of the random rest."""
    part: float = 1.0
    """Of the random amount, what is still to come."""
    least: float = 0.0
    """No value is less."""


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
class Surroundings:
    """What all work shares."""

    team: float = 0.0
    """Correlation of the normal scores of any two estimates."""
    theme: float = 0.0
    """Further correlation of estimates of the same theme."""
    departures: float = 0.0
    """Chance that a person leaves within a year."""
    interruptions: Uncertain | None = None
    """Factor on the overhead of spot pools."""
    prices: Uncertain | None = None
    """Factor on on-demand and spot prices that a year brings."""


@dataclass(frozen=True)
class Recorded:
    """The plan, as far as a replay keeps to it. J projects, I phases, P people."""

    crew: Bools
    """(I, P): people of each phase."""
    start: Ints
    """(I,): first week, -1 for phases that are not in the plan."""
    finish: Ints
    """(I,): week after the last one."""
    not_before: Ints
    """(I,): the replay does not start a phase before this week."""
    work: Ints
    """(n, 5): phase (-1 - project for upkeep), person, skill, week, units."""
    hours: Floats
    """(m, 4): phase, pool, week, paid accelerator-hours."""


@dataclass(frozen=True)
class SimulationProblem:
    """A plan as a policy, on a horizon that is long enough for late runs.

    `problem` has the extended weeks; its amounts are replaced by samples.
    """

    problem: Problem
    horizon: int
    """Weeks of the plan's own horizon; later weeks only take what is late."""
    plan: Recorded
    effort: dict[tuple[int, int], Uncertain]
    """By phase and skill."""
    hours: dict[int, Uncertain]
    weeks: dict[int, Uncertain]
    gates: dict[int, Gate]
    success: Floats
    """(J,): chance of success given by a person instead of the gates; nan where the gates decide."""
    drivers: tuple[RiskDriver, ...]
    surroundings: Surroundings
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
    now: int = 0
    """First week that is not over: nobody has left before it."""


class Draws(NamedTuple):
    """Samples by run (first axis)."""

    effort: Floats
    """(runs, cells): by the phases and skills of `SimulationProblem.effort`, in its order."""
    hours: Floats
    """(runs, phases with hours)"""
    weeks: Ints
    """(runs, I): least duration."""
    delay: Ints
    """(runs, I): weeks between readiness and the first week in which work may begin."""
    passes: Ints
    """(runs, I): 0 when the project stops at the phase's gate."""
    position_start: Ints
    """(runs, positions)"""
    gone: Ints
    """(runs, P): first week without the person for good; W for those who stay."""
    overhead: Floats
    """(runs, G): hours lost to interruptions, as a share of the useful hours."""
    price_growth: Floats
    """(runs, G): logarithm of the factor on the pool's price a week."""

    def of(self, rows: Bools | slice) -> "Draws":
        """Some of the runs."""
        return Draws(*(field[rows] for field in self))  # type: ignore[arg-type]


class Outcomes(NamedTuple):
    """Results by run (first axis), and counts over the runs."""

    start: Ints
    finish: Ints
    """(runs, I): weeks, -1 for phases that did not run; 16-bit."""
    launch: Ints
    """(runs, J): week, -1 when the project did not launch."""
    stopped: Ints
    """(runs, J): 0 went on, 1 stopped at a gate, 2 did not fit or waited for what never came."""
    value: Floats
    people: Floats
    """(runs, themes + 1, Q + 1): cost of people's time; projects without a theme come last, and so do later weeks."""
    compute: Floats
    """(runs, themes + 1, Q + 1): accelerator-hours at the pools' prices, committed pools too."""
    spent: Floats
    """(runs, Q + 1): on-demand and spot cost, and commitments."""
    serving: Floats
    """(runs, Q + 1): serving cost of what has launched."""
    other: Floats
    """(runs,): other money of the phases that were worked on."""
    critical: Ints
    """(runs, J): 1 when the project is on a chain that ends in the run's last finish; 16-bit."""
    slack: Ints
    """(runs, I): weeks by which the phase could end later without a later launch of its project, 0 on a chain without
    slack through precedence or shared people, -1 when the project does not launch; 16-bit."""
    short: Ints
    """(threads, K, W): number of runs in which due work waited for people of the skill."""

    @property
    def cost(self) -> Floats:
        """(runs, Q + 1): by quarter of the plan's horizon, and after it; without other money of phases."""
        total: Floats = self.people.sum(axis=1) + self.spent + self.serving
        return total

"""The planning problem as flat arrays: what every solver of a portfolio reads.

Indices: project j, phase i, person p (open positions are persons too), skill k, pool g, week t. People's time is
counted in integer *units*, twentieths of a full week. Money is in units of the portfolio's currency. `compile`
makes a Problem from a portfolio; the kernels assume that it is valid.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

UNITS = 20
"""Units of a full week: shares come in steps of 5 %."""


@dataclass(frozen=True)
class Projects:
    """Projects; J of them."""

    phase_first: Ints
    """(J + 1,): phases of project j are phase_first[j] .. phase_first[j + 1] - 1, in topological order."""
    value: Floats
    """(J, W + 1): value of a launch in week t: discounted value times feasibility, minus deadline penalty and
    serving cost. -inf where the launch is forbidden (hard deadline)."""
    mandatory: Bools
    """(J,): by the document or by a pin."""
    excluded: Bools
    """(J,): pinned out."""
    theme: Ints
    """(J,): theme index, -1 for none."""
    upkeep: Floats
    """(J, K): effort by skill in each week from launch on."""
    upkeep_end: Ints
    """(J,): first week without upkeep (W unless the project retires)."""
    required_people: Bools
    """(J, P): must each be on the crew of at least one phase."""


@dataclass(frozen=True)
class Phases:
    """Phases; I of them."""

    project: Ints
    """(I,)"""
    effort: Floats
    """(I, K): planned effort in engineer-weeks."""
    min_weeks: Ints
    """(I,): least duration; at least 1."""
    crew_min: Ints
    crew_max: Ints
    """(I,): 0, 0 for a phase without effort."""
    gpu_hours: Floats
    """(I,): on the reference accelerator; 0 for none."""
    gpu_rate: Floats
    """(I, G): useful reference hours per paid hour, factor / (1 + overhead); 0 where the pool is not permitted."""
    gpu_weekly: Floats
    """(I,): paid hours a week at most, max_devices x 168; inf without a limit."""
    allowed: Bools
    """(I, W): weeks that may hold work (windows, freezes)."""
    pinned_start: Ints
    """(I,): week, -1 for none."""
    may_work: Bools
    """(I, P): person has a needed skill and is not forbidden."""
    must_work: Bools
    """(I, P): pinned on the crew."""
    pred_first: Ints
    """(I + 1,): predecessors of phase i are pred[pred_first[i] : pred_first[i + 1]]."""
    pred: Ints
    pred_lag: Ints
    """(number of arcs,): predecessor phase and lag in weeks. All arcs, also across projects: a dependence on a
    launch is an arc from each last phase."""


@dataclass(frozen=True)
class People:
    """People and open positions; P of them."""

    capacity: Ints
    """(P, W): units that can be given to projects, rounded down."""
    skill: Floats
    """(P, K): proficiency, 0 for none."""
    max_projects: Ints
    unit_cost: Floats
    """(P,): people cost of one unit: weekly cost / fte / 20."""
    position_cost: Floats
    """(P,): weekly cost of an open position from its first use on; 0 for people who are there."""
    is_position: Bools


@dataclass(frozen=True)
class Pools:
    """Accelerator pools; G of them."""

    hours: Floats
    """(G, W): paid hours that can be used."""
    price: Floats
    """(G, W): price of an hour."""
    committed: Bools
    """(G,): paid for whether used or not: using it costs the objective nothing."""
    accelerator: Ints
    """(G,): index of the accelerator type."""
    overhead: Floats
    """(G,)"""


@dataclass(frozen=True)
class Rules:
    """Rules over the whole portfolio. R budget rows, E effort-share rows."""

    budget_limit: Floats
    """(R,): what may still be spent by decisions; commitments are already taken off rows over all themes."""
    budget_people: Bools
    """(R,): limits people cost (else compute)."""
    budget_theme: Ints
    """(R,): theme index, -1 for all."""
    budget_weeks: Bools
    """(R, W)"""
    share_theme: Ints
    share_least: Floats
    share_most: Floats
    """(E,): bounds on the theme's part of the phase effort of each quarter that has any; 0 and 1 when open."""
    quarter: Ints
    """(W,): quarter index of each week."""
    wip: int
    """Projects active in a week at most."""
    minimum_units: int
    """Least share of a person on a phase in a week, in units."""
    constant_shares: bool
    crew_efficiency: Floats
    """(N + 1,): productivity of each of n people; entry 0 is 1."""
    requires: Ints
    """(number, 2): the first needs the second to be selected."""
    group_first: Ints
    group: Ints
    group_most: Ints
    """At most group_most[r] of the projects group[group_first[r] : group_first[r + 1]]."""


@dataclass(frozen=True)
class Baseline:
    """The plan of record, whose changes have a price."""

    price: float
    """0 when planning afresh."""
    selected: Bools
    """(J,)"""
    start: Ints
    """(I,): -1 when not in the plan of record."""
    crew: Bools
    """(I, P)"""


@dataclass(frozen=True)
class Problem:
    """A complete, validated planning problem."""

    weeks: int
    projects: Projects
    phases: Phases
    people: People
    pools: Pools
    rules: Rules
    baseline: Baseline
    names: "Names"
    now: int = 0
    """First week that is still open. What lies before has happened: it holds no capacity and keeps no limit."""
    shares: Ints | None = None
    """(I, P): units that each person gives in every week of a phase, when that is stated. Then crews, shares and
    durations (`min_weeks`) are fixed, and only the weeks are planned: see `solvers.portfolio.sequence`."""

    @property
    def share_from(self) -> int:
        """First quarter of which no week is over; effort shares hold from there on."""
        if self.now == 0:
            return 0
        return int(self.rules.quarter[self.now - 1]) + 1

    @property
    def n_projects(self) -> int:
        return len(self.projects.mandatory)

    @property
    def n_phases(self) -> int:
        return len(self.phases.project)

    @property
    def n_people(self) -> int:
        return len(self.people.max_projects)


@dataclass(frozen=True)
class Names:
    """What the indices stand for, so that messages can name the culprit."""

    projects: tuple[str, ...]
    phases: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    skills: tuple[str, ...]
    pools: tuple[str, ...]
    themes: tuple[str, ...]
    quarters: tuple[str, ...]

"""Local search over priority lists, crews and selections: simulated annealing around the schedule kernel.

Kirkpatrick, Gelatt & Vecchi 1983 (doi:10.1126/science.220.4598.671). Every trial is one decode, so every schedule
that is looked at is feasible; only mandatory projects may be missing, which the score forbids.
"""

from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np

from solvers.common.frame import Frame
from solvers.portfolio.kernel.data import Data, Genes, State, allocate, pack
from solvers.portfolio.kernel.decode import decode, missing
from solvers.portfolio.kernel.place import share_shortage
from solvers.portfolio.problem import UNITS, Floats, Ints, Problem
from solvers.portfolio.solution import Solution

CHUNK = 64
"""Decodes between two looks at the clock."""


@nb.njit(cache=True, nogil=True)
def copy_genes(source: Genes, target: Genes) -> None:
    """Copy all genes."""
    target.order[:] = source.order
    target.include[:] = source.include
    target.crew[:] = source.crew
    target.pick[:] = source.pick
    target.not_before[:] = source.not_before
    target.hold[:] = source.hold
    target.use_position[:] = source.use_position
    target.thrift[:] = source.thrift
    target.fixed[:] = source.fixed
    target.team[:] = source.team
    target.keep_shares[:] = source.keep_shares


@nb.njit(cache=True, nogil=True)
def score(d: Data, st: State, g: Genes, absence: float, imbalance: float) -> float:
    """Objective of the decoded genes, less a price for each mandatory project that is missing and each engineer-week
    by which a theme misses its part of the effort.

    The price of absence is more than any difference in value, so that a complete schedule always wins.
    """
    value = decode(d, st, g)
    return value - absence * missing(d, st) - imbalance * share_shortage(d, st)


@nb.njit(cache=True, nogil=True)
def move_to(g: Genes, a: int, b: int) -> None:
    """Move the project at place a of the list to place b."""
    j = g.order[a]
    if a < b:
        for o in range(a, b):
            g.order[o] = g.order[o + 1]
    else:
        for o in range(a, b, -1):
            g.order[o] = g.order[o - 1]
    g.order[b] = j


@nb.njit(cache=True, nogil=True)
def draw_project(d: Data, launch: Ints, inside: bool) -> int:
    """A random project: one that is in, in proportion to the value that its delay costs; or one that is out, in
    proportion to its value. -1 when there is none."""
    total = 0.0
    for j in range(len(launch)):
        total += regret(d, launch, j, inside)
    if total <= 0.0:
        return -1
    left = np.random.random() * total
    for j in range(len(launch)):
        left -= regret(d, launch, j, inside)
        if left <= 0.0:
            return j
    return len(launch) - 1


@nb.njit(cache=True, nogil=True)
def regret(d: Data, launch: Ints, j: int, inside: bool) -> float:
    """Weight of a project in `draw_project`."""
    if d.excluded[j] or (launch[j] >= 0) != inside:
        return 0.0
    best = d.value[j, d.alone[j]]
    return (
        max(best - d.value[j, launch[j]], 0.0) + 0.1 * abs(best) + 1e-9 if inside else max(best, 0.0) + 1e-9
    )


@nb.njit(cache=True, nogil=True)
def place_of(g: Genes, j: int) -> int:
    """Where in the list a project stands."""
    for o in range(len(g.order)):
        if g.order[o] == j:
            return o
    return -1


@nb.njit(cache=True, nogil=True)
def loosen(d: Data, g: Genes, j: int, part: float) -> None:
    """Let the phases of a project, each with a probability, choose their crews anew."""
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        if np.random.random() < part:
            g.fixed[i] = False
            g.hold[i] = 0
            g.pick[i] = np.random.randint(1 << 20) if np.random.random() < 0.5 else 0
            g.crew[i] = d.crew_max[i]
            if np.random.random() < 0.3 and d.crew_max[i] > d.crew_min[i]:
                g.crew[i] = d.crew_min[i] + np.random.randint(d.crew_max[i] - d.crew_min[i] + 1)
    if np.random.random() < 0.2:
        g.thrift[j] = 2.0 * np.random.random()


@nb.njit(cache=True, nogil=True)
def release(d: Data, g: Genes, j: int) -> None:
    """Let the phases of a project start as early as they can."""
    for i in range(d.phase_first[j], d.phase_first[j + 1]):
        g.hold[i] = 0


@nb.njit(cache=True, nogil=True)
def change_list(d: Data, g: Genes, launch: Ints, kind: float) -> None:
    """Move or swap projects in the list, or let one in that is out; `kind` below 0.6 says which."""
    n = len(g.order)
    if kind < 0.30:
        # A project moves in the list, mostly forward and not far.
        j = draw_project(d, launch, True)
        if j >= 0:
            a = place_of(g, j)
            if np.random.random() < 0.7:
                b = max(0, a - 1 - np.random.randint(1 + min(a, 2 + n // 4)))
            else:
                b = np.random.randint(n)
            move_to(g, a, b)
            release(d, g, j)
            loosen(d, g, j, 0.5)
    elif kind < 0.45:
        a = np.random.randint(n)
        b = min(n - 1, a + 1 + np.random.randint(4)) if np.random.random() < 0.7 else np.random.randint(n)
        g.order[a], g.order[b] = g.order[b], g.order[a]
        if np.random.random() < 0.5:
            loosen(d, g, g.order[a], 0.5)
    elif kind < 0.60:
        # One that is out comes in.
        j = draw_project(d, launch, False)
        if j >= 0:
            g.include[j] = True
            move_to(g, place_of(g, j), np.random.randint(n))
            loosen(d, g, j, 1.0)
            if np.random.random() < 0.5:
                other = draw_project(d, launch, True)
                if other >= 0:
                    g.include[other] = False


@nb.njit(cache=True, nogil=True)
def mutate(d: Data, g: Genes, launch: Ints, open_positions: Ints) -> None:
    """One random change. `launch` is that of the current schedule: it says who is in and who is out."""
    n = len(g.order)
    kind = np.random.random()
    if len(d.share_theme) > 0 and np.random.random() < 0.01:
        g.keep_shares[0] = not g.keep_shares[0]
    if kind < 0.60:
        change_list(d, g, launch, kind)
    elif kind < 0.64:
        j = np.random.randint(n)
        g.include[j] = not g.include[j]
    elif kind < 0.90:
        loosen(
            d,
            g,
            np.random.randint(n) if np.random.random() < 0.3 else max(0, draw_project(d, launch, True)),
            0.5,
        )
    elif kind < 0.96 or len(open_positions) == 0:
        j = np.random.randint(n)
        release(d, g, j)
        dice = np.random.random()
        if dice < 0.5:
            g.not_before[j] = 0
        elif dice < 0.7:
            q = np.random.randint(len(d.quarter_end))
            g.not_before[j] = min(d.quarter_end[q] + 1, d.weeks - 1)
        else:
            g.not_before[j] = np.random.randint(d.weeks)
    else:
        p = open_positions[np.random.randint(len(open_positions))]
        g.use_position[p] = not g.use_position[p]


@nb.njit(cache=True, nogil=True)
def adopt(d: Data, st: State, g: Genes, drop: bool) -> None:
    """Write the crews of the decoded schedule into its genes; with `drop`, projects that are out are not tried."""
    g.team[:] = st.crew
    for i in range(len(d.project)):
        g.fixed[i] = st.start[i] >= 0
    if drop:
        g.include[:] = st.selected


@nb.njit(cache=True, nogil=True)
def anneal(
    d: Data,
    st: State,
    current: Genes,
    trial: Genes,
    best: Genes,
    launch: Ints,
    open_positions: Ints,
    scores: Floats,
    absence: float,
    imbalance: float,
    temperature: float,
    trials: int,
    seed: int,
    drop: bool,
    fix_below: float,
) -> None:
    """Some trials at one temperature. `scores` holds the current and the best score, `launch` the current launches."""
    np.random.seed(seed)
    for _ in range(trials):
        copy_genes(current, trial)
        mutate(d, trial, launch, open_positions)
        if np.random.random() < 0.3:
            mutate(d, trial, launch, open_positions)
        if np.random.random() < 0.05:
            trial.include[:] = True
        value = score(d, st, trial, absence, imbalance)
        loss = scores[0] - value
        if loss <= 0.0 or (temperature > 0.0 and np.random.random() < np.exp(-loss / temperature)):
            copy_genes(trial, current)
            if temperature < fix_below:
                adopt(d, st, current, True)
            elif drop:
                current.include[:] = st.selected
            scores[0] = value
            launch[:] = st.launch
            if value > scores[1] + 1e-6 and share_shortage(d, st) == 0.0:
                copy_genes(trial, best)
                scores[1] = value


@dataclass
class Search:
    """A running search: the compiled views, the current and the best genes."""

    problem: Problem
    data: Data
    state: State
    _d: Any
    _st: Any
    genes: tuple[Genes, Genes, Genes]
    """Current, trial, best."""
    _genes: tuple[Any, Any, Any]
    scores: Floats
    launch: Any
    absence: float
    imbalance: float
    open_positions: Any
    decodes: int = 0
    solution: Any = None
    drop: bool = True
    fix_below: float = -1.0

    @classmethod
    def start(cls, problem: Problem) -> "Search":
        """Decode the constructive lists and begin at the best of them."""
        data = pack(problem)
        state = allocate(data)
        value = problem.projects.value
        finite = np.where(np.isfinite(value), value, 0.0)
        absence = 1.0 + float(np.abs(finite).max(axis=1, initial=0.0).sum())
        absence += float((problem.pools.price * problem.pools.hours).sum())
        absence += float(problem.people.position_cost.sum()) * problem.weeks
        absence += problem.baseline.price * (problem.n_projects + 2 * problem.n_phases)
        genes = (first_genes(problem, np.arange(problem.n_projects)),) * 1
        copies = tuple(Genes(*(field.copy() for field in genes[0])) for _ in range(3))
        search = cls(
            problem,
            data,
            state,
            Frame(data),
            Frame(state),
            copies,
            tuple(Frame(g) for g in copies),
            np.full(2, -np.inf),
            np.full(problem.n_projects, -1, np.int64),
            absence,
            2.0 * float(finite.max(axis=1, initial=0.0).sum()) / max(float(problem.phases.effort.sum()), 1.0),
            np.flatnonzero(problem.people.position_cost > 0),
        )
        for order in constructive_orders(problem):
            for positions in (False, True) if len(search.open_positions) else (True,):
                search.consider(first_genes(problem, order, positions=positions))
        if problem.baseline.selected.any():
            for genes in recorded_genes(problem):
                search.consider(genes)
        return search

    def consider(self, genes: Genes) -> None:
        """Decode genes; they become the current and the best ones when they are better than these."""
        trial = self.genes[1]
        for target, source in zip(trial, genes, strict=True):
            target[...] = source
        value = score(self._d, self._st, self._genes[1], self.absence, self.imbalance)
        self.decodes += 1
        if value > self.scores[1] and share_shortage(self._d, self._st) == 0.0:
            copy_genes(self._genes[1], self._genes[0])
            copy_genes(self._genes[1], self._genes[2])
            self.scores[:] = value
            self.launch[:] = self.state.launch
            self.keep()

    @property
    def complete(self) -> bool:
        """Whether the best schedule has all mandatory projects."""
        return bool(self.scores[1] > -self.absence / 2)

    def run(self, temperature: float, trials: int, seed: int) -> bool:
        """Anneal for some trials; True when the best schedule got better."""
        if self.problem.n_projects == 0:
            self.decodes += trials
            return False
        before = float(self.scores[1])
        anneal(
            self._d,
            self._st,
            *self._genes,
            self.launch,
            self.open_positions,
            self.scores,
            self.absence,
            self.imbalance,
            temperature,
            trials,
            seed,
            self.drop,
            self.fix_below,
        )
        self.decodes += trials
        if self.scores[1] > before:
            self.keep()
            return True
        return False

    def keep(self) -> None:
        """Remember the best schedule: what its genes decode to changes with the rents."""
        self.solution = extract(self.state, decode(self._d, self._st, self._genes[2]))

    def set_rents(self, effort: Floats) -> None:
        """Take over prices: (K, W) of an engineer-week of each skill. Everybody's time is worth what it could earn."""
        earned = (self.problem.people.skill[:, :, None] * effort[None]).max(axis=1) / UNITS
        np.cumsum(earned, axis=1, out=self.state.rent[:, 1:])
        self.scores[0] = score(self._d, self._st, self._genes[0], self.absence, self.imbalance)
        self.launch[:] = self.state.launch

    def return_to_best(self) -> None:
        """Go on from the best schedule."""
        copy_genes(self._genes[2], self._genes[0])
        self.scores[0] = score(self._d, self._st, self._genes[0], self.absence, self.imbalance)
        self.launch[:] = self.state.launch

    def best(self) -> Solution:
        """The best schedule, decoded."""
        return self.solution


def extract(state: State, value: float) -> Solution:
    """Copy a decoded schedule out of the kernel's memory."""
    work, use = int(state.count[0]), int(state.count[1])
    return Solution(
        selected=state.selected.copy(),
        launch=state.launch.copy(),
        start=state.start.copy(),
        finish=state.finish.copy(),
        work=state.work[:work, :5].copy(),
        hours=state.use[:use].copy(),
        value=float(value),
    )


def first_genes(problem: Problem, order: Any, *, positions: bool = True) -> Genes:
    """Genes that take a list at face value: everyone included, largest crews, nobody held back."""
    return Genes(
        np.asarray(order, np.int64).copy(),
        np.ones(problem.n_projects, np.bool_),
        problem.phases.crew_max.copy(),
        np.zeros(problem.n_phases, np.int64),
        np.zeros(problem.n_projects, np.int64),
        np.zeros(problem.n_phases, np.int64),
        np.full(problem.n_people, positions),
        np.ones(problem.n_projects),
        np.zeros(problem.n_phases, np.bool_),
        np.zeros((problem.n_phases, problem.n_people), np.bool_),
        np.ones(1, np.bool_),
    )


def recorded_genes(problem: Problem) -> list[Genes]:
    """Genes that come near the plan of record: its order and crews. Others follow it, or are left out;
    projects that became mandatory come first or last. Once, no phase starts before it did."""
    base, first = problem.baseline, problem.projects.phase_first
    start = np.where(base.start >= 0, base.start, problem.weeks)
    begin = np.array(
        [start[first[j] : first[j + 1]].min(initial=problem.weeks) for j in range(len(first) - 1)]
    )
    forced = problem.projects.mandatory & ~base.selected
    found = []
    for key in (begin, np.where(forced, -1, begin)):
        for include in (base.selected | forced, np.ones(problem.n_projects, np.bool_)):
            for hold in (np.maximum(base.start, 0), np.zeros_like(base.start)):
                genes = first_genes(problem, np.argsort(key, kind="stable"))
                fixed = (base.start >= 0) & base.crew.any(axis=1)
                found.append(
                    genes._replace(
                        include=include.copy(), hold=hold.copy(), team=base.crew.copy(), fixed=fixed
                    )
                )
    return found


def noisy_genes(problem: Problem, rng: np.random.Generator) -> Genes:
    """Genes around value per week of effort, with noise and crews of random size: a start in another place."""
    base = constructive_orders(problem)[int(rng.integers(0, 4))]
    rank = np.empty(problem.n_projects)
    rank[base] = np.arange(problem.n_projects)
    spread = rng.choice([0.05, 0.15, 0.3]) * problem.n_projects
    genes = first_genes(problem, np.argsort(rank + rng.normal(0, spread, problem.n_projects)))
    low, high = problem.phases.crew_min, problem.phases.crew_max
    crew = np.minimum(high, np.maximum(low, rng.integers(1, 4)))
    return genes._replace(crew=crew.astype(np.int64), keep_shares=np.array([bool(rng.random() < 0.7)]))


def constructive_orders(problem: Problem) -> list[Any]:
    """Lists by value, by value per week of effort, by tightness, and with policy themes or mandatory first."""
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, -1e12)
    start = value[:, 0] if problem.weeks else np.zeros(problem.n_projects)
    effort = np.zeros(problem.n_projects)
    np.add.at(effort, problem.phases.project, problem.phases.effort.sum(axis=1) + 0.1)
    density = start / np.maximum(effort, 0.1)
    last = np.array([np.flatnonzero(np.isfinite(row)).max(initial=0) for row in problem.projects.value])
    required = problem.projects.mandatory.astype(float)
    themed = np.isin(problem.projects.theme, problem.rules.share_theme[problem.rules.share_least > 0])
    rank = np.argsort(np.argsort(-density))
    keys = [
        -density,
        -start,
        rank - 1e6 * required,
        rank - 1e6 * required - 1e3 * themed,
        rank - 1e3 * themed,
        last * 1e3 + rank,
    ]
    return [np.argsort(key, kind="stable") for key in keys]

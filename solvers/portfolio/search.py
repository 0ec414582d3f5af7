"""The search for good schedules: ruin and recreate under simulated annealing, around the schedule kernel.

Kirkpatrick, Gelatt & Vecchi 1983 (doi:10.1126/science.220.4598.671). Every schedule that is looked at is feasible; only
mandatory projects may be missing, and effort shares be missed, both at a price that the score states.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from solvers.common.compiled import kernel
from solvers.common.frame import Frame
from solvers.portfolio.kernel.data import Data, Genes, State, allocate
from solvers.portfolio.kernel.decode import decode
from solvers.portfolio.kernel.interleave import interleave
from solvers.portfolio.kernel.leave import Walk
from solvers.portfolio.kernel.moves import attempt_move
from solvers.portfolio.kernel.pack import pack, prerequisites, ragged, shortest, topological
from solvers.portfolio.kernel.place import share_shortage
from solvers.portfolio.kernel.read_out import read_out
from solvers.portfolio.kernel.ruin import copy_schedule, settle
from solvers.portfolio.kernel.score import priced_use, score, total_bonus
from solvers.portfolio.problem import UNITS, Bools, Floats, Ints, Problem
from solvers.portfolio.solution import Solution
from solvers.portfolio.starts import constructive_orders, first_genes, recorded_genes

CHUNK = 64
"""Trials between two looks at the clock."""

PULL = 0.7
"""Part of the kicks that pull a project in; the others push one out."""


@kernel
def anneal(
    d: Data,
    current: State,
    trial: State,
    best: State,
    g: Genes,
    m: Walk,
    bonus: Floats,
    scores: Floats,
    absence: float,
    imbalance: float,
    temperature: float,
    thrift: float,
    most: int,
    trials: int,
    seed: int,
) -> None:
    """Some trials at one temperature. `scores` holds the current score, with the bonus of each selected project, and
    the best one without."""
    np.random.seed(seed)
    for _ in range(trials):
        copy_schedule(current, trial)
        attempt_move(d, current, trial, g, m, most)
        plain = score(d, trial, absence, imbalance)
        value = plain + total_bonus(trial, bonus)
        if thrift > 0.0:
            value -= thrift * priced_use(d, trial, trial.rent)
        loss = scores[0] - value
        if loss <= 0.0 or (temperature > 0.0 and np.random.random() < np.exp(-loss / temperature)):
            copy_schedule(trial, current)
            scores[0] = value
            if plain > scores[1] + 1e-6 and share_shortage(d, trial) == 0.0:
                settle(d, current)
                copy_schedule(current, best)
                scores[1] = score(d, current, absence, imbalance)


@dataclass
class Search:
    """A running search: the compiled views; the current schedule, the one on trial and the best one."""

    problem: Problem
    data: Data
    states: tuple[State, State, State]
    """Current, trial, best."""
    genes: Genes
    bonus: Floats
    """(J,): what the walk gets for selecting each project beside its value."""
    scores: Floats
    """Score of the current and of the best schedule."""
    absence: float
    imbalance: float
    least_imbalance: float
    _d: Any
    _states: tuple[Any, Any, Any]
    _genes: Any
    _walk: Any
    _lost: Bools
    trials: int = 0
    thrift: float = 0.0
    """What the time that people give costs the walk, in rents: it then leaves what is not worth its time."""
    most: int = 8
    """Projects that leave at once at most."""

    @classmethod
    def start(cls, problem: Problem) -> "Search":
        """Decode the constructive lists and begin at the best of them."""
        data = pack(problem)
        states = (allocate(data), allocate(data), allocate(data))
        genes = first_genes(problem, np.arange(problem.n_projects))
        search = cls(
            problem,
            data,
            states,
            genes,
            np.zeros(problem.n_projects),
            np.full(2, -np.inf),
            absence_price(problem),
            _imbalance(problem),
            0.1 * _imbalance(problem),
            Frame(data),
            (Frame(states[0]), Frame(states[1]), Frame(states[2])),
            Frame(genes),
            Frame(walk(problem, data)),
            np.zeros(problem.n_projects, np.bool_),
        )
        for order in constructive_orders(problem):
            for positions in (False, True) if (problem.people.position_cost > 0).any() else (True,):
                search.consider(first_genes(problem, order, positions=positions))
        if problem.baseline.selected.any():
            for recorded in recorded_genes(problem):
                search.consider(recorded)
        return search

    def consider(self, genes: Genes, phases: Ints | None = None) -> float:
        """Decode genes, or a list of phases with them, and return the score of the schedule; it becomes the current and
        the best one when it is better than these."""
        current, trial, best = self._states
        if phases is None:
            decode(self._d, trial, Frame(genes))
        else:
            interleave(self._d, trial, Frame(genes), phases, self._lost)
        value = float(score(self._d, trial, self.absence, self.imbalance))
        self.trials += 1
        first = not np.isfinite(self.scores[0])
        if (first or value > self.scores[1]) and share_shortage(self._d, trial) == 0.0:
            copy_schedule(trial, current)
            copy_schedule(trial, best)
            self.scores[:] = value
        elif value > self.scores[0]:
            copy_schedule(trial, current)
            self.scores[0] = value
        return value

    def adopt(self, state: State) -> None:
        """Begin at a schedule that keeps all rules, when it is better than the best one."""
        value = score(self._d, Frame(state), self.absence, self.imbalance)
        if not value > self.scores[1]:
            return
        for target in (self._states[0], self._states[2]):
            copy_schedule(Frame(state), target)
        self.scores[:] = value

    @property
    def complete(self) -> bool:
        """Whether the best schedule has all mandatory projects."""
        missing_ones = self.problem.projects.mandatory & ~self.states[2].selected
        return bool(np.isfinite(self.scores[1]) and not missing_ones.any())

    def run(self, temperature: float, trials: int, seed: int) -> bool:
        """Anneal for some trials; True when the best schedule got better."""
        self.trials += trials
        if self.problem.n_projects == 0:
            return False
        before = float(self.scores[1])
        anneal(
            self._d,
            *self._states,
            self._genes,
            self._walk,
            self.bonus,
            self.scores,
            self.absence,
            self.imbalance,
            temperature,
            self.thrift,
            self.most,
            trials,
            seed,
        )
        self._balance()
        return bool(self.scores[1] > before)

    def _balance(self) -> None:
        """Make shares of effort dearer while the walk does without them, cheaper while it keeps them."""
        if len(self.problem.rules.share_theme) == 0:
            return
        broken = share_shortage(self._d, self._states[0]) > 0.0
        self.imbalance = max(self.imbalance * (1.2 if broken else 0.95), self.least_imbalance)
        self._recount()

    def set_rents(self, effort: Floats) -> None:
        """Take over prices: (K, W) of an engineer-week of each skill. Everybody's time is worth what it could earn."""
        earned = (self.problem.people.skill[:, :, None] * effort[None]).max(axis=1, initial=0.0) / UNITS
        np.cumsum(earned, axis=1, out=self.states[1].rent[:, 1:])  # projects are only placed on trial
        self._recount()

    def set_thrift(self, thrift: float) -> None:
        """From now on the time that people give costs the walk this much of its rent."""
        self.thrift = thrift
        self._recount()

    def return_to_best(self) -> None:
        """Go on from the best schedule, for value alone."""
        copy_schedule(self._states[2], self._states[0])
        self.calm()

    def begin_afresh(self, genes: Genes) -> None:
        """Go on from a list, whatever it is worth."""
        decode(self._d, self._states[1], Frame(genes))
        copy_schedule(self._states[1], self._states[0])
        self.calm()

    def kick(self, rng: np.random.Generator) -> None:
        """From the best schedule, pull one project in that is out, or push one out that is in, whatever it costs."""
        self.return_to_best()
        selected = self.states[2].selected
        worth = np.where(np.isfinite(self.problem.projects.value), self.problem.projects.value, 0.0).max(
            axis=1
        )
        pull = rng.random() < PULL
        open_ = (
            ~self.problem.projects.excluded & ~selected
            if pull
            else selected & ~self.problem.projects.mandatory
        )
        weight = np.where(open_, np.maximum(worth, 0.0) if pull else 1.0, 0.0)
        if weight.sum() > 0.0:
            j = int(rng.choice(len(weight), p=weight / weight.sum()))
            self.bonus[j] = (1.0 if pull else -1.0) * 2.0 * abs(worth[j])
        self._recount()

    def calm(self) -> None:
        """Take the bonus away: the walk goes on for value alone."""
        self.bonus[:] = 0.0
        self.thrift = 0.0
        self._recount()

    def _recount(self) -> None:
        """The current schedule is worth something else to the walk than before."""
        value = float(score(self._d, self._states[0], self.absence, self.imbalance))
        if self.thrift > 0.0:
            value -= self.thrift * float(priced_use(self._d, self._states[0], self.states[1].rent))
        self.scores[0] = value + float(self.bonus[self.states[0].selected].sum())

    def best(self) -> Solution:
        """The best schedule."""
        return extract(self._d, self.states[2], float(self.scores[1]))


def absence_price(problem: Problem) -> float:
    """Price of a missing mandatory project: more than any difference in value."""
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, 0.0)
    absence = 1.0 + float(np.abs(value).max(axis=1, initial=0.0).sum())
    absence += float((problem.pools.price * problem.pools.hours).sum())
    absence += float(problem.people.position_cost.sum()) * problem.weeks
    return absence + problem.baseline.price * (problem.n_projects + 2 * problem.n_phases)


def _imbalance(problem: Problem) -> float:
    value = np.where(np.isfinite(problem.projects.value), problem.projects.value, 0.0)
    effort = max(float(problem.phases.effort.sum()), 1.0)
    return 2.0 * float(value.max(axis=1, initial=0.0).sum()) / effort


def walk(problem: Problem, data: Data) -> Walk:
    """What trials need to know of a problem, and their memory."""
    n, first = problem.n_projects, problem.projects.phase_first
    wanted = problem.rules.share_theme[problem.rules.share_least > 0.0]
    is_wanted = np.isin(problem.projects.theme, wanted) & ~problem.projects.excluded
    able = np.zeros((n, problem.n_people), np.bool_)
    effort = np.full(n, 0.1)
    for j in range(n):
        able[j] = problem.phases.may_work[first[j] : first[j + 1]].any(axis=0)
        effort[j] += problem.phases.effort[first[j] : first[j + 1]].sum()
    after: list[list[int]] = [[] for _ in range(n)]
    for j, needs in enumerate(prerequisites(problem)):
        for other in needs:
            after[other].append(j)
    after_first, flat = ragged(after)
    return Walk(
        able,
        np.maximum(shortest(problem), 1),
        data.slope[:, 0] / effort,
        after_first,
        flat,
        np.zeros(n, np.bool_),
        np.zeros(n, np.int64),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n, np.int64),
        np.flatnonzero(problem.people.position_cost > 0),
        np.flatnonzero(is_wanted),
        is_wanted,
        np.zeros(n, np.bool_),
        np.zeros(1),
        np.zeros(1),
        np.zeros(problem.n_phases, np.int64),
        topological(problem),
        np.zeros(problem.n_phases, np.bool_),
        np.zeros(problem.n_phases),
        np.zeros(n, np.bool_),
        np.zeros(n, np.bool_),
    )


def extract(data: Frame, state: State, value: float) -> Solution:
    """Copy a schedule out of the kernel's memory, with a week for every unit of work.

    Raises
    ------
    ArithmeticError
        When work has no week to go to: the kernel has booked too much.
    """
    use = int(state.count[1])
    rows = np.zeros((len(state.work), 5), np.int64)
    work = read_out(data, Frame(state), rows)
    if work < 0:
        raise ArithmeticError("the kernel has booked more work than people have time for")
    return Solution(
        selected=state.selected.copy(),
        launch=state.launch.copy(),
        start=state.start.copy(),
        finish=state.finish.copy(),
        work=rows[:work].copy(),
        hours=state.use[:use].copy(),
        value=value,
    )

"""Local repair: keep a schedule as it is, place anew what no longer fits, and move nothing else.

Everything that a changed problem still permits is taken over row by row; the other projects come back one after the
other, each where the objective (with the price of moves) likes it best: as it was, with its people at another time, at
its time with other people, or freely.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solvers.common.frame import Frame
from solvers.portfolio.kernel.data import Genes, State, allocate
from solvers.portfolio.kernel.decode import bundle, net, reset
from solvers.portfolio.kernel.keep import Record, keep_project
from solvers.portfolio.kernel.pack import pack, prerequisites
from solvers.portfolio.kernel.place import share_shortage
from solvers.portfolio.kernel.ruin import copy_schedule, settle
from solvers.portfolio.kernel.score import score
from solvers.portfolio.problem import Bools, Ints, Problem
from solvers.portfolio.search import absence_price, extract
from solvers.portfolio.solution import Solution
from solvers.portfolio.starts import first_genes

Places = Sequence[tuple[bool, bool]]
"""Ways to come back, in turn: whether no phase begins before it did, and whether the crews stay."""

EVERY_WAY: Places = ((True, True), (False, True), (True, False), (False, False))


@dataclass(frozen=True)
class Way:
    """Where phases are told to begin, and with whom."""

    starts: Ints
    """(I,): weeks; -1 where a phase goes where it likes."""
    crew: Ints
    """(I,): people on each phase."""
    fixed: Bools
    """(I,): whether the team is settled."""
    team: Bools
    """(I, P): the team, where it is."""


@dataclass
class Mender:
    """The compiled view of a problem, with memory for schedules that are mended."""

    problem: Problem
    data: Any
    states: tuple[State, State, State]
    """The schedule under repair, one set aside, and the best try of a project."""
    needs: list[list[int]]
    genes: Genes
    """Under which a project comes back; written anew for each."""
    _d: Any
    _states: tuple[Any, Any, Any]
    _genes: Any

    @property
    def mended(self) -> State:
        """Memory of the last schedule that `mend` has given back."""
        return self.states[1]

    @classmethod
    def of(cls, problem: Problem, *, floating: bool = True) -> "Mender":
        """Allocate once; every repair reuses it. Unless `floating`, people keep their shares week by week."""
        data = pack(problem, floating=floating)
        states = (allocate(data), allocate(data), allocate(data))
        frames = (Frame(states[0]), Frame(states[1]), Frame(states[2]))
        genes = first_genes(problem, np.zeros(1))
        genes.keep_shares[0] = False  # what comes back later may balance it; the whole is judged at the end
        return cls(problem, data, states, prerequisites(problem), genes, Frame(data), frames, Frame(genes))

    def pinned(self, problem: Problem) -> "Mender":
        """For the same problem with other pins; it works in the same memory."""
        data = self.data._replace(
            pinned_start=problem.phases.pinned_start,
            must=problem.phases.must_work,
            mandatory=problem.projects.mandatory,
            excluded=problem.projects.excluded,
        )
        return replace(self, problem=problem, data=data, _d=Frame(data))

    def set_aside(self) -> Any:
        """A copy of the last schedule that `mend` has given back, to place projects beside."""
        standing = Frame(allocate(self.data))
        copy_schedule(self._states[1], standing)
        return standing

    def beside(self, standing: Any, j: int, way: Way) -> bool:
        """Place one project beside a schedule that was set aside, in `states[0]`; whether it fits.

        The pins of this problem are written over: it must be one's own.
        """
        genes = self.genes
        genes.hold[:] = 0
        genes.crew[:], genes.fixed[:], genes.team[:] = way.crew, way.fixed, way.team
        self.data.pinned_start[:] = way.starts
        copy_schedule(standing, self._states[0])
        return bool(bundle(self._d, self._states[0], self._genes, j))

    @property
    def worth(self) -> float:
        """Objective of the schedule that `beside` has just made."""
        return float(net(self._states[0]))

    def placed(self) -> Solution | None:
        """The schedule that `beside` has just made; None when it breaks a rule that only the whole can keep."""
        found = self._result(())
        return None if found is None else found[0]

    def mend(
        self,
        record: Record,
        *,
        lead: Iterable[tuple[Record, int]] = (),
        away: Iterable[int] = (),
        first: Iterable[int] = (),
        origin: Record | None = None,
        ways: Places = EVERY_WAY,
    ) -> tuple[Solution, tuple[int, ...]] | None:
        """Take over all projects of a record that still fit, and bring the others back.

        Parameters
        ----------
        record
            The schedule to keep.
        lead
            Projects that stand before all others, each as another record has it.
        away
            Projects that are placed anew on what the kept ones leave.
        first
            Projects that are placed anew before the others are kept: those give way.
        origin
            Where "as it was" is looked up for projects that are placed anew; in the record itself when absent.
        ways
            How projects are tried that are placed anew.

        Returns
        -------
        The schedule with its value, and the projects that were placed anew or could not come back; None when a
        leading project does not fit or a mandatory one is missing.
        """
        lead, away, first = tuple(lead), tuple(away), tuple(first)
        found = self._mend(record, lead, away, first, origin or record, ways)
        missing = np.flatnonzero(self.problem.projects.mandatory & ~self.states[0].selected).tolist()
        if found is None and missing:
            # What must be there comes before what would be good to have.
            front = sorted({*missing, *first}, key=lambda j: self._begin(record, j))
            found = self._mend(record, lead, away, tuple(front), origin or record, ways)
        return found

    def _mend(
        self,
        record: Record,
        lead: tuple[tuple[Record, int], ...],
        away: tuple[int, ...],
        first: tuple[int, ...],
        origin: Record,
        ways: Places,
    ) -> tuple[Solution, tuple[int, ...]] | None:
        state = self._states[0]
        reset(self._d, state)
        for other, j in lead:
            if not keep_project(self._d, state, Frame(other), j):
                return None
        pushed = list(first)
        for j in pushed:
            self._return(origin, j, ways)
        again, frame = list(away), Frame(record)
        skip = {*again, *pushed}
        for j in self._order(record):
            if j in skip or self.states[0].selected[j]:
                continue
            if not keep_project(self._d, state, frame, j):
                again.append(j)
        for j in sorted(again, key=lambda j: self._begin(record, j)):
            if not self.states[0].selected[j]:
                self._return(origin, j, ways)
        missing = self.problem.projects.mandatory & ~self.states[0].selected
        for j in np.flatnonzero(missing).tolist():
            self._return(origin, j, EVERY_WAY)
        return self._result((*pushed, *again))

    def _result(self, anew: tuple[int, ...]) -> tuple[Solution, tuple[int, ...]] | None:
        problem, state = self.problem, self._states[0]
        if (problem.projects.mandatory & ~self.states[0].selected).any() or share_shortage(
            self._d, state
        ) > 0.0:
            return None
        settle(self._d, state)
        copy_schedule(state, self._states[1])
        return extract(
            self._d, self.states[0], float(score(self._d, state, absence_price(problem), 0.0))
        ), anew

    def _return(self, record: Record, j: int, ways: Places) -> None:
        """Place a project in the best of the ways; it stays out when none is worth it."""
        state, aside, best = self._states
        copy_schedule(state, aside)
        most = -np.inf
        for hold, team in ways:
            self._settle_genes(record, j, hold=hold, team=team)
            if bundle(self._d, state, self._genes, j):
                worth = float(net(state))
                if worth > most + 1e-6:
                    most = worth
                    copy_schedule(state, best)
            copy_schedule(aside, state)
        if np.isfinite(most):
            copy_schedule(best, state)

    def _settle_genes(self, record: Record, j: int, *, hold: bool, team: bool) -> None:
        genes = self.genes
        genes.hold[:] = np.maximum(record.start, 0) if hold else 0
        genes.team[:] = False
        genes.fixed[:] = False
        rows = record.work[record.work_first[j] : record.work_first[j + 1]] if team else record.work[:0]
        phases = rows[rows[:, 0] >= 0]
        genes.team[phases[:, 0], phases[:, 1]] = True
        genes.fixed[phases[:, 0]] = True

    def _order(self, record: Record) -> list[int]:
        """Projects of the record: mandatory ones first, then by begin; each after what it needs."""
        order: dict[int, None] = {}
        keys = [
            (not self.problem.projects.mandatory[j], self._begin(record, j), j)
            for j in range(self.problem.n_projects)
            if self._begin(record, j) < self.problem.weeks + 1
        ]
        for _, _, j in sorted(keys):
            for other in (*self.needs[j], j):
                order.setdefault(other)
        return [j for j in order if self._begin(record, j) < self.problem.weeks + 1]

    def _begin(self, record: Record, j: int) -> int:
        """First week of a project in the record; past the horizon when it is not in it."""
        first, end = self.problem.projects.phase_first[j], self.problem.projects.phase_first[j + 1]
        begin = int(record.start[first:end].min(initial=self.problem.weeks))
        return begin if begin >= 0 else self.problem.weeks + 1


def record_of(problem: Problem, solution: Solution) -> Record:
    """A schedule in the form in which projects are taken over from it."""
    work, hours = solution.work.reshape(-1, 5), solution.hours.reshape(-1, 4)
    owner = np.where(work[:, 0] >= 0, problem.phases.project[np.maximum(work[:, 0], 0)], -1 - work[:, 0])
    order = np.argsort(owner, kind="stable")
    users = problem.phases.project[hours[:, 0].astype(np.int64)]
    by_user = np.argsort(users, kind="stable")
    return Record(
        solution.start.astype(np.int64),
        solution.finish.astype(np.int64),
        _firsts(owner, problem.n_projects),
        np.ascontiguousarray(work[order]),
        _firsts(users, problem.n_projects),
        np.ascontiguousarray(hours[by_user]),
    )


def _firsts(owner: Ints, n: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n)[:n])]).astype(np.int64)


def free_way(mender: Mender, starts: Ints) -> Way:
    """Phases with a start begin in that week, with the crews of the genes and whoever is best."""
    i, p = mender.problem.n_phases, mender.problem.n_people
    return Way(starts.copy(), mender.genes.crew.copy(), np.zeros(i, np.bool_), np.zeros((i, p), np.bool_))

"""When crews, shares and durations are stated, a plan is a list of phases: the search over such lists."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from solvers.common.frame import Frame, contiguous
from solvers.portfolio.kernel.pack import ragged
from solvers.portfolio.kernel.sequence import Sheet, Tasks, anneal_lists, generate
from solvers.portfolio.problem import Ints, Problem
from solvers.portfolio.solution import Solution

WORD = 62
"""Bits of a word that hold units and guards."""

WIDTH = 20
"""Neighbours in the list whose order is drawn anew at most in a trial."""


def check_scope(problem: Problem) -> None:
    """Refuse rules that lists of phases do not know.

    Raises
    ------
    ValueError
        Naming the rule.
    """
    rules, projects, phases = problem.rules, problem.projects, problem.phases
    value = projects.value
    known = {
        "one project, mandatory": problem.n_projects == 1 and bool(projects.mandatory.all()),
        "a value that falls with the launch": bool(np.isfinite(value).all() and (np.diff(value) < 0).all()),
        "no accelerators": not (phases.gpu_hours > 0).any(),
        "no upkeep": not (projects.upkeep > 0).any(),
        "no pinned starts": not (phases.pinned_start >= 0).any(),
        "windows without an end": not (np.diff(phases.allowed.astype(int)) < 0).any(),
        "no budgets, effort shares or prices of moves": len(rules.budget_limit) == 0
        and len(rules.share_theme) == 0
        and problem.baseline.price == 0.0,
        "no open positions": not (problem.people.position_cost > 0).any(),
        "no lags below 0": not (phases.pred_lag < 0).any(),
    }
    for rule, kept in known.items():
        if not kept:
            raise ValueError(f"stated shares are planned with {rule} only")


def tasks_of(problem: Problem) -> Tasks:
    """The problem as the kernel of lists reads it.

    Raises
    ------
    ValueError
        When the problem has other rules than stated shares, or a phase needs more than there ever is.
    """
    check_scope(problem)
    assert problem.shares is not None
    phases, shares, capacity = problem.phases, problem.shares, problem.people.capacity
    top = capacity.max(axis=1, initial=0)
    for i, p in np.argwhere(shares > top[None, :]).tolist():
        who, what = problem.names.people[p], problem.names.phases[i][1]
        raise ValueError(f"{what} needs {shares[i, p]} units of {who}, who has {top[p]} at most")
    word, shift, used = [], [], WORD
    words = 0
    for units in top.tolist():
        bits = int(units).bit_length() + 1
        if used + bits > WORD:
            words, used = words + 1, 0
        word.append(words - 1)
        shift.append(used)
        used += bits
    words = max(words, 1)
    guard = np.zeros(words, np.int64)
    need = np.zeros((problem.n_phases, words), np.int64)
    room = np.zeros((problem.weeks, words), np.int64)
    for p in range(problem.n_people):
        guard[word[p]] |= 1 << (shift[p] + int(top[p]).bit_length())
        need[:, word[p]] += shares[:, p] << shift[p]
        room[:, word[p]] += capacity[p] << shift[p]
    after: list[list[tuple[int, int]]] = [[] for _ in range(problem.n_phases)]
    for i in range(problem.n_phases):
        for a in range(phases.pred_first[i], phases.pred_first[i + 1]):
            after[phases.pred[a]].append((i, int(phases.pred_lag[a])))
    first, follower = ragged([[i for i, _ in row] for row in after])
    return contiguous(
        Tasks(
            problem.weeks,
            room | guard[None, :],
            guard,
            need,
            phases.min_weeks,
            phases.allowed.argmax(axis=1).astype(np.int64),
            phases.pred_first,
            phases.pred,
            phases.pred_lag,
            first,
            follower,
            ragged([[lag for _, lag in row] for row in after])[1],
        )
    )


def heads(tasks: Tasks) -> Ints:
    """(I,): earliest starts if nobody were ever busy. Phases are in topological order."""
    start = tasks.ready.copy()
    for i in range(len(start)):
        for a in range(tasks.pred_first[i], tasks.pred_first[i + 1]):
            before = tasks.pred[a]
            start[i] = max(start[i], start[before] + tasks.length[before] + tasks.pred_lag[a])
    return start


def tails(tasks: Tasks) -> Ints:
    """(I,): weeks from the start of each phase to the launch at least."""
    tail = np.zeros(len(tasks.length), np.int64)
    for i in range(len(tail) - 1, -1, -1):
        for a in range(tasks.after_first[i], tasks.after_first[i + 1]):
            tail[i] = max(tail[i], tail[tasks.after[a]] + tasks.after_lag[a])
        tail[i] += tasks.length[i]
    return tail


def least_launch(problem: Problem, tasks: Tasks) -> int:
    """No launch is earlier: the longest path, and the week by which people can have given all the units.

    For each person the units of phases that can start in week t at the earliest fit between t and the launch less
    what must follow all of them.
    """
    assert problem.shares is not None
    early, tail = heads(tasks), tails(tasks)
    least = int((early + tail).max(initial=0))
    rest = tail - tasks.length
    for p in range(problem.n_people):
        work = problem.shares[:, p] * tasks.length
        given = np.concatenate([[0], np.cumsum(problem.people.capacity[p])])
        users = np.flatnonzero(work > 0)
        for t in _some(early[users]):
            late = users[early[users] >= t]
            for q in _some(rest[late]):
                total = work[late[rest[late] >= q]].sum()
                end = int(np.searchsorted(given, given[t] + total))
                least = max(least, end + q)
    return least


def _some(weeks: Ints) -> list[int]:
    """Distinct values, thinned out where there are many."""
    found = np.unique(weeks)
    return [int(t) for t in found[:: max(1, len(found) // 40)]]


@dataclass
class ListSearch:
    """A walk through lists: the best one, the current one, and how many were looked at."""

    problem: Problem
    tasks: Tasks
    sheet: Sheet
    _tasks: Any
    _sheet: Any
    trials: int = 0

    @classmethod
    def start(cls, problem: Problem, tasks: Tasks) -> "ListSearch":
        """Begin at the phase with the longest way to the launch first."""
        n, w, words = problem.n_phases, problem.weeks, len(tasks.guard)
        order = _by_tail(tasks)
        sheet = Sheet(
            np.zeros((w, words), np.int64),
            np.zeros(n, np.int64),
            order.copy(),
            order.copy(),
            order.copy(),
            np.full(n, -1, np.int64),
            np.full(2, w + 1, np.int64),
            np.zeros(n, np.int64),
            np.zeros(w + 2, np.int64),
            np.zeros(n, np.int64),
            np.full(n, -1, np.int64),
            np.zeros(n, np.int64),
        )
        search = cls(problem, tasks, sheet, Frame(tasks), Frame(sheet))
        search.consider(order)
        return search

    @property
    def launch(self) -> int:
        """Launch of the best list; past the horizon when no list has led to a schedule."""
        return int(self.sheet.launch[1])

    @property
    def complete(self) -> bool:
        """Whether there is a schedule."""
        return self.launch <= self.problem.weeks

    def consider(self, order: Ints) -> None:
        """Go on from this list; it becomes the best one when it is."""
        trial = self.sheet.trial
        trial[:] = order
        launch = int(generate(self._tasks, self._sheet, trial))
        self.trials += 1
        if launch < 0:
            return
        self.sheet.current[:], self.sheet.launch[0] = trial, launch
        if launch < self.launch:
            self.sheet.best[:], self.sheet.best_start[:] = trial, self.sheet.start
            self.sheet.launch[1] = launch

    def run(self, temperature: float, trials: int, least: int, seed: int) -> bool:
        """Anneal for some trials, at most until the launch is `least`; True when the best list got better."""
        before = self.launch
        width = max(1, min(WIDTH, self.problem.n_phases - 1))
        self.trials += int(anneal_lists(self._tasks, self._sheet, temperature, width, trials, least, seed))
        return self.launch < before

    def best(self) -> Solution:
        """The best schedule."""
        return schedule(self.problem, self.sheet.best_start)


def schedule(problem: Problem, start: Ints) -> Solution:
    """The solution with these first weeks."""
    assert problem.shares is not None
    finish = start + problem.phases.min_weeks
    skill = problem.people.skill.argmax(axis=1)
    rows = [
        (i, p, int(skill[p]), t, int(problem.shares[i, p]))
        for i, p in np.argwhere(problem.shares > 0).tolist()
        for t in range(int(start[i]), int(finish[i]))
    ]
    launch = int(finish.max(initial=0))
    return Solution(
        np.ones(1, np.bool_),
        np.array([launch], np.int64),
        start.copy(),
        finish,
        np.array(rows, np.int64).reshape(-1, 5),
        np.zeros((0, 4)),
        float(problem.projects.value[0, launch]),
    )


def _by_tail(tasks: Tasks) -> Ints:
    """A list in which the phase with the longest tail comes first; it keeps precedence, as tails fall along arcs."""
    return np.argsort(-tails(tasks), kind="stable").astype(np.int64)

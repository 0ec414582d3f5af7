"""What is different between two plans, and why: which change forces a move, or what it gains."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from planner.compile.index import Index
from planner.compile.problem import to_problem
from planner.compile.schedule import to_schedule
from planner.domain.calendar import WEEK
from planner.domain.changes import Change, Changes, Move
from planner.domain.plan import Plan, PlannedPhase
from planner.domain.portfolio import Portfolio
from planner.domain.rounding import short_number
from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.solution import Solution

Key = tuple[str, str]


def list_moves(portfolio: Portfolio, base: Plan, plan: Plan, changes: Changes) -> tuple[Move, ...]:
    """Every move of a plan away from the plan that it replaces, with its reason.

    Parameters
    ----------
    portfolio
        After the changes; `plan` was made from it.
    """
    if plan.value is None:
        return ()
    return tuple(_Moves(portfolio, base, plan, changes).moves())


class Decision(NamedTuple):
    """Something that was decided in another way in two plans. Without a phase, a project came in or went out."""

    project: str
    phase: str | None
    what: str
    """selected, start or people."""
    before: str
    after: str


def decisions(portfolio: Portfolio, base: Plan, plan: Plan) -> Iterator[Decision]:
    """Where a plan differs from an earlier one, as far as anybody decided that: what has begun does not count for its
    start, nor what needs nobody any more for its people."""
    before = {(row.project, row.phase): row for row in base.phases}
    after = {(row.project, row.phase): row for row in plan.phases}
    was = {row.id for row in base.projects if row.selected}
    now = {row.id for row in plan.projects if row.selected}
    known = {worker.id for worker in portfolio.workers}
    started = portfolio.started
    for project in portfolio.projects:
        if (project.id in now) != (project.id in was):
            ends = ("out", "in") if project.id in now else ("in", "out")
            yield Decision(project.id, None, "selected", *ends)
        if project.id not in now or project.id not in was:
            continue
        for phase in project.phases:
            key = (project.id, phase.id)
            old, new, row = before.get(key), after.get(key), started.get(key)
            if old is None or new is None:
                continue
            if old.start != new.start and row is None:
                yield Decision(*key, "start", str(old.start), str(new.start))
            idle = row is not None and not any(row.effort_left(phase).values())
            if set(old.crew) & known != set(new.crew) and not idle:
                yield Decision(*key, "people", ", ".join(old.crew), ", ".join(new.crew))


@dataclass
class _Moves:
    portfolio: Portfolio
    base: Plan
    plan: Plan
    changes: Changes

    def __post_init__(self) -> None:
        self.before = {(row.project, row.phase): row for row in self.base.phases}
        self.after = {(row.project, row.phase): row for row in self.plan.phases}
        self.was = {row.id for row in self.base.projects if row.selected}
        self.now = {row.id: row for row in self.plan.projects}
        self.names = {w.id: w.name for w in self.portfolio.workers}
        self.losses: dict[str, float | None] = {}

    def moves(self) -> Iterator[Move]:
        """In the order of the portfolio."""
        for found in decisions(self.portfolio, self.base, self.plan):
            if found.phase is None:
                yield self._selection(found.project, inside=found.after == "in")
            else:
                old = self.before[found.project, found.phase]
                yield self._move((found.project, found.phase), old, found.what, found.before, found.after)

    def _selection(self, project: str, *, inside: bool) -> Move:
        ends = ("out", "in") if inside else ("in", "out")
        cause = next((text for change, text in self._told if _about_project(change, project)), None)
        loss = None
        if cause is None and any(key[0] == project for key in self.portfolio.started):
            cause = "it has started"
        if cause is None:
            loss = self._loss(project)
            reason = self.now[project].reason if project in self.now else None
            cause = _gains(loss) if loss is not None else None
            if not inside and reason is not None:
                cause = reason.text + (f" ({cause})" if cause else "")
            cause = cause or ("it fits now" if inside else "it no longer fits")
        return _as_move(project, None, "selected", ends, cause, loss)

    def _move(self, key: Key, old: PlannedPhase, what: str, before: str, after: str) -> Move:
        cause, loss = self._direct(key, old, what), self._loss(key[0])
        new = self.after[key]
        if cause is None and what == "people" and (old.start, old.finish) != (new.start, new.finish):
            cause = f"comes with its new time, {new.start} to {new.finish}"
        if loss is None and cause is None:
            cause = self._makes_way(key, old)
        if loss is not None:
            cause = f"{cause}; {_gains(loss)}" if cause else _gains(loss)
        return _as_move(key[0], key[1], what, (before, after), cause or "follows from the changes", loss)

    @cached_property
    def _told(self) -> list[tuple[Change, str]]:
        return [(change, describe(change, self.names)) for change in self.changes.changes]

    def _direct(self, key: Key, old: PlannedPhase, what: str) -> str | None:
        """The change that concerns the phase, its people or its pools, or what it waits for."""
        for change, text in self._told:
            if _about_phase(change, key):
                return text
            away = change.leave or change.person_leaves
            if away is not None and away.person in old.crew:
                first = change.leave.from_ if change.leave is not None else None
                last = change.leave.to if change.leave is not None else None
                overlaps = (first is None or first < old.finish) and (last is None or last >= old.start)
                gone = change.person_leaves is not None and change.person_leaves.last_day < old.finish
                if (change.leave is not None and overlaps) or gone:
                    return text
            pool = change.lost_pool or change.pool_capacity
            used = {use.pool for use in self.base.compute if (use.project, use.phase) == key}
            if pool is not None and pool.pool in used and pool.from_ < old.finish:
                return text
        return self._waits(key) if what == "start" else None

    def _waits(self, key: Key) -> str | None:
        """The predecessor that now ends when this phase begins, and did not before."""
        project = self.portfolio.project(key[0])
        phase = next(row for row in project.phases if row.id == key[1])
        for before, lag in self.portfolio.waits_for(project, phase):
            old, new = self.before.get(before), self.after.get(before)
            if new is None or (old is not None and old.finish == new.finish):
                continue
            if new.finish + lag * WEEK == self.after[key].start:
                return f"waits for {before[0]}/{before[1]}, which now ends on {new.finish}"
        return None

    def _makes_way(self, key: Key, old: PlannedPhase) -> str | None:
        """Projects that use the people of the phase in its old weeks, and did not before."""
        before = {
            (row.project, row.person)
            for row in self.base.assignments
            if row.start < old.finish and row.finish > old.start
        }
        taken = {
            row.project
            for row in self.plan.assignments
            if row.person in old.crew
            and row.start < old.finish
            and row.finish > old.start
            and row.project != key[0]
            and (row.project, row.person) not in before
        }
        return f"makes way for {', '.join(sorted(taken))}" if taken else None

    def _loss(self, project: str) -> float | None:
        """What the plan would lose if the project stayed as it was and others gave way; None when it cannot."""
        if project not in self.losses:
            self.losses[project] = self._undone(project)
        return self.losses[project]

    def _undone(self, project: str) -> float | None:
        mender, index, final, solution = self._repair
        j = index.projects[project]
        if project in self.was:
            origin = record_of(mender.problem, to_schedule(index, mender.problem, self.base))
            found = mender.mend(final, lead=[(origin, j)], origin=origin)
        elif mender.problem.projects.mandatory[j]:
            return None
        else:
            found = mender.mend(record_of(mender.problem, _without(solution, index, j)))
        return None if found is None else max(0.0, self._value - found[0].value)

    @cached_property
    def _repair(self) -> tuple[Mender, Index, Record, Solution]:
        index = Index.of(self.portfolio)
        problem = to_problem(self.portfolio, self.base, keep_people=False)
        solution = to_schedule(index, problem, self.plan)
        return Mender.of(problem), index, record_of(problem, solution), solution

    @cached_property
    def _value(self) -> float:
        """Of the plan in the same count as its repairs."""
        mender, _, final, _ = self._repair
        found = mender.mend(final)
        assert found is not None
        return found[0].value


def _without(solution: Solution, index: Index, j: int) -> Solution:
    start, finish = solution.start.copy(), solution.finish.copy()
    rows = slice(int(index.phase_first[j]), int(index.phase_first[j + 1]))
    start[rows] = finish[rows] = -1
    return replace(solution, start=start, finish=finish)


def _as_move(
    project: str, phase: str | None, what: str, ends: tuple[str, str], reason: str, gain: float | None
) -> Move:
    body = {
        "project": project,
        "phase": phase,
        "what": what,
        "from": ends[0] or "nobody",
        "to": ends[1] or "nobody",
    }
    return Move.model_validate(body | {"reason": reason, "gain": gain})


def _gains(loss: float) -> str:
    return f"gains {short_number(loss)}"


def _about_project(change: Change, project: str) -> bool:
    if change.new_project is not None:
        return change.new_project.id == project
    return change.removed_project is not None and change.removed_project.project == project


def _about_phase(change: Change, key: Key) -> bool:
    about = change.slippage or change.progress
    if about is not None:
        return (about.project, about.phase) == key
    new = change.estimate
    return new is not None and new.phase is not None and (new.project, new.phase) == key


def describe(change: Change, names: dict[str, str]) -> str:
    """A change in one clause, with its note."""
    text = DESCRIBE[change.kind](change, names)
    return f"{text} ({change.note})" if change.note else text


def _slipped(change: Change, _names: dict[str, str]) -> str:
    row = change.slippage
    assert row is not None
    where = f"{row.project}/{row.phase}"
    if row.weeks is not None:
        return f"{where} takes {row.weeks} {'week' if row.weeks == 1 else 'weeks'} longer"
    if row.finishes is not None:
        return f"{where} is not finished before {row.finishes}"
    return f"{where} does not start before {row.starts}"


def _reported(change: Change, _names: dict[str, str]) -> str:
    row = change.progress
    assert row is not None
    where = f"{row.project}/{row.phase}"
    if row.not_started:
        return f"{where} has not started"
    if row.finished is not None:
        return f"{where} was finished on {row.finished}"
    if row.done is not None:
        return f"{row.done:.0%} of {where} is done"
    return f"{where} started on {row.started}" if row.started else f"{where} has started"


def _away(change: Change, names: dict[str, str]) -> str:
    row = change.leave
    assert row is not None
    return f"{names.get(row.person, row.person)} is away from {row.from_} to {row.to}"


def _leaves(change: Change, names: dict[str, str]) -> str:
    row = change.person_leaves
    assert row is not None
    return f"{names.get(row.person, row.person)} leaves on {row.last_day}"


def _devices(change: Change, _names: dict[str, str]) -> str:
    if change.lost_pool is not None:
        return f"pool {change.lost_pool.pool} is lost from {change.lost_pool.from_} on"
    row = change.pool_capacity
    assert row is not None
    until = f" to {row.to}" if row.to else " on"
    return f"pool {row.pool} has {row.count} devices from {row.from_}{until}"


def _estimated(change: Change, _names: dict[str, str]) -> str:
    row = change.estimate
    assert row is not None
    return f"{row.project}{'/' + row.phase if row.phase else ''} has new estimates"


DESCRIBE: dict[str, Callable[[Change, dict[str, str]], str]] = {
    "leave": _away,
    "person_leaves": _leaves,
    "person_joins": lambda change, _: f"{getattr(change.person_joins, 'name', '')} joins",
    "slippage": _slipped,
    "estimate": _estimated,
    "progress": _reported,
    "new_project": lambda change, _: f"{getattr(change.new_project, 'id', '')} is new",
    "removed_project": lambda change, _: f"{getattr(change.removed_project, 'project', '')} is removed",
    "lost_pool": _devices,
    "pool_capacity": _devices,
}

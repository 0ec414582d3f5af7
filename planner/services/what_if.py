"""What one gesture on a plan would do, by local repair: the rest stays as it is, neighbours that collide give way."""

import threading
import time
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from planner.compile.index import Index
from planner.compile.plan import draft_plan
from planner.compile.problem import pin_phases, to_problem
from planner.compile.schedule import to_schedule
from planner.domain.plan import Plan
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.domain.what_if import Broken, Drag, Shift, WhatIf
from planner.errors import BadInput
from planner.services.gestures import check_drag, gesture_alone, pins_of, pins_to_keep, with_pins
from planner.services.memory import Memory
from planner.services.moves import decisions
from planner.services.replan import usual_price, with_price
from planner.verify import Verdict, verify_plan
from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.problem import Problem
from solvers.portfolio.solution import Solution

REMEMBERED = 8
"""Plans whose compiled problems are kept for the next question."""
OF_THE_FILE = ("plan.value", "plan.snapshot")
"""Rules about what a plan file says of itself: a gesture has no file."""


@dataclass
class Workbench:
    """A plan, compiled: made once, used for every question about it, by one at a time."""

    portfolio: Portfolio
    plan: Plan
    lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def priced(self) -> Portfolio:
        """With a price of moves, so that neighbours do not move for nothing."""
        if self.portfolio.policies.change_price:
            return self.portfolio
        return with_price(self.portfolio, usual_price(self.plan))

    @cached_property
    def index(self) -> Index:
        return Index.of(self.priced)

    @cached_property
    def problem(self) -> Problem:
        return to_problem(self.priced, self.plan)

    @cached_property
    def mender(self) -> Mender:
        return Mender.of(self.problem)

    @cached_property
    def record(self) -> Record:
        return record_of(self.problem, to_schedule(self.index, self.problem, self.plan))

    @cached_property
    def value(self) -> float:
        """Of the plan, without any price of moves."""
        parts = verify_plan(self.portfolio, self.plan).parts
        return parts.total + parts.moves


_benches: Memory[str, Workbench] = Memory(REMEMBERED)


def workbench(portfolio: Portfolio, plan: Plan, key: str) -> Workbench:
    """The workbench of a stored plan, from memory when it was asked about lately."""
    return _benches.get_or_make(key, lambda: Workbench(portfolio, plan))


def remembered(key: str) -> Workbench | None:
    """The workbench of a plan that was asked about lately."""
    return _benches.get(key)


def what_if(bench: Workbench, drag: Drag) -> WhatIf:
    """Evaluate a gesture by local repair.

    Raises
    ------
    BadInput
        When it is about something that is not there, or that has begun.
    """
    begun = time.perf_counter()
    if bench.plan.value is None:
        raise BadInput(f"the plan is {bench.plan.status} and has no schedule: nothing can be dragged")
    check_drag(bench.portfolio, bench.plan, drag)
    pins = pins_of(bench.portfolio, bench.plan, drag)
    pinned = with_pins(bench.portfolio, pins)
    snapshot = snapshot_id(pinned)
    alone = gesture_alone(bench.portfolio, bench.plan, drag)
    broken = () if alone is None else _broken(pinned, alone, snapshot)
    with bench.lock:
        solution = _repaired(bench, drag, pins, alone)
    found = None if solution is None else draft_plan(pinned, solution, snapshot=snapshot)
    verdict = None if found is None else verify_plan(pinned, found, snapshot=snapshot)
    wrong = () if verdict is None else _told(verdict)
    if found is None or verdict is None or wrong:
        # A repair that the verifier refuses is said to be none, with the rule.
        answer = WhatIf(
            possible=False, value=None, change=None, broken=broken or wrong, moved=(), pins=pins, seconds=0
        )
        return answer.model_copy(update={"seconds": time.perf_counter() - begun})
    value = verdict.parts.total + verdict.parts.moves
    moved = sorted(_shifts(pinned, bench.plan, found), key=lambda shift: shift.project != drag.project)
    touched = {shift.project for shift in moved}
    return WhatIf(
        possible=True,
        value=value,
        change=value - bench.value,
        broken=broken,
        moved=tuple(moved),
        phases=tuple(row for row in found.phases if row.project in touched),
        pins=pins,
        seconds=time.perf_counter() - begun,
    )


def _broken(portfolio: Portfolio, plan: Plan, snapshot: str) -> tuple[Broken, ...]:
    return _told(verify_plan(portfolio, plan.model_copy(update={"snapshot": snapshot}), snapshot=snapshot))


def _told(verdict: Verdict) -> tuple[Broken, ...]:
    return tuple(Broken(rule=v.rule, text=v.text) for v in verdict.violations if v.rule not in OF_THE_FILE)


def _shifts(portfolio: Portfolio, base: Plan, plan: Plan) -> list[Shift]:
    return [
        Shift.model_validate(
            {
                "project": d.project,
                "phase": d.phase,
                "what": d.what,
                "from": d.before,
                "to": d.after,
                "pins": pins_to_keep(d.project, d.phase, d.what, d.before, d.after),
            }
        )
        for d in decisions(portfolio, base, plan)
    ]


def _repaired(bench: Workbench, drag: Drag, pins: tuple[Pin, ...], alone: Plan | None) -> Solution | None:
    """The best of a few repairs: the gesture as it is with the others giving way, the project anew on what the others
    leave, and the project anew before the others."""
    problem = _pinned_problem(bench, pins)
    mender, index = bench.mender.pinned(problem), bench.index
    j, record = index.projects[drag.project], bench.record
    if drag.selected is False:
        needed = [other for other in range(problem.n_projects) if j in mender.needs[other]]
        tries = [mender.mend(record, away=needed)]
    else:
        tries = [mender.mend(record, away=[j]), mender.mend(record, first=[*mender.needs[j], j])]
        if alone is not None:
            literal = record_of(problem, to_schedule(index, problem, alone))
            tries.append(mender.mend(record, lead=[*((record, n) for n in mender.needs[j]), (literal, j)]))
    found = [result[0] for result in tries if result is not None]
    return max(found, key=lambda solution: solution.value, default=None)


def _pinned_problem(bench: Workbench, pins: tuple[Pin, ...]) -> Problem:
    """The compiled problem with a few more pins: far cheaper than compiling the portfolio again."""
    problem, index = bench.problem, bench.index
    starts, must = problem.phases.pinned_start.copy(), problem.phases.must_work.copy()
    mandatory, excluded = problem.projects.mandatory.copy(), problem.projects.excluded.copy()
    for pin in pins:
        if pin.selected is not None:
            j = index.projects[pin.project]
            mandatory[j], excluded[j] = pin.selected, not pin.selected
    pin_phases(index, pins, starts, must)
    return replace(
        problem,
        phases=replace(problem.phases, pinned_start=starts, must_work=np.ascontiguousarray(must)),
        projects=replace(problem.projects, mandatory=mandatory, excluded=excluded),
    )

"""Could we take work of this shape by this date, at what cost to the rest? Answered by local repair of a plan."""

import datetime as dt
import os
import threading
import time
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf

import numpy as np

from planner.compile.index import Index
from planner.compile.plan import draft_plan
from planner.compile.problem import to_problem
from planner.compile.schedule import to_schedule
from planner.compile.simulation import to_simulation
from planner.domain.available import (
    ASKED,
    Availability,
    Binding,
    Member,
    PoolHours,
    Room,
    RoomPhase,
    Sureness,
    Wanted,
)
from planner.domain.calendar import monday_on_or_after
from planner.domain.cost import CostQuery
from planner.domain.currencies import nothing
from planner.domain.findings import path_text
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.references import raw_findings
from planner.domain.snapshot import snapshot_id
from planner.domain.what_if import Shift
from planner.domain.words import written_day
from planner.errors import BadInput, Diagnostic
from planner.services.explain import check_pair
from planner.services.forecast_cost import cost_report
from planner.services.forecast_figures import date_of, known
from planner.services.gestures import without_project
from planner.services.liftings import Lifting, everything, liftings
from planner.services.moves import decisions
from planner.services.replan import usual_price, with_price
from planner.verify import verify_plan
from solvers.common.progress import ShouldStop
from solvers.portfolio.fit import Fit, Soonest, repairs, soonest
from solvers.portfolio.mend import record_of
from solvers.portfolio.room import no_sooner
from solvers.portfolio.solution import Solution
from solvers.simulation.figures import Weeks
from solvers.simulation.run import Simulation

RUNS = 512
SECONDS = 2.0
"""In which people are answered."""
UNTOUCHED, WITHOUT_DATE, REPAIRS, RULES, SIMULATED = 0.3, 0.6, 0.4, 0.8, 0.8
"""Parts of the time: at their end the search with nothing moved (later where there is no date, as nothing follows),
that for repairs and that for a rule are over, and a date that is too late is not simulated any more."""
LEAST_SHARE = 0.1
"""Part of the time that each of them gets however late it is."""
TRIES = 5
"""Repairs that are shown to the verifier before there is said to be none."""
NOT_FOUND = Binding(
    rule="precedence",
    text="The time was over before it was found what is in the way: some beginnings and teams were not looked at",
    change=None,
    start=None,
    finish=None,
)
_one_at_a_time = threading.Lock()
"""Simulations take both cores; more at once would only be slower."""


def available(
    portfolio: Portfolio, plan: Plan, wanted: Wanted, *, seed: int = 0, seconds: float = inf
) -> Availability:
    """Look for room for work in a plan: with nothing moved, and if that is too late with a repair.

    `seconds` are those after which the answer should be there: each step has its part of them, and what matters least
    is left out when time is over. The answer says what was `unseen` with nothing moved and when the search for repairs
    was `cut`; a refusal names what is in the way in any case.

    Raises
    ------
    BadInput
        When the plan is not one of this portfolio, or the work names what is not there.
    """
    begun = time.perf_counter()
    check_pair(portfolio, plan)

    def over(share: float) -> ShouldStop:
        """Whether a part of the time is over; what is asked gets a tenth of it, however late it is."""
        until = max(begun + share * seconds, time.perf_counter() + LEAST_SHARE * seconds)
        return lambda: time.perf_counter() > until

    asked = _Question.of(portfolio, plan, wanted, seed)
    sooner = no_sooner(asked.fit, asked.standing)
    found = soonest(asked.fit, sooner or 0, over(WITHOUT_DATE if asked.due is None else UNTOUCHED))
    untouched, repaired, whole = asked.draft(found.solution), None, True
    in_time = untouched is not None and asked.in_time(untouched)
    if asked.due is not None and not in_time:
        mended, whole = repairs(asked.fit, asked.due, over(REPAIRS))
        repaired = next((draft for s in mended[:TRIES] if (draft := asked.draft(s)) is not None), None)
    possible = in_time or repaired is not None
    binding = None if possible else _binding(asked, wanted, over(RULES))
    # What is answered first is simulated in any case, a date that comes too late when there is time.
    repaired_room = None if repaired is None else asked.room(repaired, simulated=True)
    time_left = in_time or asked.due is None or time.perf_counter() < begun + SIMULATED * seconds
    untouched_room = None if untouched is None else asked.room(untouched, simulated=time_left)
    return Availability(
        currency=portfolio.currency,
        due=None if asked.due is None else portfolio.horizon.monday(asked.due),
        possible=possible,
        untouched=untouched_room,
        unseen=asked.unseen(untouched, found, sooner),
        no_sooner=None if sooner is None else portfolio.horizon.monday(sooner),
        repaired=repaired_room,
        binding=binding,
        cut=not whole,
        seconds=time.perf_counter() - begun,
    )


def _binding(asked: "_Question", wanted: Wanted, over: ShouldStop) -> Binding:
    """What is in the way: the first rule that leaves room for the work when it is lifted by a step; all together when
    no step does or time is over, and the work itself when not even that is enough."""
    work = asked.portfolio.project(asked.project)
    every = everything(asked.before, work)
    span, whole = asked.with_lifted(every, wanted, asked.due, over)
    if span is None:
        return _too_long(asked, wanted, every, over) if whole else NOT_FOUND
    for lifting in liftings(asked.before, asked.plan, work):
        if over():
            break
        found, _ = asked.with_lifted(lifting, wanted, asked.due, over)
        if found is not None:
            return _bound(lifting, found)
    return _bound(every, span)


def _bound(lifting: Lifting, span: tuple[dt.date, dt.date]) -> Binding:
    lifted = lifting.lifted
    return Binding(rule=lifted.rule, text=lifting.text, change=lifted.change, start=span[0], finish=span[1])


def _too_long(asked: "_Question", wanted: Wanted, every: Lifting, over: ShouldStop) -> Binding:
    """The work takes longer than there is, whoever is on it."""
    horizon = asked.before.horizon
    end = horizon.end if asked.due is None else horizon.monday(asked.due)
    left = (end - horizon.monday(asked.before.now)).days // 7
    span = None if asked.due is None else asked.with_lifted(every, wanted, None, over)[0]
    rule = "crew.range" if asked.fit.problem.phases.crew_max[asked.rows].any() else "precedence"
    text = (
        f"The work itself is too long for the {left} weeks until {written_day(end)}, whoever is free for it"
    )
    if span is None:
        return Binding(rule=rule, text=f"{text}, and for the horizon", change=None, start=None, finish=None)
    change = f"the date put off to {written_day(span[1])}, and {every.lifted.change}"
    return Binding(rule=rule, text=text, change=change, start=span[0], finish=span[1])


@dataclass(frozen=True)
class _Question:
    """The portfolio with the work as one more project, and the plan without it."""

    portfolio: Portfolio
    before: Portfolio
    plan: Plan
    project: str
    due: int | None
    snapshot: str
    index: Index
    fit: Fit
    standing: Solution
    seed: int

    @classmethod
    def of(cls, before: Portfolio, plan: Plan, wanted: Wanted, seed: int) -> "_Question":
        taken = {project.id for project in before.projects}
        name = next(n for n in (ASKED, *(f"{ASKED}-{k}" for k in range(2, len(taken) + 3))) if n not in taken)
        portfolio = before.model_copy(update={"projects": (*before.projects, wanted.project(name))})
        _check(portfolio, wanted)
        # Neighbours do not move for nothing.
        priced = portfolio if portfolio.policies.change_price else with_price(portfolio, usual_price(plan))
        index, problem = Index.of(priced), to_problem(priced, plan)
        standing = to_schedule(index, problem, plan)
        due = None if wanted.by is None else _due(before, wanted)
        fit = Fit(problem, record_of(problem, standing), index.projects[name])
        return cls(portfolio, before, plan, name, due, snapshot_id(portfolio), index, fit, standing, seed)

    @property
    def rows(self) -> slice:
        """The phases of the work."""
        return slice(self.fit.phases.start, self.fit.phases.stop)

    def with_lifted(
        self, lifting: Lifting, wanted: Wanted, due: int | None, over: ShouldStop
    ) -> tuple[tuple[dt.date, dt.date] | None, bool]:
        """First Monday of the work and that after it when a rule is lifted, with nothing moved; None when there is no
        room by a week. And whether all was tried."""
        question = _Question.of(lifting.lifted.portfolio, self.plan, wanted, self.seed)
        fit = question.fit
        if due is not None:  # weeks after it are closed, so that nobody looks for room there
            allowed = fit.problem.phases.allowed.copy()
            allowed[question.rows, due:] = False
            phases = replace(fit.problem.phases, allowed=allowed)
            fit = replace(fit, problem=replace(fit.problem, phases=phases))
        sooner = no_sooner(fit, question.standing)
        found = Soonest(None) if sooner is None else soonest(fit, sooner, over)
        draft = question.draft(found.solution)
        if draft is None:
            return None, found.whole
        rows = [row for row in draft.phases if row.project == self.project]
        return (min(row.start for row in rows), max(row.finish for row in rows)), True

    def draft(self, solution: Solution | None) -> Plan | None:
        """A schedule as a plan; None without one that the verifier accepts."""
        if solution is None:
            return None
        draft = draft_plan(self.portfolio, solution, snapshot=self.snapshot)
        verdict = verify_plan(self.portfolio, draft, snapshot=self.snapshot)
        return None if any(v.rule != "plan.value" for v in verdict.violations) else draft

    def unseen(self, draft: Plan | None, found: Soonest, sooner: int | None) -> str | None:
        """What was not looked at with nothing moved though it might fit or end sooner; None when that was all."""
        horizon = self.portfolio.horizon
        proved = sooner is None or (draft is not None and self._finish(draft) <= sooner)
        if found.whole or proved:
            return None
        if found.untried is not None:
            return f"beginnings from {written_day(horizon.monday(found.untried))} on"
        return "some beginnings and teams of its phases"

    def _finish(self, draft: Plan) -> int:
        """Week at which the work has ended."""
        finish = max(row.finish for row in draft.phases if row.project == self.project)
        return self.portfolio.horizon.week_of(finish)

    def in_time(self, draft: Plan) -> bool:
        """Whether the work is finished by the week that is asked for, if any is."""
        return self.due is None or self._finish(draft) <= self.due

    def room(self, draft: Plan, *, simulated: bool) -> Room:
        """What a plan with the work says about it."""
        rows = sorted((p for p in draft.phases if p.project == self.project), key=lambda p: p.start)
        return Room(
            start=rows[0].start,
            finish=max(row.finish for row in rows),
            phases=tuple(RoomPhase(id=row.phase, start=row.start, finish=row.finish) for row in rows),
            in_time=None if self.due is None else self.in_time(draft),
            crew=tuple(
                Member(
                    phase=a.phase,
                    person=a.person,
                    skill=a.skill,
                    start=a.start,
                    finish=a.finish,
                    share=a.share,
                )
                for a in sorted(draft.assignments, key=lambda a: (a.start, a.person))
                if a.project == self.project and a.phase is not None
            ),
            pools=self._pools(draft),
            cost=self._cost(draft),
            lost=self._lost(draft),
            moved=tuple(
                Shift.model_validate(
                    {"project": d.project, "phase": d.phase, "what": d.what, "from": d.before, "to": d.after}
                )
                for d in decisions(self.before, self.plan, draft)
            ),
            sure=self._sure(draft) if simulated else None,
        )

    def _pools(self, draft: Plan) -> tuple[PoolHours, ...]:
        hours: dict[str, float] = {}
        for use in draft.compute:
            if use.project == self.project:
                hours[use.pool] = hours.get(use.pool, 0.0) + use.hours
        return tuple(PoolHours(pool=pool, hours=round(total, 6)) for pool, total in sorted(hours.items()))

    def _cost(self, draft: Plan) -> Decimal:
        """To the cent, from the rows of the work alone."""
        rows = {
            name: tuple(row for row in getattr(draft, name) if row.project == self.project)
            for name in ("phases", "assignments", "compute")
        }
        planned = tuple(row for row in draft.projects if row.id == self.project)
        report = cost_report(
            self.portfolio,
            draft.model_copy(update={"projects": planned, **rows}),
            CostQuery(chargeback="none"),
        )
        return report.by_project.get(self.project, nothing(report.currency))

    def _lost(self, draft: Plan) -> float:
        """Value of the plan as it is, less that of the rest beside the work, both counted by the verifier."""
        rest = without_project(draft, self.project)
        rest = rest.model_copy(
            update={"projects": tuple(row for row in rest.projects if row.id != self.project)}
        )
        was, now = (verify_plan(self.before, p, snapshot=p.snapshot).parts for p in (self.plan, rest))
        return round((was.total + was.moves) - (now.total + now.moves), 2)

    def _sure(self, draft: Plan) -> Sureness:
        problem = to_simulation(self.portfolio, draft)
        # Its people are asked for its weeks: a run in which they are free sooner does not begin it sooner.
        mine = problem.problem.phases.project == self.fit.project
        held = np.where(
            mine, np.maximum(problem.plan.not_before, problem.plan.start), problem.plan.not_before
        )
        problem = replace(problem, plan=replace(problem.plan, not_before=held))
        simulation = Simulation(problem, threads=min(2, os.cpu_count() or 1))
        with _one_at_a_time:
            out = simulation.run(RUNS, self.seed).out
        launch = Weeks(out.launch[:, self.fit.project].astype(np.int64))
        start, due = self.portfolio.calendar.start, self.due
        ends = {
            f"finish_p{level}": date_of(start, launch.quantile(level / 100).value) for level in (50, 80, 90)
        }
        if due is None:
            return Sureness(p_in_time=None, p_in_time_se=None, runs=len(out.launch), **ends)
        share = launch.by(due)
        return Sureness(p_in_time=share.value, p_in_time_se=known(share.se), runs=len(out.launch), **ends)


def _due(portfolio: Portfolio, wanted: Wanted) -> int:
    """Week by whose Monday the work shall be finished."""
    assert wanted.by is not None
    first, end = portfolio.horizon.monday(portfolio.now), portfolio.horizon.end
    monday = monday_on_or_after(wanted.by)
    if not first < monday <= end:
        raise BadInput(f"by: {wanted.by} is not after {first} and up to {end}, the open part of the horizon")
    return portfolio.horizon.week_of(monday)


def _check(portfolio: Portfolio, wanted: Wanted) -> None:
    """BadInput when the work names a skill, theme or accelerator that is not there."""
    last = len(portfolio.projects) - 1
    at = ("projects", last)
    wrong = [f for f in raw_findings(portfolio) if f.severity == "error" and f.path[:2] == at]
    ours = f"{portfolio.projects[last].id}/"
    rows = [Diagnostic("error", _place(wanted, f.path[2:]), f.message.replace(ours, "")) for f in wrong]
    if rows:
        raise BadInput(f"{rows[0].path}: {rows[0].message}", rows)
    there = {pool.accelerator for pool in portfolio.pools}
    for n, phase in enumerate(portfolio.projects[last].phases):
        if phase.gpu is not None and phase.gpu.hours.likely and not there & set(phase.gpu.factors):
            names = ", ".join(sorted(there)) or "none"
            place = _place(wanted, ("phases", n, "gpu"))
            raise BadInput(f"{place}: no pool has {' or '.join(phase.gpu.factors)} (there are: {names})")


def _place(wanted: Wanted, path: tuple[str | int, ...]) -> str:
    """Where in the question: the project, and its phase where there is only one, are ours."""
    if wanted.phases:
        return path_text(path) or "phases"
    return ".".join(str(part) for part in path if part != "phases" and not isinstance(part, int))

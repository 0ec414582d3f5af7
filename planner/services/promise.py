"""Plan so that dates are kept with a confidence: search on common scenarios, judge on fresh ones."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.compile.problem import to_problem
from planner.compile.simulation import to_simulation
from planner.domain.calendar import monday_on_or_after
from planner.domain.plan import Plan, PlannedProject, Reason
from planner.domain.portfolio import Portfolio
from planner.domain.promises import Promise, Promises, PromiseScope
from planner.services.forecast_figures import known
from planner.services.optimise import Kept, Planner, PlanOutcome
from solvers.common.progress import OnProgress, Progress, ShouldStop, ignore, never
from solvers.portfolio.problem import Problem
from solvers.portfolio.solution import Result, Status
from solvers.portfolio.solve import OPTIMAL_GAP, Budget, gap_of
from solvers.simulation.promise import NEVER, Punctuality, shares
from solvers.simulation.run import Clock, Simulation

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FIRST = 0.35
"""Part of the budget for the plan at likely values; the rest is for plans with buffers."""
ROUNDS = 8
"""Plans with buffers at most."""
STRIKES = 3
"""Plans in which a project may be late too often before it stays out."""
SEARCH_RUNS, JUDGE_RUNS = 2048, 4096
FRESH = 7_919
"""Added to the seed for the scenarios that judge."""
THREADS = 2


@dataclass(frozen=True)
class Asked:
    """What is promised."""

    confidence: float
    scope: PromiseScope
    due: Ints
    """(J,): week by which each project must launch."""

    @property
    def target(self) -> float:
        """What the scenarios of the search must show, so that fresh ones do too: one standard error more."""
        spread = self.confidence * (1 - self.confidence) / SEARCH_RUNS
        return float(min(1.0, self.confidence + spread**0.5))


@dataclass
class Candidate:
    """A plan with buffers, and how punctual it is."""

    result: Result
    plan: Plan
    punctuality: Punctuality
    kept: Floats
    """(J,): share of runs in which each selected project is on time."""
    together: float

    @property
    def selected(self) -> Ints:
        """Projects in the plan."""
        assert self.result.solution is not None
        return np.flatnonzero(self.result.solution.selected)

    def shortfall(self, asked: Asked) -> float:
        """How far the confidence is missed, over all projects; 0 when it is reached."""
        if asked.scope == "whole":
            return max(0.0, asked.target - self.together)
        return float(np.maximum(0.0, asked.target - self.kept).sum())


def plan_with_confidence(
    portfolio: Portfolio,
    confidence: float,
    *,
    scope: PromiseScope = "project",
    seconds: float = 10.0,
    seed: int = 0,
    base: Plan | None = None,
    decodes: int | None = None,
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> PlanOutcome:
    """Make the best plan whose projects launch by their due dates in a share of all runs.

    A project is due at its deadline, hard or not, else at the end of the horizon. Every plan that is tried is replayed
    on the same scenarios; a project that comes too late too often must be planned earlier by its slip, or stays out.

    Parameters
    ----------
    confidence
        Share of runs, over those in which no gate stops the project.
    scope
        Each project for itself, or the whole portfolio at once.
    seconds, seed, base, decodes, on_progress, should_stop
        As for `plan_portfolio`; the bound is that of the portfolio without promises, which holds with them too.

    Raises
    ------
    SolverBug
        When the verifier refuses a plan of the solver.
    """
    planner = Planner.of(portfolio, base)
    problem = to_problem(portfolio, base)
    asked = Asked(confidence, scope, due_weeks(portfolio))
    stages = _Stages(planner, problem, asked, seconds, decodes, seed, on_progress, should_stop)
    first = stages.plain()
    if first.result.solution is None:
        return PlanOutcome(first.plan, (), first.result.first_plan_seconds, first.result.seconds)
    chosen = stages.best(first)
    plan = _promised(portfolio, stages, first, chosen)
    return PlanOutcome(plan, (), first.result.first_plan_seconds, stages.elapsed)


def due_weeks(portfolio: Portfolio) -> Ints:
    """(J,): week on whose Monday each project is due."""
    horizon = portfolio.horizon
    return np.array(
        [
            horizon.weeks
            if project.deadline is None
            else min(horizon.weeks, horizon.week_of(monday_on_or_after(project.deadline.date)))
            for project in portfolio.projects
        ],
        np.int64,
    )


def restricted(problem: Problem, latest: Ints) -> Problem:
    """The problem in which project j launches by week latest[j] or not at all."""
    value = problem.projects.value.copy()
    value[np.arange(problem.weeks + 1)[None] > latest[:, None]] = -np.inf
    return replace(problem, projects=replace(problem.projects, value=value))


@dataclass
class _Stages:
    """Plans one after the other, each with the buffers that the one before has shown to be needed."""

    planner: Planner
    problem: Problem
    asked: Asked
    seconds: float
    decodes: int | None
    seed: int
    on_progress: OnProgress
    should_stop: ShouldStop
    clock: Clock | None = None
    """Runs from the end of the first stage on: compiling the kernels is nobody's time."""
    begun: float = 0.0
    """Seconds that the first stage took."""
    strikes: Ints = field(init=False)
    """(J,): plans in which a project was late too often."""
    fixed: dict[int, int] = field(default_factory=dict)
    """Mandatory projects that no buffer saves: the latest launch that they keep."""

    def plain(self) -> Candidate:
        """The plan at likely values."""
        kept = None if self.planner.base is None else Kept.of(*self._known(self.problem, self.planner.base))
        result = self._solve(self.problem, FIRST, kept)
        candidate = self._candidate(result)
        self.clock, self.begun = Clock(), result.seconds
        return candidate

    def __post_init__(self) -> None:
        self.strikes = np.zeros(self.problem.n_projects, np.int64)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.begun + (self.clock() if self.clock is not None else 0.0)

    def best(self, first: Candidate) -> Candidate:
        """The best plan of all stages: one that keeps the confidence, else the one that misses it least.

        Buffers grow until the confidence is kept, then they are halved again and again between those that are enough
        and those that are not.
        """
        chosen, at, level = first, first, self.asked.target
        enough = np.zeros_like(self.asked.due)
        low, part = 0.0, 1.0
        for _ in range(ROUNDS):
            if self._spent() or first.shortfall(self.asked) == 0.0:
                break
            if chosen.shortfall(self.asked) > 0.0:
                level = self._level(at, level)
                enough = self._buffers(at, enough, level)
                found = self._with(enough, at)
            else:
                part = (low + 1.0) / 2
                found = self._with(np.ceil(part * enough).astype(np.int64), chosen)
            if found is None:
                break
            reached = found.shortfall(self.asked) == 0.0
            if part < 1.0 and reached:
                enough, low = np.ceil(part * enough).astype(np.int64), low / part
            elif part < 1.0:
                low = part
            at = found
            if self._better(at, chosen):
                chosen = at
        return chosen

    def _buffers(self, at: Candidate, before: Ints, level: float) -> Ints:
        """Weeks that each project must be planned before it is due: its slip in this plan, more when that has not been
        enough. Projects that are out get what is typical, until they come in."""
        needed = self._slips(at, level)
        buffers = np.maximum(before, int(np.median(needed)) if len(needed) else 0)
        late = at.kept[at.selected] < self.asked.target
        buffers[at.selected] = np.where(late, np.maximum(needed, before[at.selected] + 1), needed)
        self.strikes[at.selected[late]] += 1
        # What no buffer helps stays out.
        buffers[(self.strikes >= STRIKES) & ~self.problem.projects.mandatory] = self.problem.weeks + 1
        return buffers

    def _better(self, one: Candidate, other: Candidate) -> bool:
        missed = one.shortfall(self.asked), other.shortfall(self.asked)
        if missed[0] == missed[1] == 0.0:
            return (one.result.value or 0.0) > (other.result.value or 0.0)
        return missed[0] < missed[1]

    def _level(self, at: Candidate, level: float) -> float:
        """Share of runs for which a single project needs a buffer: more than is asked for the whole together."""
        if self.asked.scope == "project":
            return level
        return 1.0 - (1.0 - level) * (0.5 if at.together < self.asked.target else 1.0)

    def _slips(self, at: Candidate, level: float) -> Ints:
        """Weeks between planned launch and the week that is kept with a level, for each selected project."""
        assert at.result.solution is not None
        launch = at.result.solution.launch
        weeks = [at.punctuality.week(int(j), level) - int(launch[j]) for j in at.selected]
        return np.clip(np.array(weeks, np.int64), 0, self.problem.weeks)

    def _with(self, buffers: Ints, before: Candidate) -> Candidate | None:
        """The best plan with these buffers; mandatory projects for which there is none keep the launch they had."""
        assert before.result.solution is not None
        latest = self.asked.due - buffers
        for j, week in self.fixed.items():
            latest[j] = week
        result = self._solve_from(restricted(self.problem, latest), before)
        if result.solution is None:
            for j in np.flatnonzero(self.problem.projects.mandatory).tolist():
                planned = int(before.result.solution.launch[j])
                if latest[j] < planned:
                    self.fixed[j] = planned
                    latest[j] = planned
            result = self._solve_from(restricted(self.problem, latest), before)
        return None if result.solution is None else self._candidate(result)

    def _solve_from(self, problem: Problem, before: Candidate) -> Result:
        return self._solve(problem, (1 - FIRST) / ROUNDS, Kept.of(*self._known(problem, before.plan)))

    def _known(self, problem: Problem, plan: Plan) -> tuple[Portfolio, Problem, Plan]:
        return self.planner.portfolio, problem, plan

    def _solve(self, problem: Problem, part: float, kept: Kept | None) -> Result:
        budget = Budget(self.seconds * part, None if self.decodes is None else int(self.decodes * part))

        def report(look: Progress) -> None:
            now = look.elapsed if self.clock is None else self.elapsed
            self.on_progress(replace(look, elapsed=now, fraction=min(1.0, now / self.seconds)))

        return self.planner.solve(
            problem, budget, seed=self.seed, begin=kept.begin if kept is not None else None,
            on_progress=report, should_stop=self.should_stop,
        )  # fmt: skip

    def _candidate(self, result: Result) -> Candidate:
        plan = self.planner.plan(result)
        nothing = np.zeros((0, self.problem.n_projects))
        if result.solution is None:
            return Candidate(
                result, plan, Punctuality(nothing.astype(np.int64), nothing > 0), np.zeros(0), 0.0
            )
        punctuality = self.punctuality(plan, SEARCH_RUNS, self.seed)
        selected = np.flatnonzero(result.solution.selected)
        kept = shares(punctuality, selected, self.asked.due)
        return Candidate(
            result, plan, punctuality, kept, punctuality.kept_together(selected, self.asked.due).value
        )

    def punctuality(self, plan: Plan, runs: int, seed: int) -> Punctuality:
        """Replay a plan."""
        problem = to_simulation(self.planner.portfolio, plan)
        simulation = Simulation(problem, threads=min(THREADS, os.cpu_count() or 1))
        return Punctuality.of(problem, simulation.run(runs, seed))

    def _spent(self) -> bool:
        return self.should_stop() or (self.decodes is None and self.elapsed >= self.seconds)


def _promised(portfolio: Portfolio, stages: _Stages, first: Candidate, chosen: Candidate) -> Plan:
    """The chosen plan with its promises, and the bound of the portfolio without them."""
    asked, bound = stages.asked, first.result.bound
    value = chosen.result.value
    assert value is not None
    if bound is not None:
        bound = max(bound, value)
    gap = gap_of(value, bound)
    status = Status.OPTIMAL if gap is not None and gap <= OPTIMAL_GAP else Status.FEASIBLE
    plan = stages.planner.plan(replace(chosen.result, bound=bound, gap=gap, status=status))
    judged = stages.punctuality(plan, JUDGE_RUNS, stages.seed + FRESH)
    rows = tuple(_promises(portfolio, chosen, judged, asked))
    together = judged.kept_together(chosen.selected, asked.due)
    short = (
        [(together.value, together.se)] if asked.scope == "whole" else [(r.probability, r.se) for r in rows]
    )
    promises = Promises(
        confidence=asked.confidence,
        scope=asked.scope,
        reached=all(share >= asked.confidence - 2 * (se or 0.0) for share, se in short),
        together=together.value,
        together_se=known(together.se),
        runs=JUDGE_RUNS,
        seed=stages.seed + FRESH,
        value_without=first.plan.value,
        projects=rows,
    )
    projects = tuple(_with_reason(planned, first, promises) for planned in plan.projects)
    return plan.model_copy(update={"promises": promises, "projects": projects})


def _promises(
    portfolio: Portfolio, chosen: Candidate, judged: Punctuality, asked: Asked
) -> Iterator[Promise]:
    assert chosen.result.solution is not None
    for j in chosen.selected:
        due, week = int(asked.due[j]), judged.week(int(j), asked.confidence)
        share = judged.kept(int(j), due)
        planned = int(chosen.result.solution.launch[j])
        yield Promise(
            project=portfolio.projects[j].id,
            due=portfolio.horizon.monday(due),
            promised=None if week == NEVER else portfolio.horizon.monday(max(week, planned)),
            buffer_weeks=None if week == NEVER else max(0, week - planned),
            probability=1.0 if np.isnan(share.value) else share.value,
            se=known(share.se),
        )


def _with_reason(planned: PlannedProject, first: Candidate, promises: Promises) -> PlannedProject:
    """A project that only the promises keep out says so; the others stay out for the reason that they had."""
    if planned.selected:
        return planned
    without = next(row for row in first.plan.projects if row.id == planned.id)
    if not without.selected:
        return planned.model_copy(update={"reason": without.reason})
    text = (
        f"No plan was found in which it keeps its date in {promises.confidence:.0%} of all runs; "
        "without that promise it is in the plan."
    )
    return planned.model_copy(update={"reason": Reason(rule="deadline.hard", text=text)})

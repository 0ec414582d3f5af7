"""Buffers that plans need: one plan after the other, each replayed on the same scenarios."""

import os
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.compile.simulation import to_simulation
from planner.domain.plan import Plan
from planner.services.optimise import Kept, Planner
from planner.services.punctual import SEARCH_RUNS, Asked, Candidate, restricted
from solvers.common.progress import OnProgress, Progress, ShouldStop
from solvers.portfolio.problem import Problem
from solvers.portfolio.run import Budget
from solvers.portfolio.solution import Result
from solvers.simulation.promise import Punctuality, shares
from solvers.simulation.run import Clock, Simulation

Ints = NDArray[np.int64]

FIRST = 0.3
"""Part of the budget for the plan at likely values; the rest is for plans with buffers."""
GROWTH, HALVINGS, MENDS, RETURNS = 6, 3, 2, 6
"""Plans with larger buffers, with smaller ones, with the same projects, and with one more, at most."""
EVEN = (1 / 2, 1 / 8, 1 / 32)
"""Buffers that are the same for all projects, as parts of the horizon."""
PART = 0.03
"""Part of the budget for each of these plans."""
RESERVE = 0.12
"""Part of the budget that plans which miss the confidence leave for taking out what cannot be promised."""
PRUNES, PRUNE_PART = 8, 0.01
"""Times that projects are taken out, at most, and the part of the budget for filling in each time."""
STRIKES = 3
"""Plans in which a project may be late too often before it stays out."""
THREADS = 2


@dataclass
class Stages:
    """Plans one after the other, each with the buffers that the one before has shown to be needed."""

    planner: Planner
    problem: Problem
    asked: Asked
    work: Budget
    """For all plans together."""
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

    def plain(self, begin: Plan | None) -> Candidate:
        """The plan at likely values."""
        kept = Kept.of_any(self.planner.portfolio, self.problem, self.planner.base, begin)
        result = self._solve(self.problem, FIRST, kept)
        candidate = self.judge(result)
        self.clock, self.begun = Clock(), result.seconds
        return candidate

    def __post_init__(self) -> None:
        self.strikes = np.zeros(self.problem.n_projects, np.int64)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.begun + (self.clock() if self.clock is not None else 0.0)

    def best(self, first: Candidate) -> Candidate:
        """The best plan of all stages: one that keeps the confidence.

        When the time is over before buffers are enough, what cannot be promised is taken out, whatever the clock
        says. Only mandatory projects, and what they need, may then still miss it.
        """
        if first.shortfall(self.asked) == 0.0:
            return first
        chosen, buffers = self._grow(first)
        if chosen.shortfall(self.asked) == 0.0:
            chosen = self._ease(chosen, buffers)
        else:
            chosen = self.prune(chosen)
        if chosen.shortfall(self.asked) == 0.0:
            chosen = self._bring_back(self._try_others(first, chosen))
        return chosen

    def _try_others(self, first: Candidate, chosen: Candidate) -> Candidate:
        """Other plans, once what cannot be promised has left them: that at likely values, and some in which all
        projects have the same buffer. Which projects share a plan well is not told by their slips in one of them."""
        chosen = self._offer(first, chosen)
        for part in EVEN:
            if self._spent():
                break
            buffers = np.full_like(self.asked.due, round(part * self.problem.weeks))
            assert chosen.result.solution is not None
            room = np.maximum(0, self.asked.due - chosen.result.solution.launch)
            must = self.problem.projects.mandatory  # what must be in the plan can stay where it is
            found = self._with(np.where(must, np.minimum(buffers, room), buffers), chosen)
            if found is not None:
                chosen = self._offer(found, chosen)
        return chosen

    def _offer(self, at: Candidate, chosen: Candidate) -> Candidate:
        """The better of two plans, once what cannot be promised has left the first."""
        if (at.result.value or 0.0) <= (chosen.result.value or 0.0):
            return chosen  # what leaves takes its value with it
        if at.shortfall(self.asked) > 0.0:
            if self._spent():
                return chosen
            at = self.prune(self._mend(at))
        return at if self._better(at, chosen) else chosen

    def _mend(self, at: Candidate) -> Candidate:
        """The same projects again: each as late as it would keep its date in this plan."""
        for _ in range(MENDS):
            if self._spent() or at.shortfall(self.asked) == 0.0:
                break
            buffers = np.full_like(self.asked.due, self.problem.weeks + 1)
            buffers[at.selected] = self._slips(at, self._level(at, self.asked.target))
            found = self._with(buffers, at)
            if found is None or found.shortfall(self.asked) >= at.shortfall(self.asked):
                break
            at = found
        return at

    def _grow(self, first: Candidate) -> tuple[Candidate, Ints]:
        """Buffers grow until the confidence is kept."""
        chosen, at, level = first, first, self.asked.target
        buffers = np.zeros_like(self.asked.due)
        for _ in range(GROWTH):
            if self._spent(RESERVE):
                break
            level = self._level(at, level)
            buffers = self._buffers(at, buffers, level)
            found = self._with(buffers, at)
            if found is None:
                break
            at = found
            if self._better(at, chosen):
                chosen = at
            if at.shortfall(self.asked) == 0.0:
                break
        return chosen, buffers

    def prune(self, chosen: Candidate) -> Candidate:
        """Projects that are late too often go, the worse half of them each time: what they leave helps the others.
        Nothing else comes in, since that may be late again."""
        for _ in range(PRUNES):
            worst = self._worst(chosen)
            if not len(worst):
                break
            out = np.full_like(self.asked.due, self.problem.weeks + 1)
            out[np.setdiff1d(chosen.selected, worst)] = 0
            found = self._with(out, chosen, PRUNE_PART)
            if found is None:
                break
            chosen = found
        return chosen

    def _worst(self, at: Candidate) -> Ints:
        """The worse half of the projects that miss the confidence and need not be in the plan."""
        free = at.selected[~self.problem.projects.mandatory[at.selected]]
        ranked = free[np.argsort(at.kept[free], kind="stable")]
        late = ranked[at.kept[ranked] < self.asked.target]
        if self.asked.scope == "whole" and at.together < self.asked.target and not len(late):
            late = ranked[:1]
        return late[: (len(late) + 1) // 2]

    def _ease(self, chosen: Candidate, enough: Ints) -> Candidate:
        """Smaller buffers, halfway between those that are enough and those that are not."""
        low = np.zeros_like(enough)
        for _ in range(HALVINGS):
            middle = (low + enough) // 2
            if self._spent() or (middle == low).all():
                break
            found = self._with(middle, chosen)
            if found is None or found.shortfall(self.asked) > 0.0:
                low = middle
                if found is not None:
                    chosen = self._offer(found, chosen)
                continue
            enough = middle
            if self._better(found, chosen):
                chosen = found
        return chosen

    def _bring_back(self, chosen: Candidate) -> Candidate:
        """One project after the other that is out may come in, if the confidence is kept then. The others may be as
        late as they keep it now."""
        worth = self.problem.projects.value.max(axis=1)
        out = np.setdiff1d(np.flatnonzero(worth > 0.0), chosen.selected)
        for j in out[np.argsort(-worth[out])][:RETURNS]:
            if self._spent():
                break
            slips = self._slips(chosen, self._level(chosen, self.asked.target))
            buffers = np.full_like(self.asked.due, self.problem.weeks + 1)
            buffers[chosen.selected] = slips
            buffers[j] = int(np.median(slips)) if len(slips) else 0
            found = self._with(buffers, chosen)
            if found is not None:
                chosen = self._offer(found, chosen)
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

    def _with(self, buffers: Ints, before: Candidate, part: float = PART) -> Candidate | None:
        """The best plan with these buffers; mandatory projects for which there is none keep the launch they had."""
        assert before.result.solution is not None
        latest = self.asked.due - buffers
        for j, week in self.fixed.items():
            latest[j] = week
        result = self._solve_from(restricted(self.problem, latest), before, part)
        if result.solution is None:
            for j in np.flatnonzero(self.problem.projects.mandatory).tolist():
                planned = int(before.result.solution.launch[j])
                if latest[j] < planned:
                    self.fixed[j] = planned
                    latest[j] = planned
            result = self._solve_from(restricted(self.problem, latest), before, part)
        return None if result.solution is None else self.judge(result)

    def _solve_from(self, problem: Problem, before: Candidate, part: float) -> Result:
        return self._solve(problem, part, Kept.of(self.planner.portfolio, problem, before.plan))

    def _solve(self, problem: Problem, part: float, kept: Kept | None) -> Result:
        decodes = self.work.decodes
        budget = replace(
            self.work,
            seconds=self.work.seconds * part,
            decodes=None if decodes is None else max(1, int(decodes * part)),
        )

        def report(look: Progress) -> None:
            now = look.elapsed if self.clock is None else self.elapsed
            self.on_progress(replace(look, elapsed=now, fraction=min(1.0, now / self.work.seconds)))

        return self.planner.solve(
            problem, budget, seed=self.seed, begin=kept.begin if kept is not None else None,
            on_progress=report, should_stop=self.should_stop,
        )  # fmt: skip

    def judge(self, result: Result) -> Candidate:
        """A result with its plan, and how punctual that is on the scenarios of the search."""
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

    def _spent(self, reserve: float = 0.0) -> bool:
        over = self.elapsed >= self.work.seconds * (1.0 - reserve)
        return self.should_stop() or (self.work.decodes is None and over)

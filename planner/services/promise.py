"""Plan so that dates are kept with a confidence: search on common scenarios, judge on fresh ones."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Unpack

import numpy as np

from planner.compile.problem import to_problem
from planner.domain.job import Profile
from planner.domain.plan import Plan, PlannedProject, Reason
from planner.domain.portfolio import Portfolio
from planner.domain.promises import Promise, Promises, PromiseScope, keeps
from planner.services.buffers import Stages
from planner.services.forecast_figures import known
from planner.services.optimise import Planner, PlanOutcome, Search, plan_portfolio
from planner.services.punctual import Asked, Candidate, due_weeks
from solvers.common.progress import OnProgress, ShouldStop, ignore, never
from solvers.portfolio.run import OPTIMAL_GAP, Budget, gap_of
from solvers.portfolio.solution import Status
from solvers.simulation.promise import NEVER, Punctuality

JUDGE_RUNS = 4096
FRESH = 7_919
"""Added to the seed for the scenarios that judge."""


def plan_as_asked(
    portfolio: Portfolio,
    *,
    confidence: float | None,
    scope: PromiseScope = "project",
    base: Plan | None = None,
    begin: Plan | None = None,
    **search: Unpack[Search],
) -> PlanOutcome:
    """Plan with a confidence, or without one at likely values."""
    if confidence is None:
        return plan_portfolio(portfolio, base=base, begin=begin, **search)
    return plan_with_confidence(portfolio, confidence, scope=scope, base=base, begin=begin, **search)


def plan_with_confidence(
    portfolio: Portfolio,
    confidence: float,
    *,
    scope: PromiseScope = "project",
    seconds: float = 10.0,
    seed: int = 0,
    base: Plan | None = None,
    begin: Plan | None = None,
    decodes: int | None = None,
    profile: Profile = "balanced",
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> PlanOutcome:
    """Make the best plan whose projects launch by their due dates in a share of all runs.

    A project is due at its deadline, hard or not, else at the end of the horizon. Every plan that is tried is replayed
    on the same scenarios; a project that comes too late too often must be planned earlier by its slip, or stays out.
    Part of the time belongs to that check: when buffers are not enough before it is over, what misses its date is
    taken out, and checked again. What must be in the plan and misses its date is told as not kept.

    Parameters
    ----------
    confidence
        Share of runs, over those in which no gate stops the project.
    scope
        Each project for itself, or the whole portfolio at once.
    seconds, seed, base, begin, decodes, profile, on_progress, should_stop
        As for `plan_portfolio`; the bound is that of the portfolio without promises, which holds with them too.

    Raises
    ------
    SolverBug
        When the verifier refuses a plan of the solver.
    """
    planner = Planner.of(portfolio, base)
    problem = to_problem(portfolio, base)
    asked = Asked(confidence, scope, due_weeks(portfolio))
    stages = Stages(
        planner, problem, asked, Budget(seconds, decodes, profile=profile), seed, on_progress, should_stop
    )
    first = stages.plain(begin)
    if first.result.solution is None:
        return PlanOutcome(first.plan, (), first.result.first_plan_seconds, first.result.seconds)
    chosen = stages.best(first)
    plan = _promised(portfolio, stages, first, chosen)
    return PlanOutcome(plan, (), first.result.first_plan_seconds, stages.elapsed)


def _promised(portfolio: Portfolio, stages: Stages, first: Candidate, chosen: Candidate) -> Plan:
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
        reached=all(keeps(share, se, asked.confidence) for share, se in short),
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
        probability = 1.0 if np.isnan(share.value) else share.value
        yield Promise(
            project=portfolio.projects[j].id,
            due=portfolio.horizon.monday(due),
            promised=None if week == NEVER else portfolio.horizon.monday(max(week, planned)),
            buffer_weeks=None if week == NEVER else max(0, week - planned),
            probability=probability,
            se=known(share.se),
            kept=keeps(probability, known(share.se), asked.confidence),
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

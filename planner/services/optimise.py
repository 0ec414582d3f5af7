"""Plan a portfolio: compile, solve, verify. Pure: no database, no clock but the solver's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from planner.compile.index import Index
from planner.compile.plan import draft_plan, to_plan
from planner.compile.problem import to_problem
from planner.compile.schedule import to_schedule
from planner.domain.job import Profile
from planner.domain.plan import Plan, Violation
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.errors import SolverBug
from planner.services.product import product_version
from planner.verify import verify_plan
from solvers.common.progress import OnProgress, ShouldStop, ignore, never
from solvers.portfolio.cheapest import with_cheapest_hours
from solvers.portfolio.idle import without_idle_moves
from solvers.portfolio.kernel.data import State
from solvers.portfolio.kernel.keep import Record
from solvers.portfolio.mend import Mender, record_of
from solvers.portfolio.problem import Problem
from solvers.portfolio.run import Budget, gap_of
from solvers.portfolio.solution import Refusal, Result, Solution
from solvers.portfolio.solve import solve


@dataclass(frozen=True)
class PlanOutcome:
    """A verified plan and how long it took."""

    plan: Plan
    violations: tuple[Violation, ...]
    """Always empty for a plan with a schedule: a broken one raises SolverBug."""
    first_plan_seconds: float | None
    seconds: float


class Search(TypedDict, total=False):
    """What those who plan through others may say about the search; meanings and defaults as in `plan_portfolio`."""

    seconds: float
    seed: int
    decodes: int | None
    profile: Profile
    on_progress: OnProgress
    should_stop: ShouldStop


def plan_portfolio(
    portfolio: Portfolio,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    base: Plan | None = None,
    begin: Plan | None = None,
    decodes: int | None = None,
    profile: Profile = "balanced",
    on_progress: OnProgress = ignore,
    should_stop: ShouldStop = never,
) -> PlanOutcome:
    """Make the best plan that the time allows, with a bound, verified by rules that share nothing with the solver.

    Parameters
    ----------
    portfolio
        Its references hold (see `planner.domain.references`).
    seconds
        Time for the search, without compilation.
    seed
        Of the search.
    base
        Plan of record; every move away from it costs the portfolio's `change_price`.
    begin
        Without a plan of record: a plan of the same portfolio at which the search begins, so that it gets no worse.
    decodes
        Count the work in schedules instead of seconds: then the plan is reproducible.
    profile
        What the seconds are for: `fast` searches with both cores soon, `prove` leaves one to the bound and, on small
        and middle portfolios, to a proof for most of the time.
    on_progress, should_stop
        Called a few times a second; when told to stop, the best plan so far is returned.

    Raises
    ------
    SolverBug
        When the verifier refuses a plan of the solver.
    """
    planner = Planner.of(portfolio, base)

    def attempt(keep_people: bool | None) -> Result:
        problem = to_problem(portfolio, base, keep_people=keep_people)
        kept = Kept.of_any(portfolio, problem, base, begin)
        result = planner.solve(
            problem,
            Budget(seconds=seconds, decodes=decodes, profile=profile),
            seed=seed,
            begin=kept.begin if kept is not None else None,
            on_progress=on_progress,
            should_stop=should_stop,
        )
        if kept is None or base is None or result.solution is None or problem.baseline.price == 0.0:
            return result
        return _tidied(kept, result, planner.check)

    result = attempt(None)
    if result.solution is None and portfolio.progress is not None and portfolio.progress.keep_people:
        # Running work keeps its people by default, not at any price.
        result = attempt(False)
    return PlanOutcome(planner.plan(result), (), result.first_plan_seconds, result.seconds)


@dataclass(frozen=True)
class Planner:
    """Solves problems of one portfolio. Every plan is verified by rules that share nothing with the solver."""

    portfolio: Portfolio
    base: Plan | None
    snapshot: str

    @classmethod
    def of(cls, portfolio: Portfolio, base: Plan | None) -> "Planner":
        """Planner of a portfolio with a plan of record, or without one."""
        return cls(portfolio, base, snapshot_id(portfolio))

    def check(self, solution: Solution) -> None:
        """Verify a schedule; SolverBug when it breaks a rule."""
        plan = draft_plan(self.portfolio, solution, snapshot=self.snapshot)
        verdict = verify_plan(self.portfolio, plan, base=self.base)
        if not verdict.valid:
            broken = "; ".join(f"{v.rule}: {v.text}" for v in verdict.violations[:5])
            raise SolverBug(f"the solver's plan breaks rules: {broken}", plan.model_dump_json(by_alias=True))

    def solve(
        self,
        problem: Problem,
        budget: Budget,
        *,
        seed: int,
        begin: State | None = None,
        on_progress: OnProgress = ignore,
        should_stop: ShouldStop = never,
    ) -> Result:
        """Solve a problem of the portfolio, perhaps a restricted one, from a schedule on."""
        try:
            return solve(
                problem, budget, seed=seed, begin=begin, check=self.check,
                on_progress=on_progress, should_stop=should_stop,
            )  # fmt: skip
        except ArithmeticError as error:
            raise SolverBug(str(error), self.portfolio.model_dump_json(by_alias=True)) from error

    def plan(self, result: Result) -> Plan:
        """The plan file of a result."""
        return to_plan(self.portfolio, result, snapshot=self.snapshot, version=product_version())


@dataclass(frozen=True)
class Kept:
    """A plan, mostly that of record, in the arrays of a problem, as far as the problem still permits it."""

    mender: Mender
    origin: Record
    begin: State | None
    """Its repair; None when it takes more than a repair."""

    @classmethod
    def of_any(cls, portfolio: Portfolio, problem: Problem, *plans: Plan | None) -> "Kept | None":
        """Take over the first of some plans that is there and has a schedule."""
        for plan in plans:
            if plan is not None and plan.value is not None:
                return cls.of(portfolio, problem, plan)
        return None

    @classmethod
    def of(cls, portfolio: Portfolio, problem: Problem, base: Plan) -> "Kept":
        """Take over what fits and bring back the rest."""
        origin = record_of(problem, to_schedule(Index.of(portfolio), problem, base))
        mender = Mender.of(problem)
        found = mender.mend(origin)
        return cls(mender, origin, mender.mended if found is not None else None)


def _tidied(kept: Kept, result: Result, check: Callable[[Solution], None]) -> Result:
    """The result without moves that are not worth their price."""
    assert result.solution is not None
    solution = without_idle_moves(kept.mender, kept.origin, result.solution)
    if solution is result.solution:
        return result
    solution = with_cheapest_hours(kept.mender.problem, solution)
    check(solution)
    value = solution.value
    bound = None if result.bound is None else max(result.bound, value)
    left_out = np.flatnonzero(result.solution.selected & ~solution.selected)
    refusals = tuple(Refusal(int(j), "value.displaced", {"binding": "change_price"}) for j in left_out)
    return replace(
        result, solution=solution, value=value, bound=bound, gap=gap_of(value, bound),
        refusals=result.refusals + refusals,
    )  # fmt: skip

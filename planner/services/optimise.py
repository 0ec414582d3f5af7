"""Plan a portfolio: compile, solve, verify. Pure: no database, no clock but the solver's."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version

from planner.compile.plan import draft_plan, to_plan
from planner.compile.problem import to_problem
from planner.domain.plan import Plan, Violation
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.errors import SolverBug
from planner.verify import verify_plan
from solvers.common.progress import OnProgress, ShouldStop, ignore, never
from solvers.portfolio.solution import Solution
from solvers.portfolio.solve import Budget, solve


@dataclass(frozen=True)
class PlanOutcome:
    """A verified plan and how long it took."""

    plan: Plan
    violations: tuple[Violation, ...]
    """Always empty for a plan with a schedule: a broken one raises SolverBug."""
    first_plan_seconds: float | None
    seconds: float


def plan_portfolio(
    portfolio: Portfolio,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    base: Plan | None = None,
    decodes: int | None = None,
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
    decodes
        Count the work in schedules instead of seconds: then the plan is reproducible.
    on_progress, should_stop
        Called a few times a second; when told to stop, the best plan so far is returned.

    Raises
    ------
    SolverBug
        When the verifier refuses a plan of the solver.
    """
    snapshot = snapshot_id(portfolio)
    problem = to_problem(portfolio, base)

    def check(solution: Solution) -> None:
        plan = draft_plan(portfolio, solution, snapshot=snapshot)
        verdict = verify_plan(portfolio, plan, base=base)
        if not verdict.valid:
            broken = "; ".join(f"{v.rule}: {v.text}" for v in verdict.violations[:5])
            raise SolverBug(f"the solver's plan breaks rules: {broken}", plan.model_dump_json(by_alias=True))

    budget = Budget(seconds=seconds, decodes=decodes)
    try:
        result = solve(
            problem, budget, seed=seed, check=check, on_progress=on_progress, should_stop=should_stop
        )
    except ArithmeticError as error:
        raise SolverBug(str(error), portfolio.model_dump_json(by_alias=True)) from error
    plan = to_plan(portfolio, result, snapshot=snapshot, version=product_version())
    return PlanOutcome(plan, (), result.first_plan_seconds, result.seconds)


def product_version() -> str:
    """Version of the product that is running."""
    try:
        return package_version("quarterdeck")
    except PackageNotFoundError:
        return "0"

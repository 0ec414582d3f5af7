"""What each kind of job runs, in a process of its own. Solvers are imported there and nowhere else."""

from collections.abc import Callable

from planner.domain.answers import EXPLANATION, FRONTIER, MARGINAL
from planner.domain.job import (
    ExplanationSettings,
    ForecastSettings,
    FrontierSettings,
    JobKind,
    MarginalSettings,
    plan_settings,
)
from planner.domain.plan import Plan
from planner.errors import InternalError
from planner.jobs.messages import JobRequest, SimulatedPlan
from planner.services.progress import OnProgress, ShouldStop

Runner = Callable[[JobRequest, OnProgress, ShouldStop], str]


def run_plan(request: JobRequest, on_progress: OnProgress, should_stop: ShouldStop) -> str:
    """Plan; JSON of the plan."""
    from planner.services.promise import plan_as_asked  # noqa: PLC0415

    settings = plan_settings(request.settings)
    outcome = plan_as_asked(
        request.portfolio,
        confidence=settings.confidence,
        scope=settings.scope,
        seconds=settings.seconds,
        seed=settings.seed,
        profile=settings.profile,
        base=request.plan,
        begin=request.begin,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return outcome.plan.model_dump_json(by_alias=True)


def run_forecast(request: JobRequest, on_progress: OnProgress, should_stop: ShouldStop) -> str:
    """Simulate; JSON of the forecast with its runs."""
    from planner.services.simulate import simulated  # noqa: PLC0415

    settings = ForecastSettings.model_validate(request.settings)
    result, by_run = simulated(
        request.portfolio,
        _plan(request),
        runs=settings.runs,
        seed=settings.seed,
        error_weeks=settings.error_weeks,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    message = SimulatedPlan(forecast=result, luck=by_run.luck, by_run=by_run.pack())
    return message.model_dump_json(by_alias=True)


def run_explanation(request: JobRequest, on_progress: OnProgress, should_stop: ShouldStop) -> str:
    """Explain why a project is in or out; JSON of the explanation."""
    from planner.services.explain import explain  # noqa: PLC0415

    settings = ExplanationSettings.model_validate(request.settings)
    found = explain(
        request.portfolio,
        _plan(request),
        settings.project,
        seconds=settings.seconds,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return EXPLANATION.dump_json(found).decode()


def run_marginal(request: JobRequest, on_progress: OnProgress, should_stop: ShouldStop) -> str:
    """What one more of each resource is worth; JSON of the rows."""
    from planner.services.marginal import marginal_values  # noqa: PLC0415

    settings = MarginalSettings.model_validate(request.settings)
    rows = marginal_values(
        request.portfolio,
        _plan(request),
        seconds=settings.seconds,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return MARGINAL.dump_json(rows).decode()


def run_frontier(request: JobRequest, on_progress: OnProgress, should_stop: ShouldStop) -> str:
    """Trade value against spend or confidence; JSON of the steps."""
    from planner.services.frontier import frontier, steps  # noqa: PLC0415

    settings = FrontierSettings.model_validate(request.settings)
    points = frontier(
        request.portfolio,
        settings.against,
        points=settings.points,
        seconds=settings.seconds,
        seed=settings.seed,
        begin=_plan(request),
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return FRONTIER.dump_json(steps(points)).decode()


def _plan(request: JobRequest) -> Plan:
    if request.plan is None:
        raise InternalError("this needs a plan")
    return request.plan


RUNNERS: dict[JobKind, Runner] = {
    "plan": run_plan,
    "forecast": run_forecast,
    "explanation": run_explanation,
    "marginal": run_marginal,
    "frontier": run_frontier,
}

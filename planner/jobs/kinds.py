"""What each kind of job runs, in a process of its own. Solvers are imported there and nowhere else."""

from collections.abc import Callable

from planner.domain.job import ForecastSettings, JobKind, plan_settings
from planner.errors import InternalError
from planner.jobs.messages import JobRequest
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
        base=request.plan,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return outcome.plan.model_dump_json(by_alias=True)


def run_forecast(request: JobRequest, on_progress: OnProgress, should_stop: ShouldStop) -> str:
    """Simulate; JSON of the forecast."""
    from planner.services.simulate import forecast  # noqa: PLC0415

    if request.plan is None:
        raise InternalError("a forecast needs a plan")
    settings = ForecastSettings.model_validate(request.settings)
    result = forecast(
        request.portfolio,
        request.plan,
        runs=settings.runs,
        seed=settings.seed,
        error_weeks=settings.error_weeks,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return result.model_dump_json(by_alias=True)


RUNNERS: dict[JobKind, Runner] = {"plan": run_plan, "forecast": run_forecast}

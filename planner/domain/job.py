"""Long work as people follow it, and what can be asked for."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from planner.domain.answers import FrontierAxis
from planner.domain.base import Model, Number, Probability, Slug, Whole
from planner.domain.changes import Changes
from planner.domain.promises import PromiseScope

JobKind = Literal["plan", "forecast", "explanation", "marginal", "frontier"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
UNDER_WAY: tuple[JobState, ...] = ("queued", "running")

MAX_PLAN_SECONDS = 3_600.0
MAX_RUNS = 1_000_000
MAX_SEED = 2**31 - 1

Seed = Annotated[Whole, Field(ge=0, le=MAX_SEED)]


PlanSeconds = Annotated[Number, Field(gt=0, le=MAX_PLAN_SECONDS)]


Confidence = Annotated[Probability, Field(gt=0, lt=1)]


Profile = Literal["fast", "balanced", "prove"]


class PlanSettings(Model):
    """How to plan."""

    seconds: PlanSeconds = 10.0
    """Time for the search."""
    seed: Seed = 0
    profile: Profile = "balanced"
    """What the time is for: a good plan soon, both, or a proof that it is good."""
    confidence: Confidence | None = None
    """Plan so that projects launch by their deadlines, else within the horizon, in this share of runs; without it, at
    likely values."""
    scope: PromiseScope = "project"
    """Whether each project keeps its date with the confidence, or all of them together."""


class ReplanSettings(PlanSettings):
    """How to plan again after changes."""

    changes: Changes


def planned_alike(settings: PlanSettings) -> PlanSettings:
    """The same way to plan, without the changes of a replanning."""
    return PlanSettings.model_validate(settings.model_dump(include=set(PlanSettings.model_fields)))


def replanned_alike(settings: PlanSettings, changes: Changes) -> ReplanSettings:
    """The same way to plan, after changes."""
    return ReplanSettings.model_validate(planned_alike(settings).model_dump() | {"changes": changes})


def plan_settings(stored: Mapping[str, Any]) -> PlanSettings:
    """Settings of a plan as they are stored: those of a replanning hold its changes."""
    model = ReplanSettings if "changes" in stored else PlanSettings
    return model.model_validate(stored)


class ForecastSettings(Model):
    """How to simulate."""

    runs: Annotated[Whole, Field(ge=1, le=MAX_RUNS)] | None = None
    """Number of runs; the most when there is an error target."""
    seed: Seed = 0
    error_weeks: Annotated[Number, Field(gt=0, le=52)] | None = None
    """Go on until the standard error of every project's P80 launch is at most so many weeks."""


class ExplanationSettings(Model):
    """What to explain, and how long to plan for it."""

    project: Slug
    seconds: PlanSeconds = 12.0
    """For all planning together."""


class MarginalSettings(Model):
    """How to look for the worth of one more of each resource."""

    seconds: PlanSeconds = 3.0
    """For each of the plans."""


class FrontierSettings(Model):
    """What value is traded against, in how many steps."""

    against: FrontierAxis = "spend"
    points: Annotated[Whole, Field(ge=2, le=20)] = 6
    """Plans that are made."""
    seconds: PlanSeconds = 5.0
    """For each of the plans."""
    seed: Seed = 0


class JobProgress(Model):
    """A look at running work."""

    phase: str
    elapsed: float
    """Seconds since the start."""
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    fraction: float | None = None
    """Part of the time or of the runs that is used."""


class Job(Model):
    """A request for long work and what became of it."""

    id: str
    kind: JobKind
    state: JobState
    portfolio_id: str
    plan_id: str | None
    """The plan that a forecast or an answer is about."""
    project_id: str | None
    """The project that an explanation is about."""
    scenario_id: str | None = None
    """The scenario that is planned."""
    progress: JobProgress | None
    attempts: int
    reason: str | None
    """Why it failed, or what was kept when it was cancelled."""
    result_id: str | None
    """Id of the plan (also for a forecast: the forecast is found by its plan)."""
    currency: str
    requested_by: str
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None

    @property
    def under_way(self) -> bool:
        """Whether there is more to come."""
        return self.state in UNDER_WAY

"""What several pages read: a portfolio with its place in the head, its latest plan, work that still runs."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Annotated, NamedTuple

from fastapi import Depends, File, Form, Query, Request, Response, UploadFile
from pydantic import ValidationError

from planner.domain.cost import CostQuery
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, NotFound
from planner.services.jobs import Job, list_jobs
from planner.services.plans import PlanRecord, get_forecast, get_plan, list_plans
from planner.services.portfolios import PortfolioRecord, get_portfolio
from planner.services.rows import RowKind, row_versions
from web import words
from web.charts.lanes import LaneKey, Zoom
from web.views.forecasts import finishes_of
from web.views.look import Look, Shown
from web.views.plan_parts import PlanControls, PlanSource, plan_controls
from web.views.shell import Nav, PortfolioPlace, Shell, portfolio_shell
from web.views.values import B, Versioned
from web.visit import Visit

MOST_TEXT = 5_000_000
"""Characters that may be pasted; files are limited by the size of a request."""
Upload = Annotated[UploadFile | None, File()]
Text = Annotated[str, Form(max_length=MOST_TEXT)]
#: How often a page without script looks again while work is under way.
REFRESH_SECONDS = 3
#: Jobs of a portfolio among which those under way are looked for.
RECENT = 30


def read_place(visit: Visit, portfolio_id: str) -> tuple[PortfolioRecord, PortfolioPlace]:
    """A portfolio and what the head of its pages shows."""
    record = get_portfolio(visit.context, portfolio_id)
    return record, place_of(record, visit.now)


def place_of(record: PortfolioRecord, now: dt.datetime) -> PortfolioPlace:
    """Name, time frame and counts of a portfolio."""
    portfolio = record.portfolio
    return PortfolioPlace(
        id=record.id,
        name=portfolio.name,
        meta=(horizon_words(portfolio), f"edited {words.ago(record.updated_at, now)}"),
        projects=len(portfolio.projects),
        people=len(portfolio.people) + len(portfolio.positions),
        pools=len(portfolio.pools),
    )


def horizon_words(portfolio: Portfolio) -> str:
    """First and last day of a portfolio's horizon."""
    horizon = portfolio.horizon
    return words.span(horizon.calendar.start, words.last_day(horizon.end))


def running_job(
    visit: Visit, portfolio_id: str, plans: Collection[str] = (), scenario_id: str | None = None
) -> Job | None:
    """The newest work under way that a page is waiting for: planning of the portfolio itself (of the scenario when
    the page is about one), forecasts of these plans and answers about them. What others do elsewhere in the portfolio
    neither holds this page up nor leads away from it.
    """

    def planning(job: Job) -> bool:
        return job.kind == "plan" and job.scenario_id == scenario_id

    return next((j for j in _under_way(visit, portfolio_id) if planning(j) or j.plan_id in plans), None)


def running_answer(visit: Visit, portfolio_id: str, plans: Collection[str]) -> Job | None:
    """The newest forecast or answer under way about one of these plans."""
    return next((job for job in _under_way(visit, portfolio_id) if job.plan_id in plans), None)


def _under_way(visit: Visit, portfolio_id: str) -> list[Job]:
    found = list_jobs(visit.context, portfolio_id=portfolio_id, limit=RECENT).items
    return [job for job in found if job.under_way]


def latest_plan(visit: Visit, portfolio_id: str) -> PlanRecord | None:
    """The newest plan of a portfolio itself, not of one of its scenarios."""
    newest = list_plans(visit.context, portfolio_id, limit=1, with_scenarios=False).items
    return get_plan(visit.context, newest[0].id) if newest else None


def plan_source(
    visit: Visit, place: PortfolioPlace, record: PortfolioRecord, found: PlanRecord
) -> PlanSource:
    """A plan with everything that its pages show."""
    forecast = get_forecast(visit.context, found.id)
    return PlanSource(
        place=place,
        plan_id=found.id,
        plan=found.plan,
        portfolio=found.portfolio,
        finishes=finishes_of(forecast),
        created_at=found.created_at,
        seconds=found.settings.seconds,
        now=visit.now,
        edited_since=found.portfolio != record.portfolio,
        is_record=found.is_record,
        forecast=forecast,
        scenario=Nav(found.scenario, f"{place.href}/scenarios/{found.scenario_id}")
        if found.scenario
        else None,
    )


class OpenPlan(NamedTuple):
    """A plan with what stands around it on all its pages."""

    source: PlanSource
    shell: Shell
    controls: PlanControls
    job: Job | None
    """Work that the page waits for."""


def current_look(
    lanes: LaneKey = "theme",
    zoom: Zoom = "month",
    record: Shown = "on",
    closed: Annotated[str, Query(max_length=5000)] = "",
) -> Look:
    """How the address wants the roadmap to be drawn."""
    return Look(lanes, zoom, record, tuple(dict.fromkeys(filter(None, closed.split(",")))))


CurrentLook = Annotated[Look, Depends(current_look)]


def open_plan(visit: Visit, portfolio_id: str, plan_id: str, query: str = "") -> OpenPlan:
    """One plan of a portfolio; NotFound when it is not one of this portfolio's. `query` is the view to come back to."""
    record, place = read_place(visit, portfolio_id)
    found = _plan_of(visit, portfolio_id, plan_id)
    job = running_job(visit, portfolio_id, (plan_id,), found.scenario_id)
    shell = portfolio_shell(visit.frame, place, "Plan", refresh_seconds=REFRESH_SECONDS if job else 0)
    controls = plan_controls(
        place,
        can_edit=visit.can_edit,
        job=job,
        again=True,
        before=found.settings.seconds,
        confidence=found.settings.confidence,
        query=query,
    )
    return OpenPlan(plan_source(visit, place, record, found), shell, controls, job)


def _plan_of(visit: Visit, portfolio_id: str, plan_id: str) -> PlanRecord:
    found = get_plan(visit.context, plan_id)
    if found.portfolio_id != portfolio_id:
        raise NotFound(f"This portfolio has no plan '{plan_id}'.")
    return found


def read_source(visit: Visit, portfolio_id: str, plan_id: str) -> PlanSource:
    """One plan of a portfolio without what stands around it, for parts of its pages; NotFound when it is not one of
    this portfolio's."""
    record, place = read_place(visit, portfolio_id)
    return plan_source(visit, place, record, _plan_of(visit, portfolio_id, plan_id))


def versioned_rows(visit: Visit, portfolio_id: str, kind: RowKind, bodies: Sequence[B]) -> list[Versioned[B]]:
    """Rows of a portfolio that was read, with their versions."""
    versions = row_versions(visit.context, portfolio_id, kind)
    return [Versioned(versions[body.id], body) for body in bodies if body.id in versions]


def cost_query(request: Request) -> CostQuery:
    """What cost is asked for; fields that were left empty are at their defaults."""
    names = {field.alias or name for name, field in CostQuery.model_fields.items()}
    given = {name: [v for v in request.query_params.getlist(name) if v] for name in names}
    many = {"kind", "project", "theme", "pool", "cost_centre", "data"}
    asked = {name: values if name in many else values[-1] for name, values in given.items() if values}
    if asked.get("basis") == "cash":
        asked.pop("chargeback", None)  # payments belong to no project, and the form goes on sending it
    try:
        return CostQuery.model_validate(asked)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadInput(f"{first['loc'][0]} '{first.get('input')}': {first['msg']}") from error


def download(content: bytes, filename: str, media_type: str) -> Response:
    """A file that the browser stores."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(content, media_type=media_type, headers=headers)


def given(file: UploadFile | None, text: str) -> tuple[bytes, str]:
    """What was uploaded, else pasted, and as text to be shown again."""
    content = file.file.read() if file and file.filename else text.encode()
    try:
        shown = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content, text
    return content, shown if "\0" not in shown else ""

"""Reports on the phases of a plan: what has happened by a day; the rest is planned again from there."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response

from planner.domain.changes import CHANGES_SCHEMA, Change, Changes
from planner.domain.job import replanned_alike
from planner.errors import BadInput
from planner.services.plans import get_plan
from planner.services.replans import request_replan
from web.forms.reports import Reports, read_reports
from web.pages.jobs import progress_of
from web.pages.reading import OpenPlan, open_plan
from web.rendering import answer
from web.views.reports import first_day, open_phases, report_view
from web.visit import CurrentVisit, Typed, Visit, go

router = APIRouter()
PAGE = "/portfolios/{portfolio_id}/plans/{plan_id}/report"


@router.get(PAGE)
def form(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, as_of: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """The form; `as_of` chooses which phases stand first."""
    opened = open_plan(visit, portfolio_id, plan_id)
    return _page(visit, opened, {"as_of": as_of} if as_of else {}, {}, "")


@router.post(PAGE)
def report(visit: CurrentVisit, portfolio_id: str, plan_id: str, typed: Typed) -> Response:
    """Plan again from what has happened; the page of the plan shows how that goes."""
    opened = open_plan(visit, portfolio_id, plan_id)
    told = read_reports(typed, [(row.project, row.phase) for row in open_phases(opened.source)])
    day = _day(typed)
    if day is None:
        return _page(visit, opened, typed, told.errors, "Say as of which day this is")
    if told.errors:
        said = "Nothing was recorded yet: see the fields below that are marked"
        return _page(visit, opened, typed, told.errors, said)
    try:
        _replan(visit, plan_id, day, told)
    except BadInput as wrong:
        return _page(visit, opened, typed, {}, _said(wrong, told))
    return go(f"/portfolios/{portfolio_id}/plan")


def _replan(visit: Visit, plan_id: str, day: dt.date, told: Reports) -> None:
    """As the plan was made, with what has happened."""
    changes = Changes.model_validate(
        {"schema": CHANGES_SCHEMA, "as_of": day, "changes": [Change(progress=row) for row in told.rows]}
    )
    request_replan(
        visit.context, plan_id, replanned_alike(get_plan(visit.context, plan_id).settings, changes)
    )


def _said(wrong: BadInput, told: Reports) -> str:
    """What is wrong, with the phase instead of the place in a document."""
    first = wrong.diagnostics[0] if wrong.diagnostics else None
    if first is None:
        return wrong.message
    at = first.path.removeprefix("changes[").partition("]")[0]
    if at.isdigit() and int(at) < len(told.rows):
        row = told.rows[int(at)]
        return f"{row.project}/{row.phase}: {first.message}"
    return first.message


def _day(typed: Mapping[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed.get("as_of", ""))
    except ValueError:
        return None


def _page(
    visit: Visit,
    opened: OpenPlan,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    error: str,
) -> Response:
    source, shell, controls, job = opened
    view = report_view(
        shell,
        controls,
        source,
        progress_of(visit, job, source.href) if job else None,
        _day(typed) or first_day(source),
        typed,
        errors,
        error,
        can_edit=visit.can_edit,
    )
    return answer(view, status=422 if error else 200)

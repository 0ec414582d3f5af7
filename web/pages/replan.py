"""Replan after changes: say what has changed, look at the moves and why, accept a plan or refuse."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from planner.document.changes import changes_from
from planner.document.source import parse
from planner.domain.changes import Changes
from planner.domain.job import replanned_alike
from planner.errors import BadInput, Conflict, NotFound
from planner.services.plans import get_plan
from planner.services.replan_review import (
    PricedPlan,
    ReplanReview,
    accept_replan,
    begin_replan,
    changes_told,
    moves_of_replan,
    refuse_replan,
    review_replan,
    undo_accept,
)
from web import words
from web.forms.changes import Typed as TypedChanges
from web.forms.changes import field_at, read_changes_form, stepped
from web.pages.jobs import progress_of
from web.pages.reading import REFRESH_SECONDS, OpenPlan, download, open_plan, running_job
from web.rendering import answer
from web.tables import to_csv
from web.views.plan_parts import PlanSource
from web.views.replan import moves_table, replan_review_view
from web.views.replan_form import replan_form_view
from web.views.reports import first_day
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, Typed, Visit, go

router = APIRouter()
PAGE = "/portfolios/{portfolio_id}/plans/{plan_id}/replan"
ABSENT = "is missing; add it"
"""How the reader of documents says that a key must be given."""
REVIEW = PAGE + "/{scenario_id}"


@router.get(PAGE)
def form(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """The form; it begins with one change."""
    opened = open_plan(visit, portfolio_id, plan_id)
    start = {"as_of": first_day(opened.source).isoformat(), "cards": "1", "c1.kind": "leave"}
    return _form(visit, opened, start, {}, "")


def _form(
    visit: Visit,
    opened: OpenPlan,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    error: str,
    details: tuple[str, ...] = (),
) -> Response:
    source, shell, controls, job = opened
    progress = progress_of(visit, job, source.href) if job else None
    view = replan_form_view(
        shell, controls, source, progress, typed, errors, error, details, can_edit=visit.can_edit
    )
    return answer(view, status=422 if error else 200)


@router.post(PAGE)
def ask(visit: CurrentVisit, portfolio_id: str, plan_id: str, typed: Typed) -> Response:
    """Add or remove a change, or plan again with all of them."""
    opened = open_plan(visit, portfolio_id, plan_id)
    source = opened.source
    if typed.get("step"):
        return _form(visit, opened, stepped(typed), {}, "")
    told = read_changes_form(typed, source.portfolio, source.plan)
    if told.errors:
        said = "Nothing is planned yet: see the fields that are marked"
        return _form(visit, opened, typed, told.errors, said)
    try:
        changes = _changes(source, typed, told)
        name = f"Replan as of {words.day(changes.as_of)}" if changes.as_of else "Replan"
        settings = replanned_alike(get_plan(visit.context, plan_id).settings, changes)
        with visit.context.session.begin_nested():
            made = begin_replan(visit.context, plan_id, settings, name=name)
    except (BadInput, Conflict) as wrong:
        return _wrong(visit, opened, typed, told, wrong)
    return go(f"{source.href}/replan/{made}")


def _changes(source: PlanSource, typed: Mapping[str, str], told: TypedChanges) -> Changes:
    document = typed.get("document", "").strip()
    if not document:
        return changes_from(told.document, source.portfolio, source.plan)
    if told.document["changes"]:
        raise BadInput("Give changes above or a changes document, not both.")
    return changes_from(parse(document.encode(), None, None).value, source.portfolio, source.plan)


def _wrong(
    visit: Visit,
    opened: OpenPlan,
    typed: Mapping[str, str],
    told: TypedChanges,
    wrong: BadInput | Conflict,
) -> Response:
    """The form again; what is wrong stands at its field, where it was typed in one."""
    errors: dict[str, str] = {}
    others: list[str] = []
    rows = wrong.diagnostics if isinstance(wrong, BadInput) else []
    for row in rows:
        field = field_at(row.path, told) if not typed.get("document", "").strip() else None
        if field is not None:
            errors.setdefault(field, "Fill this in" if row.message.endswith(ABSENT) else row.message)
        else:
            others.append((f"line {row.line}: " if row.line else f"{row.path}: ") + row.message)
    marked = "Nothing is planned yet: see the fields that are marked"
    return _form(visit, opened, typed, errors, marked if errors else wrong.message, tuple(others))


@router.get(REVIEW)
def review(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    scenario_id: str,
    plan: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The plans after the changes, and the moves of one of them."""
    found = _review(visit, portfolio_id, plan_id, scenario_id)
    source, _, controls, _ = open_plan(visit, portfolio_id, plan_id)
    job = running_job(visit, portfolio_id, (), scenario_id)
    shown = _shown(found, plan)
    moves = moves_of_replan(visit.context, found, shown) if shown is not None else ()
    shell = portfolio_shell(
        visit.frame, source.place, "Plan", title=found.name, refresh_seconds=REFRESH_SECONDS if job else 0
    )
    progress = progress_of(visit, job, f"{source.href}/replan/{scenario_id}") if job else None
    told = changes_told(found)
    return answer(
        replan_review_view(
            shell, controls, source, found, told, shown, moves, progress, job, can_edit=visit.can_edit
        )
    )


def _review(visit: Visit, portfolio_id: str, plan_id: str, scenario_id: str) -> ReplanReview:
    found = review_replan(visit.context, scenario_id)
    if found.portfolio_id != portfolio_id or found.base.id != plan_id:
        raise NotFound(f"This plan has no replanning '{scenario_id}'.")
    return found


def _shown(found: ReplanReview, plan: str) -> PricedPlan | None:
    """The plan that was asked for, else the accepted one, else the best at the price that holds, else any."""
    by_id = {point.record.id: point for point in found.points}
    usual = found.chosen if found.state == "applied" else found.best
    return by_id.get(plan) or by_id.get(usual or "") or next(iter(found.points), None)


@router.get(REVIEW + "/moves.csv")
def moves_file(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    scenario_id: str,
    plan: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The moves of one of the plans as CSV."""
    found = _review(visit, portfolio_id, plan_id, scenario_id)
    source = open_plan(visit, portfolio_id, plan_id).source
    shown = _shown(found, plan)
    if shown is None:
        raise NotFound("There is no plan yet.")
    moves = moves_of_replan(visit.context, found, shown)
    table = moves_table(source, shown, moves, f"{source.href}/replan/{scenario_id}")
    return download(to_csv(table), f"{portfolio_id}-moves.csv", "text/csv; charset=utf-8")


@router.post(REVIEW + "/accept")
def accept(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    scenario_id: str,
    plan: Annotated[str, Form(max_length=80)],
    note: Annotated[str, Form()] = "",
) -> Response:
    """Make the changes part of the portfolio and the plan its plan of record."""
    _review(visit, portfolio_id, plan_id, scenario_id)
    token = accept_replan(visit.context, scenario_id, plan, note=note)
    return go(
        REVIEW.format(portfolio_id=portfolio_id, plan_id=plan_id, scenario_id=scenario_id),
        said="accepted",
        undo=token,
    )


@router.post(REVIEW + "/undo/{token}")
def undo(visit: CurrentVisit, portfolio_id: str, plan_id: str, scenario_id: str, token: str) -> Response:
    """Take an acceptance back."""
    _review(visit, portfolio_id, plan_id, scenario_id)
    undo_accept(visit.context, portfolio_id, scenario_id, token)
    return go(
        REVIEW.format(portfolio_id=portfolio_id, plan_id=plan_id, scenario_id=scenario_id), said="taken-back"
    )


@router.post(REVIEW + "/refuse")
def refuse(visit: CurrentVisit, portfolio_id: str, plan_id: str, scenario_id: str) -> Response:
    """Leave the portfolio and its plan as they are."""
    _review(visit, portfolio_id, plan_id, scenario_id)
    refuse_replan(visit.context, scenario_id)
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}", said="refused")

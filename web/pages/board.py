"""The roadmap as a board: read it, try a gesture on it, keep the gesture as pins, take it back."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from pydantic import ValidationError

from planner.domain.what_if import Drag
from planner.errors import BadInput, NotFound
from planner.services.late_projects import late_projects
from planner.services.pin_words import gesture_lines
from planner.services.pinning import Gesture, keep_pins, last_gesture, next_gesture, take_back_pins
from planner.services.plans import PlanRecord, plan_of_record
from planner.services.replans import ask_what_if
from web import words
from web.forms.decisions import read_decision
from web.pages.jobs import progress_of
from web.pages.reading import (
    REFRESH_SECONDS,
    CurrentLook,
    OpenPlan,
    latest_plan,
    open_plan,
    plan_source,
    read_place,
    running_job,
)
from web.rendering import answer
from web.views.look import Look
from web.views.moves import Moves, moves_from
from web.views.panel import Panel
from web.views.plan_parts import PlanSource, plan_controls
from web.views.plans import ByHand, PlanView, Step, Trial, plan_view
from web.views.proposal import Proposal, ProposalPart, proposal_view
from web.views.shell import Nav, PortfolioPlace, portfolio_shell
from web.visit import CurrentVisit, Visit, go

router = APIRouter()
LONGEST = 200
GESTURE = ("project", "phase", "starts", "person", "selected")
PLAN = "/portfolios/{portfolio_id}/plans/{plan_id}"


@router.get("/portfolios/{portfolio_id}/plan")
def latest(visit: CurrentVisit, portfolio_id: str, look: CurrentLook) -> Response:
    """The latest plan, or what to do to get one."""
    record, place = read_place(visit, portfolio_id)
    found = latest_plan(visit, portfolio_id)
    job = running_job(visit, portfolio_id, (found.id,) if found else ())
    controls = plan_controls(
        place,
        can_edit=visit.can_edit,
        job=job,
        again=found is not None,
        before=found.settings.seconds if found else 10,
        confidence=found.settings.confidence if found else None,
        query=look.query,
    )
    shell = portfolio_shell(visit.frame, place, "Plan", refresh_seconds=REFRESH_SECONDS if job else 0)
    if found is None:
        progress = progress_of(visit, job, place.href + "/plan", look.query) if job else None
        return answer(PlanView.empty(shell, controls, progress, _missing(place)))
    opened = OpenPlan(plan_source(visit, place, record, found), shell, controls, job)
    return roadmap_page(visit, opened, look, back=f"{place.href}/plan")


def _missing(place: PortfolioPlace) -> tuple[Nav, ...]:
    wanted = ((place.projects, "Add projects", "projects"), (place.people, "Add people", "people"))
    return tuple(Nav(label, f"{place.href}/{path}") for count, label, path in wanted if not count)


@router.get(PLAN)
def plan(visit: CurrentVisit, portfolio_id: str, plan_id: str, look: CurrentLook) -> Response:
    """The roadmap of one plan."""
    return roadmap_page(visit, open_plan(visit, portfolio_id, plan_id, look.query), look)


def roadmap_page(
    visit: Visit,
    opened: OpenPlan,
    look: Look,
    trial: Trial | None = None,
    *,
    panel: Panel | None = None,
    back: str = "",
    status: int = 200,
) -> Response:
    """The roadmap over the plan of record, unless it is that; with a panel beside it where one is open."""
    source = opened.source
    record = None if source.is_record else plan_of_record(visit.context, source.place.id)
    view = plan_view(
        opened.shell,
        opened.controls,
        source,
        visit.now.date(),
        progress_of(visit, opened.job, back or source.href, look.query) if opened.job else None,
        moves_of(visit, source, record),
        record.plan if record else None,
        look,
        late_projects(source.portfolio, source.plan, source.forecast),
        trial,
        _by_hand(visit, source, look),
        panel,
    )
    return answer(view, status=status)


def _by_hand(visit: Visit, source: PlanSource, look: Look) -> ByHand:
    """What can be undone and redone, and where the history is."""
    last, following = (
        (last_gesture(visit.context, source.place.id), next_gesture(visit.context, source.place.id))
        if visit.can_edit
        else (None, None)
    )

    def step(verb: str, gesture: Gesture | None, at: dt.datetime | None) -> Step | None:
        if gesture is None or at is None:
            return None
        lines = gesture_lines(source.portfolio, gesture.edits)
        told = f"{words.listing(lines, 1)} ({gesture.by}, {words.ago(at, visit.now)})"
        return Step(f"{source.href}/{verb}/{gesture.id}{look.query if verb == 'redo' else ''}", told)

    return ByHand(
        step("undo", last, last.at if last else None),
        step("redo", following, following.undone_at if following else None),
        f"{source.place.href}/gestures",
    )


def moves_of(visit: Visit, source: PlanSource, record: PlanRecord | None) -> Moves | None:
    """What a plan changes about the plan of record; None without one."""
    if record is None or source.plan.value is None:
        return None
    return moves_from(source, record.plan, record.portfolio, can_edit=visit.can_edit)


@router.get(PLAN + "/proposal")
def proposal(
    visit: CurrentVisit, request: Request, portfolio_id: str, plan_id: str, look: CurrentLook
) -> Response:
    """What a gesture would do: the roadmap with the proposal on it; for the script only the proposal."""
    typed = _typed(request.query_params)
    if visit.fragment:
        return answer(ProposalPart(_proposal(visit, portfolio_id, plan_id, look, typed)))
    try:
        found, refusal = _proposal(visit, portfolio_id, plan_id, look, typed), ""
    except BadInput as error:
        found, refusal = None, error.message
    trial = Trial(typed, found, refusal)
    return roadmap_page(
        visit,
        open_plan(visit, portfolio_id, plan_id, look.query),
        look,
        trial,
        status=422 if refusal else 200,
    )


def _proposal(visit: Visit, portfolio_id: str, plan_id: str, look: Look, typed: dict[str, str]) -> Proposal:
    drag = _drag(typed)
    tried = ask_what_if(visit.context, plan_id, drag)
    if tried.portfolio_id != portfolio_id:
        raise NotFound(f"This portfolio has no plan '{plan_id}'.")
    href = f"/portfolios/{portfolio_id}/plans/{plan_id}"
    return proposal_view(href, look, drag, tried, can_edit=visit.can_edit)


def _typed(query: Mapping[str, str]) -> dict[str, str]:
    """What the address says of the gesture; a form may name project and phase as one `place`."""
    typed = {name: query.get(name, "")[:LONGEST] for name in GESTURE}
    if query.get("place"):
        typed["project"], _, typed["phase"] = query["place"][:LONGEST].partition("/")
    return typed


def _drag(typed: dict[str, str]) -> Drag:
    """The gesture of an address. Any day of a week stands for its Monday."""
    given: dict[str, object] = {name: value.strip() for name, value in typed.items() if value.strip()}
    if "starts" in given:
        try:
            day = dt.date.fromisoformat(str(given["starts"]))
        except ValueError:
            raise BadInput(f"starts: '{given['starts']}' is no day such as 2027-03-01") from None
        given["starts"] = day - dt.timedelta(days=day.weekday())
    if "selected" in given:
        given["selected"] = given["selected"] == "true"
    try:
        return Drag.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadInput(": ".join(filter(None, (place, str(first["msg"]))))) from error


@router.post(PLAN + "/pins")
def keep(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    look: CurrentLook,
    version: Annotated[int, Form(ge=0)],
    pin: Annotated[list[str] | None, Form()] = None,
    every: Annotated[list[str] | None, Form()] = None,
    all_rows: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a gesture, and what else was chosen of its proposal, as pins, and plan again."""
    lines = (every if all_rows else pin) or []
    pins = [found for line in dict.fromkeys(lines) for found in read_decision(line)]
    kept = keep_pins(visit.context, plan_id, pins, version=version)
    if kept.job.portfolio_id != portfolio_id:
        raise NotFound(f"This portfolio has no plan '{plan_id}'.")
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}{look.query}", said="pinned", undo=kept.gesture_id)


@router.post(PLAN + "/undo/{gesture_id}")
def undo(visit: CurrentVisit, portfolio_id: str, plan_id: str, gesture_id: str) -> Response:
    """Take the pins of a gesture back, and show the plan on which it was made."""
    made_on = take_back_pins(visit.context, portfolio_id, gesture_id) or plan_id
    return go(f"/portfolios/{portfolio_id}/plans/{made_on}", said="unpinned")

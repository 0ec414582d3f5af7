"""Is there room for more work in a plan? The question is kept in the address; what was asked can become a project."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from planner.document.asked import asked
from planner.domain.available import Availability, NewProject, Wanted
from planner.errors import BadInput
from planner.services.add_wanted import add_wanted
from planner.services.replans import ask_available
from planner.services.row_states import undo
from web.forms.entries import MistypedError, read_estimate
from web.forms.wanted import wanted_shape
from web.pages.jobs import progress_of
from web.pages.reading import open_plan
from web.rendering import answer
from web.views.available import AddedWork, available_view
from web.visit import CurrentVisit, Typed, Visit, go

router = APIRouter()
PAGE = "/portfolios/{portfolio_id}/plans/{plan_id}/available"
ABOUT = ("said", "undo", "added")
"""What an address says besides the question."""
MAKING = ("value_per_week", "mandatory")
"""Fields of the form that makes it a project."""


@router.get(PAGE)
def available(visit: CurrentVisit, portfolio_id: str, plan_id: str, request: Request) -> Response:
    """The form, and the answer when something was asked."""
    typed = {name: value.strip() for name, value in request.query_params.items() if name not in ABOUT}
    return _page(visit, portfolio_id, plan_id, typed, added=request.query_params.get("added", ""))


def _page(
    visit: Visit, portfolio_id: str, plan_id: str, typed: dict[str, str], *, added: str = "", error: str = ""
) -> Response:
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    found: Availability | None = None
    if typed and typed.get("do") not in ("more", "less") and not added and not error:
        try:
            found = ask_available(visit.context, plan_id, asked(Wanted, wanted_shape(typed)))
        except (BadInput, MistypedError) as wrong:
            error = _said(wrong)
    made = AddedWork(typed.get("name", added), f"{source.place.href}/projects/{added}") if added else None
    progress = progress_of(visit, job, source.href) if job else None
    view = available_view(
        shell, controls, source, typed, found, error, progress, can_edit=visit.can_edit, added=made
    )
    return answer(view, status=422 if error else 200)


def _said(wrong: BadInput | MistypedError) -> str:
    return wrong.message if isinstance(wrong, BadInput) else str(wrong)


@router.post(PAGE + "/project")
def make_project(visit: CurrentVisit, portfolio_id: str, plan_id: str, typed: Typed) -> Response:
    """Add what was asked to the projects of the portfolio."""
    question = {name: value for name, value in typed.items() if name not in MAKING}
    try:
        new = {
            "wanted": wanted_shape(question),
            "value_per_week": read_estimate(typed.get("value_per_week", "")),
            "mandatory": bool(typed.get("mandatory")),
        }
        done = add_wanted(visit.context, plan_id, asked(NewProject, new))
    except (BadInput, MistypedError) as wrong:
        return _page(visit, portfolio_id, plan_id, question, error=_said(wrong))
    here = PAGE.format(portfolio_id=portfolio_id, plan_id=plan_id)
    query = urlencode({name: text for name, text in question.items() if text} | {"added": done.ids[0]})
    return go(f"{here}?{query}", said="added", undo=done.undo_token)


@router.post(PAGE + "/undo/{token}")
def take_back(visit: CurrentVisit, portfolio_id: str, plan_id: str, token: str) -> Response:
    """Take the project away again."""
    undo(visit.context, token)
    return go(PAGE.format(portfolio_id=portfolio_id, plan_id=plan_id), said="taken-back")

"""The history of what was changed by hand on the roadmap: undo, redo."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from planner.services.pinning import list_gestures, redo_pins, take_back_pins
from web.pages.board import PLAN
from web.pages.reading import CurrentLook, read_place
from web.rendering import answer
from web.views.gestures import gestures_view
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, go

router = APIRouter()
HISTORY = "/portfolios/{portfolio_id}/gestures"


@router.get(HISTORY)
def history(
    visit: CurrentVisit, portfolio_id: str, cursor: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Gestures on a portfolio, kept and taken back."""
    record, place = read_place(visit, portfolio_id)
    found = list_gestures(visit.context, portfolio_id, cursor=cursor or None)
    shell = portfolio_shell(visit.frame, place, "Plan", title="Changes by hand")
    return answer(gestures_view(shell, place, record.portfolio, found, visit.now, can_edit=visit.can_edit))


@router.post(HISTORY + "/{gesture_id}/undo")
def undo(visit: CurrentVisit, portfolio_id: str, gesture_id: str) -> Response:
    """Take a gesture back, and stay in the history."""
    take_back_pins(visit.context, portfolio_id, gesture_id)
    return go(f"/portfolios/{portfolio_id}/gestures", said="taken-back")


@router.post(HISTORY + "/{gesture_id}/redo")
def redo(visit: CurrentVisit, portfolio_id: str, gesture_id: str) -> Response:
    """Make a gesture again, and stay in the history."""
    redo_pins(visit.context, portfolio_id, gesture_id)
    return go(f"/portfolios/{portfolio_id}/gestures", said="made-again")


@router.post(PLAN + "/redo/{gesture_id}")
def redo_on_board(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, gesture_id: str, look: CurrentLook
) -> Response:
    """Make a gesture again from the roadmap."""
    redo_pins(visit.context, portfolio_id, gesture_id)
    return go(f"/portfolios/{portfolio_id}/plans/{plan_id}{look.query}", said="made-again")

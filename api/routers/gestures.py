"""What was changed by hand: keep pins, list, undo, redo."""

from typing import Any

from fastapi import APIRouter

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, Version
from api.schemas import PageOf
from api.schemas_gestures import GestureBody, KeptPinsBody, MadeAgainBody, PinsRequest, TakenBackBody
from planner.services import pinning

router = APIRouter(tags=["gestures"], route_class=CheckedRoute)
GESTURES = "/portfolios/{portfolio_id}/gestures"


@router.post("/plans/{plan_id}/pins", status_code=202, response_model=KeptPinsBody)
def keep_pins(ctx: Ctx, plan_id: str, asked: PinsRequest, version: Version) -> Any:
    """Keep pins in the portfolio of a plan, in place of those that decide the same, and plan again from it on.
    If-Match names the portfolio's version on which they were decided."""
    return pinning.keep_pins(ctx, plan_id, asked.pins, version=version)


@router.get(GESTURES, response_model=PageOf[GestureBody])
def list_gestures(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List what was changed by hand, kept and taken back, the newest first."""
    return pinning.list_gestures(ctx, portfolio_id, limit=limit, cursor=cursor)


@router.post(GESTURES + "/{gesture_id}/undo", response_model=TakenBackBody)
def undo_gesture(ctx: Ctx, portfolio_id: str, gesture_id: str) -> Any:
    """Take a gesture back with all that it pinned; whatever else was edited since stays."""
    return {"plan_id": pinning.take_back_pins(ctx, portfolio_id, gesture_id)}


@router.post(GESTURES + "/{gesture_id}/redo", response_model=MadeAgainBody)
def redo_gesture(ctx: Ctx, portfolio_id: str, gesture_id: str) -> Any:
    """Make a gesture again that was taken back, and plan again."""
    return {"job": pinning.redo_pins(ctx, portfolio_id, gesture_id)}

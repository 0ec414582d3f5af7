"""The plan of record: its history, its calendar, and links that share it."""

from typing import Any

from fastapi import APIRouter, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit
from api.description import content
from api.schemas import NewShareBody, PageOf, PublicationBody, ShareBody, ShareRequest
from planner.exports.ics import MEDIA_TYPE
from planner.services import shares
from planner.services.calendar_feed import calendar_feed
from planner.services.publications import list_publications

router = APIRouter(tags=["publishing"], route_class=CheckedRoute)


@router.get("/portfolios/{portfolio_id}/publications", response_model=PageOf[PublicationBody])
def get_publications(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the decisions on the plan of record, the newest first: the first is the one that counts."""
    return list_publications(ctx, portfolio_id, limit=limit, cursor=cursor)


@router.get(
    "/portfolios/{portfolio_id}/calendar.ics", response_class=Response, responses=content("text/calendar")
)
def get_calendar(ctx: Ctx, portfolio_id: str) -> Response:
    """Get launches and deadlines of the plan of record as a calendar (RFC 5545)."""
    return Response(calendar_feed(ctx, portfolio_id), media_type=MEDIA_TYPE)


@router.get("/portfolios/{portfolio_id}/shares", response_model=PageOf[ShareBody])
def list_shares(ctx: Ctx, portfolio_id: str) -> Any:
    """List the links that share plans, the newest first; their secrets are not stored."""
    return {"items": shares.list_shares(ctx, portfolio_id), "next_cursor": None}


@router.post("/portfolios/{portfolio_id}/shares", status_code=201, response_model=NewShareBody)
def create_share(ctx: Ctx, portfolio_id: str, asked: ShareRequest) -> Any:
    """Make a link that shows the plan of record, or one plan, without a login. Its path is answered this one time."""
    link, secret = shares.create_share(
        ctx,
        portfolio_id,
        label=asked.label,
        days=asked.days,
        with_costs=asked.with_costs,
        plan_id=asked.plan_id,
    )
    return {**vars(link), "path": f"/shared/{secret}"}


@router.delete("/shares/{share_id}", status_code=204)
def revoke_share(ctx: Ctx, share_id: str) -> None:
    """End a link now."""
    shares.revoke_share(ctx, share_id)

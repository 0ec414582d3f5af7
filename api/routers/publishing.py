"""The plan of record: its history, its calendar, and links that share it."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit
from api.description import content
from api.schemas import NewShareBody, PageOf, PublicationBody, ShareBody, ShareRequest
from planner.domain.digest import Digest
from planner.exports.digest_markdown import digest_markdown
from planner.exports.ics import MEDIA_TYPE
from planner.services import shares
from planner.services.calendar_feed import calendar_feed
from planner.services.digest import digest
from planner.services.pages import cut
from planner.services.plans import get_plan
from planner.services.publications import list_publications
from web.pages.summaries import PPTX, deck_of
from web.visit import Visit, frame_of

router = APIRouter(tags=["publishing"], route_class=CheckedRoute)


@router.get("/portfolios/{portfolio_id}/publications", response_model=PageOf[PublicationBody])
def get_publications(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the decisions on the plan of record, the newest first: the first is the one that counts."""
    return list_publications(ctx, portfolio_id, limit=limit, cursor=cursor)


SLIDES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Found", "content": {PPTX: {"schema": {"type": "string", "format": "binary"}}}}
}
Since = Annotated[dt.date | None, Query(description="First day (UTC); seven days ago unless given.")]


@router.get("/portfolios/{portfolio_id}/digest", response_model=Digest)
def get_digest(ctx: Ctx, portfolio_id: str, since: Since = None) -> Any:
    """Get what has changed since a day: edits by whom, plan of record, launches, what is in and out, cost."""
    return digest(ctx, portfolio_id, since)


@router.get(
    "/portfolios/{portfolio_id}/digest.md", response_class=Response, responses=content("text/markdown")
)
def get_digest_markdown(ctx: Ctx, portfolio_id: str, since: Since = None) -> Response:
    """Get what has changed since a day as Markdown."""
    return Response(digest_markdown(digest(ctx, portfolio_id, since)), media_type="text/markdown")


@router.get("/plans/{plan_id}/summary.pptx", tags=["exports"], response_class=Response, responses=SLIDES)
def get_summary(ctx: Ctx, request: Request, plan_id: str) -> Response:
    """Get the one-page summary of a plan as a slide with native shapes and tables (PPTX)."""
    visit = Visit(ctx, frame_of(request, ctx.actor.name), dt.datetime.now(dt.UTC), fragment=False)
    return Response(deck_of(visit, get_plan(ctx, plan_id).portfolio_id, plan_id), media_type=PPTX)


@router.get(
    "/portfolios/{portfolio_id}/calendar.ics",
    tags=["exports"],
    response_class=Response,
    responses=content("text/calendar"),
)
def get_calendar(ctx: Ctx, portfolio_id: str) -> Response:
    """Get launches and deadlines of the plan of record as a calendar (RFC 5545)."""
    return Response(calendar_feed(ctx, portfolio_id), media_type=MEDIA_TYPE)


@router.get("/portfolios/{portfolio_id}/shares", response_model=PageOf[ShareBody])
def list_shares(ctx: Ctx, portfolio_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the links that share plans, the newest first; their secrets are not stored."""
    return cut(shares.list_shares(ctx, portfolio_id), lambda one: one.id, limit, cursor)


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

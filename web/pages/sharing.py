"""Links to the plan of record, or to one plan, that need no login: making and revoking them, and what they show."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from planner.errors import BadInput, NotFound
from planner.exports.ics import MEDIA_TYPE
from planner.services.calendar_feed import calendar_feed
from planner.services.plans import get_plan
from planner.services.shares import Shared, create_share, list_shares, revoke_share, shared_plan
from web.pages.reading import plan_source, read_place
from web.pages.summaries import picture_of, summary_of
from web.rendering import answer
from web.views.plan_parts import PlanSource
from web.views.publishing import plan_words, sharing_view
from web.views.shell import Nav, portfolio_shell, shell
from web.views.summary import nothing_published
from web.visit import CurrentVisit, Visit, frame_of, go

router = APIRouter()
#: Search engines stay out, also where a link was published by mistake.
UNLISTED = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}


def current_share() -> Iterator[Shared]:
    """What a link shows; `web.routes.mount` puts the application's own dependency in place of this one."""
    raise NotFound("Nothing is shared here.")


CurrentShare = Annotated[Shared, Depends(current_share, scope="function")]


@router.get("/portfolios/{portfolio_id}/sharing")
def links(
    visit: CurrentVisit, portfolio_id: str, plan: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """Links of a portfolio; with a plan, the form makes a link to that one."""
    return _links(visit, portfolio_id, plan_id=plan)


def _links(
    visit: Visit,
    portfolio_id: str,
    *,
    fresh: str = "",
    message: str = "",
    status: int = 200,
    plan_id: str = "",
) -> Response:
    _, place = read_place(visit, portfolio_id)
    one = get_plan(visit.context, plan_id) if plan_id else None
    if one is not None and one.portfolio_id != portfolio_id:
        raise NotFound(f"This portfolio has no plan '{plan_id}'.")
    view = sharing_view(
        portfolio_shell(
            visit.frame, place, "Plan", title="Share a plan" if one else "Share the plan of record"
        ),
        place,
        list_shares(visit.context, portfolio_id),
        visit.now,
        can_edit=visit.can_edit,
        fresh=fresh,
        message=message,
        plan=(one.id, plan_words(one)) if one else None,
    )
    return answer(view, status=status)


@router.post("/portfolios/{portfolio_id}/sharing")
def make(
    visit: CurrentVisit,
    request: Request,
    portfolio_id: str,
    label: Annotated[str, Form()] = "",
    days: Annotated[int, Form()] = 30,
    with_costs: Annotated[str, Form()] = "",
    plan_id: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Make a link; the page shows it once, and no address holds its secret but its own."""
    try:
        _, secret = create_share(
            visit.context,
            portfolio_id,
            label=label,
            days=days,
            with_costs=bool(with_costs),
            plan_id=plan_id or None,
        )
    except BadInput as error:
        return _links(visit, portfolio_id, message=error.message, status=422, plan_id=plan_id)
    return _links(visit, portfolio_id, fresh=f"{request.base_url}shared/{secret}", plan_id=plan_id)


@router.post("/portfolios/{portfolio_id}/sharing/{share_id}/revoke")
def revoke(visit: CurrentVisit, portfolio_id: str, share_id: str) -> Response:
    """End a link now."""
    revoke_share(visit.context, share_id)
    return go(f"/portfolios/{portfolio_id}/sharing", said="revoked")


@router.get("/shared/{token}")
def shared(request: Request, share: CurrentShare, token: str) -> Response:
    """The plan of record in one page, without a login."""
    visit, source = _opened(request, share)
    frame = visit.frame
    if source is None:
        return answer(nothing_published(shell(frame, "Plan of record")), headers=UNLISTED)
    address = f"/shared/{token}"
    files = (Nav("Roadmap as SVG", f"{address}/roadmap.svg"), Nav("Calendar", f"{address}/calendar.ics"))
    title = source.portfolio.name
    until = f"Shown to {share.link.label} until {share.link.expires_at:%d %b %Y}"
    which = [plan_words(found)] if (found := shared_plan(share)) else []
    meta = (*which, until)
    view = summary_of(
        visit, shell(frame, title, meta=meta), source, files, costs=share.link.with_costs, shared=True
    )
    return answer(view, headers=UNLISTED)


@router.get("/shared/{token}/roadmap.svg")
def shared_picture(request: Request, share: CurrentShare) -> Response:
    """The roadmap of the plan of record as a picture."""
    _, source = _opened(request, share)
    if source is None:
        raise NotFound("Nothing is published yet.")
    found = picture_of(source)
    found.headers.update(UNLISTED)
    return found


@router.get("/shared/{token}/calendar.ics")
def shared_calendar(share: CurrentShare) -> Response:
    """Launches and deadlines of the plan of record, to subscribe to."""
    return Response(
        calendar_feed(share.context, share.portfolio_id, share.link.plan_id),
        media_type=MEDIA_TYPE,
        headers=UNLISTED,
    )


def _opened(request: Request, share: Shared) -> tuple[Visit, PlanSource | None]:
    visit = Visit(share.context, frame_of(request, None), dt.datetime.now(dt.UTC), fragment=False)
    found = shared_plan(share)
    if found is None:
        return visit, None
    record, place = read_place(visit, share.portfolio_id)
    return visit, plan_source(visit, place, record, found)

"""Links to the plan of record, or to one plan, that need no login: making and revoking them, and what they show."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from planner.errors import BadInput, NotFound
from planner.exports.ics import MEDIA_TYPE
from planner.services.calendar_feed import calendar_feed
from planner.services.plans import get_plan
from planner.services.shares import Shared, create_share, list_shares, revoke_share, shared_plan
from web import words
from web.forms.form import fill, whole
from web.forms.places import diagnostic_errors
from web.pages.reading import download, plan_source, read_place
from web.pages.summaries import PPTX, PictureTheme, deck, picture_of, summary_of
from web.rendering import answer
from web.views.plan_parts import PlanSource
from web.views.publishing import SHARE_ITEMS, plan_words, sharing_view
from web.views.shell import Nav, portfolio_shell, shell
from web.views.summary import nothing_published
from web.visit import CurrentVisit, Typed, Visit, frame_of, go

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
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
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
        typed=typed,
        errors=errors,
        plan=(one.id, plan_words(one)) if one else None,
    )
    return answer(view, status=422 if errors else 200)


@router.post("/portfolios/{portfolio_id}/sharing")
def make(visit: CurrentVisit, request: Request, portfolio_id: str, typed: Typed) -> Response:
    """Make a link; the page shows it once, and no address holds its secret but its own."""
    given, errors = fill(SHARE_ITEMS, typed, {})
    plan_id = typed.get("plan_id", "")
    days = whole(given, errors, "days")
    if not errors and days is not None:
        try:
            _, secret = create_share(
                visit.context,
                portfolio_id,
                label=str(given["label"]),
                days=days,
                with_costs="with_costs" in given,
                plan_id=plan_id or None,
            )
        except BadInput as error:
            errors = diagnostic_errors(SHARE_ITEMS, typed, error.diagnostics, error.message)
    if errors:
        return _links(visit, portfolio_id, typed=typed, errors=errors, plan_id=plan_id)
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
    files = (
        Nav("Slide", f"{address}/summary.pptx"),
        Nav("Roadmap as SVG", f"{address}/roadmap.svg"),
        Nav("Calendar", f"{address}/calendar.ics"),
    )
    title = source.portfolio.name
    until = f"Shown to {share.link.label} until {words.day(share.link.expires_at.date())}"
    which = [plan_words(found)] if (found := shared_plan(share)) else []
    meta = (*which, until)
    view = summary_of(
        visit, shell(frame, title, meta=meta), source, files, costs=share.link.with_costs, shared=True
    )
    return answer(view, headers=UNLISTED)


@router.get("/shared/{token}/summary.pptx")
def shared_slide(request: Request, share: CurrentShare) -> Response:
    """The same as a slide; costs are in it where the link shows them."""
    visit, source = _opened(request, share)
    if source is None:
        raise NotFound("Nothing is published yet.")
    made = deck(visit, shell(visit.frame, source.portfolio.name), source, costs=share.link.with_costs)
    found = download(made, "summary.pptx", PPTX)
    found.headers.update(UNLISTED)
    return found


@router.get("/shared/{token}/roadmap.svg")
def shared_picture(request: Request, share: CurrentShare, theme: PictureTheme = "light") -> Response:
    """The roadmap of the plan of record as a picture."""
    _, source = _opened(request, share)
    if source is None:
        raise NotFound("Nothing is published yet.")
    found = picture_of(source, theme)
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

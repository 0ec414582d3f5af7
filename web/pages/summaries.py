"""The one-page summary of a plan, its roadmap as a picture, and the calendar of the plan of record."""

from typing import Literal

from fastapi import APIRouter, Response

from planner.errors import NotFound
from planner.exports.ics import MEDIA_TYPE
from planner.services.calendar_feed import calendar_feed
from planner.services.late_projects import late_projects
from planner.services.plan_costs import plan_cost
from planner.services.plans import get_plan
from planner.services.publications import Publication, list_publications
from web import words
from web.charts.roadmap import roadmap
from web.charts.roadmap_file import roadmap_svg
from web.pages.reading import download, open_plan
from web.rendering import answer
from web.views.plan_parts import PlanSource
from web.views.shell import Nav, Shell, portfolio_shell
from web.views.summary import Before, SummaryView, summary_view
from web.visit import CurrentVisit, Visit

router = APIRouter()
SVG = "image/svg+xml"
PictureTheme = Literal["light", "dark"]
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/summary")
def summary(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """One page about a plan, made to be printed."""
    source = open_plan(visit, portfolio_id, plan_id).source
    if source.plan.value is None:
        raise NotFound("This answer holds no schedule, so there is nothing to sum up.")
    title = f"{source.portfolio.name}, in one page"
    shell = portfolio_shell(visit.frame, source.place, "Plan", title=title)
    links = (
        Nav("Slide", f"{source.href}/summary.pptx"),
        Nav("Roadmap as SVG", f"{source.href}/roadmap.svg"),
        *((Nav("Calendar", f"{source.place.href}/calendar.ics"),) if source.is_record else ()),
    )
    return answer(summary_of(visit, shell, source, links))


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/summary.pptx")
def slide(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """The same as a slide with native shapes and tables."""
    return download(deck_of(visit, portfolio_id, plan_id), f"{portfolio_id}-summary.pptx", PPTX)


def deck_of(visit: Visit, portfolio_id: str, plan_id: str) -> bytes:
    """The summary of a plan as a slide deck; NotFound when it holds no schedule."""
    opened = open_plan(visit, portfolio_id, plan_id)
    return deck(visit, opened.shell, opened.source)


def deck(visit: Visit, shell: Shell, source: PlanSource, *, costs: bool = True) -> bytes:
    """The summary of an opened plan as a slide deck; NotFound when it holds no schedule."""
    # A third of a second to load, and few ask for it.
    from web.slides.summary import summary_deck  # noqa: PLC0415

    if source.plan.value is None:
        raise NotFound("This answer holds no schedule, so there is nothing to sum up.")
    return summary_deck(summary_of(visit, shell, source, (), costs=costs), source.portfolio.name)


def summary_of(
    visit: Visit,
    shell: Shell,
    source: PlanSource,
    links: tuple[Nav, ...],
    *,
    costs: bool = True,
    shared: bool = False,
) -> SummaryView:
    """The summary of a plan; `costs` says whether they may be shown, `shared` whether readers have no login."""
    decisions = list_publications(visit.context, source.place.id).items
    own = (
        next((one for one in decisions if one.plan_id == source.plan_id), None) if source.is_record else None
    )
    return summary_view(
        shell,
        source,
        late_projects(source.portfolio, source.plan, source.forecast),
        plan_cost(source.plan_id, source.portfolio, source.plan) if costs else None,
        own,
        _before(visit, source, decisions),
        links,
        shared=shared,
    )


def _before(visit: Visit, source: PlanSource, decisions: tuple[Publication, ...]) -> Before | None:
    """The plan of record before this one; for a plan that is not of record, the one that is."""
    found = next((one for one in decisions if one.exists and one.plan_id != source.plan_id), None)
    return Before(get_plan(visit.context, found.plan_id), found) if found else None


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/roadmap.svg")
def picture(visit: CurrentVisit, portfolio_id: str, plan_id: str, theme: PictureTheme = "light") -> Response:
    """The roadmap as a picture."""
    return picture_of(open_plan(visit, portfolio_id, plan_id).source, theme)


def picture_of(source: PlanSource, theme: PictureTheme) -> Response:
    """The roadmap of a plan as an SVG file."""
    hrefs = dict.fromkeys(source.project_hrefs(), "")
    chart = roadmap(source.portfolio, source.plan, source.finishes, hrefs, source.now.date())
    made = f"Plan of {words.moment(source.created_at)}" + (", plan of record" if source.is_record else "")
    return download(roadmap_svg(chart, source.portfolio.name, made, theme), "roadmap.svg", SVG)


@router.get("/portfolios/{portfolio_id}/calendar.ics")
def calendar(visit: CurrentVisit, portfolio_id: str) -> Response:
    """Launches and deadlines of the plan of record."""
    return download(calendar_feed(visit.context, portfolio_id), "plan-of-record.ics", MEDIA_TYPE)

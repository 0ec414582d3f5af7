"""The panel of a project beside the roadmap: a part of the page for the script, and a page of its own without it."""

from fastapi import APIRouter, Response

from planner.services.answers import get_explanation
from planner.services.comments import count_comments
from planner.services.placed import placed_in
from web.pages.board import PLAN, roadmap_page
from web.pages.origins import origins
from web.pages.reading import CurrentLook, open_plan, read_source, running_answer
from web.rendering import answer
from web.views.panel import Panel, PanelPart, panel_view
from web.views.plan_parts import PlanSource
from web.visit import CurrentVisit, Visit

router = APIRouter()


@router.get(PLAN + "/projects/{project_id}")
def panel(
    visit: CurrentVisit, portfolio_id: str, plan_id: str, project_id: str, look: CurrentLook
) -> Response:
    """Why a project is where the plan has it, with whom, how surely, at what cost."""
    if visit.fragment:
        source = read_source(visit, portfolio_id, plan_id)
        return answer(PanelPart(_panel(visit, source, project_id, look.query)))
    opened = open_plan(visit, portfolio_id, plan_id, look.query)
    shown = _panel(visit, opened.source, project_id, look.query)
    return roadmap_page(visit, opened, look, panel=shown)


def _panel(visit: Visit, source: PlanSource, project_id: str, query: str) -> Panel:
    placed = placed_in(source.portfolio, source.plan, source.plan_id, project_id)
    comments = count_comments(visit.context, source.place.id, project_id)
    pins, estimates = origins(visit, source.place.id, source.portfolio, project_id)
    busy = running_answer(visit, source.place.id, (source.plan_id,)) is not None
    return panel_view(
        source,
        placed,
        get_explanation(visit.context, source.plan_id, project_id),
        back=source.href + query,
        comments=str(comments) if comments else "",
        pins=pins,
        estimates=estimates,
        can_ask=visit.can_edit and not busy and source.plan.value is not None,
    )

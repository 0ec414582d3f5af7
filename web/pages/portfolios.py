"""The list of portfolios; starting with a blank one or with the demo."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from planner.errors import NotFound
from planner.services.import_portfolio import import_document
from planner.services.plans import PlanSettings, request_plan
from planner.services.portfolios import create_portfolio, list_portfolios
from web import words
from web.forms.blank import blank_portfolio
from web.rendering import answer
from web.views.general import PortfolioRow, PortfoliosView
from web.views.shell import shell
from web.visit import CurrentVisit, go

router = APIRouter()
PAGE = 50
DEMO = Path(__file__).parents[2] / "examples" / "ml-platform.yaml"


@router.get("/")
def portfolios(visit: CurrentVisit, cursor: Annotated[str | None, Query(max_length=500)] = None) -> Response:
    """All portfolios, or the way to the first one."""
    page = list_portfolios(visit.context, limit=PAGE, cursor=cursor)
    rows = tuple(
        PortfolioRow(
            name=item.name,
            href=f"/portfolios/{item.id}",
            projects=f"{item.projects:,}",
            people=f"{item.people:,}",
            pools=f"{item.pools:,}",
            horizon="",
            edited=words.ago(item.updated_at, visit.now),
        )
        for item in page.items
    )
    following = f"/?cursor={page.next_cursor}" if page.next_cursor else None
    return answer(
        PortfoliosView(
            shell(visit.frame, "Portfolios", section="Portfolios"),
            rows,
            following,
            visit.can_edit,
            visit.can_edit and DEMO.is_file(),
        )
    )


@router.post("/demo")
def demo(visit: CurrentVisit) -> Response:
    """Import the demo portfolio and plan it at once."""
    if not DEMO.is_file():
        raise NotFound("This installation came without the demo portfolio.")
    record = import_document(visit.context, DEMO.read_bytes(), filename=DEMO.name).record
    request_plan(visit.context, record.id, PlanSettings())
    return go(f"/portfolios/{record.id}/plan")


@router.post("/portfolios")
def create(visit: CurrentVisit, name: Annotated[str, Form(min_length=1, max_length=200)]) -> Response:
    """A portfolio with nothing but a name."""
    record = create_portfolio(visit.context, blank_portfolio(name, visit.now.date()))
    return go(f"/portfolios/{record.id}/plan", said="saved")

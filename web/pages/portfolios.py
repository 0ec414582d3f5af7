"""The list of portfolios; starting with a blank one or with the demo."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from planner.services import demo
from planner.services.blank import blank_portfolio
from planner.services.demo import open_demo
from planner.services.plans import list_plans
from planner.services.portfolios import PortfolioSummary, create_portfolio, list_portfolios
from web import words
from web.rendering import answer
from web.views.general import PortfolioRow, PortfoliosView
from web.views.shell import shell
from web.visit import CurrentVisit, Visit, go

router = APIRouter()
PAGE = 50


@router.get("/")
def portfolios(visit: CurrentVisit, cursor: Annotated[str | None, Query(max_length=500)] = None) -> Response:
    """All portfolios, or the way to the first one."""
    page = list_portfolios(visit.context, limit=PAGE, cursor=cursor)
    rows = tuple(_row(visit, item) for item in page.items)
    following = f"/?cursor={page.next_cursor}" if page.next_cursor else None
    return answer(
        PortfoliosView(
            shell(visit.frame, "Portfolios", section="Portfolios"),
            rows,
            following,
            visit.can_edit,
            visit.can_edit and demo.FILE.is_file(),
        )
    )


def _row(visit: Visit, item: PortfolioSummary) -> PortfolioRow:
    newest = next(iter(list_plans(visit.context, item.id, limit=1).items), None)
    plan, note = "no plan yet", ""
    if newest:
        plan = "no plan is possible" if newest.value is None else f"worth {words.short_number(newest.value)}"
        gap = "" if newest.gap is None else f"within {words.percent(newest.gap, 1)} of the best, "
        note = f"{gap}{words.ago(newest.created_at, visit.now)}"
    return PortfolioRow(
        name=item.name,
        href=f"/portfolios/{item.id}",
        projects=words.decimal(item.projects),
        people=words.decimal(item.people),
        pools=words.decimal(item.pools),
        plan=plan,
        plan_note=note,
        edited=words.ago(item.updated_at, visit.now),
    )


@router.post("/demo")
def open_the_demo(visit: CurrentVisit) -> Response:
    """The demo portfolio, planned at once when it has no plan."""
    return go(f"/portfolios/{open_demo(visit.context).portfolio_id}/plan")


@router.post("/portfolios")
def create(visit: CurrentVisit, name: Annotated[str, Form(min_length=1, max_length=200)]) -> Response:
    """A portfolio with nothing but a name."""
    record = create_portfolio(visit.context, blank_portfolio(name, visit.now.date()))
    return go(f"/portfolios/{record.id}/plan", said="saved")

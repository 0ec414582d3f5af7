"""What has changed in a portfolio: page, Markdown, JSON."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Response

from planner.errors import BadInput, wrong_field
from planner.exports.digest_markdown import digest_markdown
from planner.services.digest import digest
from web.pages.reading import download, read_place
from web.rendering import answer
from web.views.digest import digest_view
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit

router = APIRouter()
DIGEST = "/portfolios/{portfolio_id}/digest"
Since = Annotated[str, Query(max_length=40)]


def _day(since: str) -> dt.date | None:
    if not since.strip():
        return None
    try:
        return dt.date.fromisoformat(since.strip())
    except ValueError:
        raise wrong_field("since", f"'{since}' is no day such as 2027-03-01") from None


@router.get(DIGEST)
def page(visit: CurrentVisit, portfolio_id: str, since: Since = "") -> Response:
    """What has changed since a day, seven days ago unless given."""
    _, place = read_place(visit, portfolio_id)
    shell = portfolio_shell(visit.frame, place, "Plan", title="What has changed")
    try:
        return answer(digest_view(shell, place, digest(visit.context, portfolio_id, _day(since))))
    except BadInput as wrong:
        usual = digest(visit.context, portfolio_id)
        message = wrong.diagnostics[0].message
        return answer(digest_view(shell, place, usual, typed=since, error=message), status=422)


@router.get(DIGEST + ".md")
def markdown(visit: CurrentVisit, portfolio_id: str, since: Since = "") -> Response:
    """The same as Markdown."""
    made = digest_markdown(digest(visit.context, portfolio_id, _day(since)))
    return download(made, f"{portfolio_id}-changes.md", "text/markdown; charset=utf-8")


@router.get(DIGEST + ".json")
def as_json(visit: CurrentVisit, portfolio_id: str, since: Since = "") -> Response:
    """The same as JSON."""
    made = digest(visit.context, portfolio_id, _day(since)).model_dump_json(indent=2)
    return download(made.encode(), f"{portfolio_id}-changes.json", "application/json")

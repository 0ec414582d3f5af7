"""Comments on a project: written, deleted, brought back."""

from fastapi import APIRouter, Response

from planner.errors import BadInput, LimitExceeded
from planner.services.comments import add_comment, delete_comment, undo_comment
from web.pages.projects import project_page
from web.visit import CurrentVisit, Typed, go

router = APIRouter()
PROJECT = "/portfolios/{portfolio_id}/projects/{project_id}"
ANCHOR = "comments"


@router.post(PROJECT + "/comments")
def add(visit: CurrentVisit, portfolio_id: str, project_id: str, typed: Typed) -> Response:
    """Write a comment; one that is refused stays in its field."""
    text = typed.get("text", "")
    try:
        add_comment(visit.context, portfolio_id, project_id, text)
    except (BadInput, LimitExceeded) as error:
        said = error.message.removeprefix("text: ")
        return project_page(visit, portfolio_id, project_id, typed=text, error=said[:1].upper() + said[1:])
    return go(
        PROJECT.format(portfolio_id=portfolio_id, project_id=project_id), said="commented", anchor=ANCHOR
    )


@router.post(PROJECT + "/comments/{comment_id}/delete")
def delete(visit: CurrentVisit, comment_id: str) -> Response:
    """Delete a comment, with a way back."""
    gone = delete_comment(visit.context, comment_id)
    href = PROJECT.format(portfolio_id=gone.portfolio_id, project_id=gone.project_id)
    return go(href, said="uncommented", undo=gone.undo_token, anchor=ANCHOR)


@router.post(PROJECT + "/undo/{token}")
def restore(visit: CurrentVisit, portfolio_id: str, project_id: str, token: str) -> Response:
    """Bring a deleted comment back."""
    undo_comment(visit.context, token)
    return go(
        PROJECT.format(portfolio_id=portfolio_id, project_id=project_id), said="restored", anchor=ANCHOR
    )

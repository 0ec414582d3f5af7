"""Comments on projects."""

from typing import Any

from fastapi import APIRouter

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit
from api.schemas import PageOf
from api.schemas_comments import CommentBody, CommentDeletedBody, CommentRequest
from planner.services import comments

router = APIRouter(tags=["comments"], route_class=CheckedRoute)
ON_PROJECT = "/portfolios/{portfolio_id}/projects/{project_id}/comments"


@router.get(ON_PROJECT, response_model=PageOf[CommentBody])
def list_comments(
    ctx: Ctx, portfolio_id: str, project_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Any:
    """List the comments on a project, the newest first."""
    return comments.list_comments(ctx, portfolio_id, project_id, limit=limit, cursor=cursor)


@router.post(ON_PROJECT, status_code=201, response_model=CommentBody)
def add_comment(
    ctx: Ctx,
    portfolio_id: str,
    project_id: str,
    asked: CommentRequest,
) -> Any:
    """Write a comment on a project, in plain text."""
    return comments.add_comment(ctx, portfolio_id, project_id, asked.text)


@router.delete("/comments/{comment_id}", response_model=CommentDeletedBody)
def delete_comment(ctx: Ctx, comment_id: str) -> Any:
    """Delete a comment of one's own (owners: any); the answer says how to undo it."""
    return comments.delete_comment(ctx, comment_id)


@router.post("/comments/undo/{undo_token}", response_model=CommentBody)
def undo_comment(ctx: Ctx, undo_token: str) -> Any:
    """Bring a deleted comment back as it was."""
    return comments.undo_comment(ctx, undo_token)

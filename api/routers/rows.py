"""Projects, people, positions and pools of a portfolio: one router for each, alike but for the body."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, Version, etag
from api.schemas import DeletionBody, PageOf, RowBody, UndoneBody
from planner.domain.base import Model
from planner.domain.compute import Pool
from planner.domain.project_filter import ProjectFilter
from planner.domain.projects import Project
from planner.domain.team import Person, Position
from planner.services import row_states, rows
from planner.services.rows import RowKind

Words = Annotated[str, Query(max_length=200)]


def wanted_projects(
    q: Annotated[
        str, Query(max_length=200, description="Words of name, id, sponsor, kind or tags, all of them.")
    ] = "",
    theme: Words = "",
    team: Words = "",
    tag: Words = "",
) -> ProjectFilter:
    """Which projects are listed."""
    return ProjectFilter(q=q, theme=theme, team=team, tag=tag)


def everything() -> ProjectFilter:
    """All rows."""
    return ProjectFilter()


def rows_router(kind: RowKind, noun: str, model: type[Model]) -> APIRouter:
    """The router of one kind of row."""
    router = APIRouter(prefix=f"/portfolios/{{portfolio_id}}/{kind}", tags=[kind], route_class=CheckedRoute)
    given: Any = Annotated[model, Body()]
    row_body: Any = RowBody[model]  # type: ignore[valid-type]
    page_body: Any = PageOf[row_body]

    only: Any = wanted_projects if kind == "projects" else everything

    @router.get("", response_model=page_body, operation_id=f"list_{kind}", summary=f"List {kind}")
    def list_rows(
        ctx: Ctx,
        portfolio_id: str,
        only: Annotated[ProjectFilter, Depends(only)],
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Any:
        return rows.list_rows(ctx, portfolio_id, kind, limit=limit, cursor=cursor, only=only)

    @router.post(
        "", status_code=201, response_model=row_body, operation_id=f"add_{noun}", summary=f"Add a {noun}"
    )
    def add_row(
        ctx: Ctx,
        portfolio_id: str,
        body: given,
        response: Response,
    ) -> Any:
        row = rows.add_row(ctx, portfolio_id, kind, body)
        response.headers["Location"] = f"/api/v1/portfolios/{portfolio_id}/{kind}/{row.id}"
        response.headers["ETag"] = etag(row.version)
        return row

    @router.get("/{row_id}", response_model=row_body, operation_id=f"get_{noun}", summary=f"Get a {noun}")
    def get_row(ctx: Ctx, portfolio_id: str, row_id: str, response: Response) -> Any:
        row = rows.get_row(ctx, portfolio_id, kind, row_id)
        response.headers["ETag"] = etag(row.version)
        return row

    @router.put(
        "/{row_id}", response_model=row_body, operation_id=f"update_{noun}", summary=f"Replace a {noun}"
    )
    def update_row(
        ctx: Ctx, portfolio_id: str, row_id: str, body: given, version: Version, response: Response
    ) -> Any:
        row = rows.update_row(ctx, portfolio_id, kind, row_id, body, version=version)
        response.headers["ETag"] = etag(row.version)
        return row

    @router.delete(
        "/{row_id}",
        response_model=DeletionBody,
        operation_id=f"delete_{noun}",
        summary=f"Delete a {noun}; the answer says how to undo it",
    )
    def delete_row(ctx: Ctx, portfolio_id: str, row_id: str, version: Version) -> Any:
        return rows.delete_row(ctx, portfolio_id, kind, row_id, version=version)

    return router


undo_router = APIRouter(tags=["undo"])


@undo_router.post("/undo/{undo_token}", response_model=UndoneBody)
def undo(ctx: Ctx, undo_token: str) -> Any:
    """Take a deletion or an edit of cells back. The answer says how to do it again."""
    return row_states.undo(ctx, undo_token)


routers = (
    rows_router("projects", "project", Project),
    rows_router("people", "person", Person),
    rows_router("positions", "position", Position),
    rows_router("pools", "pool", Pool),
    undo_router,
)

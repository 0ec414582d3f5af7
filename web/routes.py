"""All pages in one router, and how an application takes them in."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI

from web.pages import (
    access,
    actuals,
    answers,
    available,
    board,
    bulk,
    calibration,
    cells,
    comments,
    comparison,
    digest,
    estimators,
    filters,
    gestures,
    imports,
    jobs,
    login,
    panel,
    paste,
    plans,
    portfolios,
    prices,
    projects,
    replan,
    reports,
    resources,
    scenarios,
    settings,
    sharing,
    statics,
    summaries,
    team,
    tracking,
)
from web.pages.login import SignIn, SignOut, current_sign_in, current_sign_out
from web.pages.sharing import current_share
from web.security import Languages, SecurityHeaders
from web.visit import current_context

router = APIRouter(include_in_schema=False)
# Projects and settings come before the other resources, whose addresses hold the kind as a parameter.
for module in (
    statics,
    login,
    portfolios,
    imports,
    paste,
    jobs,
    estimators,
    answers,
    available,
    team,
    calibration,
    reports,
    replan,
    tracking,
    comparison,
    scenarios,
    summaries,
    sharing,
    prices,
    actuals,
    digest,
    access,
    board,
    panel,
    gestures,
    plans,
    cells,
    bulk,
    comments,
    filters,
    projects,
    settings,
    resources,
):
    router.include_router(module.router)


def mount(
    app: FastAPI,
    context: Callable[..., Any],
    sign_in: SignIn | None = None,
    sign_out: SignOut | None = None,
    share: Callable[..., Any] | None = None,
) -> None:
    """Put all pages into an application; `context` is its dependency for the Context of a request:
    a reading session for GET and HEAD, one that is committed for everything else.
    `sign_in` redeems login tokens, `sign_out` ends sessions, `share` is the dependency for what a shared link shows.
    """
    app.include_router(router)
    app.dependency_overrides[current_context] = context
    if sign_in is not None:
        app.dependency_overrides[current_sign_in] = lambda: sign_in
    if sign_out is not None:
        app.dependency_overrides[current_sign_out] = lambda: sign_out
    if share is not None:
        app.dependency_overrides[current_share] = share
    app.add_middleware(Languages)
    app.add_middleware(SecurityHeaders)

"""The application factory."""

import asyncio
import datetime as dt
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response

import web.routes
from api.dependencies import COOKIE, context, database, end_session, once_only, shared
from api.description import describe
from api.middleware import BodyLimit, PlainAddress, RequestLog, SameOrigin
from api.problems import Problem, install
from api.ready import get_ready
from api.routers import (
    actuals,
    answers,
    calibration,
    comments,
    costs,
    documents,
    estimates,
    filters,
    gestures,
    jobs,
    operations,
    organisations,
    plans,
    portfolios,
    publishing,
    replans,
    rows,
    scenarios,
    sheets,
)
from planner.jobs.supervisor import EmbeddedWorker
from planner.persistence.database import REQUESTS_AT_ONCE
from planner.services.identity import redeem_login_link
from planner.services.installation import close_database, open_database
from planner.services.product import product_version
from planner.settings import Settings
from web.pages.login import SignIn

DESCRIPTION = """Everything that the pages do. Lists are paged by `cursor`; writes to rows take `If-Match`, and every
write an `Idempotency-Key`: sent again with it, it is not done again and is answered as before. Errors are problem
details (RFC 9457); long work answers 202 with a job. Money is a decimal string."""
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        401: "Nobody is signed in",
        403: "The role does not allow it",
        404: "No such thing",
        409: "It does not fit beside what is there",
        412: "Changed meanwhile",
        413: "Over a limit",
        415: "A body of this media type is not taken here",
        422: "It cannot be used; `errors` says where and why",
        428: "If-Match is missing",
        503: "The database is away; try again after Retry-After seconds",
    }.items()
}


def create_app(settings: Settings | None = None, *, warm: bool = False) -> FastAPI:
    """The application: API, health, metrics and pages over one database.

    Parameters
    ----------
    warm
        Get ready beside the first requests, for a server that goes on: see `get_ready`.
    """
    chosen = settings or Settings.from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = open_database(chosen)
        if warm:
            threading.Thread(target=get_ready, args=(0.01,), name="ready", daemon=True).start()
        worker = EmbeddedWorker(chosen) if chosen.starts_worker else None
        if worker is not None:
            worker.start()
        try:
            yield
        finally:
            if worker is not None:
                worker.stop()
            close_database(app.state.database)

    app = FastAPI(
        title="Quarterdeck",
        version=product_version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = chosen
    app.state.places = asyncio.Semaphore(REQUESTS_AT_ONCE)
    install(app)
    api = APIRouter(prefix="/api/v1", responses=REFUSALS, dependencies=[Depends(once_only)])
    for module in (
        portfolios,
        documents,
        plans,
        publishing,
        costs,
        actuals,
        comments,
        answers,
        replans,
        scenarios,
        jobs,
        organisations,
        estimates,
        gestures,
        filters,
        calibration,
        sheets,
    ):
        api.include_router(module.router)
    for router in rows.routers:
        api.include_router(router)
    api.include_router(portfolios.demo_router)
    app.include_router(api)
    describe(app)
    app.include_router(operations.router)
    for middleware in (SameOrigin, PlainAddress, BodyLimit, RequestLog):
        app.add_middleware(middleware)
    # Around the others: pages that they answer with carry the headers of pages, too.
    web.routes.mount(app, context, _sign_in(chosen), end_session, shared)
    return app


def _sign_in(settings: Settings) -> SignIn:
    def sign_in(request: Request, response: Response, token: str) -> None:
        with database(request).write() as session:
            _, secret = redeem_login_link(session, token, lifetime=dt.timedelta(days=settings.session_days))
        response.set_cookie(
            COOKIE,
            secret,
            max_age=settings.session_days * 86_400,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    return sign_in

"""An application with the pages alone, over a database of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from planner.document import write_yaml
from planner.errors import QuarterdeckError
from planner.persistence.database import Database
from planner.persistence.jobs import find_plan
from planner.services.context import Context
from planner.services.identity import create_login_link, local_context, redeem_login_link
from planner.services.shares import Shared, open_share
from tests.stored import local_installation, store_plan
from tests.web import samples
from web.errors import error_page, missing_page
from web.routes import mount


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with local_installation(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


def same(ctx: Context) -> Context:
    """The owner, as in a local installation."""
    return ctx


def pages_over(database: Database, whom: Callable[[Context], Context] = same) -> FastAPI:
    """The pages with a single user."""

    def context(request: Request) -> Iterator[Context]:
        unit = database.read if request.method in ("GET", "HEAD") else database.write
        with unit() as session:
            yield whom(local_context(session))

    app = FastAPI()

    def sign_in(request: Request, response: Response, token: str) -> None:
        with database.write() as session:
            _, cookie = redeem_login_link(session, token)
        response.set_cookie("session", cookie)

    def share(token: str) -> Iterator[Shared]:
        with database.read() as session:
            yield open_share(session, token)

    mount(app, context, sign_in, share=share)

    def known(request: Request, error: Exception) -> object:
        return error_page(request, error)

    def missing(request: Request, error: Exception) -> object:
        return missing_page(request)

    app.add_exception_handler(QuarterdeckError, known)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, missing)  # type: ignore[arg-type]
    return app


@pytest.fixture(scope="module")
def client(database: Database) -> TestClient:
    return TestClient(pages_over(database), follow_redirects=False)


@pytest.fixture(scope="module")
def document() -> str:
    return write_yaml(samples.portfolio())


@pytest.fixture
def token(database: Database) -> str:
    """A fresh login token."""
    with database.write() as session:
        return create_login_link(local_context(session))


@pytest.fixture
def home(client: TestClient, document: str) -> str:
    """Address of a freshly imported portfolio."""
    answer = client.post("/import", data={"text": document})
    assert answer.status_code == 303
    return str(answer.headers["location"]).partition("/plan")[0]


@pytest.fixture
def example_file(tmp_path: Path, document: str) -> Path:
    path = tmp_path / "portfolio.yaml"
    path.write_text(document)
    return path


@pytest.fixture
def board(database: Database) -> str:
    """Address of a plan of two projects."""
    with database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        return f"/portfolios/{find_plan(session, ctx.organisation_id, plan_id).portfolio_id}/plans/{plan_id}"

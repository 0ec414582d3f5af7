"""The API keeps to its own description, whatever is sent: valid bodies, and bodies just beside valid.

Each operation gets a bounded number of examples, the same ones in every run, against one portfolio that exists.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from planner.services.identity import create_api_token, local_context
from planner.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-plan.yaml"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 4
"""Of each operation and kind of data."""


def operations() -> list[APIOperation]:
    """Everything that the description offers, but for streams: their tests follow a job to its end."""
    application = create_app(Settings(data=Path("unused"), embedded_worker=False))
    schema = schemathesis.openapi.from_dict(application.openapi())
    found = [result.ok() for result in schema.get_all_operations()]
    return [operation for operation in found if not operation.path.endswith("/events")]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application over a database of its own; nothing works on its jobs."""
    application = create_app(Settings(data=tmp_path_factory.mktemp("contract"), embedded_worker=False))
    with TestClient(application):
        yield application


@pytest.fixture(scope="module")
def headers(app: FastAPI) -> dict[str, str]:
    """The token of the local owner."""
    with app.state.database.write() as session:
        return {"authorization": f"Bearer {create_api_token(local_context(session), 'contract')}"}


@pytest.fixture
def portfolio_id(app: FastAPI, headers: dict[str, str]) -> str:
    """A portfolio that is there, so that what hangs below it is reached."""
    answer = TestClient(app).post(
        "/api/v1/portfolios",
        content=EXAMPLE.read_bytes(),
        headers=headers | {"content-type": "application/yaml"},
    )
    return str(answer.json()["id"])


def running(app: FastAPI) -> ASGIApp:
    """The application as it runs already: it would be opened and closed again around each call."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for _ in ("startup", "shutdown"):
            message = await receive()
            await send({"type": f"{message['type']}.complete"})

    return answer


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_an_operation_keeps_to_its_description(
    operation: APIOperation, mode: GenerationMode, app: FastAPI, headers: dict[str, str], portfolio_id: str
) -> None:
    operation.schema.app = operation.app = running(app)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def keeps(case: Case) -> None:
        if "portfolio_id" in case.path_parameters:
            case.path_parameters["portfolio_id"] = portfolio_id
        case.call_and_validate(headers=headers, checks=CHECKS)

    keeps()

"""The whole application over a database of its own, and a client with a token."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from planner.persistence.tables import Organisation, User
from planner.services.context import Role
from planner.services.identity import create_api_token, local_context
from planner.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-plan.yaml"
YAML = {"content-type": "application/yaml"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    application = create_app(Settings(data=tmp_path_factory.mktemp("api"), embedded_worker=False))
    with TestClient(application):
        yield application


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """Signed in as the local owner."""
    with app.state.database.write() as session:
        token = create_api_token(local_context(session), "test")
    return TestClient(app, headers={"authorization": f"Bearer {token}"}, follow_redirects=False)


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    """Somebody of another organisation."""
    with app.state.database.write() as session:
        if session.get(User, "eve") is None:
            session.add(Organisation(id="other", name="Other"))
            session.flush()
            session.add(User(id="eve", organisation_id="other", name="Eve", role=int(Role.OWNER)))
            session.flush()
        context = local_context(session)
        other = type(context)("other", type(context.actor)("eve", "Eve", Role.OWNER), session)
        token = create_api_token(other, "test")
    return TestClient(app, headers={"authorization": f"Bearer {token}"}, follow_redirects=False)


@pytest.fixture
def portfolio_id(client: TestClient) -> str:
    """A freshly created portfolio."""
    answer = client.post("/api/v1/portfolios", content=EXAMPLE.read_bytes(), headers=YAML)
    assert answer.status_code == 201
    return str(answer.json()["id"])

"""Plans, forecasts, costs and imports over the API."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.examples import EXAMPLES
from planner.document.plan_file import read_plan
from planner.domain.forecast import Forecast
from planner.domain.job import ForecastSettings
from planner.persistence.tables import ForecastTable
from planner.services.identity import local_context
from tests.api.conftest import EXAMPLE, YAML
from tests.stored import store_plan

API = "/api/v1"
ZIP = {"content-type": "application/zip"}


@pytest.fixture
def plan_id(app: FastAPI) -> str:
    """A stored plan with two forecasts."""
    with app.state.database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        for name in ("first", "second"):
            body = Forecast.model_validate(EXAMPLES["Forecast"]).model_dump_json(by_alias=True)
            settings = ForecastSettings().model_dump()
            row = ForecastTable(
                id=f"{plan_id}-{name}",
                organisation_id=ctx.organisation_id,
                plan_id=plan_id,
                job_id=f"{plan_id}-{name}",
                settings=settings,
                body=body,
            )
            session.add(row)
    return plan_id


def test_costs_come_with_totals_that_add_up(client: TestClient, plan_id: str) -> None:
    # Worked out by hand in the tests of the cost forecast.
    costs = client.get(f"{API}/plans/{plan_id}/costs").json()
    assert costs["total"] == "18800.00"
    assert costs["by_project"] == {"a": "11600.00", "b": "3000.00", "unassigned": "4200.00"}
    groupings = [name for name in costs if name.startswith("by_")]
    assert len(groupings) == 13
    for name in groupings:
        assert sum(map(Decimal, costs[name].values())) == Decimal("18800.00")
    assert sum(Decimal(row["amount"]) for row in costs["rows"]) == Decimal("18800.00")


def test_load_comes_in_pages_that_together_are_the_heat_map(client: TestClient, plan_id: str) -> None:
    first = client.get(f"{API}/plans/{plan_id}/load/people", params={"limit": 30}).json()
    assert first["next_cursor"] == "bob~2027-02-01"  # 25 weeks of Ann, 5 of Bob
    assert first["items"][0] == {
        "person": "ann",
        "week": "2027-01-04",
        "capacity": 1.0,
        "planned": 0.5,
        "projects": ["a"],
    }
    following = {"limit": 200, "cursor": first["next_cursor"]}
    second = client.get(f"{API}/plans/{plan_id}/load/people", params=following).json()
    assert (len(second["items"]), second["next_cursor"]) == (20, None)
    skills = client.get(f"{API}/plans/{plan_id}/load/skills").json()["items"]
    assert skills[0] == {"skill": "ml", "week": "2027-01-04", "supply": 1.0, "demand": 0.5}
    assert client.get(f"{API}/plans/{plan_id}/load/skills", params={"cursor": "x"}).status_code == 422
    assert client.get(f"{API}/plans/nothing/load/skills").status_code == 404


def test_a_plan_is_exported_as_its_file(client: TestClient, plan_id: str) -> None:
    exported = read_plan(client.get(f"{API}/plans/{plan_id}/export").content)
    assert (
        exported.model_dump(mode="json", by_alias=True) == client.get(f"{API}/plans/{plan_id}").json()["plan"]
    )


def test_forecasts_are_listed_the_newest_first(client: TestClient, plan_id: str) -> None:
    path = f"{API}/plans/{plan_id}/forecasts"
    page = client.get(path, params={"limit": 1}).json()
    assert [item["id"] for item in page["items"]] == [f"{plan_id}-second"]
    rest = client.get(path, params={"cursor": page["next_cursor"]}).json()
    assert [item["id"] for item in rest["items"]] == [f"{plan_id}-first"]
    assert client.get(f"{API}/plans/{plan_id}/forecast").json()["runs"] == 4096


def test_a_plan_can_be_deleted_unless_it_is_of_record(client: TestClient, plan_id: str) -> None:
    assert client.post(f"{API}/plans/{plan_id}/publication").json()["is_record"]
    assert client.delete(f"{API}/plans/{plan_id}").status_code == 409


def test_a_focus_file_holds_what_is_asked_for(client: TestClient, plan_id: str) -> None:
    got = client.get(f"{API}/plans/{plan_id}/costs.focus", params={"data": "budget"})
    assert got.status_code == 200
    assert ",Forecast," not in got.text
    refused = client.get(f"{API}/plans/{plan_id}/costs.csv", params={"data": "budget"})
    assert refused.status_code == 422
    assert "only FOCUS files" in refused.text


def test_a_deleted_plan_is_gone(client: TestClient, plan_id: str) -> None:
    assert client.delete(f"{API}/plans/{plan_id}").status_code == 204
    assert client.get(f"{API}/plans/{plan_id}").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/export", "/verification", "/forecasts", "/forecast", "/costs", "/costs.csv"]
)
def test_another_organisation_finds_no_part_of_a_plan(stranger: TestClient, plan_id: str, path: str) -> None:
    assert stranger.get(f"{API}/plans/{plan_id}{path}").status_code == 404


def test_another_organisation_changes_no_plan_and_no_job(
    client: TestClient, stranger: TestClient, plan_id: str
) -> None:
    asked: Callable[..., int] = lambda path: stranger.post(f"{API}/{path}").status_code  # noqa: E731
    job = client.post(f"{API}/plans/{plan_id}/forecasts").json()["id"]
    assert asked(f"plans/{plan_id}/publication") == 404
    assert asked(f"plans/{plan_id}/forecasts") == 404
    assert stranger.delete(f"{API}/plans/{plan_id}").status_code == 404
    assert asked(f"jobs/{job}/cancellation") == 404
    assert stranger.get(f"{API}/jobs/{job}/events").status_code == 404
    assert job not in {item["id"] for item in stranger.get(f"{API}/jobs").json()["items"]}
    assert client.post(f"{API}/jobs/{job}/cancellation").json()["state"] == "cancelled"


def test_creating_twice_with_one_key_creates_once(client: TestClient) -> None:
    headers = YAML | {"idempotency-key": "create-once"}
    first = client.post(f"{API}/portfolios", content=EXAMPLE.read_bytes(), headers=headers)
    again = client.post(f"{API}/portfolios", content=EXAMPLE.read_bytes(), headers=headers)
    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    other = client.post(f"{API}/portfolios", content=EXAMPLE.read_bytes() + b"\n", headers=headers)
    assert other.status_code == 409


def test_a_row_is_added_once_for_its_key(client: TestClient, portfolio_id: str) -> None:
    path, body = f"{API}/portfolios/{portfolio_id}/pools", EXAMPLES["Pool-Input"] | {"id": "more"}
    headers = {"idempotency-key": f"add-{portfolio_id}"}
    answers = [client.post(path, json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert client.post(path, json=body).status_code == 409
    assert len(client.get(path).json()["items"]) == 2


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


def test_an_archive_needs_the_name_of_its_tool_and_its_files(client: TestClient) -> None:
    before = client.get(f"{API}/portfolios").json()
    for path, words in (
        ("portfolios", "say which tool the file comes from: format=capacity-planner or csv"),
        ("portfolios?format=capacity-planner", "the folder has no config.json"),
    ):
        answer = client.post(f"{API}/{path}", content=archive(other="{}"), headers=ZIP)
        assert answer.status_code == 422
        assert words in answer.json()["detail"]
    assert client.get(f"{API}/portfolios").json() == before


@pytest.mark.parametrize("cut", [1, 20, 40, 60, 80])
def test_a_broken_archive_is_refused(client: TestClient, cut: int) -> None:
    whole = archive(**{"config.json": "{}" * 500})
    broken = whole[:cut] + b"\xff" * 12 + whole[cut + 12 :]
    answer = client.post(f"{API}/portfolios?format=capacity-planner", content=broken, headers=ZIP)
    assert answer.status_code == 422


def test_an_archive_that_unpacks_without_end_is_refused(client: TestClient) -> None:
    bomb = archive(**{f"{n}.json": "0" * 9_000_000 for n in range(6)})
    assert len(bomb) < 100_000
    answer = client.post(f"{API}/portfolios?format=capacity-planner", content=bomb, headers=ZIP)
    assert "unpacks to 54 MB" in answer.json()["detail"]


def test_the_demo_is_made_once(client: TestClient) -> None:
    first = client.post(f"{API}/demo").json()
    assert first["portfolio_id"] == "demo"
    assert client.get(f"{API}/jobs/{first['job_id']}").json()["portfolio_id"] == "demo"
    assert client.post(f"{API}/demo").json() == first
    client.post(f"{API}/jobs/{first['job_id']}/cancellation")


def test_a_plan_can_be_asked_for_with_a_confidence(client: TestClient, portfolio_id: str) -> None:
    path = f"/api/v1/portfolios/{portfolio_id}/plans"
    accepted = client.post(path, json={"seconds": 1, "confidence": 0.8, "scope": "whole"})
    assert accepted.status_code == 202
    for value, scope in ((0, "project"), (1, "project"), (1.2, "project"), (0.8, "both")):
        refused = client.post(path, json={"confidence": value, "scope": scope})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["path"] in ("confidence", "scope")

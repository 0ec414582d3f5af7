"""Scenarios over the API: made, planned, reviewed, applied; refused with a place."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"


@pytest.fixture
def scenario(client: TestClient, portfolio_id: str) -> dict[str, Any]:
    """A scenario that takes a project out."""
    project = client.get(f"{API}/portfolios/{portfolio_id}/projects").json()["items"][0]["id"]
    lever = {"project": {"project": project, "selected": False}}
    answer = client.post(
        f"{API}/portfolios/{portfolio_id}/scenarios", json={"name": "Without", "levers": [lever]}
    )
    assert answer.status_code == 201
    return dict(answer.json())


def test_a_scenario_is_listed_planned_reviewed_and_applied(
    client: TestClient, portfolio_id: str, scenario: dict[str, Any]
) -> None:
    listed = client.get(f"{API}/portfolios/{portfolio_id}/scenarios").json()["items"]
    assert [one["id"] for one in listed] == [scenario["id"]]
    at = f"{API}/scenarios/{scenario['id']}"
    job = client.post(f"{at}/plans", json={"seconds": 1})
    assert job.status_code == 202
    review = client.get(f"{at}/review").json()
    assert review["clashes"] == []
    version = {"If-Match": f'"{review["portfolio_version"]}"'}
    applied = client.post(f"{at}/apply", json={}, headers=version)
    assert applied.json()["scenario"]["state"] == "applied"
    assert client.post(f"{at}/apply", json={}, headers=version).status_code == 409
    pins = client.get(f"{API}/portfolios/{portfolio_id}").json()["portfolio"]["pins"]
    assert [pin["selected"] for pin in pins] == [False]


def test_a_scenario_is_changed_with_its_version(client: TestClient, scenario: dict[str, Any]) -> None:
    at = f"{API}/scenarios/{scenario['id']}"
    assert client.patch(at, json={"state": "dropped"}).status_code == 428
    changed = client.patch(at, json={"state": "dropped"}, headers={"If-Match": '"1"'})
    assert (changed.json()["state"], changed.headers["etag"]) == ("dropped", '"2"')
    assert client.patch(at, json={"name": "x"}, headers={"If-Match": '"1"'}).status_code == 412


def test_a_draft_without_exactly_one_source_is_refused(client: TestClient, portfolio_id: str) -> None:
    answer = client.post(f"{API}/portfolios/{portfolio_id}/scenarios", json={"name": "x"})
    assert answer.status_code == 422
    assert "give one of `levers`, `changes`, `gestures`, `tried`" in answer.json()["detail"]


def test_scenarios_of_others_are_not_found(stranger: TestClient, scenario: dict[str, Any]) -> None:
    at = f"{API}/scenarios/{scenario['id']}"
    assert stranger.get(at).status_code == 404
    assert stranger.post(f"{at}/plans", json={}).status_code == 404

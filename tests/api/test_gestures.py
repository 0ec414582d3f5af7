"""What people do with plans over HTTP: pins kept, listed, taken back and made again; why work is there; a slide."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from planner.persistence.jobs import find_plan
from planner.services.identity import local_context
from tests.stored import store_plan

API = "/api/v1"
PIN = {"project": "b", "phase": "fix", "starts": "2027-01-18"}


@pytest.fixture
def stored(app: FastAPI) -> tuple[str, str]:
    """A portfolio and its plan."""
    with app.state.database.write() as session:
        ctx = local_context(session)
        plan_id = store_plan(ctx)
        return find_plan(session, ctx.organisation_id, plan_id).portfolio_id, plan_id


def test_pins_are_kept_listed_taken_back_and_made_again(
    client: TestClient, stranger: TestClient, stored: tuple[str, str]
) -> None:
    portfolio_id, plan_id = stored
    home = f"{API}/portfolios/{portfolio_id}"
    version = client.get(home).headers["etag"]
    kept = client.post(f"{API}/plans/{plan_id}/pins", json={"pins": [PIN]}, headers={"if-match": version})
    assert kept.status_code == 202
    gesture = kept.json()["gesture_id"]
    assert kept.json()["job"]["state"] == "queued"
    (row,) = client.get(f"{home}/gestures").json()["items"]
    assert (row["id"], row["undone_at"], row["plan_id"]) == (gesture, None, plan_id)
    assert client.post(f"{home}/gestures/{gesture}/undo").json() == {"plan_id": plan_id}
    assert client.get(f"{home}/gestures").json()["items"][0]["undone_at"]
    assert client.post(f"{home}/gestures/{gesture}/redo").json()["job"]["state"] == "queued"
    assert client.post(f"{home}/gestures/{gesture}/redo").status_code == 404
    for verb in ("undo", "redo"):
        assert stranger.post(f"{home}/gestures/{gesture}/{verb}").status_code == 404
    # Somebody has changed the pins since that version.
    late = client.post(f"{API}/plans/{plan_id}/pins", json={"pins": [PIN]}, headers={"if-match": '"1"'})
    assert late.status_code == 412
    refused = client.post(f"{API}/plans/{plan_id}/pins", json={"pins": []}, headers={"if-match": version})
    assert refused.status_code == 422


def test_why_work_is_where_it_is(client: TestClient, stranger: TestClient, stored: tuple[str, str]) -> None:
    found = client.get(f"{API}/plans/{stored[1]}/placed/a").json()
    assert [row["rule"] for row in found["phases"][1]["holds"]] == ["precedence"]
    assert stranger.get(f"{API}/plans/{stored[1]}/placed/a").status_code == 404


def test_the_summary_is_a_slide(client: TestClient, stranger: TestClient, stored: tuple[str, str]) -> None:
    found = client.get(f"{API}/plans/{stored[1]}/summary.pptx")
    assert found.status_code == 200
    assert found.content.startswith(b"PK")
    assert stranger.get(f"{API}/plans/{stored[1]}/summary.pptx").status_code == 404

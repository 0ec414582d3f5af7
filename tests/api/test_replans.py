"""Replans and what-ifs over the API: asked for, refused with a place, read."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from planner.document.plan_file import read_plan
from planner.persistence.database import Database
from planner.persistence.tables import JobTable
from planner.services.identity import local_context
from tests.stored import store_plan

API = "/api/v1"


@pytest.fixture
def plan_id(app: FastAPI) -> str:
    """A stored plan of Ann and Bob (see tests.planner.verify.example)."""
    with app.state.database.write() as session:
        return store_plan(local_context(session))


def body(*changes: dict[str, object], **head: object) -> dict[str, object]:
    return {"seconds": 1, "changes": {"schema": "quarterdeck/changes/1", "changes": list(changes)} | head}


LEAVE = {"leave": {"person": "ann", "from": "2027-01-11", "to": "2027-01-15"}}


def test_a_replan_is_a_job_based_on_the_plan(client: TestClient, app: FastAPI, plan_id: str) -> None:
    answer = client.post(f"{API}/plans/{plan_id}/replans", json=body(LEAVE, as_of="2027-01-11"))
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"{API}/jobs/{job['id']}"
    assert job["kind"] == "plan"
    database = app.state.database
    assert isinstance(database, Database)
    with database.read() as session:
        row = session.get_one(JobTable, job["id"])
        assert row.plan_id == plan_id
        assert row.snapshot_id != client.get(f"{API}/plans/{plan_id}").json()["snapshot"]


def test_the_same_request_is_one_job(client: TestClient, plan_id: str) -> None:
    sent = body(LEAVE, as_of="2027-01-11")
    first = client.post(f"{API}/plans/{plan_id}/replans", json=sent).json()
    assert client.post(f"{API}/plans/{plan_id}/replans", json=sent).json()["id"] == first["id"]


def test_changes_that_do_not_fit_are_refused_with_their_place(client: TestClient, plan_id: str) -> None:
    wrong = {"leave": {"person": "anne", "from": "2027-01-11", "to": "2027-01-15"}}
    answer = client.post(f"{API}/plans/{plan_id}/replans", json=body(wrong))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "changes.changes[0].leave.person"
    assert "did you mean 'ann'?" in answer.json()["errors"][0]["message"]


def test_a_curve_is_three_jobs_at_three_prices(client: TestClient, plan_id: str) -> None:
    answer = client.post(f"{API}/plans/{plan_id}/replan-curves", json=body(LEAVE, change_price="50"))
    assert answer.status_code == 202
    assert [item["change_price"] for item in answer.json()["items"]] == ["0", "50", "500"]
    assert len({item["job"]["id"] for item in answer.json()["items"]}) == 3


def test_a_plan_made_afresh_has_no_moves(client: TestClient, plan_id: str) -> None:
    answer = client.get(f"{API}/plans/{plan_id}/moves")
    assert answer.status_code == 404
    assert "made afresh" in answer.json()["detail"]


def test_a_gesture_is_answered_at_once(client: TestClient, plan_id: str) -> None:
    plan = read_plan(client.get(f"{API}/plans/{plan_id}/export").content)
    row = next(r for r in plan.phases if (r.project, r.phase) == ("b", "fix"))
    question = {"project": "b", "phase": "fix", "starts": "2027-02-15"}
    answer = client.post(f"{API}/plans/{plan_id}/what-if", json=question)
    assert answer.status_code == 200
    found = answer.json()["answer"]
    assert found["possible"]
    assert found["change"] < 0
    assert found["moved"][0] == {
        "project": "b",
        "phase": "fix",
        "what": "start",
        "from": str(row.start),
        "to": "2027-02-15",
        "pins": found["pins"],
    }
    assert ("b", "fix", "2027-02-15") in [(p["project"], p["phase"], p["start"]) for p in found["phases"]]
    assert answer.json()["job"] is None


def test_a_gesture_can_be_planned_again_with_its_pins(client: TestClient, plan_id: str) -> None:
    question = {"project": "b", "selected": False, "plan_again": True, "seconds": 1}
    answer = client.post(f"{API}/plans/{plan_id}/what-if", json=question).json()
    assert answer["answer"]["pins"][0]["selected"] is False
    assert answer["job"]["state"] == "queued"


def test_a_gesture_on_nothing_is_refused(client: TestClient, plan_id: str) -> None:
    answer = client.post(f"{API}/plans/{plan_id}/what-if", json={"project": "zz", "selected": False})
    assert answer.status_code == 422


def test_plans_of_others_are_not_found(stranger: TestClient, plan_id: str) -> None:
    question = {"project": "b", "selected": False}
    assert stranger.post(f"{API}/plans/{plan_id}/what-if", json=question).status_code == 404
    assert stranger.post(f"{API}/plans/{plan_id}/replans", json=body(LEAVE)).status_code == 404


def test_room_for_work_is_answered_at_once(client: TestClient, plan_id: str) -> None:
    # Ann has half of weeks 0 to 3 left: one engineer-week of ml is done in two of them.
    shape = {"effort": {"ml": 1}, "crew": {"min": 1, "max": 1}, "by": "2027-01-18"}
    answer = client.post(f"{API}/plans/{plan_id}/availability", json=shape)
    assert answer.status_code == 200
    body = answer.json()
    assert body["possible"]
    assert body["untouched"]["finish"] == body["no_sooner"] == "2027-01-18"
    assert body["repaired"] is None


@pytest.mark.parametrize("shape", [{}, {"effort": {"zz": 1}}, {"effort": {"ml": 1}, "by": "2040-01-01"}])
def test_work_that_cannot_be_asked_for_is_refused(
    client: TestClient, plan_id: str, shape: dict[str, object]
) -> None:
    assert client.post(f"{API}/plans/{plan_id}/availability", json=shape).status_code == 422


def test_room_in_plans_of_others_is_not_told(stranger: TestClient, plan_id: str) -> None:
    shape = {"effort": {"ml": 1}}
    assert stranger.post(f"{API}/plans/{plan_id}/availability", json=shape).status_code == 404

"""Questions about plans over the API: asked for, refused with a place, read."""

from decimal import Decimal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from planner.domain.answers import FRONTIER, MARGINAL, FrontierStep, MarginalValue
from planner.persistence.tables import AnswerTable, JobTable
from planner.services.identity import local_context
from tests.stored import store_plan

API = "/api/v1"


@pytest.fixture
def plan_id(app: FastAPI) -> str:
    """A stored plan of Ann and Bob (see tests.planner.verify.example)."""
    with app.state.database.write() as session:
        return store_plan(local_context(session))


def store_answer(app: FastAPI, job_id: str, body: bytes, subject: str = "") -> None:
    """What the worker does with the result of a job."""
    with app.state.database.write() as session:
        row = session.get_one(JobTable, job_id)
        session.add(
            AnswerTable(
                id=job_id,
                organisation_id=row.organisation_id,
                plan_id=row.plan_id,
                job_id=job_id,
                kind=row.kind,
                subject=subject,
                body=body.decode(),
            )
        )


QUESTIONS = [
    ("explanations", {"project": "a", "seconds": 1}, "explanation"),
    ("marginal-values", {"seconds": 1}, "marginal"),
    ("frontiers", {"against": "confidence", "points": 3, "seconds": 1}, "frontier"),
]


@pytest.mark.parametrize(("path", "settings", "kind"), QUESTIONS)
def test_a_question_is_a_job_about_the_plan(
    client: TestClient, plan_id: str, path: str, settings: dict[str, object], kind: str
) -> None:
    answer = client.post(f"{API}/plans/{plan_id}/{path}", json=settings)
    assert answer.status_code == 202
    job = answer.json()
    assert (job["kind"], job["plan_id"]) == (kind, plan_id)
    assert answer.headers["location"] == f"{API}/jobs/{job['id']}"


@pytest.mark.parametrize(("path", "settings", "kind"), QUESTIONS)
def test_the_same_question_is_one_job(
    client: TestClient, plan_id: str, path: str, settings: dict[str, object], kind: str
) -> None:
    headers = {"Idempotency-Key": f"ask-{kind}"}
    sent = [client.post(f"{API}/plans/{plan_id}/{path}", json=settings, headers=headers) for _ in range(2)]
    assert sent[0].json()["id"] == sent[1].json()["id"]


@pytest.mark.parametrize("path", ["explanations/a", "marginal-values", "frontiers/spend"])
def test_what_nobody_has_asked_is_not_found(client: TestClient, plan_id: str, path: str) -> None:
    answer = client.get(f"{API}/plans/{plan_id}/{path}")
    assert answer.status_code == 404
    assert "POST" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "settings", "place"),
    [
        ("explanations", {"project": "a", "seconds": 0}, "seconds"),
        ("explanations", {}, "project"),
        ("frontiers", {"against": "luck"}, "against"),
        ("frontiers", {"points": 1}, "points"),
        ("marginal-values", {"second": 3}, "second"),
    ],
)
def test_bad_questions_are_refused_with_their_place(
    client: TestClient, plan_id: str, path: str, settings: dict[str, object], place: str
) -> None:
    answer = client.post(f"{API}/plans/{plan_id}/{path}", json=settings)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == place


def test_a_project_that_the_plan_does_not_know_is_not_found(client: TestClient, plan_id: str) -> None:
    answer = client.post(f"{API}/plans/{plan_id}/explanations", json={"project": "nobody"})
    assert answer.status_code == 404
    assert "'nobody'" in answer.json()["detail"]


def test_answers_are_read_as_they_were_found(client: TestClient, app: FastAPI, plan_id: str) -> None:
    asked = client.post(f"{API}/plans/{plan_id}/marginal-values").json()
    worth = (MarginalValue("ml", "skill", "+1 engineer", 5000.0, 100.0),)
    store_answer(app, asked["id"], MARGINAL.dump_json(worth))
    rows = client.get(f"{API}/plans/{plan_id}/marginal-values").json()["rows"]
    assert [(row["resource"], row["value"], row["clear"]) for row in rows] == [("ml", 5000.0, True)]

    asked = client.post(f"{API}/plans/{plan_id}/frontiers", json={"against": "spend"}).json()
    steps = (FrontierStep(Decimal("0.840"), Decimal("1200.50"), 900.0, 1, ("b",), reached=True),)
    store_answer(app, asked["id"], FRONTIER.dump_json(steps), "spend")
    found = client.get(f"{API}/plans/{plan_id}/frontiers/spend").json()
    assert found == {
        "against": "spend",
        "points": [
            {
                "level": "0.840",
                "spend": "1200.50",
                "value": 900.0,
                "projects": 1,
                "gives_up": ["b"],
                "reached": True,
            }
        ],
    }
    assert client.get(f"{API}/plans/{plan_id}/frontiers/confidence").status_code == 404

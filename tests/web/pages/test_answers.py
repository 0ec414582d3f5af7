"""Why a project is out, what one more is worth, what less money costs: asked, followed, answered, applied, undone."""

from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from planner.domain.answers import (
    EXPLANATION,
    FRONTIER,
    MARGINAL,
    Explanation,
    FrontierStep,
    MarginalValue,
    Tried,
)
from planner.domain.plan import Reason
from planner.persistence.database import Database
from planner.persistence.tables import AnswerTable, JobTable
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job

PORTFOLIO = samples.portfolio()
PLAN = samples.plan(PORTFOLIO)
OUT = next(p.id for p in PLAN.projects if not p.selected)
IN = next(p.id for p in PLAN.projects if p.selected)
REASON = Reason(rule="capacity.person", text="Data engineering is used up.", detail={"skill": "data"})
CHANGE = "people: 1 more for data"
WHY = Explanation(
    OUT,
    False,
    REASON,
    1_284_300.0,
    1_100_000.0,
    (IN,),
    (),
    None,
    (
        Tried("capacity.person", CHANGE, 1_400_000.0, True),
        Tried("capacity.person", "people: 0 more for data", 1_290_000.0, False),
    ),
)
WORTH = (
    MarginalValue("data", "skill", "+1 engineer", 310_000.0, 40_000.0),
    MarginalValue("h100-reserved", "pool", "+10 % devices", 12_000.0, 40_000.0),
)


@pytest.fixture
def planned(client: TestClient, database: Database, home: str) -> str:
    """Address of a plan."""
    client.post(f"{home}/plans", data={"seconds": "5"})
    return f"{home}/plans/{record_plan(database, waiting_job(database, home.rpartition('/')[2]), PLAN)}"


def answer_with(database: Database, planned: str, body: bytes) -> None:
    """End the waiting job of a plan's portfolio with this answer."""
    with database.write() as session:
        job = session.get_one(JobTable, waiting_job(database, planned.split("/")[2]))
        session.add(
            AnswerTable(
                id=job.id,
                organisation_id=job.organisation_id,
                plan_id=planned.rpartition("/")[2],
                job_id=job.id,
                kind=job.kind,
                subject=job.settings.get("project") or job.settings.get("against") or "",
                body=body.decode(),
            )
        )
        job.state, job.result_id = "done", job.plan_id


def test_a_project_that_is_out_leads_to_its_reason_and_the_question_is_a_job(
    client: TestClient, planned: str
) -> None:
    assert f'href="{planned}/why/{OUT}"' in client.get(planned).text
    page = client.get(f"{planned}/why/{OUT}").text
    assert "Find out what would change it" in page
    assert client.post(f"{planned}/why/{OUT}").status_code == 303
    page = client.get(f"{planned}/why/{OUT}").text
    assert "Waiting for a worker" in page
    assert "Find out what would change it" not in page


def test_an_answer_shows_what_it_displaces_and_its_change_is_applied_and_undone(
    client: TestClient, database: Database, planned: str
) -> None:
    home = planned.partition("/plans/")[0]
    client.post(f"{planned}/why/{OUT}")
    answer_with(database, planned, EXPLANATION.dump_json(WHY))
    page = client.get(f"{planned}/why/{OUT}").text
    assert "$1.1M: $184k less than this plan" in page
    assert PORTFOLIO.project(IN).name in page
    assert page.count("Apply to the portfolio") == 1, "only what lets it in is offered"
    before = client.get(f"{home}/export.json").json()
    done = client.post(f"{planned}/why/{OUT}/apply", data={"change": CHANGE})
    assert done.status_code == 303
    people = client.get(f"{home}/export.json").json()["people"]
    assert [p["id"] for p in people if p["id"].startswith("extra-")] == ["extra-data-1"]
    page = client.get(done.headers["location"]).text
    assert "The portfolio has changed since" in page
    token = done.headers["location"].rpartition("undo=")[2]
    assert f'action="{home}/plan/undo/{token}"' in page
    assert client.post(f"{home}/plan/undo/{token}").status_code == 303
    assert client.get(f"{home}/export.json").json() == before
    assert client.post(f"{home}/plan/undo/{token}").status_code == 404


def test_what_was_not_asked_or_is_not_there_is_refused(client: TestClient, planned: str) -> None:
    assert client.get(f"{planned}/why/nothing").status_code == 404
    assert client.post(f"{planned}/why/nothing").status_code == 404
    assert client.post(f"{planned}/why/{OUT}/apply", data={"change": CHANGE}).status_code == 409


def test_marginal_values_below_the_noise_have_no_measurable_effect(
    client: TestClient, database: Database, planned: str
) -> None:
    assert "Not measured yet" in client.get(f"{planned}/marginal").text
    assert client.get(f"{planned}/tables/marginal.csv").status_code == 404
    client.post(f"{planned}/marginal")
    assert "Waiting for a worker" in client.get(f"{planned}/marginal").text
    answer_with(database, planned, MARGINAL.dump_json(WORTH))
    page = client.get(f"{planned}/marginal").text
    assert "One more engineer for Data engineering is worth $310k" in page
    assert page.count("no measurable effect") >= 2
    assert "lie $40k apart" in page
    csv = client.get(f"{planned}/tables/marginal.csv").text
    assert "Data engineering,1 engineer more" in csv
    assert "no measurable effect,12000.0,40000.0" in csv


def test_the_frontier_shows_what_each_step_gives_up(
    client: TestClient, database: Database, planned: str
) -> None:
    assert "Not planned yet" in client.get(f"{planned}/frontier").text
    assert client.get(f"{planned}/tables/frontier-spend.csv").status_code == 404
    assert client.post(f"{planned}/frontier?against=luck").status_code == 422
    client.post(f"{planned}/frontier?against=spend")
    assert "Waiting for a worker" in client.get(f"{planned}/frontier").text
    steps = (
        FrontierStep(Decimal(1), Decimal("2000000.00"), 1_200_000.0, 9, (), reached=True),
        FrontierStep(Decimal("0.840"), Decimal("1700000.00"), 1_100_000.0, 8, (IN,), reached=True),
    )
    answer_with(database, planned, FRONTIER.dump_json(steps))
    page = client.get(f"{planned}/frontier").text
    assert "$1.1M at $1.7M, 8 projects" in page
    csv = client.get(f"{planned}/tables/frontier-spend.csv").text
    assert f"0.840,1700000.00,1100000.0,100000.0,8,{PORTFOLIO.project(IN).name}" in csv
    assert "Not planned yet" in client.get(f"{planned}/frontier?against=confidence").text


def test_jobs_lead_to_their_answers(client: TestClient, database: Database, planned: str) -> None:
    client.post(f"{planned}/why/{OUT}")
    answer_with(database, planned, EXPLANATION.dump_json(WHY))
    page = client.get("/jobs").text
    assert f'href="{planned}/why/{OUT}"' in page
    assert "Explanation" in page

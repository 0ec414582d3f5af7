"""Room for more work: the form, an answer, and a question that cannot be answered."""

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.optimise import plan_portfolio
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job


@pytest.fixture(scope="module")
def planned(client: TestClient, database: Database, document: str) -> str:
    """Address of a plan that holds."""
    home = client.post("/import", data={"text": document}).headers["location"].partition("/plan")[0]
    client.post(f"{home}/plans", data={"seconds": "5"})
    plan = plan_portfolio(samples.portfolio(), decodes=200).plan
    return f"{home}/plans/{record_plan(database, waiting_job(database, home.rpartition('/')[2]), plan)}"


def test_the_form_asks_for_every_skill(client: TestClient, planned: str) -> None:
    page = client.get(f"{planned}/available")
    assert page.status_code == 200
    for skill in samples.portfolio().skills:
        assert f'name="effort.{skill.id}"' in page.text
    assert "With nothing moved" not in page.text


def test_an_answer_stands_under_the_form_that_keeps_the_question(client: TestClient, planned: str) -> None:
    asked = {"name": "Audit", "crew_min": "1", "crew_max": "2", "effort.modelling": "1 / 2 / 4"}
    page = client.get(f"{planned}/available", params=asked)
    assert page.status_code == 200
    assert 'value="1 / 2 / 4"' in page.text
    assert "Yes: with nothing moved it can end on" in page.text
    assert "simulated" not in page.text  # without a date there is nothing to be in time for
    assert "80 % sure" in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "Audit"}, "say what it needs"),
        ({"effort.modelling": "much"}, "much"),
        ({"effort.nothing": "3"}, "unknown skill &#39;nothing&#39;"),
        ({"effort.modelling": "3", "by": "2040-01-01"}, "the open part of the horizon"),
    ],
)
def test_what_cannot_be_answered_is_said_above_the_button(
    client: TestClient, planned: str, asked: dict[str, str], said: str
) -> None:
    page = client.get(f"{planned}/available", params=asked)
    assert page.status_code == 422
    assert said in page.text

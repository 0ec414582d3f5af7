"""Room for more work: the form, an answer, and a question that cannot be answered."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.document import write_yaml
from planner.persistence.database import Database
from planner.services.optimise import plan_portfolio
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job


@pytest.fixture(scope="module")
def planned(client: TestClient, database: Database) -> str:
    """Address of a plan that holds and leaves room: never are six projects active in it, whoever found it."""
    whole = samples.portfolio()
    portfolio = whole.model_copy(
        update={"projects": tuple(p for n, p in enumerate(whole.projects) if n % 3 == 2 or n == 0)}
    )
    posted = client.post("/import", data={"text": write_yaml(portfolio)})
    home = posted.headers["location"].partition("/plan")[0]
    client.post(f"{home}/plans", data={"seconds": "5"})
    plan = plan_portfolio(portfolio, decodes=200).plan
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


CHAIN = {
    "name": "Fraud rules",
    "phases": "2",
    "phase": "Labels",
    "effort.modelling": "1",
    "2.phase": "Train",
    "2.after": "1",
    "2.effort.modelling": "1 / 2 / 3",
}


def test_phases_are_added_and_removed_without_asking(client: TestClient, planned: str) -> None:
    two = client.get(f"{planned}/available", params={"phases": "1", "do": "more", "effort.modelling": "3"})
    assert two.status_code == 200
    assert 'name="2.effort.modelling"' in two.text
    assert 'name="phases" value="2"' in two.text
    assert 'value="3"' in two.text, "what was typed stays"
    assert "With nothing moved" not in two.text
    one = client.get(f"{planned}/available", params={"phases": "2", "do": "less"})
    assert 'name="2.effort.modelling"' not in one.text


def test_work_of_two_phases_is_answered_with_both(client: TestClient, planned: str) -> None:
    page = client.get(f"{planned}/available", params=CHAIN)
    assert page.status_code == 200
    assert "labels until" in page.text
    assert "train until" in page.text
    odd = client.get(f"{planned}/available", params=CHAIN | {"2.after": "7"})
    assert (odd.status_code, "a phase begins after one before it" in odd.text) == (422, True)


def test_what_was_asked_is_made_a_project_and_taken_back(client: TestClient, planned: str) -> None:
    home = planned.partition("/plans/")[0]
    form = CHAIN | {"by": "2027-06-25", "value_per_week": "1000 / 2000 / 4000", "mandatory": "on"}
    made = client.post(f"{planned}/available/project", data=form)
    assert made.status_code == 303
    page = client.get(str(made.headers["location"])).text
    assert "Added to the projects of this portfolio." in page
    assert f'href="{home}/projects/fraud-rules"' in page
    project = client.get(f"{home}/projects/fraud-rules")
    assert project.status_code == 200
    for name in ("Labels", "Train"):
        assert name in project.text
    undo = re.search(r'action="([^"]+/available/undo/[^"]+)"', page)
    assert undo is not None
    assert client.post(undo.group(1)).status_code == 303
    assert client.get(f"{home}/projects/fraud-rules").status_code == 404
    refused = client.post(f"{planned}/available/project", data=form | {"value_per_week": "much"})
    assert (refused.status_code, "much" in refused.text) == (422, True)


def test_the_weeks_between_two_phases_are_kept(client: TestClient, planned: str) -> None:
    def finish(lag: str) -> str:
        # So little work that there is room for it in any plan of the sample.
        little = {"effort.modelling": "0.2", "2.effort.modelling": "0.2"}
        page = client.get(f"{planned}/available", params=CHAIN | little | {"2.lag": lag})
        assert page.status_code == 200
        assert f'name="2.lag" type="text" value="{lag}"' in page.text
        return page.text[page.text.index("With nothing moved") :]

    assert finish("0") != finish("2")
    wrong = client.get(f"{planned}/available", params=CHAIN | {"2.lag": "x"})
    assert "the weeks between two phases are a whole number" in wrong.text

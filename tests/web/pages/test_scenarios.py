"""Scenarios on pages: made in a form, planned, compared, shared, and applied with a choice where both have changed."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.domain.portfolio import Portfolio
from planner.persistence.database import Database
from planner.services.identity import local_context
from planner.services.portfolios import get_portfolio, replace_portfolio
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job

PORTFOLIO = samples.portfolio()
POOL = PORTFOLIO.pools[0].id


@pytest.fixture
def planned(client: TestClient, database: Database, home: str) -> str:
    """Home of a portfolio with a plan of its own."""
    client.post(f"{home}/plans", data={"seconds": "5"})
    record_plan(database, waiting_job(database, home.rpartition("/")[2]), samples.plan(PORTFOLIO))
    return home


def make(client: TestClient, database: Database, home: str, **fields: str) -> str:
    """Address of a scenario whose plan is there."""
    answer = client.post(f"{home}/scenarios", data={"name": "Fewer devices"} | fields)
    assert answer.status_code == 303
    href = str(answer.headers["location"])
    job_id = waiting_job(database, home.rpartition("/")[2])
    record_plan(database, job_id, samples.plan(PORTFOLIO, out=8))
    return href


def test_an_empty_list_says_what_scenarios_are(client: TestClient, planned: str) -> None:
    page = client.get(f"{planned}/scenarios").text
    assert "No scenarios yet" in page
    assert f'href="{planned}/scenarios/new"' in page


def test_a_scenario_is_made_planned_compared_and_shared(
    client: TestClient, database: Database, planned: str
) -> None:
    href = make(client, database, planned, pool=POOL, pool_percent="-50")
    page = client.get(href).text
    assert "Planned" in page
    assert f"{POOL} count" in page
    pair = re.search(rf'href="({planned}/compare\?plan=[^"]+)"', page)
    assert pair
    compared = client.get(pair[1].replace("&amp;", "&"))
    assert compared.status_code == 200
    assert "Scenario: <a" in compared.text
    plan_id = re.search(r"/plans/(\w+)\"", page)
    assert plan_id
    roadmap = client.get(f"{planned}/plans/{plan_id[1]}").text
    assert "Scenario: Fewer devices" in roadmap
    assert f'action="{planned}/plans/{plan_id[1]}/publish"' not in roadmap
    assert "Fewer devices" in client.get(f"{planned}/scenarios").text
    assert plan_id[1] not in client.get(f"{planned}/plan").text, "the portfolio's page shows its own plan"
    form = client.get(f"{planned}/sharing?plan={plan_id[1]}").text
    assert "Plan of the scenario Fewer devices" in form
    made = client.post(
        f"{planned}/sharing", data={"label": "Board", "days": "30", "plan_id": plan_id[1]}
    ).text
    link = re.search(r"http://testserver(/shared/[^\"/]+)\"", made)
    assert link
    shown = client.get(link[1]).text
    assert "Plan of the scenario Fewer devices" in shown
    assert client.get(f"{link[1]}/calendar.ics").text.count("BEGIN:VEVENT") > 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "give the scenario a name"),
        ({"name": "Kept name"}, "Choose at least one change"),
        ({"name": "Kept name", "pool": POOL, "pool_percent": "lots"}, "&#39;lots&#39; is not a number"),
        ({"name": "Kept name", "pool": POOL, "pool_percent": "-300"}, "greater than or equal to -100"),
        ({"name": "Kept name", "skill": "magic"}, "there is no skill"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: TestClient, planned: str, fields: dict[str, str], said: str
) -> None:
    answer = client.post(f"{planned}/scenarios", data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["name"]}"' in answer.text


def test_a_changes_document_is_read_with_its_lines(client: TestClient, planned: str) -> None:
    plan_id = re.search(r'name="plan_id" value="(\w+)"', client.get(f"{planned}/scenarios/new").text)
    assert plan_id
    text = "schema: quarterdeck/changes/1\nchanges:\n  - lost_pool: {pool: nothing, from: 2027-03-01}\n"
    fields = {"name": "Lost", "changes": text, "plan_id": plan_id[1]}
    answer = client.post(f"{planned}/scenarios", data=fields)
    assert answer.status_code == 422
    assert "unknown pool" in answer.text
    assert "pool: nothing" in answer.text
    fields["changes"] = text.replace("nothing", POOL)
    assert client.post(f"{planned}/scenarios", data=fields).status_code == 303


def test_both_versions_are_shown_before_a_scenario_is_applied_and_it_is_taken_back(
    client: TestClient, database: Database, planned: str
) -> None:
    href = make(client, database, planned, pool=POOL, pool_percent="-50")
    found = client.get(f"{planned}/export.json").json()
    pool = next(row for row in found["pools"] if row["id"] == POOL)
    pool["count"] = 7
    with database.write() as session:
        ctx, key = local_context(session), planned.rpartition("/")[2]
        version = get_portfolio(ctx, key).version
        replace_portfolio(ctx, key, Portfolio.model_validate(found), version=version)
    assert "changed since" in client.get(href).text
    page = client.get(f"{href}/apply").text
    assert "Portfolio now: <strong>7</strong>" in page
    current = re.search(r'name="version" value="(\d+)"', page)
    assert current
    unsaid = client.post(f"{href}/apply", data={"version": current[1]})
    assert unsaid.status_code == 409
    assert "choose for each whose value holds" in unsaid.text
    number = re.search(r'name="(edit-\d+)"', page)
    assert number
    done = client.post(f"{href}/apply", data={"version": current[1], number[1]: "scenario"})
    assert done.status_code == 303
    after = client.get(f"{planned}/export.json").json()
    assert next(row for row in after["pools"] if row["id"] == POOL)["count"] != 7
    assert "Applied" in client.get(href).text
    token = done.headers["location"].rpartition("undo=")[2]
    client.post(f"{planned}/plan/undo/{token}")
    assert client.get(f"{planned}/export.json").json() == found
    assert "Planned" in client.get(href).text


def test_scenarios_are_dropped_and_those_of_other_portfolios_are_not_found(
    client: TestClient, database: Database, planned: str
) -> None:
    href = make(client, database, planned, pool=POOL, pool_percent="20")
    client.post(f"{href}/edit", data={"version": "1", "do": "drop"})
    assert "Take it up again" in client.get(href).text
    assert client.get(f"{planned}x/scenarios").status_code == 404
    assert client.get(f"{planned}/scenarios/nothing").status_code == 404

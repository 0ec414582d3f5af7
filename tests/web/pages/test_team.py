"""Supply against demand of a plan: the figures of the estimator, by skill, by week and by person."""

import html

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.estimate_team import estimate_team
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


def test_every_skill_has_supply_demand_and_bus_factor(client: TestClient, planned: str) -> None:
    page = html.unescape(client.get(f"{planned}/team").text)
    for skill in samples.portfolio().skills:
        assert skill.name in page
    for title in ("By skill over the horizon", "By skill and week", "Bus factor", "Hang on one person"):
        assert title in page


def test_the_wish_before_it_meets_the_people_asks_for_more(client: TestClient, planned: str) -> None:
    wish = client.get(f"{planned}/team", params={"basis": "earliest"})
    assert wish.status_code == 200
    demand = sum(skill.demand for skill in estimate_team(samples.portfolio()).skills)
    assert f"{demand:,.1f}" in wish.text
    assert f"{demand:,.1f}" not in client.get(f"{planned}/team").text


def test_the_page_of_the_load_leads_there(client: TestClient, planned: str) -> None:
    assert f'href="{planned}/team"' in client.get(f"{planned}/load").text

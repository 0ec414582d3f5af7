"""The page of how a plan goes."""

from fastapi.testclient import TestClient

from planner.persistence.database import Database
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job


def test_without_a_plan_the_page_leads_to_one(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/tracking")
    assert page.status_code == 200
    assert "Nothing to track yet" in page.text
    assert client.get(f"{home}/tracking/tables/phases.csv").status_code == 404


def test_a_plan_is_shown_against_itself_and_its_tables_can_be_fetched(
    client: TestClient, home: str, database: Database
) -> None:
    client.post(f"{home}/plans")
    plan = samples.plan(samples.portfolio())
    record_plan(database, waiting_job(database, home.rpartition("/")[2]), plan)
    page = client.get(f"{home}/tracking").text
    assert "Nothing has been reported yet" in page
    assert "not begun" in page
    for name in ("phases", "launches"):
        assert client.get(f"{home}/tracking/tables/{name}.csv").text.count("\n") > 5
    assert client.get(f"{home}/tracking/tables/nothing.csv").status_code == 404

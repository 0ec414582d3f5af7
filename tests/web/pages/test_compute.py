"""The page of a plan's compute: what is paid in vain, and quotas as files."""

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.placement import placement
from planner.services.quotas import quota_file
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job
from web import words

PORTFOLIO = samples.portfolio()
PLAN = samples.plan(PORTFOLIO)


@pytest.fixture
def planned(client: TestClient, database: Database, home: str) -> str:
    client.post(f"{home}/plans", data={"seconds": "5"})
    return f"{home}/plans/{record_plan(database, waiting_job(database, home.rpartition('/')[2]), PLAN)}"


def test_what_is_paid_in_vain_is_that_of_the_placement(client: TestClient, planned: str) -> None:
    page = client.get(f"{planned}/compute").text
    found = placement(PORTFOLIO, PLAN)
    assert words.money(found.unused_cost, PORTFOLIO.currency) in page
    assert words.money(found.avoidable, PORTFOLIO.currency) in page


@pytest.mark.parametrize(
    ("format_", "ending"), [("kueue", ".yaml"), ("slurm", ".sh"), ("csv", ".csv"), ("json", ".json")]
)
def test_quotas_are_the_files_of_the_service(
    client: TestClient, planned: str, format_: str, ending: str
) -> None:
    quarter = PORTFOLIO.horizon.quarters[1].label
    answer = client.get(f"{planned}/quotas", params={"format": format_, "quarter": quarter})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'quotas{ending}"')
    assert answer.content == quota_file(PORTFOLIO, PLAN, format_, quarter)  # type: ignore[arg-type]


def test_a_quarter_outside_the_horizon_is_refused_with_those_there_are(
    client: TestClient, planned: str
) -> None:
    answer = client.get(f"{planned}/quotas", params={"quarter": "2040-Q1"})
    assert answer.status_code == 422
    assert PORTFOLIO.horizon.quarters[0].label in answer.text

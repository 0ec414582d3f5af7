import re

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from tests.web import samples
from tests.web.pages.stored_plans import record_plan, waiting_job

PORTFOLIO = samples.portfolio()
FIRST, SECOND = samples.plan(PORTFOLIO, out=6), samples.plan(PORTFOLIO, out=4)


@pytest.fixture
def plans(client: TestClient, database: Database, home: str) -> tuple[str, str]:
    """Addresses of two plans; the later one takes in two projects more."""
    found = []
    for plan in (FIRST, SECOND):
        client.post(f"{home}/plans", data={"seconds": "5"})
        made = record_plan(database, waiting_job(database, home.rpartition("/")[2]), plan)
        found.append(f"{home}/plans/{made}")
    return found[0], found[1]


def test_without_a_plan_of_record_nothing_is_compared(client: TestClient, plans: tuple[str, str]) -> None:
    page = client.get(plans[1]).text
    assert "Against the plan of record" not in page
    assert 'class="ghost"' not in page
    assert client.get(f"{plans[1]}/tables/moves.csv").status_code == 404


def test_a_newer_plan_is_shown_over_the_plan_of_record_and_can_take_its_place(
    client: TestClient, plans: tuple[str, str]
) -> None:
    first, second = plans
    client.post(f"{first}/publish")
    assert "Against the plan of record" not in client.get(first).text
    page = client.get(second).text
    assert "2 projects come in" in page
    # Every project of the plan of record is in the newer one, so each of its bars is drawn once.
    assert (
        len(
            re.findall(
                r'<rect class="ghost" x="[^"]+" y="[^"]+" width="[^"]+" height="4" rx="2"><title>', page
            )
        )
        == 12
    )
    csv = client.get(f"{second}/tables/moves.csv").text
    assert csv.splitlines()[0].endswith("Project,Phase,What,From,To,Weeks later")
    assert csv.count("Comes in,out,") == 2
    assert client.post(f"{second}/publish").status_code == 303
    assert "Plan of record</span>" in client.get(second).text
    assert "2 projects drop out" in client.get(first).text


def test_lanes_and_zoom_are_chosen_by_links_and_keep_each_other(
    client: TestClient, plans: tuple[str, str]
) -> None:
    page = client.get(plans[1], params={"lanes": "person", "zoom": "week"}).text
    assert 'class="roadmap w-xl"' in page
    assert f'href="{plans[1]}?lanes=person&amp;zoom=quarter"' in page
    assert f'href="{plans[1]}?lanes=pool&amp;zoom=week"' in page
    assert 'class="roadmap w-m"' in client.get(plans[1]).text
    assert client.get(plans[1], params={"lanes": "nothing"}).status_code == 422


def test_plans_are_compared_from_their_list_and_too_few_are_refused(
    client: TestClient, plans: tuple[str, str]
) -> None:
    home = plans[0].partition("/plans/")[0]
    ids = [plan.rpartition("/")[2] for plan in plans]
    listed = client.get(f"{home}/plans").text
    assert all(f'value="{plan_id}"' in listed for plan_id in ids)
    page = client.get(f"{home}/compare", params={"plan": ids}).text
    assert "2 projects come in" in page
    assert "every difference is the planner" in page, "both plans are of the same document"
    assert 'class="ghost"' in page
    refused = client.get(f"{home}/compare", params={"plan": ids[:1]})
    assert refused.status_code == 422
    assert "choose 2 to 4" in refused.text
    table = client.get(f"{home}/compare/projects.csv", params={"plan": ids}).text
    assert len(table.splitlines()) == 1 + len(PORTFOLIO.projects)
    assert client.get(f"{home}/compare/documents.csv", params={"plan": ids}).status_code == 404

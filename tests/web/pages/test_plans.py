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


def test_lanes_are_closed_and_opened_by_links_that_keep_the_view(
    client: TestClient, plans: tuple[str, str]
) -> None:
    page = client.get(plans[1], params={"zoom": "week"}).text
    theme = PORTFOLIO.themes[0].id
    assert f'href="{plans[1]}?zoom=week&amp;closed={theme}#roadmap-title" aria-expanded="true"' in page
    closed = client.get(plans[1], params={"zoom": "week", "closed": theme}).text
    assert f'href="{plans[1]}?zoom=week#roadmap-title" aria-expanded="false"' in closed
    inside = [
        p.id for p in PORTFOLIO.projects if p.theme == theme and p.id in {r.project for r in SECOND.phases}
    ]
    assert inside
    assert set(re.findall(r'class="strip" data-project="([^"]+)"', closed)) == set(inside)
    assert not any(f'data-project="{project}" data-starts' in closed for project in inside)
    assert client.get(plans[1], params={"closed": "gone,.rest"}).status_code == 200
    lanes = re.findall(r'href="([^"]+lanes=person[^"]*)"', closed)
    assert lanes == [f"{plans[1]}?lanes=person&amp;zoom=week"], "other lanes are all open"


def test_the_bars_of_the_plan_of_record_can_be_hidden(client: TestClient, plans: tuple[str, str]) -> None:
    assert "record=off" not in client.get(plans[1]).text, "there is none yet"
    client.post(f"{plans[0]}/publish")
    page = client.get(plans[1]).text
    assert 'class="ghost" x' in page
    assert f'href="{plans[1]}?record=off"' in page
    hidden = client.get(plans[1], params={"record": "off"}).text
    assert 'class="ghost" x' not in hidden
    assert "Against the plan of record" in hidden


def test_planning_again_comes_back_to_the_same_view(
    client: TestClient, database: Database, plans: tuple[str, str]
) -> None:
    home, view = plans[1].partition("/plans/")[0], "?lanes=pool&zoom=week"
    page = client.get(plans[1] + view).text
    assert f'action="{home}/plans{view.replace("&", "&amp;")}"' in page
    asked = client.post(f"{home}/plans{view}", data={"seconds": "5"})
    assert asked.headers["location"] == f"{home}/plan{view}"
    job = waiting_job(database, home.rpartition("/")[2])
    waiting = client.get(f"{home}/plan{view}").text
    assert f'/jobs/{job}/finished{view.replace("&", "&amp;")}"' in waiting
    made = record_plan(database, job, SECOND)
    done = client.get(f"/jobs/{job}/finished{view}")
    assert done.headers["HX-Redirect"] == f"{home}/plans/{made}{view}"


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


def test_a_page_waits_for_its_own_plan_and_not_for_work_elsewhere_in_the_portfolio(
    client: TestClient, plans: tuple[str, str]
) -> None:
    client.post(f"{plans[1]}/forecast")
    other, own = client.get(plans[0]).text, client.get(plans[1]).text
    assert "Waiting for a worker" not in other
    assert "Waiting for a worker" in own
    button = '<button type="submit" class="btn primary"><svg'
    assert button in other
    assert button in own, "planning again need not wait for a forecast"


def test_a_result_comes_to_the_page_that_waits_for_it_and_leaves_what_is_being_read(
    client: TestClient, database: Database, plans: tuple[str, str]
) -> None:
    home = plans[0].partition("/plans/")[0]

    def arrival(job: str, page: str) -> tuple[str | None, str | None]:
        headers = client.get(
            f"/jobs/{job}/finished", headers={"HX-Current-URL": f"http://here{page}"}
        ).headers
        return headers.get("HX-Redirect"), headers.get("HX-Refresh")

    client.post(f"{plans[0]}/forecast")
    forecast = waiting_job(database, home.rpartition("/")[2])
    assert arrival(forecast, f"{plans[0]}/cost") == (None, "true"), (
        "the section that is read, not the roadmap"
    )
    client.post(f"/jobs/{forecast}/cancel")
    client.post(f"{home}/plans", data={"seconds": "5"})
    job = waiting_job(database, home.rpartition("/")[2])
    made = f"{home}/plans/{record_plan(database, job, SECOND)}"
    assert arrival(job, f"{home}/plan") == (made, None)
    assert arrival(job, plans[0]) == (made, None)
    assert arrival(job, f"{plans[0]}/cost") == (None, None)

"""The plan of record for people without a login: what a link shows, and what it never shows."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from tests.web.pages.test_plans import plans

__all__ = ["plans"]


def made(client: TestClient, home: str, **form: str) -> str:
    """Path of a new link."""
    page = client.post(f"{home}/sharing", data={"label": "Steering group", "days": "7"} | form)
    assert page.status_code == 200
    found = re.search(r'value="http://testserver(/shared/[\w-]+)"', page.text)
    assert found
    return found[1]


@pytest.fixture
def anybody(client: TestClient) -> TestClient:
    """A browser that has never been here."""
    return TestClient(client.app, follow_redirects=False, cookies={})


def test_a_link_shows_the_plan_of_record_and_its_calendar_until_it_is_revoked(
    client: TestClient, anybody: TestClient, database: Database, plans: tuple[str, str]
) -> None:
    home = plans[0].partition("/plans/")[0]
    link = made(client, home)
    assert "Nothing is published yet" in anybody.get(link).text
    client.post(f"{plans[0]}/publish", data={"note": "Agreed by <all>."})
    page = anybody.get(link)
    assert page.status_code == 200
    assert "Agreed by &lt;all&gt;." in page.text
    assert "Spend by quarter" not in page.text, "costs were not permitted"
    assert home not in page.text, "nothing leads to pages behind the login"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "BEGIN:VEVENT" in anybody.get(f"{link}/calendar.ics").text
    assert anybody.get(f"{link}/roadmap.svg").text.count("<rect") > 10
    assert anybody.post(link).status_code in (404, 405), "nothing can be written"
    listed = client.get(f"{home}/sharing").text
    assert link not in listed, "the secret is shown once"
    revoke = re.search(rf'action="({home}/sharing/\w+/revoke)"', listed)
    assert revoke
    client.post(revoke[1])
    assert [anybody.get(link + end).status_code for end in ("", "/calendar.ics", "/roadmap.svg")] == [404] * 3


def test_costs_are_shown_where_they_are_permitted(
    client: TestClient, anybody: TestClient, plans: tuple[str, str]
) -> None:
    client.post(f"{plans[0]}/publish")
    link = made(client, plans[0].partition("/plans/")[0], with_costs="yes")
    assert "Spend by quarter" in anybody.get(link).text


def test_the_summary_tells_what_changed_and_the_history_can_be_compared(
    client: TestClient, plans: tuple[str, str]
) -> None:
    first, second = plans
    home = first.partition("/plans/")[0]
    client.post(f"{first}/publish", data={"note": "January"})
    client.post(f"{second}/publish", data={"note": "February, with two more"})
    page = client.get(f"{second}/summary").text
    assert "February, with two more" in page
    assert "2 projects come in" in page
    history = client.get(f"{home}/plans").text
    assert "January" in history
    assert client.get(f"{first}/summary").status_code == 200


def test_a_link_without_a_label_is_refused_with_the_field(client: TestClient, plans: tuple[str, str]) -> None:
    home = plans[0].partition("/plans/")[0]
    refused = client.post(f"{home}/sharing", data={"label": " ", "days": "7"})
    assert refused.status_code == 422
    assert "label: say in 1 to 200 characters" in refused.text

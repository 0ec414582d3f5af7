"""The plan of record for people without a login: what a link shows, and what it never shows."""

import io
import re

import pytest
from fastapi.testclient import TestClient
from pptx import Presentation

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


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("label", " ", "Whom it is for is needed"),
        ("label", "x" * 201, "say in 1 to 200 characters"),
        ("days", "0", "0 is not from 1 to 366"),
        ("days", "2.5", "must be a whole number"),
        ("days", "soon", "is not a number"),
        ("days", "", "Days until it ends is needed"),
    ],
)
def test_a_link_that_cannot_be_made_is_refused_at_the_field_and_keeps_what_was_typed(
    client: TestClient, plans: tuple[str, str], field: str, typed: str, said: str
) -> None:
    home = plans[0].partition("/plans/")[0]
    good = {"label": "Board", "days": "7", "with_costs": "on"}
    refused = client.post(f"{home}/sharing", data=good | {field: typed})
    assert refused.status_code == 422
    found = re.search(rf'id="e-{field}">([^<]+)<', refused.text)
    assert found
    assert said in found[1]
    for name, value in (good | {field: typed}).items():
        wanted = 'value="on" checked' if name == "with_costs" else f'value="{value}"'
        assert re.search(rf'<input[^>]*{wanted}[^>]*id="f-{name}"', refused.text), name


def test_a_link_gives_the_page_as_a_slide_with_costs_where_they_are_permitted(
    client: TestClient, anybody: TestClient, plans: tuple[str, str]
) -> None:
    client.post(f"{plans[0]}/publish")
    home = plans[0].partition("/plans/")[0]

    def words_of(link: str) -> str:
        answer = anybody.get(f"{link}/summary.pptx")
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex"
        deck = Presentation(io.BytesIO(answer.content))
        return "\n".join(
            cell.text
            for slide in deck.slides
            for shape in slide.shapes
            for row in (shape.table.rows if shape.has_table else ())
            for cell in row.cells
        )

    without, with_costs = made(client, home), made(client, home, with_costs="on")
    assert f'href="{without}/summary.pptx"' in anybody.get(without).text
    assert "Accelerators" not in words_of(without)
    assert "Accelerators" in words_of(with_costs)
    assert anybody.get("/shared/nothing/summary.pptx").status_code == 404


def test_before_anything_is_published_there_is_no_slide(
    client: TestClient, anybody: TestClient, document: str
) -> None:
    answer = client.post("/import", data={"text": document, "format": "yaml"})
    home = re.findall(r"/portfolios/\w+", answer.text + answer.headers.get("location", ""))[0]
    assert anybody.get(f"{made(client, home)}/summary.pptx").status_code == 404

"""Pages in the dates and numbers of whoever asks: of the browser, of the user's choice; files and programs stay as they are."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.context import Actor, Context, Role
from planner.services.identity import local_context
from planner.services.users import choose_locale
from tests.web.pages.conftest import pages_over
from tests.web.pages.test_cells import version
from web.visit import WRITTEN_HEADER

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}
AMERICAN = {"Accept-Language": "en-US"}
FRENCH = {"Accept-Language": "fr"}


def written(page: str) -> tuple[str, ...]:
    found = re.search(r'<html lang="([^"]*)" data-written="([^"]*)" data-decimal="([^"]*)"', page)
    assert found, page[:300]
    return found.groups()


@pytest.fixture
def chosen(client: TestClient, database: Database) -> None:
    """The owner has chosen Polish, and takes it back."""
    client.post("/access/writing", data={"locale": "pl"})
    yield
    with database.write() as session:
        choose_locale(local_context(session), None)


@pytest.mark.parametrize(
    ("headers", "of_the_page", "day", "month"),
    [
        (GERMAN, ("en", "de-DE", ","), "4. Jan.", "Mär"),
        (AMERICAN, ("en", "en-US", "."), "Jan 4", "Mar"),
        (FRENCH, ("en", "fr", ","), "4 janv.", "mars"),
        ({}, ("en", "en-GB", "."), "4 Jan", "Mar"),
    ],
)
def test_a_plan_is_written_as_the_browser_asks_for(
    client: TestClient,
    board: str,
    headers: dict[str, str],
    of_the_page: tuple[str, ...],
    day: str,
    month: str,
) -> None:
    page = client.get(board, headers=headers)
    assert written(page.text) == of_the_page
    assert "Accept-Language" in page.headers["vary"]
    assert re.search(rf">[^<]*{re.escape(day)}[^<]*<", page.text)
    assert f">{month}<" in page.text, "months of the axis"
    cost = client.get(f"{board}/cost", headers=headers).text
    amounts = re.findall(r"\$[\d.,\u202f]+|[\d.,\u202f]+[kM]?\u00a0\$", cost)
    assert amounts and all(one.startswith("$") is (headers in (AMERICAN, {})) for one in amounts)


def test_what_a_user_has_chosen_goes_before_what_the_browser_asks_for(
    client: TestClient, chosen: None
) -> None:
    page = client.get("/access", headers=GERMAN).text
    assert written(page) == ("en", "pl", ",")
    assert re.search(r'<option value="pl" selected>', page)
    assert "1\u00a0234\u00a0567,5" in page
    assert 'lang="pl"' not in page, "texts stay English"
    client.post("/access/writing", data={"locale": ""})
    assert written(client.get("/access", headers=GERMAN).text) == ("en", "de-DE", ",")


@pytest.mark.parametrize("tag", ["xx", "<script>", "ar", "de\0", "x" * 300])
def test_a_choice_that_is_none_leaves_it_to_the_browser(client: TestClient, tag: str) -> None:
    assert client.post("/access/writing", data={"locale": tag}).status_code == 303
    assert written(client.get("/access", headers=FRENCH).text)[1] == "fr"


def test_a_viewer_chooses_too(database: Database) -> None:
    def viewer(ctx: Context) -> Context:
        return Context(ctx.organisation_id, Actor(ctx.actor.id, "Vera", Role.VIEWER), ctx.session)

    answer = TestClient(pages_over(database, viewer), follow_redirects=False).post(
        "/access/writing", data={"locale": ""}
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "header", ['"><script>alert(1)</script>', "de'onload='x", "<b>", "../..", ",;q=", "\xff\xfe", "de" * 5000]
)
@pytest.mark.parametrize("name", ["Accept-Language", WRITTEN_HEADER])
def test_nothing_of_a_header_reaches_the_page(client: TestClient, name: str, header: str) -> None:
    page = client.get("/", headers={name: header.encode("latin-1")})  # type: ignore[dict-item]
    assert page.status_code == 200
    assert written(page.text) == ("en", "en-GB", ".")
    assert "alert(1)" not in page.text and "onload" not in page.text


def test_cells_are_taken_back_as_they_are_shown_and_stored_as_numbers(client: TestClient, home: str) -> None:
    table = client.get(f"{home}/projects", headers=GERMAN).text
    row = table.partition('id="row-ranker-v3"')[2].partition("</tr>")[0]
    texts = dict(re.findall(r'data-label="(Value a week|Effort, weeks|Deadline)" data-text="([^"]*)"', row))
    assert "," in texts["Effort, weeks"]
    cells = {"value": "1.234,5", "deadline": "12. März 2027"}
    asked = {"rows": [{"id": "ranker-v3", "version": version(client, home), "cells": cells}]}
    done = client.post(f"{home}/projects/cells", json=asked, headers=GERMAN)
    assert done.status_code == 200, done.text
    html = done.json()["rows"][0]["html"]
    assert 'data-text="1234,5"' in html and "12. März 2027" in html
    assert 'data-text="1234.5"' in client.get(f"{home}/projects").text
    stored = client.get(f"{home}/export.yaml", headers=GERMAN).text
    assert "1234.5" in stored and "2027-03-12" in stored, "files are written the same for everybody"


def test_a_number_of_elsewhere_is_refused_with_the_way_out(client: TestClient, home: str) -> None:
    asked = {"rows": [{"id": "ranker-v3", "version": version(client, home), "cells": {"value": "1234.5"}}]}
    refused = client.post(f"{home}/projects/cells", json=asked, headers=GERMAN)
    assert refused.status_code == 422
    assert (
        "not how numbers are written in German (Germany): write 1234,5"
        in refused.json()["wrong"][0]["message"]
    )


def test_a_part_is_written_as_the_page_that_it_goes_into(client: TestClient, home: str) -> None:
    asked = {"rows": [{"id": "ranker-v3", "version": version(client, home), "cells": {"value": "1.234"}}]}
    headers = AMERICAN | {WRITTEN_HEADER: "de"}
    done = client.post(f"{home}/projects/cells", json=asked, headers=headers)
    assert 'data-text="1234"' in done.json()["rows"][0]["html"]


def test_a_form_comes_back_in_the_numbers_in_which_it_was_written(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/projects/ranker-v3/edit", headers=GERMAN).text
    fields = {
        name: value
        for value, name in re.findall(
            r'<input type="(?:text|date)" value="([^"]*)"[^>]* name="([^"]+)"', page
        )
    }
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    selects = {
        name: (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
        for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page)
    }
    checks = dict.fromkeys(
        re.findall(r'<input type="checkbox" value="on" checked[^>]* name="([^"]+)"', page), "on"
    )
    action = page.partition('<form class="stack sheet" method="post" action="')[2].partition('"')[0]
    typed = fields | hidden | selects | checks
    assert typed["written"] == "de-DE"
    assert any(re.search(r"\d,\d", value) for value in fields.values())
    before = client.get(f"{home}/export.yaml").text
    # Meanwhile the browser asks for English: what was written in German is still read so.
    saved = client.post(action, data=typed | {"step": "save"}, headers=AMERICAN)
    assert saved.status_code == 303, re.findall(r'class="error"[^>]*>([^<]+)<', saved.text)
    assert client.get(f"{home}/export.yaml").text == before


def test_a_pasted_sheet_is_read_in_the_numbers_of_whoever_pastes(client: TestClient, home: str) -> None:
    sheet = "Project\tValue a week\tDeadline\tModelling\nLarge\t1.234.567,5\t12.03.2027\t2,5"
    seen = client.post(f"{home}/paste", data={"projects": sheet}, headers=GERMAN)
    assert seen.status_code == 200 and "Ready to store" in seen.text
    assert "1.234,5 and 31. Mai 2027" in seen.text
    refused = client.post(f"{home}/paste", data={"projects": sheet}, headers=AMERICAN)
    assert refused.status_code == 422
    assert "not how numbers are written in English (United States): write 2.5" in refused.text


def test_files_for_machines_are_the_same_for_everybody(client: TestClient, board: str) -> None:
    addresses = re.findall(r'href="([^"]+\.csv[^"]*)"', client.get(f"{board}/cost").text)
    assert addresses
    for address in addresses[:3]:
        numbers = [re.findall(r"-?\d+\.\d+", client.get(address, headers=h).text) for h in ({}, GERMAN)]
        assert numbers[0] == numbers[1]


def test_an_address_with_numbers_says_how_they_are_written(client: TestClient) -> None:
    ask = "/estimators/training?params_b=1,5&tokens_b=140&accelerator=H100-SXM&written=de"
    page = client.get(ask, headers=AMERICAN)
    assert page.status_code == 200
    assert 'value="1,5"' in page.text and 'name="written" value="de"' in page.text
    assert client.get(ask.replace("&written=de", ""), headers=AMERICAN).status_code == 422

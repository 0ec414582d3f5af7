import io
import re
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from planner.services import demo


def version_in(html: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found
    return found[1]


def row_version(client: TestClient, home: str, project: str) -> str:
    return version_in(client.get(f"{home}/projects/{project}/row").text)


QUICK = {"name": "Ranker v4", "theme": "growth", "value": "1000 / 2000 / 3000", "deadline": "2027-09-30"}


TABS = ("/plan", "/projects", "/people", "/pools", "/settings", "/projects/ranker-v3")
FORMS = (
    "/projects/new",
    "/projects/ranker-v3/edit",
    "/people/new",
    "/people/chidi-eze/edit",
    "/positions/new",
)
PAGES = (*TABS, *FORMS, "/pools/new", "/pools/h100-reserved/edit")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_portfolio_opens(client: TestClient, home: str, path: str) -> None:
    answer = client.get(home + path)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_is_missing_is_a_page_with_a_way_back(client: TestClient) -> None:
    answer = client.get("/portfolios/nothing/plan")
    assert answer.status_code == 404
    assert "All portfolios" in answer.text
    assert client.get("/no/such/page").status_code == 404


def test_an_import_with_errors_stores_nothing_and_keeps_the_text(client: TestClient, document: str) -> None:
    before = client.get("/").text.count("<tr>")
    broken = document.replace("theme: growth", "theme: grwth", 1)
    answer = client.post("/import", data={"text": broken})
    assert answer.status_code == 422
    assert "grwth" in answer.text.partition("<textarea")[0], "the finding names the value"
    assert "theme: grwth" in answer.text.partition("<textarea")[2], "what was typed is still there"
    assert re.search(r"line \d+", answer.text)
    assert client.get("/").text.count("<tr>") == before


def test_a_file_is_imported_like_pasted_text(client: TestClient, example_file: Path) -> None:
    with example_file.open("rb") as content:
        answer = client.post("/import", files={"file": ("portfolio.yaml", content)})
    assert answer.status_code == 303


def test_a_zip_file_needs_no_format_and_its_mistakes_are_told(client: TestClient) -> None:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("input/notes.txt", "nothing of use")
    answer = client.post("/import", files={"file": ("folder.zip", zipped.getvalue())})
    assert answer.status_code == 422
    assert "the folder has no" in answer.text.lower()


def test_nothing_to_import_says_what_to_do(client: TestClient) -> None:
    answer = client.post("/import", data={"text": "  "})
    assert answer.status_code == 422
    assert "Paste a document or choose a file" in answer.text


def test_a_row_is_edited_in_place(client: TestClient, home: str) -> None:
    href = f"{home}/projects/ranker-v3/row"
    answer = client.post(href, data=QUICK | {"version": row_version(client, home, "ranker-v3")})
    assert answer.status_code == 200
    assert "Ranker v4" in answer.text
    assert "Ranker v4" in client.get(f"{home}/projects").text


def test_a_mistake_in_a_row_keeps_what_was_typed(client: TestClient, home: str) -> None:
    typed = QUICK | {"value": "9 / 3 / 6", "version": row_version(client, home, "ranker-v3")}
    answer = client.post(f"{home}/projects/ranker-v3/row", data=typed)
    assert answer.status_code == 422
    assert 'value="9 / 3 / 6"' in answer.text
    assert "Ranker v3" in client.get(f"{home}/projects").text


def test_an_outdated_row_is_a_conflict_that_shows_what_the_other_saved(client: TestClient, home: str) -> None:
    version = row_version(client, home, "ranker-v3")
    href = f"{home}/projects/ranker-v3/row"
    client.post(href, data=QUICK | {"version": version})
    late = client.post(href, data=QUICK | {"name": "Mine", "version": version})
    assert late.status_code == 409
    assert "Ranker v4" in late.text
    assert 'value="Mine"' in late.text
    # The answer carries the current version: saving again keeps mine.
    again = client.post(href, data=QUICK | {"name": "Mine", "version": version_in(late.text)})
    assert again.status_code == 200


def test_an_outdated_form_shows_both_versions(client: TestClient, home: str) -> None:
    form = client.get(f"{home}/people/chidi-eze/edit").text
    version = version_in(form)
    typed = {
        "name": "Chidi",
        "skills": "1",
        "skills-0-skill": "modelling",
        "skills-0-proficiency": "1",
        "fte": "50",
        "version": version,
    }
    assert client.post(f"{home}/people/chidi-eze/edit", data=typed).status_code == 303
    late = client.post(f"{home}/people/chidi-eze/edit", data=typed | {"fte": "75"})
    assert late.status_code == 409
    assert ">75<" in late.text
    assert ">50<" in late.text


def test_a_deleted_project_comes_back(client: TestClient, home: str) -> None:
    typed = {"version": row_version(client, home, "spam-classifier-refresh")}
    gone = client.post(f"{home}/projects/spam-classifier-refresh/delete", data=typed)
    assert gone.status_code == 303
    page = client.get(gone.headers["location"]).text
    assert "spam-classifier-refresh" not in page
    undo = re.search(r'action="([^"]+/undo/[^"]+)"', page)
    assert undo
    assert client.post(undo[1]).status_code == 303
    assert "spam-classifier-refresh" in client.get(f"{home}/projects").text


def test_htmx_gets_a_toast_with_undo_instead_of_a_page(client: TestClient, home: str) -> None:
    typed = {"version": row_version(client, home, "spam-classifier-refresh")}
    answer = client.post(
        f"{home}/projects/spam-classifier-refresh/delete", data=typed, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "/undo/" in answer.text


def test_what_others_need_cannot_be_deleted(client: TestClient, home: str) -> None:
    typed = {"version": row_version(client, home, "feature-store")}
    answer = client.post(f"{home}/projects/feature-store/delete", data=typed, headers={"HX-Request": "true"})
    assert answer.status_code in (409, 422)
    assert answer.headers["hx-retarget"] == "#alerts"
    assert "feature-store" in client.get(f"{home}/projects").text


BUILD = {
    "name": "New ranker",
    "kind": "model",
    "phases": "1",
    "phases-0-name": "Build",
    "phases-0-effort": "1",
    "phases-0-effort-0-skill": "data",
    "phases-0-effort-0-weeks": "1 / 2 / 3",
}


def test_a_project_is_added_with_its_phases(client: TestClient, home: str) -> None:
    more = client.post(f"{home}/projects", data=BUILD | {"step": "add:phases"})
    assert more.status_code == 200
    assert 'name="phases-1-name"' in more.text
    assert 'value="1 / 2 / 3"' in more.text
    second = {"phases": "2", "phases-1-name": "Ship", "phases-1-weeks": "1"}
    after = {"phases-1-after": "1", "phases-1-after-0-phase": "build"}
    assert client.post(f"{home}/projects", data=BUILD | second | after | {"step": "save"}).status_code == 303
    assert "after Build" in client.get(f"{home}/projects/new-ranker").text


def test_a_row_is_taken_out_of_a_form_and_the_others_move_up(client: TestClient, home: str) -> None:
    two = {"phases": "2", "phases-1-name": "Ship", "phases-1-weeks": "4"}
    less = client.post(f"{home}/projects", data=BUILD | two | {"step": "remove:phases:0"}).text
    assert 'name="phases-0-name" value' not in less
    assert re.search(r'value="Ship"[^>]* id="f-phases-0-name"', less)
    assert 'name="phases-1-name"' not in less


def test_what_refers_to_nothing_is_refused_at_its_field(client: TestClient, home: str) -> None:
    wrong = BUILD | {"name": "X", "phases-0-effort-0-skill": "cooking"}
    answer = client.post(f"{home}/projects", data=wrong | {"step": "save"})
    assert answer.status_code == 422
    assert re.search(r'id="e-phases-0-effort-0-skill">[^<]*cooking', answer.text)


PIN = {"pins": "1", "pins-0-place": "ranker-v3", "pins-0-verb": "out"}


def test_settings_are_saved_by_section(client: TestClient, home: str) -> None:
    version = version_in(client.get(f"{home}/settings").text)
    answer = client.post(f"{home}/settings/pins", data=PIN | {"version": version})
    assert answer.status_code == 303
    assert "selected: false" in client.get(f"{home}/export.yaml").text


def test_a_setting_that_cannot_be_used_keeps_what_was_typed(client: TestClient, home: str) -> None:
    version = version_in(client.get(f"{home}/settings").text)
    wrong = PIN | {"pins-0-verb": "starts", "pins-0-starts": "2027-07-05", "version": version}
    answer = client.post(f"{home}/settings/pins", data=wrong)
    assert answer.status_code == 422
    assert "choose the phase" in answer.text
    assert 'value="2027-07-05"' in answer.text


def test_a_name_that_is_still_used_stays(client: TestClient, home: str) -> None:
    version = version_in(client.get(f"{home}/settings").text)
    none = {"themes": "0", "skills": "0", "teams": "0", "sites": "0", "version": version}
    answer = client.post(f"{home}/settings/names", data=none)
    assert answer.status_code == 422
    assert "unknown skill" in answer.text
    assert "growth" in client.get(f"{home}/export.yaml").text


def test_the_table_is_filtered_and_sorted(client: TestClient, home: str) -> None:
    html = client.get(f"{home}/projects", params={"q": "rank", "sort": "-name"}).text
    assert re.findall(r'<tr id="row-([^"]+)"', html) == ["ranker-v3", "distilled-ranker"]
    part = client.get(f"{home}/projects", params={"q": "rank"}, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert part.count("<tr id=") == 2


def test_a_blank_portfolio_says_what_is_missing(client: TestClient) -> None:
    made = client.post("/portfolios", data={"name": "Blank"})
    assert made.status_code == 303
    page = client.get(made.headers["location"]).text
    assert "Add projects" in page
    assert "Add people" in page


def test_colours_are_remembered_and_redirects_stay_here(client: TestClient) -> None:
    answer = client.post("/preferences/theme", data={"theme": "dark", "back": "//elsewhere.example/"})
    assert answer.headers["location"] == "/"
    assert "quarterdeck_theme=dark" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "name",
    ["quarterdeck.css", "quarterdeck.js", "htmx.js", "htmx-sse.js", "fonts/inter-latin-wght-normal.woff2"],
)
def test_static_files_are_kept_by_browsers(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["../routes.py", "..%2froutes.py", "nothing.css"])
def test_nothing_else_is_served_as_a_static_file(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_portfolio_can_be_downloaded(client: TestClient, home: str) -> None:
    assert "schema: quarterdeck/portfolio/1" in client.get(f"{home}/export.yaml").text
    assert client.get(f"{home}/export.json").json()["schema"] == "quarterdeck/portfolio/1"


def test_a_login_link_shows_a_button_and_works_once(client: TestClient, token: str) -> None:
    page = client.get("/login", params={"token": token})
    assert f'name="token" value="{token}"' in page.text
    first = client.post("/login", data={"token": token})
    assert first.status_code == 303
    assert "session=" in first.headers["set-cookie"]
    second = client.post("/login", data={"token": token})
    assert second.status_code == 401
    assert "Sign in" in second.text


def test_a_whole_link_may_be_pasted(client: TestClient, token: str) -> None:
    answer = client.post("/login", data={"token": f"http://127.0.0.1:8000/login?token={token}"})
    assert answer.status_code == 303


def test_the_demo_is_imported_and_planned_at_once(
    client: TestClient, example_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "FILE", example_file)
    answer = client.post("/demo")
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "Waiting for a worker" in page
    assert 'sse-connect="/jobs/' in page
    assert "<noscript><meta http-equiv" in page


def test_without_the_demo_nobody_is_sent_to_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "FILE", Path("/nowhere"))
    assert 'action="/demo"' not in client.get("/").text


def test_a_waiting_job_can_be_followed_and_cancelled(client: TestClient, home: str) -> None:
    client.post(f"{home}/plans", data={"seconds": "5"})
    page = client.get(f"{home}/plan").text
    job = re.search(r'sse-connect="(/jobs/[^"]+)/events"', page)
    assert job
    assert "Waiting for a worker" in client.get(job[1]).text
    assert client.post(f"{job[1]}/cancel").status_code == 303
    assert "cancelled" in client.get("/jobs").text
    events = client.get(f"{job[1]}/events").text
    assert events.startswith("event: progress\ndata: ")
    assert events.endswith("event: finished\ndata: \n\n")


@pytest.mark.parametrize("seconds", ["0", "-1", "1e9", "nan", "soon"])
def test_seconds_that_make_no_sense_are_refused(client: TestClient, home: str, seconds: str) -> None:
    assert client.post(f"{home}/plans", data={"seconds": seconds}).status_code == 422


def test_what_is_doubtful_about_an_import_is_told(client: TestClient) -> None:
    text = """
schema: quarterdeck/portfolio/1
name: Small
calendar: {start: 2027-01-04, quarters: 1}
skills: [{id: data, name: Data}]
people: [{id: ada, name: Ada, skills: {}}]
projects: [{id: a, name: A, phases: [{id: build, effort: {data: 1}}]}]
"""
    answer = client.post("/import", data={"text": text})
    assert answer.status_code == 200
    assert "Small is imported" in answer.text
    assert "nobody has the skill" in answer.text
    assert re.search(r'href="/portfolios/[^"]+/plan"', answer.text)

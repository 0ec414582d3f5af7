"""Behaviour of the API: versions, pages, idempotency, organisations, refusals."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.problems import status_of
from planner import errors
from planner.persistence.database import Database
from planner.services.identity import create_login_link, local_context
from tests.api.conftest import EXAMPLE, JSON, YAML

ROOT = "/api/v1/portfolios"


def test_nobody_gets_in_without_signing_in(app: FastAPI) -> None:
    answer = TestClient(app).get(ROOT)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_export_and_import_give_the_same_portfolio(client: TestClient, portfolio_id: str) -> None:
    text = client.get(f"{ROOT}/{portfolio_id}/export").text
    again = client.post(ROOT, content=text, headers=YAML).json()
    assert again["portfolio"] == client.get(f"{ROOT}/{portfolio_id}").json()["portfolio"]


def test_a_row_is_changed_only_in_the_version_that_was_read(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}/projects/churn"
    read = client.get(path)
    body = read.json()["body"] | {"name": "Churn model, second try"}
    assert client.put(path, json=body).status_code == 428
    assert client.put(path, json=body, headers={"if-match": read.headers["etag"]}).status_code == 200
    late = client.put(path, json=body, headers={"if-match": read.headers["etag"]})
    assert late.status_code == 412
    assert late.json()["current_version"] == 2


@pytest.mark.parametrize("tag", ["x", '"1.5"', "", "9" * 30])
def test_an_if_match_that_is_no_version_is_refused(client: TestClient, portfolio_id: str, tag: str) -> None:
    path = f"{ROOT}/{portfolio_id}/projects/churn"
    body = client.get(path).json()["body"]
    assert client.put(path, json=body, headers={"if-match": tag}).status_code == 422


def test_a_deleted_row_comes_back(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}/projects/vision"
    token = client.delete(path, headers={"if-match": "1"}).json()["undo_token"]
    assert client.get(path).status_code == 404
    assert client.post(f"/api/v1/undo/{token}").json()["ids"] == ["vision"]
    assert client.get(path).json()["body"]["name"] == "Photo tagging"


def test_a_list_is_read_page_by_page(client: TestClient, portfolio_id: str) -> None:
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{ROOT}/{portfolio_id}/projects", params=query).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["churn", "search", "lineage", "forecast", "vision"]


def test_the_same_request_for_a_plan_is_one_job(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}/plans"
    first = client.post(path, json={"seconds": 5}, headers={"idempotency-key": f"k-{portfolio_id}"})
    assert first.status_code == 202
    assert first.headers["location"] == f"/api/v1/jobs/{first.json()['id']}"
    again = client.post(path, json={"seconds": 5}, headers={"idempotency-key": f"k-{portfolio_id}"})
    assert again.json()["id"] == first.json()["id"]
    cancelled = client.post(f"/api/v1/jobs/{first.json()['id']}/cancellation")
    assert cancelled.json()["state"] == "cancelled"


def test_another_organisation_sees_nothing(
    client: TestClient, stranger: TestClient, portfolio_id: str
) -> None:
    assert stranger.get(f"{ROOT}/{portfolio_id}").status_code == 404
    assert stranger.get(f"{ROOT}/{portfolio_id}/projects").status_code == 404
    assert stranger.delete(f"{ROOT}/{portfolio_id}", headers={"if-match": "1"}).status_code == 404
    assert portfolio_id not in {item["id"] for item in stranger.get(ROOT).json()["items"]}


HEAD = "schema: quarterdeck/portfolio/1\nname: x\ncalendar: {start: 2027-01-04, quarters: 1}\n"
PROJECT = "skills: [{id: s, name: S}]\nprojects: [{id: a, name: A, phases: [%s]}]\n"
BAD = {
    "empty": b"",
    "a list": b"[]",
    "no schema": b"name: x",
    "negative effort": (HEAD + PROJECT % "{id: p, effort: {s: -1}}").encode(),
    "effort that is no number": (HEAD + PROJECT % "{id: p, effort: {s: .nan}}").encode(),
    "too much effort": (HEAD + PROJECT % "{id: p, effort: {s: 1000000000000000000}}").encode(),
    "unknown skill": (HEAD + PROJECT % "{id: p, effort: {t: 1}}").encode(),
    "a cycle": (HEAD + PROJECT % "{id: p, after: [q]}, {id: q, after: [p]}").encode(),
    "duplicate ids": (HEAD + PROJECT % "{id: p}, {id: p}").encode(),
    "duplicate keys": (HEAD + "name: y\n").encode(),
    "aliases without end": b"a: &a [x, x]\nb: &b [*a, *a]\n" + b"c: [" + b"*b, " * 300 + b"*b]\n",
    "a list in itself": b"a: &a [*a]\n",
    "NUL": HEAD.encode() + b"\0",
    "not UTF-8": b"\xff\xfe\x00",
    "nested too deep": b"[" * 5000,
    "dates as numbers": b"schema: quarterdeck/portfolio/1\nname: x\ncalendar: {start: 20270104, quarters: 1}\n",
    "NaN": b'{"schema": NaN}',
    "half a character": b'{"schema": "quarterdeck/portfolio/1", "name": "\\ud800"}',
    "a number without end": b'{"schema": 1e999}',
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("headers", [YAML, JSON], ids=["yaml", "json"])
def test_a_bad_document_gets_a_sentence_and_nothing_is_stored(
    client: TestClient, name: str, headers: dict[str, str]
) -> None:
    before = client.get(ROOT).json()["items"]
    answer = client.post(ROOT, content=BAD[name], headers=headers)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) >= 1
    assert all(finding["message"] for finding in answer.json()["errors"])
    assert "Traceback" not in answer.text
    assert client.get(ROOT).json()["items"] == before


def test_large_bodies_are_refused_whether_they_say_their_size_or_not(client: TestClient) -> None:
    assert client.post(ROOT, content=b"x" * 60_000_000, headers=YAML).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(60):
            yield b"x" * 1_000_000

    assert client.post(ROOT, content=chunks(), headers=YAML).status_code == 413


def test_people_whose_upload_is_too_large_get_a_page_with_the_headers_of_pages(client: TestClient) -> None:
    answer = client.post("/import", files={"file": ("big.yaml", b"x" * 60_000_000)})
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert "larger than 10 MB" in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_the_address_of_a_form_is_no_page(client: TestClient, portfolio_id: str) -> None:
    answer = client.get(f"/portfolios/{portfolio_id}/calibration/apply")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    "settings", [b'{"seconds": NaN}', b'{"seconds": 1e999}', b'{"seconds": -1}', b"[", b'{"seed": true}']
)
def test_bad_settings_of_a_plan_are_refused(client: TestClient, portfolio_id: str, settings: bytes) -> None:
    answer = client.post(f"{ROOT}/{portfolio_id}/plans", content=settings, headers=JSON)
    assert answer.status_code == 422


def test_a_write_from_another_site_is_refused(app: FastAPI) -> None:
    browser = TestClient(app, cookies={"quarterdeck_session": "x"})
    answer = browser.post(ROOT, content=EXAMPLE.read_bytes(), headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert browser.post(ROOT, headers={"origin": "https://elsewhere.example"}).status_code == 403


def every_error(kind: type[errors.QuarterdeckError]) -> Iterator[type[errors.QuarterdeckError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every_error(child)


def test_every_error_has_a_status() -> None:
    for kind in every_error(errors.QuarterdeckError):
        error = kind("text", 1) if kind is errors.VersionConflict else kind("text")
        status = status_of(error)
        assert error.title
        expected_fault = issubclass(kind, errors.InternalError) or kind is errors.QuarterdeckError
        assert (status == 500) == expected_fault


def test_the_description_of_the_api_is_complete(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    assert all(operation.get("summary") for operation in operations)


def test_health_and_metrics_answer_without_signing_in(app: FastAPI) -> None:
    browser = TestClient(app)
    assert browser.get("/health/live").status_code == 200
    assert browser.get("/health/ready").json() == {"status": "ready"}
    assert "python_info" in browser.get("/metrics").text


def test_signing_out_ends_the_session_of_this_browser_alone(app: FastAPI, client: TestClient) -> None:
    def browser() -> TestClient:
        with app.state.database.write() as session:
            link = create_login_link(local_context(session))
        opened = TestClient(app, follow_redirects=False)
        assert opened.post("/login", data={"token": link}).headers["location"] == "/"
        return opened

    first, second, third = browser(), browser(), browser()
    assert first.get("/api/v1/me").status_code == 200
    secret = first.cookies["quarterdeck_session"]
    assert first.post("/api/v1/me/sign-out").status_code == 204
    assert "quarterdeck_session" not in first.cookies
    assert TestClient(app, cookies={"quarterdeck_session": secret}).get("/api/v1/me").status_code == 401
    gone = second.post("/sign-out")
    assert (gone.status_code, gone.headers["location"]) == (303, "/login")
    assert second.get("/api/v1/me").status_code == 401
    assert third.get("/api/v1/me").status_code == 200
    assert client.post("/api/v1/me/sign-out").status_code == 409


def test_a_lost_database_is_said_in_a_sentence_until_it_is_back(app: FastAPI, client: TestClient) -> None:
    page = TestClient(app, cookies={"quarterdeck_session": "x"})
    ours, away = (
        app.state.database,
        Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1"),
    )
    app.state.database = away
    try:
        for path in (ROOT, "/health/ready"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.json() == {
                "type": "urn:quarterdeck:unavailable",
                "title": "Not available for the moment",
                "status": 503,
                "detail": "The database cannot be reached at the moment; try again soon.",
                "errors": [],
            }
        shown = page.get("/")
        assert (shown.status_code, shown.headers["retry-after"]) == (503, "5")
        assert "The database cannot be reached at the moment; try again soon." in shown.text
        assert client.get("/health/live").status_code == 200
    finally:
        app.state.database = ours
        away.close()
    assert client.get(ROOT).status_code == 200

"""Bodies and addresses that cannot be used: each gets a sentence with its place, and nothing is stored."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import EXAMPLE, JSON, YAML

ROOT = "/api/v1/portfolios"
PHASES = b'"phases": [{"id": "x"}]'
BAD_ROWS: dict[str, tuple[bytes, str, str]] = {
    "NUL": (b'{"id": "a", "name": "a\\u0000b", %s}' % PHASES, "name", "NUL"),
    "half a character": (b'{"id": "a", "name": "\\ud800", %s}' % PHASES, "name", "surrogate"),
    "half a character in a key": (b'{"id": "a", "name": "A", "\\ud800": 1}', "", "surrogate"),
    "NaN": (b'{"id": "a", "name": "A", "value": {"per_week": NaN}}', "value.per_week", "finite"),
    "a number without end": (b'{"id": "a", "name": "A", "value": {"per_week": -1e999}}', "value.per_week", "finite"),
    "a number of 5000 digits": (b'{"id": "a", "value": %s}' % (b"9" * 5000), "", "too long"),
    "nested without end": (b'{"id": "a", "name": %s}' % (b"[" * 100_000), "", "nested deeper"),
    "nested too deep": (b'{"id": "a", "value": %s}' % (b"[" * 60 + b"]" * 60), "", "nested deeper"),
    "two equal keys": (b'{"id": "a", "id": "b", "name": "A"}', "", "twice"),
    "no JSON": (b'{"id":', "", "not valid JSON"),
    "no text": (b"\xff\xfe", "", "UTF-8"),
    "nothing": (b"", "", "missing"),
    "a list": (b"[]", "", "expected a mapping, got a list"),
    "an unknown key": (b'{"id": "a", "nmae": "A", %s}' % PHASES, "nmae", "did you mean 'name'?"),
    "negative effort": (
        b'{"id": "a", "name": "A", "phases": [{"id": "x", "effort": {"data": -1}}]}',
        "phases[0].effort.data",
        "cannot be negative, got -1",
    ),
    "an unknown skill": (
        b'{"id": "a", "name": "A", "phases": [{"id": "x", "effort": {"cooking": 1}}]}',
        "projects[5].phases[0].effort.cooking",
        "unknown skill 'cooking'",
    ),
    "10^18": (
        b'{"id": "a", "name": "A", "value": {"per_week": 1000000000000000000}, %s}' % PHASES,
        "value.per_week",
        "1e+18",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused_with_place_and_reason(client: TestClient, portfolio_id: str, name: str) -> None:
    body, path, words = BAD_ROWS[name]
    answer = client.post(f"{ROOT}/{portfolio_id}/projects", content=body, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    finding = next(found for found in answer.json()["errors"] if found["path"] == path)
    assert words in finding["message"]
    assert len(client.get(f"{ROOT}/{portfolio_id}/projects").json()["items"]) == 5


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png", ""])
def test_a_body_of_another_media_type_is_refused(client: TestClient, portfolio_id: str, kind: str) -> None:
    headers = {"content-type": kind}
    for path, body in (
        (ROOT, EXAMPLE.read_bytes()),
        (f"{ROOT}/{portfolio_id}/projects", b'{"id": "a"}'),
        (f"{ROOT}/{portfolio_id}/plans", b"{}"),
    ):
        answer = client.post(path, content=body, headers=headers)
        assert answer.status_code == 415
        assert "application/json" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["portfolios/%00", "portfolios/x/projects/a%00", "jobs?portfolio_id=%00", "plans/%00/costs"]
)
def test_an_address_with_nul_is_refused_on_every_database(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 422
    assert "NUL" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["a\0b", "   ", "x" * 201])
def test_a_name_that_is_none_is_refused_in_forms_too(client: TestClient, name: str) -> None:
    assert client.post("/portfolios", data={"name": name}).status_code == 422


def test_forms_reach_the_pages(client: TestClient) -> None:
    assert client.post("/portfolios", data={"name": "By hand"}).status_code == 303
    uploaded = client.post("/import", files={"file": ("first.yaml", EXAMPLE.read_bytes())})
    assert uploaded.status_code == 303
    page = uploaded.headers["location"].partition("/plan")[0]
    assert client.post(f"{page}/plans", data={"seconds": "5"}).status_code == 303


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("portfolios", "GET, POST"), ("portfolios/x", "DELETE, GET, PUT"), ("portfolios/x/projects/y", "DELETE, GET, PUT")],
)  # fmt: skip
def test_a_method_that_is_not_there_is_answered_with_all_that_are(
    client: TestClient, path: str, allowed: str
) -> None:
    answer = client.patch(f"/api/v1/{path}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["title"] == "Method not allowed"


def test_an_address_that_is_not_there_gets_a_problem(client: TestClient) -> None:
    problem: dict[str, Any] = client.get("/api/v1/nothing").json()
    assert problem == {
        "type": "urn:quarterdeck:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "errors": [],
    }


def test_settings_that_stay_the_same_are_no_new_version(client: TestClient, portfolio_id: str) -> None:
    path = f"{ROOT}/{portfolio_id}/settings"
    same = client.patch(path, json={"name": "First plan"}, headers={"if-match": '"1"'})
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
    other = client.patch(path, json={"name": "Second plan"}, headers={"if-match": '"1"'})
    assert (other.status_code, other.headers["etag"]) == (200, '"2"')


def test_a_document_with_more_values_than_the_limit_is_refused_before_it_is_built(client: TestClient) -> None:
    body = b"schema: quarterdeck/portfolio/1\nx: [" + b"a," * 600_000 + b"a]"
    answer = client.post(ROOT, content=body, headers=YAML)
    assert answer.status_code == 422
    assert "more than 500,000 values" in answer.json()["detail"]

"""Writes that are sent again with their key: done once, answered alike, secrets told once."""

import threading
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.examples import EXAMPLES
from planner.services.identity import local_context
from planner.services.users import add_user
from tests.stored import store_plan

API = "/api/v1"
CSV = {"content-type": "text/csv"}


@pytest.fixture
def plan_id(app: FastAPI) -> str:
    with app.state.database.write() as session:
        return store_plan(local_context(session))


@pytest.fixture
def home(client: TestClient, plan_id: str) -> str:
    """The portfolio of the plan."""
    found = client.get(f"{API}/plans/{plan_id}").json()["portfolio_id"]
    return f"{API}/portfolios/{found}"


def twice(client: TestClient, method: str, path: str, key: str, **sent: Any) -> tuple[Any, Any]:
    """Both answers; they have the same status."""
    headers = {**sent.pop("headers", {}), "idempotency-key": key}
    first, second = (client.request(method, path, headers=headers, **sent) for _ in range(2))
    assert first.status_code < 300, first.text
    assert first.status_code == second.status_code
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    for name in ("location", "etag"):
        assert first.headers.get(name) == second.headers.get(name)
    return first, second


def test_a_link_is_made_once_and_its_secret_told_once(client: TestClient, home: str) -> None:
    first, second = twice(client, "POST", f"{home}/shares", f"link {home}", json={"label": "Board"})
    assert first.json()["path"].startswith("/shared/")
    assert second.json() == first.json() | {"path": None}
    (only,) = client.get(f"{home}/shares").json()["items"]
    assert only["id"] == first.json()["id"]
    first, second = twice(client, "DELETE", f"{API}/shares/{only['id']}", f"end {home}")
    assert (first.status_code, second.content) == (204, b"")


def test_tokens_and_login_links_are_made_once(app: FastAPI, client: TestClient, home: str) -> None:
    with app.state.database.write() as session:
        ann = add_user(local_context(session), f"Ann {home}").id
    asked = {"label": home, "user_id": ann}
    first, second = twice(client, "POST", f"{API}/me/tokens", f"token {home}", json=asked)
    assert (second.json()["token"], second.json()["secret"]) == (first.json()["token"], None)
    every = client.get(f"{API}/me/tokens", params={"everybody": True, "limit": 200}).json()["items"]
    assert [one["label"] for one in every].count(home) == 1
    users = f"{API}/organisations/local/users"
    first, second = twice(client, "POST", f"{users}/local/login-links", f"login {home}")
    assert first.json()["path"]
    assert second.json()["path"] is None


def test_uploads_are_stored_once(client: TestClient, home: str) -> None:
    spent = "month,project,kind,amount\n2027-01,,people,9000\n"
    first, second = twice(
        client, "POST", f"{home}/actuals?source=Ledger", f"spent {home}", content=spent, headers=CSV
    )
    assert first.json() == second.json()
    work = "estimate,actual\n3,4\n2,2\n"
    twice(client, "POST", f"{home}/histories?name=Work", f"work {home}", content=work, headers=CSV)
    assert len(client.get(f"{home}/histories").json()["items"]) == 1


def test_a_curve_is_asked_for_once(client: TestClient, home: str, plan_id: str) -> None:
    path = f"{API}/plans/{plan_id}/replan-curves"
    asked = {"changes": {"schema": "quarterdeck/changes/1", "changes": []}}
    key = {"idempotency-key": f"curve {home}"}
    first = client.post(path, json=asked, headers=key)
    assert first.status_code == 202, first.text
    for one in first.json()["items"]:
        client.post(f"{API}/jobs/{one['job']['id']}/cancellation")
    # Without the key these would be three new jobs by now.
    assert client.post(path, json=asked, headers=key).json() == first.json()


def test_a_change_of_a_row_is_made_once_though_its_version_has_moved_on(
    client: TestClient, home: str
) -> None:
    pool = EXAMPLES["Pool-Input"] | {"id": "again"}
    made = client.post(f"{home}/pools", json=pool)
    headers = {"if-match": made.headers["etag"]}
    path = f"{home}/pools/again"
    changed = pool | {"name": "Renamed"}
    first, second = twice(client, "PUT", path, f"put {home}", json=changed, headers=headers)
    assert first.json() == second.json()
    assert client.put(path, json=changed, headers=headers).status_code == 412, (
        "without the key it is another one"
    )


def test_what_was_refused_is_not_remembered(client: TestClient, home: str) -> None:
    key = {"idempotency-key": f"refused {home}"}
    pool = EXAMPLES["Pool-Input"] | {"id": "refused"}
    client.post(f"{home}/pools", json=pool)
    assert client.post(f"{home}/pools", json=pool, headers=key).status_code == 409
    version = client.get(f"{home}/pools/refused").headers["etag"]
    client.delete(f"{home}/pools/refused", headers={"if-match": version})
    assert client.post(f"{home}/pools", json=pool, headers=key).status_code == 201


def test_a_key_is_of_one_request_of_one_user(app: FastAPI, client: TestClient, home: str) -> None:
    key = {"idempotency-key": f"whose {home}"}
    assert client.post(f"{home}/shares", json={"label": "Board"}, headers=key).status_code == 201
    for path, label in ((f"{home}/shares", "Others"), (f"{API}/me/tokens", "Board")):
        answer = client.post(path, json={"label": label}, headers=key)
        assert (answer.status_code, answer.json()["title"]) == (409, "Does not fit")
    with app.state.database.write() as session:
        ctx = local_context(session)
        bob = add_user(ctx, f"Bob {home}", "editor").id
    secret = client.post(f"{API}/me/tokens", json={"label": "Bob", "user_id": bob}).json()["secret"]
    other = TestClient(app, headers={"authorization": f"Bearer {secret}"})
    assert other.post(f"{home}/shares", json={"label": "Board"}, headers=key).status_code == 409
    assert (
        client.post(f"{home}/shares", json={"label": "A"}, headers={"idempotency-key": ""}).status_code == 422
    )


def test_two_that_are_sent_at_the_same_moment_do_it_once(client: TestClient, home: str) -> None:
    answers: list[Any] = []

    def send() -> None:
        key = {"idempotency-key": f"both {home}"}
        answers.append(
            client.post(f"{home}/pools", json=EXAMPLES["Pool-Input"] | {"id": "both"}, headers=key)
        )

    both = [threading.Thread(target=send) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sum(pool["id"] == "both" for pool in client.get(f"{home}/pools").json()["items"]) == 1


def test_lists_of_links_months_and_work_are_read_page_by_page(client: TestClient, home: str) -> None:
    for n in range(3):
        client.post(f"{home}/shares", json={"label": f"Link {n}"})
    first = client.get(f"{home}/shares", params={"limit": 2}).json()
    rest = client.get(f"{home}/shares", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [one["label"] for one in first["items"] + rest["items"]] == ["Link 2", "Link 1", "Link 0"]
    assert rest["next_cursor"] is None
    assert client.get(f"{home}/shares", params={"cursor": "none-of-them"}).status_code == 422

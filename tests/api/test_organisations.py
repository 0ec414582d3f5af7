"""Organisations, users and tokens over HTTP."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

API = "/api/v1"
USERS = f"{API}/organisations/local/users"


def test_everybody_sees_the_own_organisation_alone(client: TestClient, stranger: TestClient) -> None:
    (mine,) = client.get(f"{API}/organisations").json()["items"]
    assert client.get(f"{API}/organisations/{mine['id']}").json() == mine
    assert mine["id"] == client.get(f"{API}/me").json()["organisation_id"]
    for path in ("", "/users", "/users/local"):
        assert stranger.get(f"{API}/organisations/local{path}").status_code == 404


def test_a_user_is_added_once_gets_a_token_and_loses_it(app: FastAPI, client: TestClient) -> None:
    key = {"idempotency-key": "add-ann"}
    made = client.post(USERS, json={"name": "Ann", "role": "viewer"}, headers=key)
    assert made.status_code == 201
    ann = made.json()
    assert made.headers["location"] == f"{USERS}/{ann['id']}"
    assert client.post(USERS, json={"name": "Ann", "role": "viewer"}, headers=key).json() == ann
    assert client.post(USERS, json={"name": "Ann"}).status_code == 409
    token = client.post(f"{API}/me/tokens", json={"label": "export", "days": 9, "user_id": ann["id"]}).json()
    hers = TestClient(app, headers={"authorization": f"Bearer {token['secret']}"})
    assert hers.get(f"{API}/me").json()["name"] == "Ann"
    assert hers.post(USERS, json={"name": "Bob"}).status_code == 403
    assert hers.get(f"{API}/me/tokens").json()["items"] == [token["token"]]
    assert hers.get(f"{API}/me/tokens", params={"everybody": True}).status_code == 403
    assert client.patch(f"{USERS}/{ann['id']}", json={"role": "editor"}).json()["role"] == "editor"
    assert hers.get(f"{API}/me").json()["role"] == "editor"
    link = client.post(f"{USERS}/{ann['id']}/login-links").json()
    assert TestClient(app).get(link["path"]).status_code == 200
    assert client.delete(f"{API}/me/tokens/{token['token']['id']}").json() == token["token"]
    assert hers.get(f"{API}/me").status_code == 401
    assert client.delete(f"{USERS}/{ann['id']}").json()["id"] == ann["id"]
    assert client.get(f"{USERS}/{ann['id']}").status_code == 404
    assert client.delete(f"{USERS}/local").status_code == 409


def test_what_is_sent_again_is_made_once(client: TestClient, portfolio_id: str) -> None:
    project = client.get(f"{API}/portfolios/{portfolio_id}/projects").json()["items"][0]["id"]
    home = f"{API}/portfolios/{portfolio_id}"
    asked = (
        (f"{home}/projects/{project}/comments", {"text": "Looks fine"}),
        (f"{API}/filters", {"name": "Sent again", "view": {"theme": "growth"}}),
        (
            f"{home}/scenarios",
            {"name": "Sent again", "levers": [{"project": {"project": project, "selected": False}}]},
        ),
    )
    for n, (path, body) in enumerate(asked):
        key = {"idempotency-key": f"again-{n}-{portfolio_id}"}
        first, second = client.post(path, json=body, headers=key), client.post(path, json=body, headers=key)
        assert (first.status_code, second.status_code) == (201, 201), first.text
        assert first.json() == second.json()
        assert client.post(path, json=body | {"name": "x", "text": "y"}, headers=key).status_code in (
            409,
            422,
        )
    for kept in client.get(f"{API}/filters").json()["items"]:
        client.delete(f"{API}/filters/{kept['id']}")


def test_the_actor_chooses_how_pages_write_dates_and_numbers(client: TestClient) -> None:
    assert client.get(f"{API}/me").json()["locale"] is None
    for asked, kept in (("de", "de"), ("pt-br", "pt-BR"), (None, None)):
        assert client.patch(f"{API}/me", json={"locale": asked}).json()["locale"] == kept
        assert client.get(f"{API}/me").json()["locale"] == kept
    for wrong in ("xx", "ar", "<b>", ""):
        refused = client.patch(f"{API}/me", json={"locale": wrong})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["path"] == "locale"

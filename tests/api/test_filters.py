"""Saved filters over HTTP."""

from fastapi.testclient import TestClient

API = "/api/v1/filters"


def test_filters_are_kept_listed_deleted_and_brought_back(client: TestClient, stranger: TestClient) -> None:
    made = client.post(API, json={"name": "Growth by value", "view": {"theme": "growth", "sort": "-value"}})
    assert made.status_code == 201
    kept = made.json()
    assert kept in client.get(API).json()["items"]
    assert kept not in stranger.get(API).json()["items"]
    assert stranger.delete(f"{API}/{kept['id']}").status_code == 404
    again = client.post(API, json={"name": "Growth by value", "view": {"tag": "x"}})
    assert again.status_code == 409
    assert client.post(API, json={"name": "All", "view": {}}).status_code == 422
    gone = client.delete(f"{API}/{kept['id']}").json()
    assert stranger.post(f"{API}/undo/{gone['undo_token']}").status_code == 404
    assert client.post(f"{API}/undo/{gone['undo_token']}").json() == kept
    client.delete(f"{API}/{kept['id']}")

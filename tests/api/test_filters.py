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


def test_projects_are_listed_by_what_a_filter_says(client: TestClient, portfolio_id: str) -> None:
    projects = f"/api/v1/portfolios/{portfolio_id}/projects"
    every = client.get(projects).json()["items"]
    row = every[-1]
    body = row["body"] | {"tags": ["q3 bet"]}
    put = client.put(f"{projects}/{row['id']}", json=body, headers={"if-match": f'"{row["version"]}"'})
    assert put.status_code == 200

    def found(**query: str) -> list[str]:
        return [one["id"] for one in client.get(projects, params=query).json()["items"]]

    assert found(tag="q3 bet") == [row["id"]]
    assert found(q="Q3 " + row["id"]) == [row["id"]]
    assert found(tag="other") == []
    assert found() == [one["id"] for one in every]
    first = client.get(projects, params={"q": "e", "limit": "1"}).json()
    rest = (
        client.get(projects, params={"q": "e", "cursor": first["next_cursor"]}).json()
        if first["next_cursor"]
        else {"items": []}
    )
    assert [one["id"] for one in first["items"] + rest["items"]] == found(q="e")
    assert client.get(projects, params={"q": "x" * 201}).status_code == 422

"""Comments over the API: written, listed, deleted with a way back."""

import pytest
from fastapi.testclient import TestClient

API = "/api/v1"


@pytest.fixture
def on(client: TestClient, portfolio_id: str) -> str:
    """Where the comments on a project are."""
    projects = f"{API}/portfolios/{portfolio_id}/projects"
    return f"{projects}/{client.get(projects).json()['items'][0]['id']}/comments"


def test_a_comment_is_written_listed_deleted_and_brought_back(client: TestClient, on: str) -> None:
    made = client.post(on, json={"text": "See https://example.com"})
    assert made.status_code == 201
    comment = made.json()
    assert (comment["text"], comment["author"], comment["deletable"]) == (
        "See https://example.com",
        "Owner",
        True,
    )
    assert client.get(on).json() == {"items": [comment], "next_cursor": None}
    gone = client.delete(f"{API}/comments/{comment['id']}").json()
    assert client.get(on).json()["items"] == []
    assert client.post(f"{API}/comments/undo/{gone['undo_token']}").json() == comment
    assert client.post(f"{API}/comments/undo/{gone['undo_token']}").status_code == 404
    assert client.get(on).json()["items"] == [comment]


def test_comments_of_others_are_not_found_and_empty_ones_refused(
    client: TestClient, stranger: TestClient, on: str
) -> None:
    comment = client.post(on, json={"text": "Ours"}).json()
    assert stranger.get(on).status_code == 404
    assert stranger.post(on, json={"text": "Theirs"}).status_code == 404
    assert stranger.delete(f"{API}/comments/{comment['id']}").status_code == 404
    refused = client.post(on, json={"text": " \n"})
    assert refused.status_code == 422
    assert "write something" in refused.json()["detail"]

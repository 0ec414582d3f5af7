"""Comments on the page of a project: escaped, with links, refused without being lost, deleted with a way back."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from web.views.comments import Piece, linked


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.com/a?b=1&c=2#d.", ["https://example.com/a?b=1&c=2#d"]),
        ("(https://en.wikipedia.org/wiki/Rank_(a))", ["https://en.wikipedia.org/wiki/Rank_(a)"]),
        ("http://a.example, HTTPS://b.example!", ["http://a.example", "HTTPS://b.example"]),
        ("javascript:alert(1) ftp://a.example example.com https:// https://?", []),
        ('<a href="https://a.example">x</a>', ["https://a.example"]),
        ("https://[::1", []),
    ],
)
def test_addresses_of_the_web_are_links_and_nothing_else_is(text: str, links: list[str]) -> None:
    pieces = linked(text)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.href for piece in pieces if piece.href] == links
    assert all(piece.href in ("", piece.text) for piece in pieces)
    assert linked("") == ()
    assert linked("plain") == (Piece("plain"),)


def test_a_comment_is_written_escaped_deleted_and_brought_back(client: TestClient, home: str) -> None:
    project = f"{home}/projects/ranker-v3"
    text = "<script>alert(1)</script>\nSee https://example.com/x"
    made = client.post(f"{project}/comments", data={"text": text})
    assert made.headers["location"] == f"{project}?said=commented#comments"
    page = client.get(project).text
    assert "<script>alert" not in page
    assert html.escape("<script>alert(1)</script>") in page
    assert '<a href="https://example.com/x" rel="noopener noreferrer nofollow" target="_blank">' in page
    delete = re.search(r'action="([^"]+/comments/[^"]+/delete)"', page)
    assert delete
    gone = client.post(delete[1]).headers["location"]
    said = client.get(gone).text
    assert "The comment is deleted." in said
    assert "https://example.com/x" not in said
    undo = re.search(rf'action="({project}/undo/[^"]+)"', said)
    assert undo
    assert client.post(undo[1]).headers["location"] == f"{project}?said=restored#comments"
    assert "https://example.com/x" in client.get(project).text


def test_a_comment_that_is_refused_stays_in_its_field(client: TestClient, home: str) -> None:
    long = "<long> " * 600
    refused = client.post(f"{home}/projects/ranker-v3/comments", data={"text": long})
    assert refused.status_code == 422
    assert "4,199 characters are more than the 4,000" in refused.text
    assert html.escape(long) in refused.text
    assert client.post(f"{home}/projects/ranker-v3/comments", data={}).status_code == 422
    assert client.post(f"{home}/projects/nothing/comments", data={"text": "x"}).status_code == 404


def test_older_comments_are_on_pages_of_their_own(client: TestClient, home: str) -> None:
    project = f"{home}/projects/ranker-v3"
    for n in range(52):
        client.post(f"{project}/comments", data={"text": f"Comment number {n}."})
    page = client.get(project).text
    assert "Comment number 51." in page
    assert "Comment number 1." not in page
    older = re.search(r'href="([^"]+)#comments">Older comments', page)
    assert older
    assert "Comment number 1." in client.get(older[1]).text

"""Saved filters on the page of projects, without a browser."""

import json
import re

from fastapi.testclient import TestClient


def test_a_filter_is_kept_used_deleted_and_brought_back(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/projects", params={"theme": "growth", "sort": "-value"}).text
    assert 'name="theme" value="growth"' in page
    kept = client.post(
        f"{home}/projects/filters",
        data={"name": "Growing", "theme": "growth", "sort": "-value", "other": "x"},
    )
    assert kept.headers["location"] == f"{home}/projects?theme=growth&sort=-value&said=filter-kept"
    page = client.get(f"{home}/projects").text
    link = re.search(rf'<a class="chip" href="({home}/projects\?[^"]+)">Growing</a>', page)
    assert link
    page = client.get(link.group(1).replace("&amp;", "&")).text
    assert 'aria-current="true">Growing</a>' in page
    assert "Keep it" not in page
    delete = re.search(r'action="([^"]+/filters/[^"]+/delete)"', page)
    assert delete
    gone = client.post(delete.group(1))
    assert "said=filter-deleted" in gone.headers["location"]
    token = gone.headers["location"].rpartition("undo=")[2]
    assert "Growing" not in client.get(f"{home}/projects").text
    assert client.post(f"{home}/projects/undo/{token}").status_code == 303
    assert "Growing" in client.get(f"{home}/projects").text
    assert client.post(f"{home}/projects/undo/{token}").status_code == 404


def test_what_cannot_be_kept_is_refused_with_a_sentence(client: TestClient, home: str) -> None:
    refused = client.post(f"{home}/projects/filters", data={"name": "All"})
    assert refused.status_code == 422
    assert "lets every project through" in refused.text
    long = client.post(f"{home}/projects/filters", data={"name": "x", "q": "y" * 300})
    assert long.status_code == 422


def test_tags_are_typed_found_and_told(client: TestClient, home: str) -> None:
    assert 'name="tags"' in client.get(f"{home}/projects/ranker-v3/edit").text
    assert 'aria-label="Tag"' not in client.get(f"{home}/projects").text, "nothing to choose from"
    document = client.get(f"{home}/export.json").json()
    for project in document["projects"]:
        if project["id"] == "ranker-v3":
            project["tags"] = ["q3 bet", "board"]
    answer = client.post("/import", files={"file": ("p.json", json.dumps(document))})
    other = answer.headers["location"].partition("/plan")[0]
    page = client.get(f"{other}/projects", params={"tag": "q3 bet"}).text
    assert '<option value="q3 bet" selected>' in page
    assert "1 of " in page
    assert "q3 bet, board" in client.get(f"{other}/projects/ranker-v3").text

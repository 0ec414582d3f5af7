"""The page about estimates: upload, look, use, delete."""

import re

from fastapi.testclient import TestClient

from tests.api.test_calibration import WORK


def upload(client: TestClient, home: str, content: str, **typed: str) -> object:
    files = {"file": ("tickets.csv", content.encode(), "text/csv")}
    return client.post(f"{home}/calibration/histories", data=typed, files=files)


def test_without_history_the_prior_is_shown_as_such(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/calibration")
    assert page.status_code == 200
    assert "no finished work yet" in page.text
    assert "Not in use" in page.text


def test_a_file_is_uploaded_seen_used_and_deleted(client: TestClient, home: str) -> None:
    assert upload(client, home, WORK).status_code == 303  # type: ignore[attr-defined]
    page = client.get(f"{home}/calibration").text
    for part in ("tickets.csv", "Does it keep its promises?", "By team and category", "Over time"):
        assert part in page
    for name in ("groups", "drift", "scores", "folds", "pit", "corrections"):
        assert client.get(f"{home}/calibration/tables/{name}.csv").status_code == 200
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert client.post(f"{home}/calibration/apply", data={"version": version[1]}).status_code == 303
    page = client.get(f"{home}/calibration").text
    assert "In use" in page
    assert "What plans use" in page
    project = client.get(f"{home}/projects/ranker-v3").text
    assert "corrected" in project
    history = re.search(r'action="([^"]+/histories/[^"]+)/delete"', page)
    assert history
    assert client.get(f"{history[1]}.csv").text.startswith("estimate,actual")
    assert client.post(f"{history[1]}/delete").status_code == 303
    assert "more is known now" in client.get(f"{home}/calibration").text


def test_a_bad_file_is_refused_and_what_was_typed_stays(client: TestClient, home: str) -> None:
    answer = upload(client, home, "a,b\n1,2\n", columns="estimate=a", unit="hours")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    text = answer.text  # type: ignore[attr-defined]
    assert "no column &#39;actual&#39;" in text
    assert 'value="estimate=a"' in text
    assert '<option value="hours" selected>' in text
    assert client.post(f"{home}/calibration/histories").status_code == 422

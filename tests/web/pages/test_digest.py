"""What has changed, as a page and as files, without a browser."""

import datetime as dt

from fastapi.testclient import TestClient


def test_the_page_tells_edits_and_offers_files(client: TestClient, home: str) -> None:
    page = client.get(f"{home}/digest")
    assert page.status_code == 200
    assert "The portfolio was created" in page.text
    assert f'href="{home}/digest.md?since=' in page.text
    markdown = client.get(f"{home}/digest.md")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert ", Owner: The portfolio was created" in markdown.text
    found = client.get(f"{home}/digest.json", params={"since": str(dt.datetime.now(dt.UTC).date())}).json()
    assert found["edits"][-1]["text"] == "The portfolio was created"


def test_a_day_that_is_none_is_refused_with_a_sentence(client: TestClient, home: str) -> None:
    refused = client.get(f"{home}/digest", params={"since": "someday"})
    assert refused.status_code == 422
    assert "is no day such as 2027-03-01" in refused.text
    assert client.get(f"{home}/digest", params={"since": "1990-01-01"}).status_code == 422
    assert client.get("/portfolios/nothing/digest").status_code == 404

"""What has changed, as a page and as files, without a browser."""

import datetime as dt

import pytest
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


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("someday", "&#39;someday&#39; is no day such as 2027-03-01"),
        ("1990-01-01", "1990-01-01 is more than 366 days back"),
        ("2999-01-01", "2999-01-01 is not before"),
    ],
)
def test_a_day_that_cannot_be_used_is_refused_at_its_field(
    client: TestClient, home: str, since: str, said: str
) -> None:
    refused = client.get(f"{home}/digest", params={"since": since})
    assert refused.status_code == 422
    assert f'value="{since}" aria-invalid="true" aria-describedby="e-since"' in refused.text
    assert f'id="e-since">{said}' in refused.text
    assert "The portfolio was created" in refused.text, "of the usual period"
    assert client.get(f"{home}/digest.md", params={"since": since}).status_code == 422


def test_there_is_no_digest_of_what_does_not_exist(client: TestClient) -> None:
    assert client.get("/portfolios/nothing/digest").status_code == 404

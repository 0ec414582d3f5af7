"""Finished work over the API: stored, learnt from, taken over, and nobody else's business."""

from typing import Any

from fastapi.testclient import TestClient

from tests.api.conftest import EXAMPLE, YAML

CSV = {"content-type": "text/csv"}
WORK = "estimate,actual,finished_on,team,category\n" + "".join(
    f"{2 + n % 5},{(2 + n % 5) * (1 + n % 3 / 2)},2026-{1 + n % 12:02d}-{1 + n % 28:02d},Search,training\n"
    for n in range(60)
)


def home(portfolio_id: str) -> str:
    return f"/api/v1/portfolios/{portfolio_id}"


def add(client: TestClient, portfolio_id: str, content: str = WORK, query: str = "name=Tickets") -> Any:
    return client.post(f"{home(portfolio_id)}/histories?{query}", content=content, headers=CSV)


def test_work_is_stored_learnt_from_and_taken_over(client: TestClient, portfolio_id: str) -> None:
    made = add(client, portfolio_id, WORK + "x,1,2026-01-01,,\n")
    assert made.status_code == 201
    assert made.json()["history"]["rows"] == 60
    assert made.json()["left_out"][0]["line"] == 62
    report = client.get(f"{home(portfolio_id)}/calibration").json()
    assert (report["in_use"], report["measures"][0]["rows"]) == (None, 60)
    assert client.get(f"{home(portfolio_id)}/corrections").json()["items"] == []
    tag = client.get(home(portfolio_id)).headers["etag"]
    taken = client.put(f"{home(portfolio_id)}/calibration", headers={"if-match": tag})
    assert taken.status_code == 200
    assert taken.json()["effort"]["rows"] == 60
    assert client.put(f"{home(portfolio_id)}/calibration", headers={"if-match": tag}).status_code == 412
    rows = client.get(f"{home(portfolio_id)}/corrections").json()["items"]
    assert rows
    assert all(abs(row["p50"] - row["likely"] * row["factor"]) < 0.01 for row in rows)
    document = client.get(home(portfolio_id)).json()["portfolio"]
    assert document["calibration"]["effort"]["categories"].keys() == {"training"}
    tag = client.get(home(portfolio_id)).headers["etag"]
    assert client.delete(f"{home(portfolio_id)}/calibration", headers={"if-match": tag}).status_code == 204
    assert client.get(f"{home(portfolio_id)}/corrections").json()["items"] == []


def test_hours_become_weeks_and_deletion_forgets(client: TestClient, portfolio_id: str) -> None:
    made = add(
        client, portfolio_id, "guess,actual\n80,120\n", "name=A&unit=hours&columns=estimate=guess"
    ).json()
    history = made["history"]["id"]
    file = client.get(f"/api/v1/histories/{history}")
    assert file.text.splitlines() == [
        "estimate,actual,finished_on,team,category,measure",
        "2.0,3.0,,,,effort",
    ]
    assert client.delete(f"/api/v1/histories/{history}").status_code == 204
    assert client.get(f"{home(portfolio_id)}/histories").json()["items"] == []
    assert client.get(f"/api/v1/histories/{history}").status_code == 404


def test_a_shared_history_serves_other_portfolios_but_no_other_organisation(
    client: TestClient, stranger: TestClient, portfolio_id: str
) -> None:
    history = add(client, portfolio_id, query="name=All&shared=true").json()["history"]
    assert history["portfolio_id"] is None
    other_id = client.post("/api/v1/portfolios", content=EXAMPLE.read_bytes(), headers=YAML).json()["id"]
    shared = client.get(f"{home(other_id)}/histories").json()["items"]
    assert history["id"] in {row["id"] for row in shared}
    assert stranger.get(f"{home(portfolio_id)}/histories").status_code == 404
    assert stranger.get(f"/api/v1/histories/{history['id']}").status_code == 404
    assert stranger.delete(f"/api/v1/histories/{history['id']}").status_code == 404
    assert client.delete(f"/api/v1/histories/{history['id']}").status_code == 204


def test_bad_files_are_refused_with_the_reason_and_nothing_is_stored(
    client: TestClient, portfolio_id: str
) -> None:
    for content, query, said in (
        ("a,b\n1,2\n", "name=x", "no column 'estimate'"),
        ("estimate,actual\n0,1\n", "name=x", "no row that can be used"),
        ("estimate,actual\n1,1\n", "name=x&columns=estimate", "not of the form"),
        ("estimate,actual\n1,1\n", "name=%20", "needs a name"),
    ):
        answer = add(client, portfolio_id, content, query)
        assert answer.status_code == 422, said
        assert said in answer.json()["detail"]
    assert client.post(f"{home(portfolio_id)}/histories?name=x", content="{}", headers={}).status_code in (
        415,
        422,
    )
    assert client.get(f"{home(portfolio_id)}/histories").json()["items"] == []

"""Stored actuals over the API: added, listed, replaced when asked, removed with a way back, compared with plans."""

import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from planner.services.identity import local_context
from planner.services.plans import get_plan
from tests.stored import store_plan

API = "/api/v1"
CSV = {"content-type": "text/csv"}
TABLE = b"month,project,pool,hours,amount\n2027-01,a,cloud,400,900\n"


@pytest.fixture
def paths(app: FastAPI) -> tuple[str, str]:
    """Where the actuals of a portfolio are, and where its plan is."""
    with app.state.database.write() as session:
        ctx = local_context(session)
        plan = get_plan(ctx, store_plan(ctx))
    return f"{API}/portfolios/{plan.portfolio_id}/actuals", f"{API}/plans/{plan.id}"


def test_a_month_is_stored_replaced_removed_and_brought_back(
    client: TestClient, paths: tuple[str, str]
) -> None:
    actuals, _ = paths
    asked = {"source": "Cloud bill", "file_name": "jan.csv"}
    made = client.post(actuals, params=asked, content=TABLE, headers=CSV)
    assert made.status_code == 201
    (month,) = client.get(actuals).json()["items"]
    assert made.json()["stored"] == [month]
    assert (month["source"], month["month"], month["amounts"]) == (
        "Cloud bill",
        "2027-01",
        [{"currency": None, "amount": "900"}],
    )
    assert client.post(actuals, params=asked, content=TABLE, headers=CSV).status_code == 409
    again = client.post(actuals, params=asked | {"replace": "true"}, content=TABLE, headers=CSV).json()
    assert [one["id"] for one in again["removed"]] == [month["id"]]
    (month,) = client.get(actuals).json()["items"]
    assert "2027-01,a,compute,cloud,,400.0,900" in client.get(f"{API}/actuals/{month['id']}").text
    gone = client.delete(f"{API}/actuals/{month['id']}")
    assert client.get(actuals).json()["items"] == []
    assert client.post(f"{actuals}/undo/{gone.json()['undo_token']}").status_code == 200
    assert client.get(actuals).json()["items"] == [month]


def test_a_plan_is_compared_with_what_is_stored(client: TestClient, paths: tuple[str, str]) -> None:
    actuals, plan = paths
    assert client.get(f"{plan}/variance").status_code == 404
    client.post(actuals, params={"source": "bill"}, content=TABLE, headers=CSV)
    report = client.get(f"{plan}/variance").json()
    assert [(month["month"], month["total"]["variance"]) for month in report["by_month"]] == [
        ("2027-01", "300.00")
    ]
    assert (
        client.get(f"{plan}/variance.csv").text.splitlines()[1].startswith("2027-01,a,600.00,900.00,300.00")
    )
    book = load_workbook(io.BytesIO(client.get(f"{plan}/variance.xlsx").content))
    assert book["By month"]["D2"].value == 900
    (line,) = [
        line
        for line in client.get(f"{plan}/outcome", params={"by": "project", "kind": "compute"}).json()["lines"]
        if line["name"] == "a"
    ]
    assert (line["due"], line["actual"], line["outlook"]) == ("600.00", "900.00", "900.00")


@pytest.mark.parametrize(
    ("params", "content", "status"),
    [
        ({}, TABLE, 422),
        ({"source": " "}, TABLE, 422),
        ({"source": "bill"}, b"month,amount\n2027-01,ten\n", 422),
        ({"source": "bill"}, b"month,amount\n1999-01,10\n", 422),
        ({"source": "bill", "format": "tarot"}, TABLE, 422),
    ],
)
def test_what_cannot_be_used_is_refused_and_not_stored(
    client: TestClient, paths: tuple[str, str], params: dict[str, str], content: bytes, status: int
) -> None:
    answer = client.post(paths[0], params=params, content=content, headers=CSV)
    assert answer.status_code == status, answer.text
    assert client.get(paths[0]).json()["items"] == []


def test_outcomes_are_amortised_and_in_the_plans_currency(client: TestClient, paths: tuple[str, str]) -> None:
    for wrong in ({"basis": "cash"}, {"currency": "EUR"}, {"by": "week"}):
        assert client.get(f"{paths[1]}/outcome", params=wrong).status_code == 422


def test_actuals_of_others_are_not_found(
    client: TestClient, stranger: TestClient, paths: tuple[str, str]
) -> None:
    made = client.post(paths[0], params={"source": "bill"}, content=TABLE, headers=CSV).json()
    one = f"{API}/actuals/{made['stored'][0]['id']}"
    assert {stranger.get(one).status_code, stranger.delete(one).status_code} == {404}
    assert stranger.get(paths[0]).status_code == 404
    assert stranger.post(paths[0], params={"source": "x"}, content=TABLE, headers=CSV).status_code == 404

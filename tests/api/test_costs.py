"""Costs over the API: totals, filters, and files that programs fetch."""

import io
from decimal import Decimal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from pyarrow import parquet

from planner.services.identity import local_context
from tests.stored import store_plan

API = "/api/v1"


@pytest.fixture
def path(app: FastAPI) -> str:
    """Where the costs of a stored plan are."""
    with app.state.database.write() as session:
        return f"{API}/plans/{store_plan(local_context(session))}/costs"


def test_filters_and_basis_are_parameters(client: TestClient, path: str) -> None:
    # By hand in the tests of the cost forecast.
    costs = client.get(path, params={"basis": "cash", "pool": ["shelf", "cloud"], "to": "2027-01-31"}).json()
    assert (costs["basis"], costs["total"]) == ("cash", str(Decimal("672.00") + 600))
    assert {row["charge"] for row in costs["rows"]} == {"purchase", "usage"}


def test_a_workbook_and_a_parquet_file_have_the_total_of_the_answer(client: TestClient, path: str) -> None:
    book = client.get(f"{path}.xlsx")
    assert book.headers["content-disposition"] == 'attachment; filename="cost.xlsx"'
    lines = list(load_workbook(io.BytesIO(book.content))["By project"].iter_rows(values_only=True))
    assert lines[-1][-1] == 18800
    table = parquet.read_table(io.BytesIO(client.get(f"{path}.parquet").content))
    assert sum(table["amount"].to_pylist()) == 18800


def test_focus_is_fetched_as_csv(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}.focus")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("AllocatedMethodDetails,")


@pytest.mark.parametrize(
    ("ending", "params"),
    [
        (".pdf", {}),
        ("", {"currency": "CHF"}),
        ("", {"project": "zebra"}),
        ("", {"from": "soon"}),
        ("", {"colour": "red"}),
        (".focus", {"basis": "cash"}),
    ],
)
def test_what_cannot_be_answered_is_refused(
    client: TestClient, path: str, ending: str, params: dict[str, str]
) -> None:
    answer = client.get(f"{path}{ending}", params=params)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_costs_of_others_are_not_found(stranger: TestClient, path: str) -> None:
    assert stranger.get(f"{path}.csv").status_code == 404


def test_quotas_come_as_a_list_or_for_a_scheduler(client: TestClient, path: str) -> None:
    quotas = path.replace("/costs", "/quotas")
    assert client.get(quotas).json()["quotas"][0]["pool"] == "cloud"
    assert "kind: ClusterQueue" in client.get(quotas, params={"format": "kueue"}).text
    assert "GrpTRES=" in client.get(quotas, params={"format": "slurm"}).text
    assert client.get(quotas, params={"quarter": "2020-Q1"}).status_code == 422


def test_what_was_spent_is_compared_with_the_plan(client: TestClient, path: str) -> None:
    variance, csv = path.replace("/costs", "/variance"), {"content-type": "text/csv"}
    table = b"month,project,pool,hours,amount\n2027-01,a,cloud,400,900\n"
    report = client.post(variance, content=table, headers=csv).json()
    line = next(line for line in report["lines"] if line["project"] == "a")
    assert (line["variance"], line["volume"], line["price"]) == ("300.00", "200.00", "100.00")
    bad = client.post(variance, content=b"month,amount\n2027-01,ten\n", headers=csv)
    assert bad.status_code == 422
    assert "amount 'ten'" in str(bad.json()["errors"])
    assert client.post(variance, content=table).status_code in (415, 422)


def test_a_price_sheet_is_previewed_and_then_taken(client: TestClient, portfolio_id: str) -> None:
    prices, csv = f"{API}/portfolios/{portfolio_id}/prices", {"content-type": "text/csv"}
    there = client.get(f"{API}/portfolios/{portfolio_id}")
    pool = next(pool for pool in there.json()["portfolio"]["pools"] if pool["kind"] != "owned")
    sheet = f"accelerator,kind,price_per_hour\n{pool['accelerator']},{pool['kind']},77.5\n".encode()
    preview = client.post(prices, content=sheet, headers=csv).json()
    assert [(c["pool"], c["after"]) for c in preview["changes"]] == [(pool["id"], "77.5")]
    assert client.put(prices, content=sheet, headers=csv).status_code == 428
    taken = client.put(prices, content=sheet, headers=csv | {"if-match": there.headers["etag"]})
    assert taken.status_code == 200
    again = client.post(prices, content=sheet, headers=csv).json()
    assert again["changes"] == []
    assert client.post(prices, content=b"a,b\n", headers=csv).status_code == 422


def test_placement_is_told_by_pool_and_week(client: TestClient, path: str) -> None:
    found = client.get(path.replace("/costs", "/placement")).json()
    assert (found["unused_cost"], len(found["rows"])) == ("4200.00", 50)

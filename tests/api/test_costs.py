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

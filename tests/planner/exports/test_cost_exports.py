"""Cost exports: CSV and JSON say the same, and no cell becomes a formula."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from planner.exports.csv import COST_COLUMNS, cost_csv, csv_bytes, safe_text
from planner.exports.json import cost_json
from planner.services.forecast_cost import cost_report
from tests import random_plans
from tests.planner.verify.example import Case
from tests.random_portfolios import portfolio as random_portfolio


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1-2", "'quoted"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_stay_numbers_and_absence_is_an_empty_cell() -> None:
    assert csv_bytes(["a", "b", "c"], [(-1.5, None, "-1.5")]) == b"a,b,c\r\n-1.5,,'-1.5\r\n"


def test_a_cost_centre_cannot_smuggle_in_a_formula() -> None:
    case = Case()
    case.project("b")["cost_centre"] = '=HYPERLINK("http://example.org")'
    rows = read(cost_csv(cost_report(*case.read())))
    assert {row["cost_centre"] for row in rows if row["project"] == "b"} == {
        '\'=HYPERLINK("http://example.org")'
    }


@pytest.mark.parametrize("seed", range(8))
def test_csv_and_json_agree_to_the_cent(seed: int) -> None:
    portfolio = random_portfolio(seed, projects=8, people=6, quarters=4)
    report = cost_report(portfolio, random_plans.plan(portfolio, seed), view="organisation")
    rows, document = read(cost_csv(report)), json.loads(cost_json(report))
    assert tuple(rows[0]) == COST_COLUMNS
    assert len(rows) == len(document["rows"])
    total = Decimal(document["total"])
    groupings: dict[str, Callable[[dict[str, str]], str]] = {
        "by_quarter": lambda row: row["quarter"],
        "by_month": lambda row: row["month"],
        "by_project": lambda row: row["project"],
        "by_pool": lambda row: row["pool"] or row["kind"],
        "by_kind": lambda row: row["kind"],
        "by_cost_centre": lambda row: row["cost_centre"] or "none",
    }
    for name, of in groupings.items():
        sums: dict[str, Decimal] = {}
        for row in rows:
            sums[of(row)] = sums.get(of(row), Decimal(0)) + Decimal(row["amount"])
        stated = {key: Decimal(amount) for key, amount in document[name].items()}
        assert {key: value for key, value in stated.items() if value or key in sums} == sums
        assert sum(stated.values()) == total
    for row, other in zip(rows, document["rows"], strict=True):
        assert row["hours"] == ("" if other["hours"] is None else repr(other["hours"]))

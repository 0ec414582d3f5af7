"""CSV files: numbers stay numbers, and no cell becomes a formula."""

import datetime as dt
from decimal import Decimal

import pytest

from planner.exports.csv import csv_bytes, safe_text, table_csv
from planner.exports.table import Column, Table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1-2", "'quoted"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_stay_numbers_and_absence_is_an_empty_cell() -> None:
    assert csv_bytes(["a", "b", "c"], [(-1.5, None, "-1.5")]) == b"a,b,c\r\n-1.5,,'-1.5\r\n"


def test_cells_are_written_by_the_kind_of_their_column() -> None:
    columns = (
        Column("day", "date"),
        Column("at", "moment"),
        Column("money", "money"),
        Column("price", "decimal"),
    )
    day = dt.date(2027, 1, 4)
    table = Table("t", columns, [(day, day, Decimal("5"), Decimal("0.10000000"))])
    assert table_csv(table) == b"day,at,money,price\r\n2027-01-04,2027-01-04T00:00:00Z,5.00,0.1\r\n"

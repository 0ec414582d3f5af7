"""Numbers and tables as spreadsheets and tools write them."""

from decimal import Decimal

import pytest

from planner.errors import BadInput
from planner.integrations.sheet import FaultError, amount, plain_number, read_sheet


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250.5", "1250.5"),
        ("1,250.50", "1250.50"),
        ("12,345,678", "12345678"),
        ("1 250.50", "1250.50"),
        ("1'250.50", "1250.50"),
        ("1\u202f250", "1250"),
        ("-1,250", "-1250"),
        ("(1,250.50)", "-1250.50"),
        ("\N{MINUS SIGN}3", "-3"),
        ("2.9500000000", "2.95"),
        ("1e3", "1000"),
    ],
)
def test_numbers_with_groups_are_numbers(text: str, number: str) -> None:
    assert plain_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "12,34", "1,2345", "1.250,50", "12h", "--3", "()", "1,,250", "$3"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert plain_number(text) is None


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("$2.95", "", ("2.95", "USD")),
        ("$2.95", "CAD", ("2.95", "CAD")),
        ("2.95", "EUR", ("2.95", "EUR")),
        ("2.95", "", ("2.95", None)),
        ("1,250.50 EUR", "", ("1250.50", "EUR")),
        ("EUR 3", "EUR", ("3", "EUR")),
        ("€ 3.10", "", ("3.10", "EUR")),
        ("-£12", "", ("-12", "GBP")),
        ("CA$4", "", ("4", "CAD")),
    ],
)
def test_marks_beside_a_number_are_its_currency(
    text: str, column: str, found: tuple[str, str | None]
) -> None:
    value, currency = amount({"price": text}, "price", column)
    assert (value, currency) == (Decimal(found[0]), found[1])


def test_a_mark_of_another_currency_is_refused() -> None:
    with pytest.raises(FaultError, match="'€3' is marked as EUR, but its currency is USD") as caught:
        amount({"price": "€3"}, "price", "USD")
    assert caught.value.column == "price"


def test_where_a_comma_stands_before_decimals_numbers_are_read_so() -> None:
    _, rows = read_sheet(b"name;a;b\nx;2,95;1.250,50\ny;1,250;1.250\n", "the sheet")
    assert [(row["a"], row["b"]) for _, row in rows] == [("2.95", "1250.50"), ("1.250", "1250")]


def test_a_number_that_two_people_read_differently_is_asked_back() -> None:
    with pytest.raises(BadInput, match=r"line 2: '1,250' may be 1250 or 1\.250"):
        read_sheet(b"name;a\nx;1,250\n", "the sheet")


def test_tabs_separate_too() -> None:
    columns, rows = read_sheet(b"Name\tPrice\nx, y\t1,250\n", "the sheet")
    assert columns == {"name", "price"}
    assert rows == [(2, {"name": "x, y", "price": "1,250"})]

import datetime as dt

import pytest

from web import words


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "$0"),
        (7, "$7"),
        (0.5, "$0.5"),
        (999, "$999"),
        (999.6, "$1k"),
        (45_600, "$45.6k"),
        (50_000, "$50k"),
        (100_000, "$100k"),
        (999_949, "$1M"),
        (1_234_000, "$1.23M"),
        (-2_500, "−$2.5k"),
        (3.2e9, "$3.2B"),
    ],
)
def test_short_amounts_have_three_digits_and_no_needless_ones(amount: float, text: str) -> None:
    assert words.short_money(amount, "USD") == text


def test_currencies_without_a_sign_show_their_code() -> None:
    assert words.money(1234.4, "CHF") == "CHF\N{NO-BREAK SPACE}1,234"


def test_absent_amounts_are_not_zero() -> None:
    assert words.money(None, "USD") == words.NOTHING


def test_what_finishes_on_a_monday_is_done_on_the_friday_before() -> None:
    assert words.last_day(dt.date(2027, 6, 7)) == dt.date(2027, 6, 4)


def test_spans_name_the_year_once() -> None:
    assert words.span(dt.date(2027, 1, 4), dt.date(2027, 3, 26)) == "4 Jan to 26 Mar 2027"
    assert words.span(dt.date(2026, 12, 28), dt.date(2027, 1, 8)) == "28 Dec 2026 to 8 Jan 2027"


@pytest.mark.parametrize(("n", "text"), [(0, "0 projects"), (1, "1 project"), (1200, "1,200 projects")])
def test_counts_agree_with_their_noun(n: int, text: str) -> None:
    assert words.count(n, "project") == text


@pytest.mark.parametrize(("items", "text"), [([], ""), (["a"], "a"), (["a", "b", "c"], "a, b and c")])
def test_listings_end_with_and(items: list[str], text: str) -> None:
    assert words.listing(items) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.84, "0.8 s"), (12.4, "12 s"), (125, "2 min 5 s")])
def test_durations_are_short(seconds: float, text: str) -> None:
    assert words.seconds(seconds).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("amount", "text"), [(2.4, "$2.40"), (0, "$0.00"), (0.0349, "$0.0349"), (12, "$12.00"), (-1.5, "−$1.50")]
)
def test_prices_have_cents_or_as_many_digits_as_are_given(amount: float, text: str) -> None:
    assert words.price(amount, "USD") == text


def test_shares_below_nothing_have_a_minus() -> None:
    assert words.percent(-0.004, 1) == "−0.4%"

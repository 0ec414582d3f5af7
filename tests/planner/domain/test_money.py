"""Rounding to cents so that parts add up to their whole."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.currencies import from_units
from planner.domain.money import exact, largest_remainder, round_to_units

AMOUNTS = st.fractions(min_value=0, max_value=10**6, max_denominator=997)
KEYS = st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 3).map(str))


def test_a_number_is_taken_as_it_is_written() -> None:
    assert exact(0.15) == Fraction(3, 20)
    assert exact(Decimal("2.40")) == Fraction(12, 5)
    assert exact(1e-05) == Fraction(1, 100_000)


def test_cents_become_an_amount_with_two_decimals() -> None:
    assert [str(from_units(cents, "USD")) for cents in (0, 5, 120, 10**14 + 1)] == [
        "0.00",
        "0.05",
        "1.20",
        "1000000000000.01",
    ]


def test_a_third_each_of_a_whole_gives_the_missing_part_to_the_first() -> None:
    assert largest_remainder([Fraction(100, 3)] * 3, 100) == [34, 33, 33]


def test_the_largest_remainder_comes_first() -> None:
    # 1.2 + 2.7 + 3.6 = 7.5: rounded down 6; for 8 the two largest remainders, 0.7 and 0.6, get one each.
    assert largest_remainder([Fraction(6, 5), Fraction(27, 10), Fraction(18, 5)], 8) == [1, 3, 4]


def test_a_whole_that_is_no_rounding_of_the_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="9 is not a rounding"):
        largest_remainder([Fraction(6, 5), Fraction(27, 10)], 9)


@given(st.dictionaries(KEYS, AMOUNTS))
def test_every_amount_and_every_leading_part_is_within_a_cent_and_the_total_is_rounded(
    amounts: dict[tuple[str, str, str], Fraction],
) -> None:
    cents = round_to_units(amounts, 100)
    assert cents.keys() == amounts.keys()
    assert sum(cents.values()) == round(sum(amounts.values(), Fraction()) * 100)
    for length in (1, 2, 3):
        for start in {key[:length] for key in amounts}:
            exactly = sum((a for key, a in amounts.items() if key[:length] == start), Fraction()) * 100
            assert abs(sum(c for key, c in cents.items() if key[:length] == start) - exactly) < 1


@given(st.dictionaries(KEYS, AMOUNTS))
def test_the_order_of_the_amounts_does_not_matter(amounts: dict[tuple[str, str, str], Fraction]) -> None:
    assert round_to_units(amounts, 100) == round_to_units(dict(reversed(amounts.items())), 100)

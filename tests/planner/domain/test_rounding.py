import pytest

from planner.domain.rounding import short_effort, short_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.001, "0"),
        (-0.001, "0"),
        (0.5, "0.5"),
        (7.02, "7"),
        (999.6, "1k"),
        (-12_000, "-12k"),
        (312_456, "312k"),
        (999_949, "1M"),
        (1_234_000, "1.23M"),
        (3.2e9, "3.2B"),
    ],
)
def test_numbers_have_three_digits_and_no_needless_ones(value: float, text: str) -> None:
    assert short_number(value) == text


@pytest.mark.parametrize(
    ("weeks", "text"),
    [(0, "0"), (0.04, "0.04"), (0.05, "0.1"), (7.0, "7"), (70.94, "70.9"), (1200.5, "1,200.5")],
)
def test_efforts_have_one_decimal_but_a_little_is_not_nothing(weeks: float, text: str) -> None:
    assert short_effort(weeks) == text

import pytest

from web.forms import entries as e


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("", None),
        ("3", {"low": 3, "likely": 3, "high": 3}),
        ("2 / 3 / 6", {"low": 2, "likely": 3, "high": 6}),
        ("1,000/2,500/4,000", {"low": 1000, "likely": 2500, "high": 4000}),
    ],
)
def test_estimates_are_three_numbers_or_one(typed: str, value: object) -> None:
    assert e.read_estimate(typed) == value


@pytest.mark.parametrize("typed", ["2 / 3", "a / b / c", "2 // 3", "1e5", "nan", "1 / inf / 3"])
def test_other_estimates_are_refused_with_the_way_out(typed: str) -> None:
    with pytest.raises(e.MistypedError, match=r"write|missing"):
        e.read_estimate(typed)


@pytest.mark.parametrize("typed", ["2 / 3 / 6", "5", "0.5 / 1 / 2.25"])
def test_estimates_are_shown_as_they_were_typed(typed: str) -> None:
    assert e.show_estimate(e.read_estimate(typed)) == typed


@pytest.mark.parametrize(("typed", "share"), [("15", 0.15), ("15%", 0.15), (" 12.5 % ", 0.125), ("", None)])
def test_shares_are_typed_in_per_cent(typed: str, share: float | None) -> None:
    assert e.read_percent(typed) == share


@pytest.mark.parametrize("share", [0.15, 0.07, 0.29, 1.0, 0.005])
def test_shares_come_back_as_they_were_shown(share: float) -> None:
    assert e.read_percent(e.show_percent(share)) == share

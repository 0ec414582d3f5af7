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


@pytest.mark.parametrize("typed", ["data 2 / 3 / 6, serving 1", "data 1"])
def test_effort_by_skill_is_shown_as_it_was_typed(typed: str) -> None:
    assert e.show_estimates(e.read_estimates(typed)) == typed


@pytest.mark.parametrize("typed", ["data 1, serving 0.6", ""])
def test_proficiencies_are_shown_as_they_were_typed(typed: str) -> None:
    assert e.show_pairs(e.read_pairs(typed)) == typed


def test_a_skill_without_a_number_counts_one() -> None:
    assert e.read_pairs("data, serving: 0.6") == {"data": 1.0, "serving": 0.6}


def test_leave_is_ranges_of_days_or_single_days() -> None:
    ranges = [{"from": "2027-03-01", "to": "2027-03-12"}, {"from": "2027-05-03", "to": "2027-05-03"}]
    assert e.read_ranges("2027-03-01 to 2027-03-12, 2027-05-03") == ranges
    with pytest.raises(e.MistypedError):
        e.read_ranges("next week")

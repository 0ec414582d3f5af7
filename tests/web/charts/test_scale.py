import datetime as dt
import itertools

import pytest

from web.charts.scale import TimeScale, nice_ceiling, ticks


def scale() -> TimeScale:
    # 28 days: one day is 100 / 28 per cent.
    return TimeScale(dt.date(2027, 1, 4), dt.date(2027, 2, 1))


@pytest.mark.parametrize(("day", "x"), [((2027, 1, 4), 0), ((2027, 1, 18), 50), ((2027, 2, 1), 100)])
def test_days_lie_in_proportion_on_the_axis(day: tuple[int, int, int], x: float) -> None:
    assert scale().x(dt.date(*day)) == x


@pytest.mark.parametrize(("day", "x"), [((2026, 12, 1), 0), ((2027, 6, 1), 100)])
def test_days_outside_are_clipped_to_the_ends(day: tuple[int, int, int], x: float) -> None:
    assert scale().x(dt.date(*day)) == x


def test_months_cover_the_axis_without_gaps_or_overlaps() -> None:
    months = TimeScale(dt.date(2027, 1, 18), dt.date(2028, 1, 3)).months()
    assert [m.label for m in months][:3] == ["Jan", "Feb", "Mar"]
    assert len(months) == 13
    assert months[0].x == 0
    for before, after in itertools.pairwise(months):
        assert before.x + before.width == pytest.approx(after.x, abs=0.002)
    assert months[-1].x + months[-1].width == pytest.approx(100, abs=0.002)


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 1), (1, 1), (1.01, 1.2), (99, 100), (101, 120), (2.1e6, 2.5e6), (0.07, 0.08), (1000, 1000)],
)
def test_the_axis_ends_at_the_next_round_number(value: float, top: float) -> None:
    assert nice_ceiling(value) == pytest.approx(top)


@pytest.mark.parametrize(
    ("top", "values"),
    [(8, (0, 2, 4, 6, 8)), (250, (0, 50, 100, 150, 200, 250)), (1000, (0, 200, 400, 600, 800, 1000))],
)
def test_ticks_are_round_numbers_from_zero_to_the_top(top: float, values: tuple[float, ...]) -> None:
    assert ticks(top) == values

import datetime as dt

import pytest

from planner.domain.calendar import WEEK
from web.charts.deadlines import Finish, judge_deadline

MONDAY = dt.date(2027, 6, 7)


@pytest.mark.parametrize(
    ("late", "verdict"),
    [((1, 2, 3), "red"), ((0, 1, 2), "orange"), ((0, 0, 1), "yellow"), ((-2, -1, 0), "safe")],
)
def test_a_deadline_takes_the_colour_of_the_percentile_that_misses_it(
    late: tuple[int, int, int], verdict: str
) -> None:
    p50, p80, p90 = (MONDAY + WEEK * n for n in late)
    assert judge_deadline(MONDAY, Finish(p50, p50, p80, p90, 1.0), MONDAY)[0] == verdict


def test_a_project_that_launches_in_no_future_misses_its_deadline() -> None:
    assert judge_deadline(MONDAY, Finish(None, None, None, None, 0.0), MONDAY)[0] == "red"


@pytest.mark.parametrize(("launch", "verdict"), [(MONDAY, "none"), (MONDAY + WEEK, "red")])
def test_without_a_forecast_the_plan_alone_decides(launch: dt.date, verdict: str) -> None:
    # A deadline in the middle of a week counts to the Monday on or after it.
    assert judge_deadline(MONDAY - dt.timedelta(days=3), None, launch)[0] == verdict

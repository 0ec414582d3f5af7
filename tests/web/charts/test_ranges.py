import datetime as dt

import pytest

from tests.web import samples
from web.charts.deadlines import Finish
from web.charts.ranges import amount_ranges, date_ranges

PORTFOLIO = samples.portfolio()
PLAN = samples.plan(PORTFOLIO)
HREFS = {p.id: "/" for p in PORTFOLIO.projects}


def test_ranges_are_ordered_by_their_median_and_their_quantiles_by_level() -> None:
    drawn = date_ranges(PORTFOLIO, samples.finishes(PLAN), {}, HREFS)
    medians = [row.x50 for row in drawn.rows]
    assert medians == sorted(medians)
    assert all(row.x10 <= row.x50 <= row.x80 <= row.x90 for row in drawn.rows)


def test_a_project_that_never_launches_has_no_range() -> None:
    finishes = samples.finishes(PLAN) | {"ranker-v3": Finish(None, None, None, None, 0.0)}
    names = [row.name for row in date_ranges(PORTFOLIO, finishes, {}, HREFS).rows]
    assert "Ranker v3" not in names
    assert len(names) == len(finishes) - 1


def test_the_plan_is_marked_where_it_is_known() -> None:
    planned = {"ranker-v3": dt.date(2027, 7, 5)}
    rows = {row.name: row for row in date_ranges(PORTFOLIO, samples.finishes(PLAN), planned, HREFS).rows}
    # 5 July is day 182 of 364.
    assert rows["Ranker v3"].planned == pytest.approx(50)
    assert rows["Query understanding"].planned is None


def test_amounts_share_one_axis_from_zero_to_the_highest() -> None:
    first, second = amount_ranges([(20, 50, 80), (0, 10, 100)])
    assert (first.low, first.width, first.middle) == (20, 60, 50)
    assert (second.low, second.width, second.middle) == (0, 100, 10)


def test_losses_widen_the_axis_below_zero() -> None:
    (only,) = amount_ranges([(-100, 0, 100)])
    assert (only.low, only.width, only.middle) == (0, 100, 50)

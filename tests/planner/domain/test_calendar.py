"""The week grid against a count of days: quarters, week 53, 4-4-5, months."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.domain.calendar import (
    Calendar,
    Horizon,
    Quarter,
    days_by_month,
    fiscal_quarter,
    monday_of,
    monday_on_or_after,
    working_days,
)

DAY = dt.timedelta(days=1)

mondays = st.dates(dt.date(1995, 1, 1), dt.date(2150, 1, 1)).map(lambda d: d - d.weekday() * DAY)
calendars = st.builds(
    Calendar,
    start=mondays,
    quarters=st.integers(1, 12),
    fiscal_year_starts=st.integers(1, 12),
    pattern=st.sampled_from(["thursday", "4-4-5"]),
)


def quarter_by_counting(day: dt.date, first_month: int) -> str:
    """The fiscal quarter of a day, found by walking back month by month to the start of its fiscal year."""
    year, month, passed = day.year, day.month, 0
    while month != first_month:
        year, month, passed = (year - 1, 12, passed + 1) if month == 1 else (year, month - 1, passed + 1)
    ends_in = year if first_month == 1 else year + 1
    return f"{ends_in}-Q{1 + passed // 3}"


def nearest_monday(day: dt.date) -> dt.date:
    """The Monday with the fewest days between it and the day."""
    return next(
        day + sign * days * DAY
        for days in range(7)
        for sign in (1, -1)
        if (day + sign * days * DAY).isoweekday() == 1
    )


def calendar(start: str, quarters: int = 4, **fields: object) -> Calendar:
    return Calendar.model_validate({"start": start, "quarters": quarters} | fields)


@given(calendars)
def test_the_weeks_of_a_horizon_follow_each_other_and_fill_whole_quarters(given_calendar: Calendar) -> None:
    horizon = Horizon(given_calendar)
    assert horizon.mondays[0] == given_calendar.start
    assert all(b - a == 7 * DAY for a, b in zip(horizon.mondays, horizon.mondays[1:], strict=False))
    assert horizon.end - horizon.mondays[-1] == 7 * DAY
    assert len(horizon.quarters) == given_calendar.quarters
    assert [week for q in horizon.quarters for week in range(q.first, q.end)] == list(range(horizon.weeks))
    assert horizon.quarter_of(horizon.weeks) != horizon.quarter_labels[-1]


@given(calendars.filter(lambda c: c.pattern == "thursday"))
def test_a_week_belongs_to_the_quarter_that_holds_its_thursday(given_calendar: Calendar) -> None:
    horizon = Horizon(given_calendar)
    for monday, label in zip(horizon.mondays, horizon.quarter_labels, strict=True):
        assert label == quarter_by_counting(monday + 3 * DAY, given_calendar.fiscal_year_starts)


@given(calendars.filter(lambda c: c.pattern == "4-4-5"))
def test_a_retail_year_begins_on_the_nearest_monday_and_has_quarters_of_thirteen_weeks(
    given_calendar: Calendar,
) -> None:
    """The weeks of the fiscal year that holds the start are dealt out by hand, thirteen by thirteen."""
    month = given_calendar.fiscal_year_starts
    firsts = [dt.date(year, month, 1) for year in range(1990, 2155)]
    starts = {first.year + (month > 1): nearest_monday(first) for first in firsts}
    year = max(year for year, start in starts.items() if start <= given_calendar.start)
    weeks = (starts[year + 1] - starts[year]).days // 7
    assert weeks in (52, 53)
    for n in range(weeks):
        expected = f"{year}-Q{min(4, n // 13 + 1)}"
        assert str(fiscal_quarter(starts[year] + 7 * n * DAY, given_calendar)) == expected


@pytest.mark.parametrize(
    ("year", "weeks"), [(2026, 53), (2027, 52), (2028, 52), (2031, 52), (2032, 53), (2033, 52)]
)
def test_years_with_a_week_53_have_it_in_the_last_quarter(year: int, weeks: int) -> None:
    """ISO years: 1 January 2026 is a Thursday, 2032 is a leap year that begins on a Thursday."""
    horizon = Horizon(calendar(str(dt.date.fromisocalendar(year, 1, 1))))
    assert horizon.weeks == weeks
    last = horizon.mondays[horizon.quarters[-1].end - 1]
    assert last.isocalendar()[:2] == (year, weeks)
    assert horizon.quarters[-1].label == f"{year}-Q4"


def test_a_quarter_of_2027_has_the_weeks_whose_thursdays_it_holds() -> None:
    """Thursdays 7 January to 25 March, 1 April to 24 June, 1 July to 30 September, 7 October to 30 December."""
    horizon = Horizon(calendar("2027-01-04"))
    assert [(q.label, q.end - q.first) for q in horizon.quarters] == [
        ("2027-Q1", 12),
        ("2027-Q2", 13),
        ("2027-Q3", 14),
        ("2027-Q4", 13),
    ]
    assert horizon.end == dt.date(2028, 1, 3)


def test_a_start_inside_a_quarter_leaves_the_rest_of_it() -> None:
    horizon = Horizon(calendar("2027-03-15", quarters=2))
    assert [(q.label, q.end - q.first) for q in horizon.quarters] == [("2027-Q1", 2), ("2027-Q2", 13)]


def test_a_fiscal_year_from_february_is_named_after_the_year_in_which_it_ends() -> None:
    feb = calendar("2027-01-25", fiscal_year_starts=2)
    assert fiscal_quarter(dt.date(2027, 1, 25), feb) == Quarter(2027, 4)  # Thursday 28 January
    assert fiscal_quarter(dt.date(2027, 2, 1), feb) == Quarter(2028, 1)


def test_a_retail_year_of_53_weeks_has_fourteen_in_its_last_quarter() -> None:
    """Monday 1 February 2027 to Sunday 30 January 2028; 2032: Monday 2 February to Sunday 30 January 2033.
    In between, the Mondays nearest to 1 February drift: 31 January 2028, 29 January 2029, 4 February 2030."""
    retail = calendar("2029-01-29", fiscal_year_starts=2, pattern="4-4-5")
    assert [q.end - q.first for q in Horizon(retail).quarters] == [13, 13, 13, 14]


@given(mondays, st.integers(-300, 300))
def test_the_week_of_a_day_is_the_one_between_whose_mondays_it_lies(start: dt.date, days: int) -> None:
    horizon = Horizon(Calendar(start=start, quarters=1))
    day = start + days * DAY
    week = horizon.week_of(day)
    assert horizon.monday(week) <= day < horizon.monday(week + 1)


@given(st.dates(dt.date(1995, 1, 1), dt.date(2150, 1, 1)))
def test_mondays_around_a_day(day: dt.date) -> None:
    week = [day - n * DAY for n in range(7)]
    assert monday_of(day) == next(d for d in week if d.strftime("%A") == "Monday")
    assert monday_on_or_after(day) == next(d for d in (day + n * DAY for n in range(7)) if d.weekday() == 0)


@given(mondays)
def test_the_days_of_a_week_are_split_between_its_months(monday: dt.date) -> None:
    counted = Counter((d.year, d.month) for d in (monday + n * DAY for n in range(7)))
    assert days_by_month(monday) == counted


def test_holidays_on_weekends_cost_no_working_day() -> None:
    absent = [dt.date(2027, 1, 4), dt.date(2027, 1, 9), dt.date(2027, 1, 11)]  # Monday, Saturday, next Monday
    assert working_days(dt.date(2027, 1, 4), absent) == 4


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ("2027-01-05", "2027-01-05 is a Tuesday; use a Monday, for example 2027-01-04"),
        ("1989-12-25", "outside 1990 to 2200"),
        (20270104, "expected a date such as 2027-01-04, got 20270104"),
        ("20270104", "expected a date such as 2027-01-04, got '20270104'"),
    ],
)
def test_a_start_that_is_no_monday_of_our_time_is_refused(start: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Calendar.model_validate({"start": start, "quarters": 1})

"""Capacity of people by week against a plain count of days."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.domain.calendar import Calendar, Horizon, Site
from planner.domain.team import DateRange, Person, Position, RampUp, Worker, weekly_capacity

MONDAY = dt.date(2027, 1, 4)
DAY = dt.timedelta(days=1)
HORIZON = Horizon(Calendar(start=MONDAY, quarters=2))

days = st.dates(MONDAY - 60 * DAY, MONDAY + 250 * DAY)
ranges = st.lists(days, min_size=2, max_size=2).map(sorted)


def person(**fields: object) -> Person:
    return Person.model_validate({"id": "p", "name": "P", "skills": {"ml": 1.0}} | fields)


def capacity(worker: Worker, **others: object) -> tuple[float, ...]:
    horizon = Horizon(Calendar.model_validate({"start": MONDAY.isoformat(), "quarters": 2} | others))
    return weekly_capacity(worker, horizon, {})


def by_counting(worker: Person, holidays: set[dt.date], monday: dt.date) -> Fraction:
    """Walks over the seven days of a week with a calendar in hand."""
    worked = 0
    for day in (monday + n * DAY for n in range(7)):
        if day.strftime("%a") in ("Sat", "Sun") or day in holidays:
            continue
        if any(leave.from_ <= day <= leave.to for leave in worker.leave):
            continue
        if (worker.starts and day < worker.starts) or (worker.ends and day > worker.ends):
            continue
        worked += 1
    ramp = Fraction(1)
    if worker.ramp_up and worker.starts:
        first = worker.starts
        while first.weekday() != 0:
            first -= DAY
        weeks = 0
        while first + 7 * DAY <= monday:
            first, weeks = first + 7 * DAY, weeks + 1
        if weeks < worker.ramp_up.weeks:
            low = Fraction(str(worker.ramp_up.from_))
            ramp = low + (1 - low) * Fraction(weeks, worker.ramp_up.weeks)
    return Fraction(str(worker.fte)) * Fraction(worked, 5) * ramp * (1 - Fraction(str(worker.reserve)))


@given(
    leave=st.lists(ranges, max_size=4),
    holidays=st.sets(days, max_size=12),
    at_site=st.sets(days, max_size=5),
    employed=st.none() | ranges,
    fte=st.sampled_from([0.2, 0.5, 0.8, 1.0]),
    reserve=st.sampled_from([0.0, 0.1, 0.25]),
    ramp=st.none() | st.tuples(st.integers(1, 30), st.sampled_from([0.0, 0.25, 1.0])),
)
def test_capacity_is_what_a_count_of_days_gives(
    leave: list[list[dt.date]],
    holidays: set[dt.date],
    at_site: set[dt.date],
    employed: list[dt.date] | None,
    fte: float,
    reserve: float,
    ramp: tuple[int, float] | None,
) -> None:
    worker = person(
        leave=[DateRange(**{"from": a, "to": b}) for a, b in leave],
        fte=fte,
        reserve=reserve,
        ramp_up=RampUp(**{"weeks": ramp[0], "from": ramp[1]}) if ramp else None,
        site="lab",
        **({"starts": employed[0], "ends": employed[1]} if employed else {}),
    )
    horizon = Horizon(Calendar(start=MONDAY, quarters=2, holidays=tuple(holidays)))
    site = Site(id="lab", name="Lab", holidays=tuple(at_site))
    found = weekly_capacity(worker, horizon, {"lab": site})
    expected = [float(by_counting(worker, holidays | at_site, monday)) for monday in horizon.mondays]
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_leave_week_has_no_capacity_and_its_neighbours_are_whole() -> None:
    found = capacity(person(leave=[{"from": "2027-01-11", "to": "2027-01-15"}]))
    assert found[:3] == (1.0, 0.0, 1.0)


def test_holidays_of_a_site_are_added_to_those_of_the_calendar() -> None:
    horizon = Horizon(Calendar(start=MONDAY, quarters=1, holidays=(dt.date(2027, 1, 6),)))
    lab = Site(id="lab", name="Lab", holidays=(dt.date(2027, 1, 7), dt.date(2027, 1, 6)))
    there, elsewhere = person(site="lab"), person()
    assert weekly_capacity(there, horizon, {"lab": lab})[0] == pytest.approx(0.6)
    assert weekly_capacity(elsewhere, horizon, {"lab": lab})[0] == pytest.approx(0.8)


def test_first_and_last_day_are_worked() -> None:
    """Starts on Wednesday of week 1 (three days), ends on Tuesday of week 3 (two days)."""
    found = capacity(person(starts="2027-01-13", ends="2027-01-26"))
    assert found[:5] == pytest.approx((0.0, 0.6, 1.0, 0.4, 0.0))


def test_fte_reserve_and_ramp_up_multiply() -> None:
    """Half time, a fifth in reserve: 0.4; first week a quarter of it, then 5/8, then all."""
    worker = person(fte=0.5, reserve=0.2, starts=MONDAY.isoformat(), ramp_up={"weeks": 2, "from": 0.25})
    assert capacity(worker)[:3] == pytest.approx((0.1, 0.25, 0.4))


def test_who_has_been_there_for_long_does_not_ramp_up() -> None:
    assert capacity(person(ramp_up={"weeks": 8}))[0] == 1.0
    # Four of eight weeks are over on the first Monday: 0.25 + 0.75 / 2.
    halfway = person(starts="2026-12-07", ramp_up={"weeks": 8})
    assert capacity(halfway)[0] == pytest.approx(0.625)


def test_an_open_position_counts_from_its_likely_start_or_from_the_one_it_is_given() -> None:
    position = Position.model_validate(
        {
            "id": "hire",
            "name": "Hire",
            "skills": {"ml": 1.0},
            "starts": {"low": "2027-01-04", "likely": "2027-01-18", "high": "2027-03-01"},
        }
    )
    assert weekly_capacity(position, HORIZON, {})[:4] == (0.0, 0.0, 1.0, 1.0)
    late = weekly_capacity(position, HORIZON, {}, starts=dt.date(2027, 1, 25))
    assert late[:4] == (0.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"starts": "2027-03-01", "ends": "2027-02-28"},
            "ends on 2027-02-28, before the start on 2027-03-01",
        ),
        ({"leave": [{"from": "2027-03-02", "to": "2027-03-01"}]}, "before it begins on 2027-03-02"),
        ({"skills": {"ml": 0}}, "greater than 0"),
        ({"skills": {"ml": 1.6}}, "less than or equal to 1.5"),
        ({"reserve": 1}, "less than 1"),
        ({"fte": True}, "got a yes/no value"),
    ],
)
def test_people_that_cannot_be_are_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        person(**fields)

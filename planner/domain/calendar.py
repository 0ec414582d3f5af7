"""The week grid of a portfolio: fiscal quarters, holidays and the capacity of a person in a week."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, field_validator

from planner.domain.base import Day, Model, Name, Number, Slug, Whole

WEEK = dt.timedelta(weeks=1)
WORKING_DAYS = 5
Pattern = Literal["thursday", "4-4-5"]


class Calendar(Model):
    """The time frame of a portfolio."""

    start: Day
    """First Monday of the plan."""
    quarters: Annotated[Whole, Field(ge=1, le=12)]
    fiscal_year_starts: Annotated[Whole, Field(ge=1, le=12)] = 1
    """Month in which the fiscal year starts. The year is named after the one in which it ends."""
    pattern: Pattern = "thursday"
    """`thursday`: a week belongs to the quarter that holds its Thursday. `4-4-5`: the fiscal year starts on the
    Monday nearest to the first of its month; quarters have 13 weeks, the last one 14 in a 53-week year."""
    holidays: tuple[Day, ...] = ()
    """Days on which nobody works."""
    value_tail_weeks: Annotated[Whole, Field(ge=0, le=520)] = 26
    """Value is counted for so many weeks past the horizon."""
    discount_rate: Annotated[Number, Field(ge=0, le=1)] = 0.0
    """Rate a year at which future value is discounted."""

    @field_validator("start")
    @classmethod
    def _monday(cls, value: dt.date) -> dt.date:
        if value.weekday() != 0:
            raise ValueError(f"{value} is a {value:%A}; use a Monday, for example {monday_of(value)}")
        if not 1990 <= value.year <= 2200:
            raise ValueError(f"{value} is outside 1990 to 2200")
        return value


class Site(Model):
    """A place of work with holidays of its own, on top of those of the calendar."""

    id: Slug
    name: Name
    holidays: tuple[Day, ...] = ()


class Quarter(NamedTuple):
    """A fiscal quarter; the year is that in which the fiscal year ends."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@dataclass(frozen=True, slots=True)
class QuarterSpan:
    """The weeks [first, end) of the horizon that belong to one fiscal quarter."""

    label: str
    first: int
    end: int


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week that holds the day."""
    return day - dt.timedelta(days=day.weekday())


def monday_on_or_after(day: dt.date) -> dt.date:
    """The day itself when it is a Monday, else the next Monday."""
    return day + dt.timedelta(days=-day.weekday() % 7)


def _retail_year_start(year: int, month: int) -> dt.date:
    """The Monday nearest to the first of the month in which the fiscal year named `year` starts."""
    first = dt.date(year if month == 1 else year - 1, month, 1)
    before = monday_of(first)
    return before if first - before <= dt.timedelta(days=3) else before + WEEK


def fiscal_quarter(monday: dt.date, calendar: Calendar) -> Quarter:
    """The fiscal quarter to which the week of this Monday belongs."""
    return _quarter(monday, calendar.fiscal_year_starts, calendar.pattern)


def _quarter(monday: dt.date, month: int, pattern: Pattern) -> Quarter:
    thursday = monday + dt.timedelta(days=3)
    year = thursday.year if month == 1 or thursday.month < month else thursday.year + 1
    if pattern == "thursday":
        return Quarter(year, (thursday.month - month) % 12 // 3 + 1)
    # Near the turn of the year, the nearest Monday can lie on either side of the first of the month.
    for candidate in (year + 1, year, year - 1):
        start = _retail_year_start(candidate, month)
        if monday >= start:
            return Quarter(candidate, min((monday - start).days // 7 // 13, 3) + 1)
    raise AssertionError(f"no fiscal year holds {monday}")


@lru_cache(maxsize=128)
def _grid(
    start: dt.date, quarters: int, month: int, pattern: Pattern
) -> tuple[tuple[dt.date, ...], tuple[str, ...]]:
    """Mondays and quarter labels of a horizon; asked for over and over, since every question makes its own."""
    mondays: list[dt.date] = []
    labels: list[str] = []
    monday = start
    while True:
        label = str(_quarter(monday, month, pattern))
        if (not labels or label != labels[-1]) and len(set(labels)) == quarters:
            return tuple(mondays), tuple(labels)
        mondays.append(monday)
        labels.append(label)
        monday += WEEK


@dataclass(frozen=True)
class Horizon:
    """The weeks of a plan: as many whole fiscal quarters as asked for, counted from the start week's quarter."""

    calendar: Calendar

    @property
    def mondays(self) -> tuple[dt.date, ...]:
        """The Monday of each week."""
        return self._grid[0]

    @property
    def _grid(self) -> tuple[tuple[dt.date, ...], tuple[str, ...]]:
        calendar = self.calendar
        return _grid(calendar.start, calendar.quarters, calendar.fiscal_year_starts, calendar.pattern)

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return len(self.mondays)

    @property
    def end(self) -> dt.date:
        """The Monday on which the horizon ends (exclusive)."""
        return self.calendar.start + self.weeks * WEEK

    @property
    def quarter_labels(self) -> tuple[str, ...]:
        """The fiscal quarter of each week, such as 2027-Q1."""
        return self._grid[1]

    @cached_property
    def quarters(self) -> tuple[QuarterSpan, ...]:
        """The quarters of the horizon in order, with their weeks."""
        labels = list(dict.fromkeys(self.quarter_labels))
        counts = [self.quarter_labels.count(label) for label in labels]
        firsts = [sum(counts[:i]) for i in range(len(counts))]
        return tuple(
            QuarterSpan(label, first, first + count)
            for label, first, count in zip(labels, firsts, counts, strict=True)
        )

    def monday(self, week: int) -> dt.date:
        """The Monday of a week; weeks before the start and past the end are allowed."""
        return self.calendar.start + week * WEEK

    def week_of(self, day: dt.date) -> int:
        """Index of the week that holds the day (negative before the start)."""
        return (monday_of(day) - self.calendar.start).days // 7

    def quarter_of(self, week: int) -> str:
        """Label of the quarter of any week, also outside the horizon."""
        return str(fiscal_quarter(self.monday(week), self.calendar))


@lru_cache(maxsize=4096)
def next_month(day: dt.date) -> dt.date:
    """First day of the month after that of a day."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def days_by_month(monday: dt.date) -> dict[tuple[int, int], int]:
    """How many of the seven days of a week fall in each (year, month): reports by month split a week by days."""
    split: dict[tuple[int, int], int] = {}
    for offset in range(7):
        day = monday + dt.timedelta(days=offset)
        split[day.year, day.month] = split.get((day.year, day.month), 0) + 1
    return split


def working_days(monday: dt.date, absent: Iterable[dt.date] | frozenset[dt.date]) -> int:
    """Days from Monday to Friday of a week that are not among the absent days."""
    away = absent if isinstance(absent, frozenset) else frozenset(absent)
    return sum(monday + dt.timedelta(days=offset) not in away for offset in range(WORKING_DAYS))

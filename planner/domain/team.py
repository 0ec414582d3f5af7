"""People, open positions and their capacity by week."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Money, Name, Number, Slug, Whole
from planner.domain.calendar import WORKING_DAYS, Horizon, Site, monday_of
from planner.domain.estimates import DateEstimate

Proficiency = Annotated[Number, Field(gt=0, le=1.5)]


class Skill(Model):
    """A kind of work that phases need and people offer."""

    id: Slug
    name: Name


class Team(Model):
    """A group of people that reports and forecasts look at together."""

    id: Slug
    name: Name


class DateRange(Model):
    """A range of days; both ends belong to it."""

    from_: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it begins on {self.from_}")
        return self


class RampUp(Model):
    """Capacity of a newcomer: grows linearly from a first factor to 1 over some weeks."""

    weeks: Annotated[Whole, Field(ge=1, le=104)]
    from_: Annotated[Number, Field(alias="from", ge=0, le=1)] = 0.25


class Worker(Model):
    """What a person and an open position have in common."""

    id: Slug
    name: Name
    skills: dict[Slug, Proficiency]
    """Proficiency by skill: a share s of the person gives s x proficiency of effort."""
    fte: Annotated[Number, Field(gt=0, le=1)] = 1.0
    weekly_cost: Money = Decimal(0)
    """Cost a week as employed (at this fte)."""
    reserve: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    """Part of the week kept for on-call, keeping the lights on and mentoring."""
    max_projects: Annotated[Whole, Field(ge=1, le=20)] = 2
    """At most so many projects at the same time."""
    leave: tuple[DateRange, ...] = ()
    ramp_up: RampUp | None = None
    team: Slug | None = None
    site: Slug | None = None
    cost_centre: Name | None = None


class Person(Worker):
    """Someone who is there."""

    starts: Day | None = None
    ends: Day | None = None
    """Last day."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            raise ValueError(f"ends on {self.ends}, before the start on {self.starts}")
        return self


class Position(Worker):
    """Someone who is not hired yet; planned from the likely start and paid from the first use on."""

    starts: DateEstimate


def weekly_capacity(
    worker: Worker, horizon: Horizon, sites: dict[str, Site], starts: dt.date | None = None
) -> tuple[float, ...]:
    """Fraction of a full week that a worker can give to projects, for each week of the horizon.

    fte x (working days / 5) x ramp-up x (1 - reserve); holidays, leave and days outside the employment are
    not working days. `starts` replaces the first day (a position that is filled later than likely).
    """
    first = starts or (worker.starts.likely if isinstance(worker, Position) else None)
    last: Day | None = None
    if isinstance(worker, Person):
        first, last = starts or worker.starts, worker.ends
    holidays = set(horizon.calendar.holidays)
    if worker.site is not None and worker.site in sites:
        holidays |= set(sites[worker.site].holidays)
    # Most weeks are whole ones: only those that something touches are counted day by day.
    touched = {monday_of(day) for day in (*holidays, *(day for day in (first, last) if day is not None))}
    capacity = []
    for monday in horizon.mondays:
        friday = monday + dt.timedelta(days=WORKING_DAYS - 1)
        if monday in touched or any(span.from_ <= friday and span.to >= monday for span in worker.leave):
            days = _days_there(worker, monday, holidays, first, last)
        else:
            days = WORKING_DAYS * ((first is None or monday >= first) and (last is None or friday <= last))
        capacity.append(
            worker.fte
            * days
            / WORKING_DAYS
            * ramp_factor(worker.ramp_up, first, monday)
            * (1 - worker.reserve)
        )
    return tuple(capacity)


def _days_there(
    worker: Worker, monday: dt.date, holidays: set[dt.date], first: dt.date | None, last: dt.date | None
) -> int:
    """Working days of a week on which a worker is employed and not away."""
    days = 0
    for offset in range(WORKING_DAYS):
        day = monday + dt.timedelta(days=offset)
        employed = (first is None or day >= first) and (last is None or day <= last)
        away = day in holidays or any(span.from_ <= day <= span.to for span in worker.leave)
        days += employed and not away
    return days


def ramp_factor(ramp_up: RampUp | None, first_day: dt.date | None, monday: dt.date) -> float:
    """Ramp-up factor of a week: `from` in the week of the first day, then linear, 1 after `weeks` weeks."""
    if ramp_up is None or first_day is None:
        return 1.0
    worked = (monday - monday_of(first_day)).days // 7
    if worked >= ramp_up.weeks:
        return 1.0
    return ramp_up.from_ + (1 - ramp_up.from_) * max(worked, 0) / ramp_up.weeks

"""Launches and deadlines of a plan as a calendar (RFC 5545) that calendar programs subscribe to."""

import datetime as dt

from icalendar import Calendar, Event

from planner.domain.forecast import Forecast
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = dt.timedelta(hours=12)
#: From the Monday on which something is over to the last working day before it.
BACK_TO_FRIDAY = dt.timedelta(days=3)


def plan_calendar(
    portfolio_id: str, portfolio: Portfolio, plan: Plan, stamp: dt.datetime, forecast: Forecast | None = None
) -> bytes:
    """A whole-day entry for the launch of each selected project and for each deadline of these.

    Parameters
    ----------
    portfolio_id
        Names the entries together with the project: an entry of a later plan takes the place of the earlier one.
    stamp
        When the plan was published; the same plan gives the same bytes.
    forecast
        Gives the launches' descriptions their P50 and P80.
    """
    calendar = _calendar(portfolio.name)
    for planned in plan.projects:
        if not planned.selected:
            continue
        project = portfolio.project(planned.id)
        if planned.launch is not None:
            told = _launch_words(project, forecast)
            day = planned.launch - BACK_TO_FRIDAY
            calendar.add_component(
                _event(f"launch-{project.id}-{portfolio_id}", stamp, day, f"Launch: {project.name}", told)
            )
        if project.deadline is not None:
            kind = "Hard deadline" if project.deadline.hard else "Deadline"
            title = f"{kind}: {project.name}"
            calendar.add_component(
                _event(f"deadline-{project.id}-{portfolio_id}", stamp, project.deadline.date, title, "")
            )
    return bytes(calendar.to_ical())


def empty_calendar(name: str) -> bytes:
    """A calendar without entries, for a portfolio without a plan of record: subscriptions stay alive."""
    return bytes(_calendar(name).to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Quarterdeck//Plan of record//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{name}: plan of record")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def _event(uid: str, stamp: dt.datetime, day: dt.date, title: str, told: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@quarterdeck")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", title)
    if told:
        event.add("description", told)
    event.add("transp", "TRANSPARENT")
    return event


def _launch_words(project: Project, forecast: Forecast | None) -> str:
    found = forecast.of(project.id) if forecast else None
    if found is None or found.finish_p50 is None or found.finish_p80 is None:
        return "Planned launch."
    ends = (found.finish_p50 - BACK_TO_FRIDAY, found.finish_p80 - BACK_TO_FRIDAY)
    return f"Planned launch. Half of all futures by {ends[0]}, four of five by {ends[1]}."

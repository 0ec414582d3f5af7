"""Calendars of plans, read back by rules of RFC 5545 that are written out here."""

import datetime as dt
import re

from planner.domain.projects import Deadline
from planner.exports.ics import empty_calendar, plan_calendar
from tests.planner.verify.example import Case

STAMP = dt.datetime(2027, 1, 3, 9, 30, tzinfo=dt.UTC)


def entries(content: bytes) -> list[dict[str, str]]:
    """Unfolded lines of each entry, by name without parameters."""
    text = content.decode().replace("\r\n ", "")
    found = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, flags=re.DOTALL)
    return [
        {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in one.splitlines()}
        for one in found
    ]


def test_launches_and_deadlines_of_what_is_selected_are_whole_days() -> None:
    portfolio, plan = Case().read()
    hard = Deadline(date=dt.date(2027, 6, 30), hard=True)
    long = "Rerank, dedupe; and a name that is much longer than the seventy-five octets of a line: Übergröße"
    first = portfolio.projects[0].model_copy(update={"name": long, "deadline": hard})
    changed = portfolio.model_copy(update={"projects": (first, *portfolio.projects[1:])})
    content = plan_calendar("p1", changed, plan, STAMP)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "longer lines are folded"
    assert b"\n" not in content.replace(b"\r\n", b"")
    found = {entry["UID"]: entry for entry in entries(content)}
    selected = [p for p in plan.projects if p.selected and p.launch]
    assert len(found) == len(selected) + 1
    planned = next(p for p in selected if p.id == first.id)
    launch = found[f"launch-{first.id}-p1@quarterdeck"]
    # A project that is launched on a Monday is done on the Friday before; commas and semicolons are escaped.
    assert planned.launch is not None
    friday = planned.launch - dt.timedelta(days=3)
    assert launch["DTSTART"] == friday.strftime("%Y%m%d")
    assert launch["SUMMARY"] == "Launch: " + long.replace(",", "\\,").replace(";", "\\;")
    assert launch["DTSTAMP"] == "20270103T093000Z"
    deadline = found[f"deadline-{first.id}-p1@quarterdeck"]
    assert (deadline["DTSTART"], deadline["DTEND"]) == ("20270630", "20270701")
    assert deadline["SUMMARY"].startswith("Hard deadline: ")
    assert plan_calendar("p1", changed, plan, STAMP) == content


def test_a_calendar_without_a_plan_is_one_still() -> None:
    content = empty_calendar("Search").decode()
    assert content.startswith("BEGIN:VCALENDAR\r\n")
    assert content.endswith("END:VCALENDAR\r\n")
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in content

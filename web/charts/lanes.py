"""Into which lanes the projects of a roadmap fall, and how wide its weeks are drawn."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from planner.domain.calendar import WEEK, Horizon
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from web import words
from web.charts.labels import LEAST_PLOT
from web.charts.scale import Band, TimeScale, month_bands, width_class

LaneKey = Literal["theme", "team", "person", "pool"]
Zoom = Literal["week", "month", "quarter"]
#: Colours of themes in the stylesheet; further themes begin again.
COLOURS = 8
#: Pixels that the number of a day needs.
DAY_WIDTH, NAME_WIDTH = 22, 40
Key = tuple[str, str]
#: Keys of the lanes of what belongs nowhere: no slug has a dot.
REST, NOBODY = ".rest", ".nobody"


@dataclass(frozen=True)
class Group:
    """The projects of a lane; with `phases`, only these of their phases belong to it."""

    name: str
    colour: int
    projects: tuple[Project, ...]
    phases: frozenset[Key] | None = None
    key: str = ""
    """What it is of, for addresses; no two lanes have the same."""
    person: str = ""
    """Whose lane it is: bars are dragged from one person to another."""


def theme_colours(portfolio: Portfolio) -> dict[str, int]:
    """Number of each theme's colour, from 1."""
    return {theme.id: i % COLOURS + 1 for i, theme in enumerate(portfolio.themes)}


def groups(portfolio: Portfolio, plan: Plan, key: LaneKey) -> tuple[Group, ...]:
    """The lanes with anything in them. By team, person and pool a project is in every lane that has a part in it."""
    starts = {p.id: p.start for p in plan.projects if p.selected and p.start and p.finish}

    def ordered(projects: Iterable[Project]) -> tuple[Project, ...]:
        chosen = [p for p in projects if p.id in starts]
        return tuple(sorted(chosen, key=lambda p: (starts[p.id] or dt.date.max, p.name)))

    if key == "theme":
        found = list(_themes(portfolio))
    else:
        found = []
        for name, phases, own in _parts(portfolio, plan, key):
            owners = {project for project, _ in phases}
            projects = tuple(p for p in portfolio.projects if p.id in owners)
            person = own if key == "person" and own != NOBODY else ""
            found.append(Group(name, 0, projects, phases, own, person))
    lanes = (replace(g, projects=ordered(g.projects)) for g in found)
    # Whoever has nothing to do can be given something.
    return tuple(lane for lane in lanes if lane.projects or lane.person)


def _themes(portfolio: Portfolio) -> Iterator[Group]:
    colours = theme_colours(portfolio)
    for theme in portfolio.themes:
        own = tuple(p for p in portfolio.projects if p.theme == theme.id)
        yield Group(theme.name, colours[theme.id], own, key=theme.id)
    rest = tuple(p for p in portfolio.projects if p.theme not in colours)
    yield Group("No theme", 0, rest, key=REST)


def _parts(portfolio: Portfolio, plan: Plan, key: LaneKey) -> Iterator[tuple[str, frozenset[Key], str]]:
    """Name of each lane, the phases that belong to it, and its key."""
    if key == "pool":
        for pool in portfolio.pools:
            used = frozenset((u.project, u.phase) for u in plan.compute if u.pool == pool.id)
            yield pool.name or pool.id, used, pool.id
        by_pool = {(u.project, u.phase) for u in plan.compute}
        yield "No accelerators", frozenset((p.project, p.phase) for p in plan.phases) - by_pool, REST
        return
    workers = portfolio.workers
    if key == "person":
        lanes = [(w.name, {w.id}, w.id) for w in workers]
    else:
        known = {team.id for team in portfolio.teams}
        lanes = [
            (team.name, {w.id for w in workers if w.team == team.id}, team.id) for team in portfolio.teams
        ]
        lanes.append(("No team", {w.id for w in workers if w.team not in known}, REST))
    for name, who, own in lanes:
        theirs = frozenset((p.project, p.phase) for p in plan.phases if not who.isdisjoint(p.crew))
        yield name, theirs, own
    yield "Nobody", frozenset((p.project, p.phase) for p in plan.phases if not p.crew), NOBODY


def zoomed_class(weeks: int, zoom: Zoom) -> str:
    """Least width of the chart, as a class of the stylesheet: a month wide enough for its name, or more, or less."""
    classes = list(LEAST_PLOT)
    step = {"week": 2, "month": 0, "quarter": -1}[zoom]
    place = classes.index(width_class(weeks)) + step
    return classes[min(max(place, 0), len(classes) - 1)]


def fine_bands(horizon: Horizon, scale: TimeScale, zoom: Zoom, width: str) -> tuple[Band, ...]:
    """The lower line of the axis: weeks, months or nothing below the quarters."""
    if zoom == "month":
        return tuple(
            band if band.width > 1.4 else Band(band.x, band.width, "", band.title)
            for band in month_bands(horizon, scale)
        )
    return tuple(_weeks(scale, width)) if zoom == "week" else ()


def _weeks(scale: TimeScale, width: str) -> Iterator[Band]:
    monday, named = scale.start, False
    while monday < scale.end:
        first = monday.day <= 7
        band = scale.band(
            monday,
            monday + WEEK,
            words.short_day(monday) if first else str(monday.day),
            f"Week of {words.day(monday)}",
        )
        # The name of a month needs the place of two days where weeks are narrow.
        room = band.width / 100 * LEAST_PLOT[width]
        roomy = room >= (NAME_WIDTH if named else DAY_WIDTH)
        yield band if first or roomy else Band(band.x, band.width, "", band.title)
        monday, named = monday + WEEK, first

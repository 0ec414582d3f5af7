"""A date as a distribution: the chance of being done by each day, with P10, P50, P80 and P90."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from planner.domain.calendar import WEEK, Horizon
from planner.domain.forecast import ProjectForecast
from web import words
from web.charts.deadlines import Finish
from web.charts.scale import Band, TimeScale, horizon_scale, month_bands, quarter_bands, rounded

HEIGHT = 200.0
#: The curve is drawn in its own coordinates and stretched to the chart: x in thousandths of the width.
CURVE_WIDTH = 1000
#: No chances by quarter from a simulation: they are read off the curve.
NOT_COUNTED: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Point:
    """The chance of being done before a Monday."""

    day: dt.date
    chance: float


@dataclass(frozen=True)
class Mark:
    """A named day on the curve."""

    name: str
    x: float
    y: float
    label: str
    at_end: bool


@dataclass(frozen=True)
class QuarterChance:
    """The chance of being done by the end of a quarter."""

    quarter: str
    chance: float
    label: str


@dataclass(frozen=True)
class Curve:
    """Everything that the template of the curve draws."""

    height: float
    quarters: tuple[Band, ...]
    months: tuple[Band, ...]
    line: str
    area: str
    marks: tuple[Mark, ...]
    planned: float | None
    deadline: float | None
    deadline_title: str
    by_quarter: tuple[QuarterChance, ...]
    description: str


def finish_points(finish: Finish) -> tuple[Point, ...]:
    """The distribution through the four quantiles, which are over the runs that launch; straight in between.

    Below P10 and above P90 the curve goes on with the slope of its nearest stretch.
    """
    if not (finish.p10 and finish.p50 and finish.p80 and finish.p90):
        return ()
    known = ((finish.p10, 0.1), (finish.p50, 0.5), (finish.p80, 0.8), (finish.p90, 0.9))
    first = finish.p10 - (finish.p50 - finish.p10) * 0.25
    last = finish.p90 + max(finish.p90 - finish.p80, dt.timedelta(0))
    points = [Point(first, 0.0), *(Point(day, share) for day, share in known), Point(last, 1.0)]
    return tuple(Point(p.day, p.chance * finish.p_launch) for p in points)


def curve_points(forecast: ProjectForecast) -> tuple[Point, ...]:
    """The simulated curve as chances over all runs, with its ends drawn out to 0 and to all launches."""
    known = [(p.date, p.level) for p in forecast.curve]
    if not known:
        return ()
    first = known[0][0] - (known[1][0] - known[0][0] if len(known) > 1 else dt.timedelta(0))
    last = known[-1][0] + (known[-1][0] - known[-2][0] if len(known) > 1 else dt.timedelta(0))
    return tuple(Point(day, level * forecast.p_launch) for day, level in [(first, 0.0), *known, (last, 1.0)])


def chance_by(points: Sequence[Point], day: dt.date) -> float:
    """The chance of being done by a day, straight between the points."""
    if not points or day < points[0].day:
        return 0.0
    chance = points[-1].chance
    for before, after in itertools.pairwise(points):
        if before.day <= day < after.day:
            share = (day - before.day) / (after.day - before.day)
            return before.chance + (after.chance - before.chance) * share
    return chance


def finish_curve(
    name: str,
    *,
    finish: Finish,
    points: Sequence[Point],
    horizon: Horizon,
    planned: dt.date | None,
    deadline: dt.date | None,
    by_quarter: Mapping[str, float] = NOT_COUNTED,
) -> Curve:
    """Lay out the curve of a project's launch over the horizon and past it as far as P90."""
    scale = horizon_scale(horizon, finish.p90 and finish.p90 + 2 * WEEK, over=1.0)
    inside = [p for p in points if p.day <= scale.end] or list(points[:1])
    dots = [(scale.x(p.day) * CURVE_WIDTH / 100, HEIGHT * (1 - p.chance)) for p in inside]
    if dots:
        dots.append((CURVE_WIDTH, HEIGHT * (1 - chance_by(points, scale.end))))
    line = " ".join(f"{rounded(x)},{rounded(y)}" for x, y in dots)
    area = f"{rounded(dots[0][0])},{HEIGHT} {line} {CURVE_WIDTH},{HEIGHT}" if dots else ""
    chances = tuple(
        QuarterChance(words.quarter(q.label), c, words.percent(c))
        for q in horizon.quarters
        for c in [by_quarter.get(q.label, chance_by(points, horizon.monday(q.end)))]
    )
    return Curve(
        height=HEIGHT,
        quarters=quarter_bands(horizon, scale),
        months=month_bands(horizon, scale),
        line=line,
        area=area,
        marks=_marks(finish, scale),
        planned=scale.x(planned) if planned and scale.holds(planned) else None,
        deadline=scale.x(deadline) if deadline and scale.holds(deadline) else None,
        deadline_title=f"Deadline {words.day(deadline)}" if deadline else "",
        by_quarter=chances,
        description=_description(name, finish),
    )


def _marks(finish: Finish, scale: TimeScale) -> tuple[Mark, ...]:
    quantiles = (
        ("P10", finish.p10, 0.1),
        ("P50", finish.p50, 0.5),
        ("P80", finish.p80, 0.8),
        ("P90", finish.p90, 0.9),
    )
    marks = []
    for name, day, share in quantiles:
        if day is not None and day <= scale.end:
            x, y = scale.x(day), rounded(HEIGHT * (1 - share * finish.p_launch))
            # The curve comes from below left: there is room above left of a point, below right of the last.
            after = x < 12 or (name == "P90" and x < 86)
            marks.append(Mark(name, x, y, f"{name} {words.short_day(words.last_day(day))}", not after))
    return tuple(marks)


def _description(name: str, finish: Finish) -> str:
    if finish.p50 is None:
        return f"{name} launches in none of the simulated futures."
    days = ", ".join(
        f"P{level} {words.day(words.last_day(day))}"
        for level, day in ((10, finish.p10), (50, finish.p50), (80, finish.p80), (90, finish.p90))
        if day
    )
    launches = words.percent(finish.p_done)
    return f"Chance that {name} is done by each date. Launches in {launches} of futures; {days}."

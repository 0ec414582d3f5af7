"""Runs as points of date and cost, with the quadrants of a date and an amount."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.calendar import WEEK
from web import words
from web.charts.scale import rounded

HEIGHT = 260.0
MARGIN = 0.04
"""Of the range, left free on each side."""


@dataclass(frozen=True)
class Dot:
    """A run: x in per cent, y in pixels from the top."""

    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A text at a place of an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Quadrant:
    """How many runs lie on one side of both lines."""

    name: str
    share: str


@dataclass(frozen=True)
class Scatter:
    """Points, two lines and what lies between them."""

    dots: tuple[Dot, ...]
    x: float
    y: float
    """The lines: a date in per cent, an amount in pixels."""
    dates: tuple[Label, ...]
    amounts: tuple[Label, ...]
    quadrants: tuple[Quadrant, ...]
    height: float
    description: str


def scatter(
    start: dt.date,
    weeks: Sequence[int],
    costs: Sequence[float],
    at: tuple[float, float],
    currency: str,
    most: int = 500,
) -> Scatter | None:
    """A point for each run (at most so many); `at` is the week and the cost of the lines. None without runs."""
    if not weeks:
        return None
    low, high = _range([*weeks, at[0]])
    least, top = _range([*costs, at[1]])

    def across(week: float) -> float:
        return rounded(100 * (week - low) / (high - low))

    def down(cost: float) -> float:
        return rounded(HEIGHT * (1 - (cost - least) / (top - least)))

    early = [week <= at[0] for week in weeks]
    cheap = [cost <= at[1] for cost in costs]
    pairs = list(zip(early, cheap, strict=True))
    names = {
        (True, True): "In time and within the amount",
        (True, False): "In time, dearer",
        (False, True): "Later, within the amount",
        (False, False): "Later and dearer",
    }
    quadrants = tuple(
        Quadrant(name, words.percent(sum(pair == kind for pair in pairs) / len(pairs), 1))
        for kind, name in names.items()
    )
    day = words.day(words.last_day(start + round(at[0]) * WEEK))
    steps = [low + (high - low) * part for part in (0.1, 0.5, 0.9)]
    amounts = [least + (top - least) * part for part in (0.1, 0.5, 0.9)]
    return Scatter(
        dots=tuple(
            Dot(across(w), down(c)) for w, c in zip(list(weeks)[:most], list(costs)[:most], strict=True)
        ),
        x=across(at[0]),
        y=down(at[1]),
        dates=tuple(Label(across(w), words.day(words.last_day(start + round(w) * WEEK))) for w in steps),
        amounts=tuple(Label(down(c), words.short_money(c, currency)) for c in amounts),
        quadrants=quadrants,
        height=HEIGHT,
        description=f"Runs by last launch and cost; lines at {day} and {words.short_money(at[1], currency)}",
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = float(min(values)), float(max(values))
    free = max((high - low) * MARGIN, 1e-6 * max(1.0, abs(high)))
    return low - free, high + free

"""From dates and amounts to positions. Horizontal ones are per cent, so that charts fill any width."""

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass

from planner.domain.calendar import WEEK, Horizon, next_month
from web import words

#: Pixels of an A4 sheet on its side, without margins and heading; a letter is as high.
SHEET_HEIGHT = 670
#: Per cent to which what is printed is made smaller, as classes of the stylesheet.
SCALES = (100, 90, 80, 75, 70, 65, 60, 55, 50)
#: Days within which the line of a month gives way to that of a quarter.
SNAP = 7


def rounded(value: float) -> float:
    """A coordinate with three decimals: enough for a wall, short in the page."""
    return round(value, 3)


@dataclass(frozen=True)
class Band:
    """A labelled stretch of the time axis, in per cent of the width."""

    x: float
    width: float
    label: str
    title: str


@dataclass(frozen=True)
class TimeScale:
    """Days from `start` to `end` (exclusive) onto 0 to 100 per cent."""

    start: dt.date
    end: dt.date

    def x(self, day: dt.date) -> float:
        """Position of the beginning of a day, clipped to the axis."""
        share = (day - self.start).days / (self.end - self.start).days
        return rounded(100 * min(1.0, max(0.0, share)))

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies on the axis."""
        return self.start <= day < self.end

    def band(self, first: dt.date, end: dt.date, label: str, title: str) -> Band:
        """The stretch [first, end), clipped to the axis."""
        x = self.x(first)
        return Band(x, rounded(self.x(end) - x), label, title)

    def months(self, near: Collection[dt.date] = ()) -> tuple[Band, ...]:
        """The calendar months of the axis. One that begins within days of a day `near` is drawn from that day on."""
        firsts = [self.start]
        while firsts[-1] < self.end:
            firsts.append(next_month(firsts[-1]))
        drawn = [next((day for day in near if abs((day - first).days) < SNAP), first) for first in firsts]
        return tuple(
            self.band(begin, end, words.month_name(first), words.month(f"{first:%Y-%m}"))
            for first, begin, end in zip(firsts, drawn, drawn[1:], strict=False)
        )


def quarter_bands(horizon: Horizon, scale: TimeScale) -> tuple[Band, ...]:
    """The fiscal quarters of the horizon, as far as they lie on the axis."""
    bands = []
    for span in horizon.quarters:
        year, _, name = span.label.partition("-")
        first, end = horizon.monday(span.first), horizon.monday(span.end)
        if first < scale.end and end > scale.start:
            bands.append(scale.band(first, end, f"{name} {year}", f"Fiscal quarter {span.label}"))
    return tuple(bands)


def month_bands(horizon: Horizon, scale: TimeScale) -> tuple[Band, ...]:
    """The calendar months; those that begin where a quarter does share its line."""
    return scale.months([horizon.monday(span.first) for span in horizon.quarters])


def horizon_scale(horizon: Horizon, until: dt.date | None = None, over: float = 1 / 3) -> TimeScale:
    """The horizon, longer where `until` lies past its end, by no more than a part of its length."""
    latest = horizon.end + WEEK * int(horizon.weeks * over)
    return TimeScale(horizon.calendar.start, min(max(horizon.end, until or horizon.end), latest))


def fit_to_sheet(height: float) -> int:
    """The scale at which something of this height has room on one sheet, or the least that there is."""
    room = 100 * SHEET_HEIGHT / height
    return next((scale for scale in SCALES if scale <= room), SCALES[-1])


def width_class(weeks: int) -> str:
    """Least width of a chart of so many weeks, as a class of the stylesheet."""
    return "w-s" if weeks <= 30 else "w-m" if weeks <= 56 else "w-l" if weeks <= 110 else "w-xl"


#: Into how many parts an axis that ends at such a number falls, so that all of them are round.
PARTS = {1: 5, 1.2: 4, 1.5: 3, 2: 4, 2.5: 5, 3: 3, 4: 4, 5: 5, 6: 3, 8: 4}


def nice_ceiling(value: float) -> float:
    """The next round number at or above: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    for step in (*PARTS, 10):
        if step * power >= value * (1 - 1e-9):
            return step * power
    raise AssertionError(f"{value} is over ten times its own power of ten")


def ticks(top: float) -> tuple[float, ...]:
    """Round, evenly spaced values from 0 to the top, which is one of the round numbers above."""
    lead = top / 10.0 ** math.floor(math.log10(top) + 1e-9)
    n = next(n for step, n in PARTS.items() if abs(lead - step) < 1e-6)
    return tuple(top * i / n for i in range(n + 1))

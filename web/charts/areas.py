"""Stacked areas over months, with a budget line and the band of a forecast by quarter: what is spent in a week."""

from collections.abc import Sequence
from dataclasses import dataclass

from web import words
from web.charts.bars import Key, Line, Series, Tick
from web.charts.scale import nice_ceiling, rounded, ticks

HEIGHT = 220.0
WIDTH = 1000.0
"""Units of the drawing across, which is stretched to the page."""


@dataclass(frozen=True)
class Span:
    """Something by its stretch of the time axis, from 0 to 1."""

    first: float
    end: float
    label: str


@dataclass(frozen=True)
class Range:
    """A quarter's forecast a week: P10, P50, P90."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Area:
    """A layer: the outline of its polygon in units of the drawing."""

    points: str
    colour: int
    title: str


@dataclass(frozen=True)
class Box:
    """P10 to P90 of a quarter; x and width in per cent, y in pixels from the top."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    title: str


@dataclass(frozen=True)
class Label:
    """A name under the axis, x in per cent."""

    x: float
    text: str


@dataclass(frozen=True)
class StackedAreas:
    """Everything that the template draws."""

    height: float
    width: float
    ticks: tuple[Tick, ...]
    areas: tuple[Area, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    keys: tuple[Key, ...]
    description: str


def stacked_areas(
    spans: Sequence[Span],
    series: Sequence[Series],
    quarters: Sequence[Span],
    *,
    ranges: Sequence[Range | None],
    limits: Sequence[float | None],
    currency: str,
    description: str,
) -> StackedAreas:
    """Lay out layers that are constant over each span; `ranges` and `limits` are by quarter, in the same unit."""
    totals = [sum(layer.amounts[n] for layer in series) for n in range(len(spans))]
    tallest = [*totals, *(r.p90 for r in ranges if r), *(limit for limit in limits if limit is not None), 0.0]
    top = nice_ceiling(max(tallest))

    def y(amount: float) -> float:
        return rounded(HEIGHT * (1 - amount / top))

    areas, below = [], [0.0] * len(spans)
    for layer in series:
        above = [low + amount for low, amount in zip(below, layer.amounts, strict=True)]
        if any(layer.amounts):
            areas.append(
                Area(_outline(spans, [y(a) for a in above], [y(b) for b in below]), layer.colour, layer.name)
            )
        below = above
    return StackedAreas(
        height=HEIGHT,
        width=WIDTH,
        ticks=tuple(Tick(y(t), words.short_money(t, currency)) for t in ticks(top)),
        areas=tuple(areas),
        boxes=tuple(
            _box(q, r, y(r.p10), y(r.p50), y(r.p90), currency)
            for q, r in zip(quarters, ranges, strict=True)
            if r
        ),
        lines=tuple(
            Line(
                rounded(100 * q.first),
                rounded(100 * q.end),
                y(limit),
                f"Budget {q.label}: {words.money(limit, currency)} a week",
            )
            for q, limit in zip(quarters, limits, strict=True)
            if limit is not None
        ),
        labels=tuple(Label(rounded(50 * (q.first + q.end)), q.label) for q in quarters),
        keys=tuple(Key(layer.colour, layer.name) for layer in series if any(layer.amounts)),
        description=description,
    )


def _outline(spans: Sequence[Span], above: Sequence[float], below: Sequence[float]) -> str:
    """There along the upper edge, back along the lower one."""
    there = [(x, y) for span, y in zip(spans, above, strict=True) for x in (span.first, span.end)]
    for_back = zip(reversed(spans), reversed(below), strict=True)
    back = [(x, y) for span, y in for_back for x in (span.end, span.first)]
    return " ".join(f"{rounded(WIDTH * x)},{y}" for x, y in (*there, *back))


def _box(quarter: Span, told: Range, low: float, middle: float, high: float, currency: str) -> Box:
    width = quarter.end - quarter.first
    said = (words.money(amount, currency) for amount in (told.p10, told.p50, told.p90))
    p10, p50, p90 = said
    return Box(
        x=rounded(100 * (quarter.first + 0.02 * width)),
        width=rounded(96 * width),
        y=high,
        height=rounded(low - high),
        middle=middle,
        title=f"Forecast {quarter.label}, a week: P10 {p10}, P50 {p50}, P90 {p90}",
    )

"""Moves against value: one point for each price of moves, drawn like a frontier."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from web import words
from web.charts.frontier import HEIGHT, LINE_WIDTH, MARGIN, Dot, Frontier, Tick
from web.charts.scale import nice_ceiling, rounded, ticks

PARTS = 4
"""Into how many steps the axis of value falls at most."""


@dataclass(frozen=True)
class CurvePoint:
    """A plan at one price of moves."""

    price: str
    moves: int
    value: float


def moves_curve(points: Sequence[CurvePoint], currency: str) -> Frontier:
    """Moves to the right from zero, value up from a round number below the lowest: what a move gains is small beside
    what the plan is worth."""
    most = max(1, *(point.moves for point in points))
    values = [point.value for point in points]
    levels = _levels(min(values), max(values))
    low, high = levels[0], levels[-1]
    across = sorted({round(t) for t in ticks(nice_ceiling(most))})
    right = max(across)

    def x(moves: float) -> float:
        return rounded(MARGIN + (100 - 2 * MARGIN) * moves / right)

    def y(value: float) -> float:
        return rounded(HEIGHT * (1 - (value - low) / (high - low)))

    dots = tuple(
        Dot(x(moves), y(value), words.short_money(value, currency), _title(same, currency), reached=True)
        for (moves, value), same in sorted(_by_place(points).items())
    )
    return Frontier(
        height=HEIGHT,
        line=" ".join(f"{rounded(dot.x * LINE_WIDTH / 100)},{dot.y}" for dot in dots),
        dots=dots,
        across=tuple(Tick(x(t), str(t)) for t in across),
        up=tuple(Tick(y(level), words.short_money(level, currency)) for level in levels),
        axis="Moves",
        description="Value against moves: " + "; ".join(dot.title for dot in dots),
    )


def _by_place(points: Sequence[CurvePoint]) -> dict[tuple[int, float], list[CurvePoint]]:
    """Plans that come to the same are one dot."""
    places: dict[tuple[int, float], list[CurvePoint]] = {}
    for point in points:
        places.setdefault((point.moves, round(point.value, 2)), []).append(point)
    return places


def _title(same: Sequence[CurvePoint], currency: str) -> str:
    worth = words.short_money(same[0].value, currency)
    prices = words.listing([point.price for point in same])
    return f"{words.count(same[0].moves, 'move')} at {prices} each: {worth}"


def _levels(low: float, high: float) -> tuple[float, ...]:
    """Round values, evenly spaced, the first below or at the lowest and the last above or at the highest."""
    spread = max(high - low, 0.02 * max(abs(high), abs(low)), 1.0)
    step = nice_ceiling(spread / PARTS)
    first = math.floor((low - 0.1 * spread) / step)
    last = math.ceil((high + 0.1 * spread) / step)
    return tuple(n * step for n in range(first, last + 1))

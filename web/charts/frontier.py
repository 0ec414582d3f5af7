"""Value against what it is traded for: the points of a frontier and the line through them."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.answers import FrontierAxis, FrontierStep
from web import words
from web.charts.scale import nice_ceiling, rounded, ticks

HEIGHT = 240.0
#: The line is drawn in its own coordinates and stretched to the chart: x in thousandths of the width.
LINE_WIDTH = 1000
#: Room at both sides of the points, in per cent of the width.
MARGIN = 6.0


@dataclass(frozen=True)
class Tick:
    """A labelled value of an axis: y in pixels, x in per cent."""

    at: float
    label: str


@dataclass(frozen=True)
class Dot:
    """One plan."""

    x: float
    y: float
    label: str
    title: str
    reached: bool


@dataclass(frozen=True)
class Frontier:
    """Everything that the template of the frontier draws."""

    height: float
    line: str
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    axis: str
    description: str

    @property
    def missed(self) -> bool:
        """Whether a point does not reach what was asked for."""
        return not all(dot.reached for dot in self.dots)


def frontier_chart(steps: Sequence[FrontierStep], against: FrontierAxis, currency: str) -> Frontier:
    """Lay the steps out: spend or confidence to the right, value up from zero."""
    top = nice_ceiling(max(1.0, *(step.value for step in steps)))
    widest = nice_ceiling(max(1.0, *(float(step.spend) for step in steps)))

    def across(amount: float) -> float:
        part = amount / widest if against == "spend" else (amount - 0.5) / 0.5
        return rounded(MARGIN + (100 - 2 * MARGIN) * part)

    def up(value: float) -> float:
        return rounded(HEIGHT * (1 - max(value, 0.0) / top))

    dots = tuple(
        Dot(
            x,
            up(step.value),
            words.short_money(step.value, currency),
            _title(step, against, currency),
            reached=step.reached,
        )
        for step in steps
        for x in [across(float(step.spend if against == "spend" else step.level))]
    )
    levels = ticks(widest) if against == "spend" else (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    line = sorted((dot.x * LINE_WIDTH / 100, dot.y) for dot in dots)
    return Frontier(
        height=HEIGHT,
        line=" ".join(f"{rounded(x)},{y}" for x, y in line),
        dots=dots,
        across=tuple(
            Tick(across(t), words.short_money(t, currency) if against == "spend" else words.percent(t))
            for t in levels
        ),
        up=tuple(Tick(up(t), words.short_money(t, currency)) for t in ticks(top)),
        axis="Spend" if against == "spend" else "Share of futures in which each date is kept",
        description=f"Value against {against}: " + "; ".join(dot.title for dot in dots),
    )


def _title(step: FrontierStep, against: FrontierAxis, currency: str) -> str:
    worth = words.short_money(step.value, currency)
    what = words.short_money(step.spend, currency) if against == "spend" else words.percent(float(step.level))
    return f"{worth} at {what}, {words.count(step.projects, 'project')}"

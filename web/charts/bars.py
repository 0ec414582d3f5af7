"""Stacked bars by quarter against a budget line, and bars by week against a capacity line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from web import words
from web.charts.scale import (
    Band,
    horizon_scale,
    month_bands,
    nice_ceiling,
    quarter_bands,
    rounded,
    ticks,
    width_class,
)

HEIGHT = 220.0
SMALL = 84.0


@dataclass(frozen=True)
class Tick:
    """A labelled value of the vertical axis, in pixels from the top."""

    y: float
    label: str


@dataclass(frozen=True)
class Block:
    """A rectangle: x and width in per cent, y and height in pixels."""

    x: float
    width: float
    y: float
    height: float
    colour: int
    title: str


@dataclass(frozen=True)
class Line:
    """A horizontal stretch of a line."""

    x1: float
    x2: float
    y: float
    title: str


@dataclass(frozen=True)
class Group:
    """A bar's label and total."""

    x: float
    label: str
    total: str
    y: float
    over: bool


@dataclass(frozen=True)
class Key:
    """An entry of the legend."""

    colour: int
    name: str


@dataclass(frozen=True)
class StackedBars:
    """Everything that the template of a stacked bar chart draws."""

    height: float
    ticks: tuple[Tick, ...]
    blocks: tuple[Block, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    keys: tuple[Key, ...]
    description: str
    over_name: str = "over budget"
    """What is said above a bar that is higher than its line; empty: nothing."""


@dataclass(frozen=True)
class Series:
    """One layer of the stack: an amount for each group."""

    name: str
    colour: int
    amounts: tuple[float, ...]


def stacked_bars(
    labels: Sequence[str],
    *,
    series: Sequence[Series],
    limits: Mapping[int, float],
    currency: str,
    description: str,
    limit_name: str = "Budget",
    over_name: str = "over budget",
) -> StackedBars:
    """Lay out one bar a label; `limits` gives the budget of some of them by index."""
    totals = [sum(s.amounts[i] for s in series) for i in range(len(labels))]
    top = nice_ceiling(max([*totals, *limits.values(), 0.0]))
    step = 100 / max(1, len(labels))
    blocks, groups, lines = [], [], []
    for i, label in enumerate(labels):
        x, below = i * step + step * 0.22, 0.0
        for layer in series:
            amount = layer.amounts[i]
            if amount > 0:
                title = f"{label}, {layer.name}: {words.money(amount, currency)}"
                y = HEIGHT * (1 - (below + amount) / top)
                height = HEIGHT * amount / top
                blocks.append(
                    Block(rounded(x), rounded(step * 0.56), rounded(y), rounded(height), layer.colour, title)
                )
                below += amount
        over = i in limits and totals[i] > limits[i] * (1 + 1e-9)
        y = HEIGHT * (1 - totals[i] / top)
        groups.append(
            Group(rounded((i + 0.5) * step), label, words.short_money(totals[i], currency), rounded(y), over)
        )
        if i in limits:
            title = f"{limit_name} {label}: {words.money(limits[i], currency)}"
            y = HEIGHT * (1 - limits[i] / top)
            lines.append(
                Line(rounded(i * step + step * 0.1), rounded((i + 1) * step - step * 0.1), rounded(y), title)
            )
    axis = tuple(Tick(rounded(HEIGHT * (1 - t / top)), words.short_money(t, currency)) for t in ticks(top))
    keys = tuple(Key(s.colour, s.name) for s in series if any(s.amounts))
    return StackedBars(HEIGHT, axis, tuple(blocks), tuple(groups), tuple(lines), keys, description, over_name)


@dataclass(frozen=True)
class PoolUse:
    """Paid accelerator-hours of a pool by week, against what it can give."""

    pool: str
    name: str
    note: str
    height: float
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    limit: str
    used: str
    share: str
    paid: float


@dataclass(frozen=True)
class ComputeChart:
    """A small chart for each pool on one time axis."""

    width_class: str
    quarters: tuple[Band, ...]
    months: tuple[Band, ...]
    pools: tuple[PoolUse, ...]


def compute_chart(portfolio: Portfolio, plan: Plan) -> ComputeChart:
    """Use of each pool by week."""
    scale = horizon_scale(portfolio.horizon)
    return ComputeChart(
        width_class=width_class(portfolio.horizon.weeks),
        quarters=quarter_bands(portfolio.horizon, scale),
        months=month_bands(portfolio.horizon, scale),
        pools=tuple(_pool_use(portfolio, plan, i) for i in range(len(portfolio.pools))),
    )


def pool_hours(portfolio: Portfolio, plan: Plan, pool: str) -> tuple[float, ...]:
    """Paid hours of a pool in each week of the horizon."""
    hours = [0.0] * portfolio.horizon.weeks
    for use in plan.compute:
        week = portfolio.horizon.week_of(use.week)
        if use.pool == pool and 0 <= week < len(hours):
            hours[week] += use.hours
    return tuple(hours)


def _pool_use(portfolio: Portfolio, plan: Plan, index: int) -> PoolUse:
    pool, horizon = portfolio.pools[index], portfolio.horizon
    hours, capacity = pool_hours(portfolio, plan, pool.id), pool.hours(horizon)
    # A large elastic pool that is hardly used would show nothing against its capacity: show the use instead.
    tallest = max(hours, default=0.0)
    full = max(capacity, default=0.0)
    highest = max(tallest, full if tallest >= full * 0.15 or tallest == 0 else 0.0)
    # A little air over the highest bar or line.
    top = 1.12 * highest or 1.0
    step = 100 / horizon.weeks
    blocks = tuple(
        Block(
            rounded(week * step + step * 0.08),
            rounded(step * 0.84),
            rounded(SMALL * (1 - paid / top)),
            rounded(SMALL * paid / top),
            index % 8 + 1,
            f"{pool.name or pool.id}, week of {words.day(horizon.monday(week))}: {words.decimal(paid)} of "
            f"{words.decimal(capacity[week])} hours",
        )
        for week, paid in enumerate(hours)
        if paid > 0
    )
    total, whole = sum(hours), sum(capacity)
    return PoolUse(
        pool=pool.id,
        name=pool.name or pool.id,
        note=f"{pool.accelerator}, {pool.kind.replace('_', '-')}",
        height=SMALL,
        blocks=blocks,
        lines=_capacity_lines(capacity, top, step),
        limit=f"at most {words.decimal(full)} h a week",
        used=f"{words.short_number(total)} h",
        share=words.percent(total / whole) if whole else words.NOTHING,
        paid=total,
    )


def _capacity_lines(capacity: Sequence[float], top: float, step: float) -> tuple[Line, ...]:
    """The capacity as a stepped line; nothing where it lies above the chart."""
    lines: list[Line] = []
    first = 0
    for week in range(1, len(capacity) + 1):
        if week == len(capacity) or capacity[week] != capacity[first]:
            if 0 < capacity[first] <= top:
                y = rounded(SMALL * (1 - capacity[first] / top))
                title = f"Capacity {words.decimal(capacity[first])} hours a week"
                lines.append(Line(rounded(first * step), rounded(week * step), y, title))
            first = week
    return tuple(lines)

"""Ranges: a project's launch from P10 over P50 to P90 on the time axis, and amounts likewise."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from web import words
from web.charts.deadlines import Finish
from web.charts.labels import Label, beside
from web.charts.lanes import theme_colours
from web.charts.roadmap import AXIS, ROW
from web.charts.scale import (
    Band,
    TimeScale,
    horizon_scale,
    month_bands,
    quarter_bands,
    rounded,
    width_class,
)


@dataclass(frozen=True)
class DateRange:
    """When a project launches; positions in per cent of the width, pixels from the top."""

    name: str
    href: str
    colour: int
    y: float
    middle: float
    x10: float
    x50: float
    x80: float
    x90: float
    planned: float | None
    label: Label
    title: str


@dataclass(frozen=True)
class DateRanges:
    """Everything that the template of the ranges draws."""

    height: float
    axis: int
    width_class: str
    quarters: tuple[Band, ...]
    months: tuple[Band, ...]
    rows: tuple[DateRange, ...]
    horizon_end: float | None
    description: str


def date_ranges(
    portfolio: Portfolio,
    finishes: Mapping[str, Finish],
    planned: Mapping[str, dt.date],
    hrefs: Mapping[str, str],
) -> DateRanges:
    """Lay out the launches, the first expected one at the top; those that never happen are left out."""
    latest = max((f.p90 for f in finishes.values() if f.p90), default=None)
    scale = horizon_scale(portfolio.horizon, latest)
    colours = theme_colours(portfolio)
    names = {p.id: p for p in portfolio.projects}
    shape = width_class(portfolio.horizon.weeks)
    ordered = sorted((f.p50, names[i].name, i) for i, f in finishes.items() if f.p50 and i in names)
    rows = tuple(
        _date_range(
            names[project],
            finishes[project],
            scale,
            y=AXIS + place * ROW,
            planned=planned.get(project),
            colour=colours.get(names[project].theme or "", 0),
            href=hrefs[project],
            shape=shape,
        )
        for place, (_, _, project) in enumerate(ordered)
    )
    description = (
        f"Launch of {words.count(len(rows), 'project')} from P10 to P90. The table below has the same dates."
    )
    return DateRanges(
        height=AXIS + ROW * len(rows),
        axis=AXIS,
        width_class=shape,
        quarters=quarter_bands(portfolio.horizon, scale),
        months=month_bands(portfolio.horizon, scale),
        rows=rows,
        horizon_end=scale.x(portfolio.horizon.end) if scale.end > portfolio.horizon.end else None,
        description=description,
    )


def _date_range(
    project: Project,
    finish: Finish,
    scale: TimeScale,
    *,
    y: float,
    planned: dt.date | None,
    colour: int,
    href: str,
    shape: str,
) -> DateRange:
    assert finish.p50 is not None
    x10, x50, x80, x90 = (
        scale.x(day or finish.p50) for day in (finish.p10, finish.p50, finish.p80, finish.p90)
    )
    ends = (finish.p50, finish.p90 or finish.p50)
    p50, p90 = (words.day_in(words.last_day(day), scale.start.year) for day in ends)
    mark = scale.x(planned) if planned else None
    launches = words.percent(finish.p_done)
    return DateRange(
        name=project.name,
        href=href,
        colour=colour,
        y=y,
        middle=y + ROW / 2,
        x10=x10,
        x50=x50,
        x80=x80,
        x90=x90,
        planned=mark,
        label=beside(
            f"P50 {p50} \N{MIDDLE DOT} P90 {p90} \N{MIDDLE DOT} {launches}",
            min(x10, mark if mark is not None else x10),
            max(x90, mark if mark is not None else x90),
            shape,
        ),
        title=f"{project.name}: P50 {p50}, P90 {p90}, launches in {launches} of futures",
    )


@dataclass(frozen=True)
class AmountRange:
    """An amount's range as shares of the widest one, in per cent."""

    low: float
    width: float
    middle: float


def amount_ranges(spreads: Sequence[tuple[float, float, float]]) -> tuple[AmountRange, ...]:
    """P10, P50 and P90 of several amounts on one axis that begins at zero (or at the lowest loss)."""
    if not spreads:
        return ()
    low = min(0.0, *(p10 for p10, _, _ in spreads))
    high = max(low + 1.0, *(p90 for _, _, p90 in spreads))
    return tuple(
        AmountRange(
            rounded(100 * (p10 - low) / (high - low)),
            rounded(100 * (p90 - p10) / (high - low)),
            rounded(100 * (p50 - low) / (high - low)),
        )
        for p10, p50, p90 in spreads
    )

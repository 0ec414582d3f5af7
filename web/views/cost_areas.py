"""What a plan costs in a week, stacked by what it is spent on, against budgets and the forecast of each quarter."""

from collections import defaultdict
from decimal import Decimal

from planner.domain.cost import CostReport
from planner.domain.forecast import Forecast
from planner.domain.portfolio import Portfolio
from web import words
from web.charts.areas import Range, Span, StackedAreas, stacked_areas
from web.charts.bars import Series
from web.views.cost_colours import KINDS, pool_colours


def cost_areas(portfolio: Portfolio, report: CostReport, forecast: Forecast | None) -> StackedAreas:
    """The chart over the whole horizon, week by week."""
    horizon = portfolio.horizon
    weeks = horizon.weeks
    by_line: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * weeks)
    for row in report.rows:
        by_line[row.pool or row.kind][horizon.week_of(row.week)] += row.amount
    spans = [Span(n / weeks, (n + 1) / weeks, "") for n in range(weeks)]
    quarters = [Span(q.first / weeks, q.end / weeks, words.quarter(q.label)) for q in horizon.quarters]
    return stacked_areas(
        spans,
        [
            Series(name, colour, tuple(map(float, by_line[line])))
            for line, name, colour in cost_lines(portfolio)
            if line in by_line
        ],
        quarters,
        ranges=[_range(forecast, q.label, q.end - q.first) for q in horizon.quarters],
        limits=[_limit(report, q.label, q.end - q.first) for q in horizon.quarters],
        currency=report.currency,
        description="Cost a week by what it is spent on, with the forecast of each quarter",
    )


def cost_lines(portfolio: Portfolio) -> list[tuple[str, str, int]]:
    """What money is spent on, from below: key, name, colour."""
    colours = pool_colours(portfolio)
    return [
        ("people", "People", KINDS["people"]),
        *((p.id, p.name or p.id, colours[p.id]) for p in portfolio.pools),
        ("serving", "Serving", KINDS["serving"]),
        ("other", "Other money", KINDS["other"]),
    ]


def _range(forecast: Forecast | None, quarter: str, weeks: int) -> Range | None:
    found = next((q for q in forecast.cost.by_quarter if q.quarter == quarter), None) if forecast else None
    return Range(found.p10 / weeks, found.p50 / weeks, found.p90 / weeks) if found else None


def _limit(report: CostReport, quarter: str, weeks: int) -> float | None:
    """Budgets of people and accelerators together; None unless both are given for the quarter."""
    limits = {b.kind: b.budget for b in report.budgets if b.theme is None and b.quarter == quarter}
    return float(sum(limits.values())) / weeks if limits.keys() >= {"people", "compute"} else None

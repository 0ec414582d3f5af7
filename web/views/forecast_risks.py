"""The lower part of a forecast's page: date and cost together, what moves dates, which phases decide, who is short."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from planner.domain.calendar import WEEK
from planner.domain.forecast import Forecast, PhaseForecast, Swing
from planner.domain.portfolio import Portfolio
from planner.services.by_run import ByRun
from web import words
from web.charts.heat import Cell as Shade
from web.charts.heat import HeatMap, HeatRow, columns_of, level_of, quarter_heads
from web.charts.scale import rounded
from web.charts.scatter import Scatter, scatter
from web.tables import Cell, DataTable, Head, date_cell, number_cell, share_cell, until_cell
from web.views.plan_parts import PlanSource

LEVEL = 0.8
"""The lines of the scatter lie at these quantiles."""
DECIDING = 10
WEEKS = 4
"""Of a column of the map."""


@dataclass(frozen=True)
class SwingBar:
    """One random input: from where to where it moves the P80, in per cent of the chart's width."""

    name: str
    note: str
    x: float
    width: float
    text: str
    error: str


@dataclass(frozen=True)
class DecidingRow:
    """A phase and in how many futures it decides its project's launch."""

    name: str
    note: str
    share: float
    text: str
    error: str


@dataclass(frozen=True)
class ForecastRisks:
    """Charts with their tables."""

    joint: DataTable | None
    confidence: DataTable
    dots: Scatter | None
    swings: tuple[SwingBar, ...]
    swing_table: DataTable
    deciding: tuple[DecidingRow, ...]
    phase_table: DataTable
    overload: HeatMap | None
    overload_table: DataTable
    budget_table: DataTable


def forecast_risks(source: PlanSource, forecast: Forecast, runs: ByRun | None) -> ForecastRisks:
    """Everything below the dates."""
    return ForecastRisks(
        joint=joint_table(source) if forecast.joint else None,
        confidence=confidence_table(source),
        dots=_dots(source, runs) if runs is not None else None,
        swings=tuple(_swings(source.portfolio, forecast.tornado)),
        swing_table=swing_table(source),
        deciding=tuple(_deciding(source.portfolio, forecast.phases)),
        phase_table=phase_table(source),
        overload=_overload(source.portfolio, forecast),
        overload_table=overload_table(source),
        budget_table=budget_table(source),
    )


def _dots(source: PlanSource, runs: ByRun) -> Scatter | None:
    last = runs.launch.max(axis=0, initial=-1)
    there = last >= 0
    weeks, costs = last[there].tolist(), runs.cost[there].tolist()
    if not weeks:
        return None
    at = sorted(weeks)[int(LEVEL * len(weeks))], sorted(costs)[int(LEVEL * len(costs))]
    return scatter(runs.start, weeks, costs, at, source.plan.currency)


def _error(value: float | None, write: Callable[[float], str]) -> str:
    return f"\N{PLUS-MINUS SIGN} {write(value)}" if value is not None else ""


def _named(portfolio: Portfolio, swing: Swing) -> tuple[str, str]:
    if swing.kind == "work":
        project, _, phase = swing.id.partition("/")
        return _phase_name(portfolio, project, phase), "work"
    names = {worker.id: worker.name for worker in portfolio.workers}
    return names.get(swing.id, swing.id), "start" if swing.kind == "start" else "leaving"


def _phase_name(portfolio: Portfolio, project: str, phase: str) -> str:
    for row in portfolio.projects:
        if row.id == project:
            found = next((p.name or p.id for p in row.phases if p.id == phase), phase)
            return f"{row.name}: {found}"
    return f"{project}: {phase}"


def _swings(portfolio: Portfolio, swings: Sequence[Swing]) -> Iterator[SwingBar]:
    if not swings:
        return
    first = min(min(s.low, s.high) for s in swings)
    whole = max((max(s.low, s.high) - first).days for s in swings) or 1
    for swing in swings:
        name, note = _named(portfolio, swing)
        low, high = sorted((swing.low, swing.high))
        yield SwingBar(
            name,
            note,
            rounded(100 * (low - first).days / whole),
            max(1.0, rounded(100 * (high - low).days / whole)),
            f"{words.signed(swing.weeks)} weeks",
            _error(swing.se, lambda se: words.decimal(se, 1)),
        )


def _deciding(portfolio: Portfolio, phases: Sequence[PhaseForecast]) -> Iterator[DecidingRow]:
    def weight(row: PhaseForecast) -> float:
        return row.schedule_sensitivity if row.schedule_sensitivity is not None else -1.0

    for row in sorted(phases, key=weight, reverse=True)[:DECIDING]:
        if row.criticality is None or row.cruciality is None:
            continue
        yield DecidingRow(
            _phase_name(portfolio, row.project, row.phase),
            f"cruciality {words.decimal(row.cruciality, 2)}",
            rounded(100 * row.criticality),
            words.percent(row.criticality),
            _error(row.criticality_se, lambda se: words.percent(se, 1)),
        )


def _overload(portfolio: Portfolio, forecast: Forecast) -> HeatMap | None:
    if not forecast.overload:
        return None
    columns = columns_of(portfolio, WEEKS)
    found = {(row.skill, row.week): row for row in forecast.overload}
    rows = []
    for skill in portfolio.skills:
        cells, worst = [], 0.0
        for column in columns:
            days = [portfolio.calendar.start + week * WEEK for week in range(column.first, column.end)]
            mine = [found[skill.id, day] for day in days if (skill.id, day) in found]
            share = max((row.probability for row in mine), default=0.0)
            worst = max(worst, share)
            title = f"{skill.name}, {column.title}: work waits in {words.percent(share)} of the futures"
            cells.append(Shade(words.decimal(share * 100), level_of(share), title))
        rows.append(HeatRow(skill.id, skill.name, "", words.percent(worst), tuple(cells)))
    caption = (
        "Futures in which due work waits for people with a skill, in per cent; the worst week of each column"
    )
    return HeatMap(columns, quarter_heads(columns), tuple(rows), caption)


def forecast_file(
    source: PlanSource, name: str, title: str, heads: Sequence[Head], rows: object
) -> DataTable:
    """A table of the page with the address of its CSV."""
    return DataTable(name, title, f"{source.href}/tables/{name}.csv", tuple(heads), tuple(rows))  # type: ignore[arg-type]


def joint_table(source: PlanSource) -> DataTable:
    """Confidence that the last launch and the cost are both kept: the grid, with errors."""
    joint, currency = source.forecast.joint if source.forecast else None, source.plan.currency
    heads = [Head("Last launch by"), Head("Cost at most", numeric=True)]
    heads += [Head("Both kept", numeric=True), Head("Error", numeric=True)]
    rows = [
        (
            until_cell(day),
            Cell(words.short_money(cost, currency), cost),
            share_cell(joint.confidence[d][c], 1),
            share_cell(joint.se[d][c], 1),
        )
        for d, day in enumerate(joint.dates)
        for c, cost in enumerate(joint.costs)
    ] if joint else []  # fmt: skip
    return forecast_file(source, "joint", "Date and cost together", heads, rows)


def confidence_table(source: PlanSource) -> DataTable:
    """For each level: pairs of a date and the least cost with which both are kept."""
    joint, currency = source.forecast.joint if source.forecast else None, source.plan.currency
    heads = [Head("Confidence", numeric=True), Head("Last launch by")]
    heads += [Head("Cost at most", numeric=True), Head("Error", numeric=True)]
    rows = [
        (
            share_cell(curve.level),
            until_cell(point.date),
            Cell(words.short_money(point.cost, currency), point.cost),
            Cell(words.NOTHING, "")
            if point.cost_se is None
            else Cell(words.short_money(point.cost_se, currency), point.cost_se),
        )
        for curve in (joint.curves if joint else ())
        for point in curve.points
    ]
    return forecast_file(source, "confidence", "Pairs of date and cost by confidence", heads, rows)


def swing_table(source: PlanSource) -> DataTable:
    """What moves the P80 of the last launch."""
    heads = [Head("Input"), Head("Kind"), Head("P80 when low"), Head("P80 when high")]
    heads += [Head("Weeks", numeric=True), Head("Error", numeric=True)]
    rows = [
        (
            *(Cell(text) for text in _named(source.portfolio, swing)),
            until_cell(swing.low),
            until_cell(swing.high),
            number_cell(swing.weeks, 1),
            number_cell(swing.se, 1),
        )
        for swing in (source.forecast.tornado if source.forecast else ())
    ]
    return forecast_file(source, "tornado", "What moves the last launch", heads, rows)


MEASURES = ("criticality", "significance", "cruciality", "spearman", "kendall", "schedule_sensitivity")


def phase_table(source: PlanSource) -> DataTable:
    """How much each phase decides the launch of its project: all measures with their errors."""
    heads = [Head("Phase"), Head("Last day P50"), Head("Last day P80")]
    for name in MEASURES:
        heads += [Head(name.replace("_", " ").capitalize(), numeric=True), Head("Error", numeric=True)]
    rows = [
        (
            Cell(_phase_name(source.portfolio, row.project, row.phase)),
            until_cell(row.finish_p50),
            until_cell(row.finish_p80),
            *(number_cell(getattr(row, key), 2) for name in MEASURES for key in (name, f"{name}_se")),
        )
        for row in (source.forecast.phases if source.forecast else ())
    ]
    return forecast_file(source, "criticality", "Phases that decide", heads, rows)


def overload_table(source: PlanSource) -> DataTable:
    """Chance that due work waits, by skill and week."""
    heads = [Head("Skill"), Head("Week of"), Head("Work waits", numeric=True), Head("Error", numeric=True)]
    names = {skill.id: skill.name for skill in source.portfolio.skills}
    rows = [
        (
            Cell(names.get(row.skill, row.skill)),
            date_cell(row.week),
            share_cell(row.probability, 1),
            share_cell(row.se, 1),
        )
        for row in (source.forecast.overload if source.forecast else ())
    ]
    return forecast_file(source, "overload", "Work that waits, by skill and week", heads, rows)


def budget_table(source: PlanSource) -> DataTable:
    """Chance that a budget is overrun, by quarter."""
    currency = source.plan.currency
    heads = [Head("Budget"), Head("Quarter"), Head("Theme"), Head("Limit", numeric=True)]
    heads += [Head("Overrun", numeric=True), Head("Error", numeric=True)]
    heads += [Head("P50", numeric=True), Head("P80", numeric=True)]
    rows = [
        (
            Cell(row.kind.capitalize()),
            Cell(words.quarter(row.quarter) if row.quarter else "whole horizon"),
            Cell(row.theme or "all"),
            *(Cell(words.short_money(row.limit, currency), row.limit),),
            share_cell(row.p_over, 1),
            share_cell(row.se, 1),
            *(Cell(words.short_money(amount, currency), amount) for amount in (row.p50, row.p80)),
        )
        for row in (source.forecast.budgets if source.forecast else ())
    ]
    return forecast_file(source, "budget-risks", "Budgets that may be overrun", heads, rows)


RISK_TABLES: dict[str, Callable[[PlanSource], DataTable]] = {
    "joint": joint_table,
    "confidence": confidence_table,
    "tornado": swing_table,
    "criticality": phase_table,
    "overload": overload_table,
    "budget-risks": budget_table,
}

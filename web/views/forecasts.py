"""The forecast of a plan: dates, value and cost as distributions, and the risks behind them."""

from dataclasses import dataclass

from planner.domain.forecast import DriverEffect, Forecast
from planner.services.by_run import ByRun
from web import words
from web.charts.deadlines import Finish
from web.charts.ranges import AmountRange, DateRanges, amount_ranges, date_ranges
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell, share_cell, until_cell
from web.views.forecast_risks import ForecastRisks, forecast_risks
from web.views.plan_parts import Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell

#: What counts as sure enough in the figures over the page.
SURE = 0.8


@dataclass(frozen=True)
class CostRow:
    """The cost of a quarter as a distribution."""

    quarter: str
    p10: str
    p50: str
    p80: str
    p90: str
    mean: str
    range: AmountRange


@dataclass(frozen=True)
class DriverRow:
    """What a risk adds to the dates."""

    name: str
    delay: str
    error: str
    share: float
    noise: bool


@template("plan_forecast.html")
@dataclass(frozen=True)
class ForecastView:
    """A simulated plan."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    facts: tuple[Fact, ...]
    ranges: DateRanges
    table: DataTable
    costs: tuple[CostRow, ...]
    drivers: tuple[DriverRow, ...]
    risks: ForecastRisks
    method: str


def finishes_of(forecast: Forecast | None) -> dict[str, Finish]:
    """Quantiles of each project's launch."""
    if forecast is None:
        return {}
    return {
        p.id: Finish(p.finish_p10, p.finish_p50, p.finish_p80, p.finish_p90, p.p_done, p.p_launch)
        for p in forecast.projects
    }


def forecast_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    forecast: Forecast,
    progress: ProgressView | None,
    runs: ByRun | None = None,
) -> ForecastView:
    """The page of a forecast."""
    planned = {p.id: p.launch for p in source.plan.projects if p.selected and p.launch}
    finishes = finishes_of(forecast)
    return ForecastView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Forecast"),
        facts=_facts(forecast, source.plan.currency),
        ranges=date_ranges(source.portfolio, finishes, planned, source.project_hrefs()),
        table=forecast_table(source),
        costs=_costs(forecast, source.plan.currency),
        drivers=_drivers(forecast.drivers),
        risks=forecast_risks(source, forecast, runs),
        method=f"{forecast.runs:,} futures in {words.seconds(forecast.seconds)}, seed {forecast.seed}",
    )


def _facts(forecast: Forecast, currency: str) -> tuple[Fact, ...]:
    def money(amount: float) -> str:
        return words.short_money(amount, currency)

    def span(low: float, high: float) -> str:
        return f"P10 {money(low)}, P90 {money(high)}"

    value, cost = forecast.value, forecast.cost
    sure = sum(p.p_done >= SURE for p in forecast.projects)
    deadlines = [p.p_deadline for p in forecast.projects if p.p_deadline is not None]
    kept = f"{sum(p >= SURE for p in deadlines)} of {len(deadlines)}" if deadlines else "none set"
    error = f"\N{PLUS-MINUS SIGN} {money(value.se)}"
    return (
        Fact("Value, even chance", money(value.p50), span(value.p10, value.p90)),
        Fact("Value on average", money(value.mean), error),
        Fact("Cost, even chance", money(cost.p50), span(cost.p10, cost.p90)),
        Fact("Launch at 80% or more", f"{sure} of {len(forecast.projects)}", "within the horizon"),
        Fact("Deadlines at 80% or more", kept, "of the futures keep them"),
    )


def forecast_table(source: PlanSource) -> DataTable:
    """The dates of every simulated project."""
    heads = (
        Head("Project"),
        Head("Launches", numeric=True),
        Head("Start P50"),
        Head("P10"),
        Head("P50"),
        Head("P80"),
        Head("P90"),
        Head("Keeps deadline", numeric=True),
        Head("Critical", numeric=True),
    )
    names = {p.id: p.name for p in source.portfolio.projects}
    hrefs = source.project_hrefs()
    rows = tuple(
        (
            Cell(names.get(p.id, p.id), href=hrefs.get(p.id)),
            share_cell(p.p_done),
            date_cell(p.start_p50),
            *(until_cell(day) for day in (p.finish_p10, p.finish_p50, p.finish_p80, p.finish_p90)),
            share_cell(p.p_deadline),
            share_cell(p.criticality),
        )
        for p in (source.forecast.projects if source.forecast else ())
    )
    href = f"{source.href}/tables/forecast.csv"
    return DataTable("forecast", "Dates as distributions", href, heads, rows)


def _costs(forecast: Forecast, currency: str) -> tuple[CostRow, ...]:
    quarters = forecast.cost.by_quarter
    ranges = amount_ranges([(q.p10, q.p50, q.p90) for q in quarters])
    return tuple(
        CostRow(
            quarter=words.quarter(q.quarter),
            p10=words.short_money(q.p10, currency),
            p50=words.short_money(q.p50, currency),
            p80=words.short_money(q.p80, currency),
            p90=words.short_money(q.p90, currency),
            mean=words.short_money(q.mean, currency),
            range=drawn,
        )
        for q, drawn in zip(quarters, ranges, strict=True)
    )


def _drivers(effects: tuple[DriverEffect, ...]) -> tuple[DriverRow, ...]:
    longest = max((abs(e.delta_p80_weeks) for e in effects), default=0.0) or 1.0
    ordered = sorted(effects, key=lambda e: -e.delta_p80_weeks)
    return tuple(
        DriverRow(
            e.name,
            f"{e.delta_p80_weeks:+.1f}".replace("-", words.MINUS),
            f"\N{PLUS-MINUS SIGN} {e.se:.1f}",
            round(100 * max(0.0, e.delta_p80_weeks) / longest, 1),
            abs(e.delta_p80_weeks) < 2 * e.se,
        )
        for e in ordered
    )

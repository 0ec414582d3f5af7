"""The forecast of a plan: dates, value and cost as distributions, and the risks behind them."""

from collections.abc import Callable
from dataclasses import dataclass

from planner.domain.forecast import CostForecast, DriverEffect, Forecast, ProjectForecast, QuarterCost
from planner.services.by_run import ByRun
from web import words
from web.charts.deadlines import Finish
from web.charts.ranges import AmountRange, DateRanges, amount_ranges, date_ranges
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell, number_cell, share_cell, until_cell
from web.views.forecast_risks import RISK_TABLES, ForecastRisks, forecast_file, forecast_risks
from web.views.plan_parts import Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell

#: What counts as sure enough in the figures over the page.
SURE = 0.8
LEVELS = ("p10", "p50", "p80", "p90")


@dataclass(frozen=True)
class CostRow:
    """The cost of a quarter as a distribution."""

    quarter: str
    p10: str
    p50: str
    p80: str
    p90: str
    mean: str
    error: str
    """Standard error of the mean."""
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
    cost_table: DataTable
    drivers: tuple[DriverRow, ...]
    driver_table: DataTable
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
        cost_table=cost_forecast_table(source),
        drivers=_drivers(forecast.drivers),
        driver_table=driver_table(source),
        risks=forecast_risks(source, forecast, runs),
        method=f"{words.decimal(forecast.runs)} futures in {words.seconds(forecast.seconds)}, seed {forecast.seed}",
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
        Fact(
            f"Launch at {words.percent(0.8)} or more",
            f"{sure} of {len(forecast.projects)}",
            "within the horizon",
        ),
        Fact(f"Deadlines at {words.percent(0.8)} or more", kept, "of the futures keep them"),
    )


def forecast_table(source: PlanSource) -> DataTable:
    """The dates of every simulated project, each figure with its standard error."""
    heads = [Head("Project"), *_with_error("Launches"), Head("Start P50")]
    for name in LEVELS:
        heads += [Head(name.upper()), Head("Error, weeks", numeric=True)]
    heads += [*_with_error("Keeps deadline"), *_with_error("Critical")]
    names = {p.id: p.name for p in source.portfolio.projects}
    hrefs = source.project_hrefs()
    rows = tuple(
        (
            Cell(names.get(p.id, p.id), href=hrefs.get(p.id)),
            share_cell(p.p_done),
            share_cell(p.p_done_se, 1),
            date_cell(p.start_p50),
            *(
                cell
                for name in LEVELS
                for cell in (until_cell(getattr(p, f"finish_{name}")), number_cell(_error_of(p, name)))
            ),
            share_cell(p.p_deadline),
            share_cell(p.p_deadline_se, 1),
            share_cell(p.criticality),
            share_cell(p.criticality_se, 1),
        )
        for p in (source.forecast.projects if source.forecast else ())
    )
    return forecast_file(source, "forecast", "Dates as distributions", heads, rows)


def _with_error(label: str) -> tuple[Head, Head]:
    return Head(label, numeric=True), Head("Error", numeric=True)


def _error_of(project: ProjectForecast, level: str) -> float | None:
    """Standard error of a launch, in weeks; forecasts of earlier versions tell that of the median alone."""
    if project.finish_errors is None:
        return project.finish_se_weeks if level == "p50" else None
    found: float | None = getattr(project.finish_errors, level)
    return found


def cost_forecast_table(source: PlanSource) -> DataTable:
    """Cost by quarter and as a whole: quantiles and mean, each with its standard error."""
    currency = source.plan.currency
    heads = [Head("Quarter")]
    for name in ("P10", "P50", "P80", "P90", "Mean"):
        heads += _with_error(name)

    def money(amount: float | None) -> Cell:
        return Cell(words.short_money(amount, currency), "" if amount is None else amount)

    def row(name: str, found: QuarterCost | CostForecast) -> tuple[Cell, ...]:
        errors = found.errors
        cells = [Cell(name)]
        for level in LEVELS:
            cells += [money(getattr(found, level)), money(getattr(errors, level) if errors else None)]
        return (*cells, money(found.mean), money(found.se))

    cost = source.forecast.cost if source.forecast else None
    rows = [row(words.quarter(q.quarter), q) for q in cost.by_quarter] if cost else []
    rows += [row("All", cost)] if cost else []
    return forecast_file(source, "cost-forecast", "Cost by quarter with errors", heads, rows)


def driver_table(source: PlanSource) -> DataTable:
    """What each driver adds to the P80 of the last launch that it affects, with the standard error."""
    heads = [Head("Risk"), *_with_error("Weeks that it adds to P80"), Head("Told from nothing")]
    rows = [
        (
            Cell(effect.name),
            number_cell(effect.delta_p80_weeks),
            number_cell(effect.se),
            Cell("no: within the noise" if _noise(effect) else "yes"),
        )
        for effect in sorted(
            source.forecast.drivers if source.forecast else (), key=lambda e: -e.delta_p80_weeks
        )
    ]
    return forecast_file(source, "drivers", "Risks that move dates, with errors", heads, rows)


FORECAST_TABLES: dict[str, Callable[[PlanSource], DataTable]] = {
    "forecast": forecast_table,
    "cost-forecast": cost_forecast_table,
    "drivers": driver_table,
    **RISK_TABLES,
}
"""Tables of the page by the names of their files."""


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
            error=words.NOTHING
            if q.se is None
            else f"\N{PLUS-MINUS SIGN} {words.short_money(q.se, currency)}",
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
            words.signed(e.delta_p80_weeks, 1),
            f"\N{PLUS-MINUS SIGN} {words.decimal(e.se, 1)}",
            round(100 * max(0.0, e.delta_p80_weeks) / longest, 1),
            _noise(e),
        )
        for e in ordered
    )


def _noise(effect: DriverEffect) -> bool:
    """Whether an effect cannot be told from none: less than two standard errors, or nothing at all."""
    return abs(effect.delta_p80_weeks) <= 2 * effect.se

"""Files of a plan's cost: CSV, JSON, XLSX, Parquet and FOCUS, all from the same rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from planner.domain.beside_cost import BesideCost
from planner.domain.cost import CostQuery, CostReport, CostRow
from planner.domain.currencies import from_units, plain_amount, units_in
from planner.domain.finance import rate_on
from planner.domain.forecast import Forecast
from planner.domain.money import exact, largest_remainder
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.variance import Actuals
from planner.errors import BadInput
from planner.exports.cost_tables import cost_tables, rows_table
from planner.exports.csv import table_csv
from planner.exports.focus import focus_table
from planner.exports.focus_beside import FocusBeside, QuarterQuantile
from planner.exports.json import cost_json
from planner.exports.parquet import table_parquet
from planner.exports.table import Table
from planner.exports.xlsx import workbook_bytes
from planner.services.actual_cost import PriceBook, actual_cost
from planner.services.forecast_cost import check_query, cost_report, quarter_rate
from planner.services.unit_costs import beside_cost

CostFormat = Literal["csv", "json", "xlsx", "parquet", "focus", "focus-parquet"]
FORMATS: tuple[CostFormat, ...] = get_args(CostFormat)
QUANTILES = ("p10", "p50", "p80", "p90")
CSV, JSON, PARQUET = "text/csv; charset=utf-8", "application/json", "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Media type and ending of the file's name.
KINDS: dict[CostFormat, tuple[str, str]] = {
    "csv": (CSV, "csv"),
    "json": (JSON, "json"),
    "xlsx": (XLSX, "xlsx"),
    "parquet": (PARQUET, "parquet"),
    "focus": (CSV, "focus.csv"),
    "focus-parquet": (PARQUET, "focus.parquet"),
}


@dataclass(frozen=True)
class CostFile:
    """A file to hand over."""

    content: bytes
    media_type: str
    name: str
    rows: int
    report: CostReport
    """What it was made of."""


@dataclass(frozen=True)
class CostSources:
    """What a file is made from beside a plan; a stored plan's reports may come from memory."""

    actuals: Sequence[Actuals] = ()
    forecast: Forecast | None = None
    report: Callable[[Portfolio, Plan, CostQuery], CostReport] = cost_report
    beside: Callable[[Portfolio, Plan], BesideCost] = beside_cost


NOTHING_BESIDE = CostSources()


def cost_file(
    portfolio: Portfolio,
    plan: Plan,
    query: CostQuery,
    format_: str,
    sources: CostSources = NOTHING_BESIDE,
) -> CostFile:
    """The cost of a plan as a file.

    Parameters
    ----------
    portfolio, plan
        As for `cost_report`.
    query
        View, basis, currency, chargeback and filters. FOCUS files hold both bases.
    format_
        One of FORMATS.
    sources
        What was spent and the forecast, for FOCUS files that are to hold them; and who works out the reports.

    Raises
    ------
    BadInput
        Unknown format, FOCUS with a basis of cash, what is not there or not in the format, or as for `cost_report`.
    LimitExceeded
        More rows than a sheet can hold.
    """
    chosen = next((known for known in FORMATS if known == format_), None)
    if chosen is None:
        raise BadInput(
            f"'{format_}' is not a format of cost exports: use {', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        )
    media_type, ending = KINDS[chosen]
    if chosen in ("focus", "focus-parquet"):
        table, report = _focus(portfolio, plan, query, sources)
        about = {"schema": "FOCUS 1.2", "snapshot": plan.snapshot}
        content = table_csv(table) if chosen == "focus" else table_parquet(table, about)
        return CostFile(content, media_type, f"cost.{ending}", len(table.rows), report)
    if query.data != ("forecast",):
        raise BadInput(
            f"data: only FOCUS files mark {', '.join(query.data)}: use the format focus, or leave it out"
        )
    report = sources.report(portfolio, plan, query)
    if chosen == "json":
        content = cost_json(report, sources.beside(portfolio, plan))
    else:
        content = _WRITERS[chosen](report, _about(portfolio, plan, report, query))
    return CostFile(content, media_type, f"cost.{ending}", len(report.rows), report)


def _focus(
    portfolio: Portfolio, plan: Plan, query: CostQuery, sources: CostSources
) -> tuple[Table, CostReport]:
    """The charges, and the report of the same rows."""
    if query.basis == "cash":
        raise BadInput(
            "basis: FOCUS has BilledCost (cash) beside EffectiveCost (amortised): leave the basis out"
        )
    check_query(portfolio, query)
    whole = sources.report(
        portfolio, plan, CostQuery(view=query.view, currency=query.currency, chargeback=query.chargeback)
    )
    beside = FocusBeside(
        _actual(portfolio, whole, sources) if "actual" in query.data else (),
        _quantiles(portfolio, whole, query, sources) if "quantiles" in query.data else (),
    )
    table = focus_table(portfolio, whole, query, snapshot=plan.snapshot, beside=beside)
    return table, whole.model_copy(update={"rows": tuple(filter(query.keeps, whole.rows))})


def _actual(portfolio: Portfolio, report: CostReport, sources: CostSources) -> tuple[CostRow, ...]:
    """What was spent, in the currency of the report; all of it keeps its sum to the cent."""
    spent = actual_cost(portfolio, sources.actuals, PriceBook(portfolio))
    rates = [rate_on(report.rates, row.week).rate if report.rates else 1 for row in spent.rows]
    per = units_in(report.currency)
    units = [money * exact(rate) * per for money, rate in zip(spent.money, rates, strict=True)]
    whole = largest_remainder(units, round(sum(units, Fraction())))
    return tuple(
        row.model_copy(update={"amount": from_units(amount, report.currency)})
        for row, amount in zip(spent.rows, whole, strict=True)
    )


def _quantiles(
    portfolio: Portfolio, report: CostReport, query: CostQuery, sources: CostSources
) -> tuple[QuarterQuantile, ...]:
    """Cost of each quarter as the forecast has it, at the rate of its first week."""
    if filters := [name for name in _filters(query) if name not in ("from", "to")]:
        raise BadInput(
            f"data: quantiles are of all cost together: leave {', '.join(filters)} out, or the quantiles"
        )
    if sources.forecast is None:
        raise BadInput("data: there is no forecast of this plan to take quantiles from: make one first")
    found = []
    for quarter in sources.forecast.cost.by_quarter:
        rate = quarter_rate(portfolio, report, quarter.quarter)
        for name in QUANTILES:
            units = round(exact(getattr(quarter, name)) * rate * units_in(report.currency))
            found.append(QuarterQuantile(quarter.quarter, name.upper(), from_units(units, report.currency)))
    return tuple(found)


_WRITERS: dict[str, Callable[[CostReport, dict[str, str]], bytes]] = {
    "csv": lambda report, _: table_csv(rows_table(report)),
    "xlsx": lambda report, about: workbook_bytes(cost_tables(report, about)),
    "parquet": lambda report, about: table_parquet(rows_table(report), about),
}


def _about(portfolio: Portfolio, plan: Plan, report: CostReport, query: CostQuery) -> dict[str, str]:
    """What a file says about itself."""
    stated = {
        "portfolio": portfolio.name,
        "snapshot": plan.snapshot,
        "plan status": plan.status,
        "currency": report.currency,
        "total": plain_amount(report.total, report.currency),
        "view": report.view,
        "basis": report.basis,
        "chargeback": report.chargeback,
        "phase kinds that may be capitalised": ", ".join(portfolio.finance.capitalise) or "none",
    }
    for rate in report.rates:
        source = f" ({rate.source})" if rate.source else ""
        stated[f"rate from {rate.from_}"] = f"{rate.rate} {rate.currency} for 1 {portfolio.currency}{source}"
    return stated | {f"only {name}": text for name, text in _filters(query).items()}


def _filters(query: CostQuery) -> Mapping[str, str]:
    days = {"from": query.from_, "to": query.to}
    names = {name: getattr(query, name) for name in ("kind", "project", "theme", "pool", "cost_centre")}
    return {name: day.isoformat() for name, day in days.items() if day} | {
        name: ", ".join(values) for name, values in names.items() if values
    }

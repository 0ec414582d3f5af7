"""Files of a plan's cost: CSV, JSON, XLSX, Parquet and FOCUS, all from the same rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from planner.domain.cost import CostQuery, CostReport
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.exports.cost_tables import cost_tables, rows_table
from planner.exports.csv import table_csv
from planner.exports.focus import focus_table
from planner.exports.json import cost_json
from planner.exports.parquet import table_parquet
from planner.exports.table import Table
from planner.exports.xlsx import workbook_bytes
from planner.services.forecast_cost import check_query, cost_report
from planner.services.unit_costs import beside_cost

CostFormat = Literal["csv", "json", "xlsx", "parquet", "focus", "focus-parquet"]
FORMATS: tuple[CostFormat, ...] = get_args(CostFormat)
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


def cost_file(portfolio: Portfolio, plan: Plan, query: CostQuery, format_: str) -> CostFile:
    """The cost of a plan as a file.

    Parameters
    ----------
    portfolio, plan
        As for `cost_report`.
    query
        View, basis, currency, chargeback and filters. FOCUS files hold both bases.
    format_
        One of FORMATS.

    Raises
    ------
    BadInput
        Unknown format, FOCUS with a basis of cash, or as for `cost_report`.
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
        table, report = _focus(portfolio, plan, query)
        about = {"schema": "FOCUS 1.2", "snapshot": plan.snapshot}
        content = table_csv(table) if chosen == "focus" else table_parquet(table, about)
        return CostFile(content, media_type, f"cost.{ending}", len(table.rows), report)
    report = cost_report(portfolio, plan, query)
    if chosen == "json":
        content = cost_json(report, beside_cost(portfolio, plan))
    else:
        content = _WRITERS[chosen](report, _about(portfolio, plan, report, query))
    return CostFile(content, media_type, f"cost.{ending}", len(report.rows), report)


def _focus(portfolio: Portfolio, plan: Plan, query: CostQuery) -> tuple[Table, CostReport]:
    """The charges, and the report of the same rows."""
    if query.basis == "cash":
        raise BadInput(
            "basis: FOCUS has BilledCost (cash) beside EffectiveCost (amortised): leave the basis out"
        )
    check_query(portfolio, query)
    whole = cost_report(
        portfolio, plan, CostQuery(view=query.view, currency=query.currency, chargeback=query.chargeback)
    )
    table = focus_table(portfolio, whole, query, snapshot=plan.snapshot)
    return table, whole.model_copy(update={"rows": tuple(filter(query.keeps, whole.rows))})


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
        "total": f"{report.total:.2f}",
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

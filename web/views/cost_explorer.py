"""The cost explorer: cost by any two dimensions, or beside what was spent, as bars against budgets and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from planner.domain.cost import (
    DIMENSIONS,
    NAME_OF,
    CostBasis,
    CostQuery,
    CostReport,
    CostView,
    Dimension,
)
from planner.domain.currencies import nothing
from planner.domain.finance import ChargebackKey
from planner.domain.outcome import OUTCOME_BY, Outcome
from planner.domain.portfolio import Portfolio
from planner.exports.cost_tables import TITLES, pivot
from web import words
from web.charts.bars import Series, StackedBars, stacked_bars
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.cost_colours import KINDS as COLOURS
from web.views.cost_colours import pool_colours, theme_colours
from web.views.costs import KINDS
from web.views.explorer_links import Across, address, name_of, opened, steps
from web.views.outcome import ACTUAL, outcome_chart, outcome_note, outcome_table
from web.views.plan_parts import Choice, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Nav, Shell

MOST_LAYERS = 7
"""Layers of a bar that have a colour of their own; the rest is one layer."""
ACROSS: tuple[Dimension, ...] = tuple(name for name in DIMENSIONS if name not in ("week", "phase", "project"))
LABELS: Mapping[str, str] = {
    "amortised": "Amortised",
    "cash": "Cash",
    "plan": "The plan and all commitments",
    "organisation": "With people without work",
    "none": "Charged to nobody",
    "hours": "Charged by hours of the pool",
    "compute": "Charged by compute cost",
    "direct": "Charged by direct cost",
    "even": "Charged evenly",
}
FILES = (("xlsx", "Excel"), ("csv", "CSV"), ("parquet", "Parquet"), ("json", "JSON"), ("focus", "FOCUS"))


@dataclass(frozen=True)
class Select:
    """A choice of the form."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@template("cost_explorer.html")
@dataclass(frozen=True)
class CostExplorerView:
    """Cost by two dimensions."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    selects: tuple[Select, ...]
    since: str
    until: str
    steps: tuple[Nav, ...]
    """From everything down to what is looked at."""
    kept: tuple[tuple[str, str], ...]
    """Filters that the form has no field for."""
    files: tuple[Nav, ...]
    total: str
    note: str
    chart: StackedBars
    table: DataTable


def cost_explorer_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    report: CostReport,
    query: CostQuery,
    down: Dimension,
    across: Across,
    progress: ProgressView | None,
    outcomes: tuple[Outcome, Outcome] | None = None,
) -> CostExplorerView:
    """The page of a report, by the names of two dimensions; or of what was spent, by rows and by quarter."""
    if across == ACTUAL:
        assert outcomes is not None
        note, chart = outcome_note(outcomes[0]), outcome_chart(outcomes[1])
        table = beside_actuals(source, outcomes[0], query)
    else:
        note, chart = _note(report), _chart(source.portfolio, report, query, down)
        table = explorer_table(source, report, query, down, across)
    return CostExplorerView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Cost"),
        action=f"{source.href}/cost/explorer",
        selects=_selects(source.portfolio, query, down, across),
        since=query.from_.isoformat() if query.from_ else "",
        until=query.to.isoformat() if query.to else "",
        steps=steps(source, query, down, across),
        kept=tuple(("project", project) for project in query.project),
        files=_files(source, query),
        total=words.exact_money(report.total, report.currency),
        note=note,
        chart=chart,
        table=table,
    )


def _selects(portfolio: Portfolio, query: CostQuery, down: Dimension, across: Across) -> tuple[Select, ...]:
    currencies = (portfolio.currency, *sorted({rate.currency for rate in portfolio.finance.rates}))
    titles = {name: title.capitalize() for name, title in TITLES.items()}
    chargeback = query.chargeback or portfolio.finance.chargeback
    rows = OUTCOME_BY if across == ACTUAL else tuple(name for name in DIMENSIONS if name != "week")
    found = [
        _select("down", "Rows", {name: titles[name] for name in rows}, down),
        _select(
            "across", "Columns", {name: titles[name] for name in ACROSS} | {ACTUAL: "Plan and actual"}, across
        ),
        _select(
            "kind", "Kind", {"": "All cost"} | {str(k): v for k, v in KINDS.items()}, "".join(query.kind[:1])
        ),
        _select(
            "theme",
            "Theme",
            {"": "All themes"} | {t.id: t.name for t in portfolio.themes},
            "".join(query.theme[:1]),
        ),
    ]
    if across == ACTUAL:
        return tuple(found)
    found += [
        _select("basis", "Basis", {name: LABELS[name] for name in get_args(CostBasis)}, query.basis),
        _select("view", "Scope", {name: LABELS[name] for name in get_args(CostView)}, query.view),
    ]
    if query.basis == "amortised":
        keys = {name: LABELS[name] for name in get_args(ChargebackKey)}
        found.append(_select("chargeback", "Unused commitments", keys, chargeback))
    if len(currencies) > 1:
        chosen = query.currency or portfolio.currency
        found.append(_select("currency", "Currency", {name: name for name in currencies}, chosen))
    return tuple(found)


def _select(name: str, label: str, options: Mapping[str, str], chosen: str) -> Select:
    return Select(name, label, tuple(Choice(key, text, key == chosen) for key, text in options.items()))


def _files(source: PlanSource, query: CostQuery) -> tuple[Nav, ...]:
    """Downloads of the same cost; FOCUS has both bases."""
    found = []
    for name, label in FILES:
        asked = query.model_copy(update={"basis": "amortised"}) if name == "focus" else query
        found.append(Nav(label, f"{source.href}/cost/files/{name}?{address(asked)}"))
    every = query.model_copy(update={"basis": "amortised", "data": ("forecast", "budget", "actual")})
    found.append(Nav("FOCUS with budgets and actuals", f"{source.href}/cost/files/focus?{address(every)}"))
    return tuple(found)


def _note(report: CostReport) -> str:
    """What the amounts are converted by."""
    rates = [f"{rate.rate} from {words.day(rate.from_)}" for rate in report.rates]
    return f"{report.currency} for 1 {report.plan_currency}: {', '.join(rates)}" if rates else ""


def explorer_table(
    source: PlanSource, report: CostReport, query: CostQuery, down: Dimension, across: Dimension
) -> DataTable:
    """Amounts by two dimensions to the cent, with sums of rows and columns."""
    cells, columns = pivot(report, down, across), report.by(across)
    names = list(columns)
    rows = tuple(
        (
            Cell(name_of(source.portfolio, down, line), line, href=opened(source, query, down, across, line)),
            *_amounts(report, [cells.get(line, {}).get(name, nothing(report.currency)) for name in names]),
        )
        for line in report.by(down)
    )
    heads = (
        Head(TITLES[down].capitalize()),
        *(Head(name_of(source.portfolio, across, name), numeric=True) for name in names),
        Head("Total", numeric=True),
    )
    title = f"Cost by {TITLES[down]} and {TITLES[across]}"
    href = f"{source.href}/cost/explorer.csv?{address(query, down=down, across=across)}"
    footer = (Cell("Total"), *_amounts(report, list(columns.values())))
    return DataTable("cost-explorer", title, href, heads, rows, footer)


def beside_actuals(source: PlanSource, outcome: Outcome, query: CostQuery) -> DataTable:
    """Budget, plan and what was spent, with the forecast of quarters where nothing narrows them."""
    whole = query.model_copy(update={"chargeback": None}) == CostQuery()
    shown = source.forecast if whole and outcome.by == "quarter" else None
    return outcome_table(
        outcome,
        lambda name: name_of(source.portfolio, outcome.by, name),
        lambda name: opened(source, query, outcome.by, ACTUAL, name),
        f"{source.href}/cost/explorer.csv?{address(query, down=outcome.by, across=ACTUAL)}",
        {one.quarter: one.p50 for one in shown.cost.by_quarter} if shown else {},
    )


def _amounts(report: CostReport, amounts: list[Decimal]) -> list[Cell]:
    return [
        Cell(words.exact_money(a, report.currency), a)
        for a in (*amounts, sum(amounts, nothing(report.currency)))
    ]


def _colours(portfolio: Portfolio, down: Dimension) -> Mapping[str, int]:
    """Of names that have their colour in other charts too."""
    if down == "pool":
        return {**COLOURS, **pool_colours(portfolio)}
    return theme_colours(portfolio) if down == "theme" else {}


def _chart(portfolio: Portfolio, report: CostReport, query: CostQuery, down: Dimension) -> StackedBars:
    """By quarter, the largest names as layers, against the budgets of the kind of cost that is looked at."""
    sums = report.by(down)
    largest = sorted(sums, key=lambda name: -sums[name])[:MOST_LAYERS]
    by_layer: dict[str, dict[str, Decimal]] = {name: {} for name in (*largest, "")}
    fixed = _colours(portfolio, down)
    for row in report.rows:
        name = NAME_OF[down](row)
        layer = by_layer[name if name in largest else ""]
        layer[row.quarter] = layer.get(row.quarter, Decimal(0)) + row.amount
    series = tuple(
        Series(
            name_of(portfolio, down, name) if name else "The rest",
            (fixed.get(name, 0) if fixed else i + 1) if name else 0,
            tuple(float(amounts.get(quarter, Decimal(0))) for quarter in report.quarters),
        )
        for i, (name, amounts) in enumerate(by_layer.items())
    )
    limits = {
        report.quarters.index(budget.quarter): float(budget.budget)
        for budget in report.budgets
        if query.kind == (budget.kind,) and budget.theme is None and budget.quarter in report.quarters
    }
    return stacked_bars(
        [words.quarter(quarter) for quarter in report.quarters],
        series=series,
        limits=limits,
        currency=report.currency,
        description=f"Cost by quarter and {TITLES[down]}",
    )

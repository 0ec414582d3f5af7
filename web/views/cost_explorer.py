"""The cost explorer: cost by any two dimensions, as stacked bars against budgets and as a table, with files."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args
from urllib.parse import urlencode

from planner.domain.cost import (
    DIMENSIONS,
    NAME_OF,
    NO_CENTRE,
    NOTHING,
    UNASSIGNED,
    CostBasis,
    CostKind,
    CostQuery,
    CostReport,
    CostView,
    Dimension,
    month_start,
)
from planner.domain.finance import ChargebackKey
from planner.domain.portfolio import Portfolio
from planner.exports.cost_tables import TITLES, pivot
from web import words
from web.charts.bars import Series, StackedBars, stacked_bars
from web.rendering import template
from web.tables import Cell, DataTable, Head
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
KINDS: Mapping[CostKind, str] = {
    "people": "People",
    "compute": "Accelerators",
    "other": "Other money",
    "serving": "Serving",
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
    across: Dimension,
    progress: ProgressView | None,
) -> CostExplorerView:
    """The page of a report, by the names of two dimensions."""
    return CostExplorerView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Cost"),
        action=f"{source.href}/cost/explorer",
        selects=_selects(source.portfolio, query, down, across),
        since=query.from_.isoformat() if query.from_ else "",
        until=query.to.isoformat() if query.to else "",
        steps=_steps(source, query, down, across),
        kept=tuple(("project", project) for project in query.project),
        files=_files(source, query),
        total=words.exact_money(report.total, report.currency),
        note=_note(report),
        chart=_chart(source.portfolio, report, query, down),
        table=explorer_table(source, report, query, down, across),
    )


def _selects(
    portfolio: Portfolio, query: CostQuery, down: Dimension, across: Dimension
) -> tuple[Select, ...]:
    currencies = (portfolio.currency, *sorted({rate.currency for rate in portfolio.finance.rates}))
    titles = {name: title.capitalize() for name, title in TITLES.items()}
    chargeback = query.chargeback or portfolio.finance.chargeback
    found = [
        _select("down", "Rows", {name: titles[name] for name in DIMENSIONS if name != "week"}, down),
        _select("across", "Columns", {name: titles[name] for name in ACROSS}, across),
        _select(
            "kind", "Kind", {"": "All cost"} | {str(k): v for k, v in KINDS.items()}, "".join(query.kind[:1])
        ),
        _select(
            "theme",
            "Theme",
            {"": "All themes"} | {t.id: t.name for t in portfolio.themes},
            "".join(query.theme[:1]),
        ),
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


def _address(query: CostQuery, **more: str) -> str:
    """The query as parameters of an address, without what is left at its default."""
    asked = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return urlencode(asked | more, doseq=True)


def _files(source: PlanSource, query: CostQuery) -> tuple[Nav, ...]:
    """Downloads of the same cost; FOCUS has both bases."""
    found = []
    for name, label in FILES:
        asked = query.model_copy(update={"basis": "amortised"}) if name == "focus" else query
        found.append(Nav(label, f"{source.href}/cost/files/{name}?{_address(asked)}"))
    return tuple(found)


DOWN: Mapping[Dimension, Dimension] = {
    "quarter": "project",
    "theme": "project",
    "kind": "project",
    "project": "phase",
}
"""What a name is opened into."""


def _narrowed(portfolio: Portfolio, query: CostQuery, down: Dimension, name: str) -> CostQuery | None:
    """The query for what one name stands for; None where nothing lies below it."""
    if down == "quarter":
        span = next((q for q in portfolio.horizon.quarters if q.label == name), None)
        if span is None:
            return None
        first = max(filter(None, (portfolio.horizon.monday(span.first), query.from_)))
        last = min(filter(None, (portfolio.horizon.monday(span.end) - dt.timedelta(days=1), query.to)))
        return query.model_copy(update={"from_": first, "to": last})
    if down in ("theme", "kind", "project"):
        return query.model_copy(update={down: (name,)})
    return None


def _opened(
    source: PlanSource, query: CostQuery, down: Dimension, across: Dimension, name: str
) -> str | None:
    """Where a row leads: from a quarter, theme or kind to its projects, from a project to its phases."""
    narrowed = _narrowed(source.portfolio, query, down, name) if down in DOWN else None
    if narrowed is None:
        return None
    wide: Dimension = "month" if down == "quarter" else across
    return f"{source.href}/cost/explorer?{_address(narrowed, down=DOWN[down], across=wide)}"


def _steps(source: PlanSource, query: CostQuery, down: Dimension, across: Dimension) -> tuple[Nav, ...]:
    """The way back up: everything, the days, theme and kind, and the project."""
    narrow: dict[str, object] = {}
    steps: list[tuple[str, Dimension, dict[str, object]]] = [("All cost", "quarter", {})]
    if query.from_ or query.to:
        narrow |= {"from_": query.from_, "to": query.to}
        ends = (words.day(day) if day else "" for day in (query.from_, query.to))
        steps.append((" to ".join(ends).strip(), "project", dict(narrow)))
    filters: tuple[tuple[Dimension, tuple[str, ...]], ...] = (("theme", query.theme), ("kind", query.kind))
    for dimension, names in filters:
        if names:
            narrow[dimension] = names
            label = words.listing([_name(source.portfolio, dimension, name) for name in names])
            steps.append((label, "project", dict(narrow)))
    if query.project:
        label = words.listing([_name(source.portfolio, "project", name) for name in query.project], 3)
        steps.append((label, down, narrow | {"project": query.project}))
    plain = query.model_copy(update={"from_": None, "to": None, "theme": (), "kind": (), "project": ()})
    return tuple(
        Nav(
            label,
            f"{source.href}/cost/explorer?{_address(plain.model_copy(update=kept), down=by, across=across)}",
            n == len(steps) - 1,
        )
        for n, (label, by, kept) in enumerate(steps)
    )


def _note(report: CostReport) -> str:
    """What the amounts are converted by."""
    rates = [f"{rate.rate} from {words.day(rate.from_)}" for rate in report.rates]
    return f"{report.currency} for 1 {report.plan_currency}: {', '.join(rates)}" if rates else ""


def _name(portfolio: Portfolio, dimension: Dimension, name: str) -> str:
    """What people call the name of a dimension."""
    if name == UNASSIGNED:
        return "Not used by projects"
    if name == NO_CENTRE:
        return "None"
    if dimension == "quarter":
        return words.quarter(name)
    if dimension == "month":
        return f"{month_start(name):%b %Y}"
    known: dict[str, str] = {str(kind): label for kind, label in KINDS.items()}
    if dimension == "project":
        known = {p.id: p.name for p in portfolio.projects}
    elif dimension == "theme":
        known = {t.id: t.name for t in portfolio.themes}
    elif dimension == "pool":
        known |= {p.id: p.name or p.id for p in portfolio.pools}
    return known.get(name, name)


def explorer_table(
    source: PlanSource, report: CostReport, query: CostQuery, down: Dimension, across: Dimension
) -> DataTable:
    """Amounts by two dimensions to the cent, with sums of rows and columns."""
    cells, columns = pivot(report, down, across), report.by(across)
    names = list(columns)
    rows = tuple(
        (
            Cell(_name(source.portfolio, down, line), line, href=_opened(source, query, down, across, line)),
            *_amounts(report, [cells.get(line, {}).get(name, NOTHING) for name in names]),
        )
        for line in report.by(down)
    )
    heads = (
        Head(TITLES[down].capitalize()),
        *(Head(_name(source.portfolio, across, name), numeric=True) for name in names),
        Head("Total", numeric=True),
    )
    title = f"Cost by {TITLES[down]} and {TITLES[across]}"
    href = f"{source.href}/cost/explorer.csv?{_address(query, down=down, across=across)}"
    footer = (Cell("Total"), *_amounts(report, list(columns.values())))
    return DataTable("cost-explorer", title, href, heads, rows, footer)


def _amounts(report: CostReport, amounts: list[Decimal]) -> list[Cell]:
    return [Cell(words.exact_money(a, report.currency), a) for a in (*amounts, sum(amounts, NOTHING))]


def _chart(portfolio: Portfolio, report: CostReport, query: CostQuery, down: Dimension) -> StackedBars:
    """By quarter, the largest names as layers, against the budgets of the kind of cost that is looked at."""
    sums = report.by(down)
    largest = sorted(sums, key=lambda name: -sums[name])[:MOST_LAYERS]
    by_layer: dict[str, dict[str, Decimal]] = {name: {} for name in (*largest, "")}
    for row in report.rows:
        name = NAME_OF[down](row)
        layer = by_layer[name if name in largest else ""]
        layer[row.quarter] = layer.get(row.quarter, NOTHING) + row.amount
    series = tuple(
        Series(
            _name(portfolio, down, name) if name else "The rest",
            i + 1 if name else 0,
            tuple(float(amounts.get(quarter, NOTHING)) for quarter in report.quarters),
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

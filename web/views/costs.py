"""The cost of a plan: by quarter against budgets, by project, with the tables behind it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.beside_cost import BesideCost
from planner.domain.cost import UNASSIGNED, CostKind, CostReport
from planner.domain.currencies import nothing
from planner.domain.portfolio import Portfolio
from web import words
from web.charts.areas import StackedAreas
from web.charts.bars import Series, StackedBars, stacked_bars
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.cost_areas import cost_areas, cost_lines
from web.views.cost_colours import theme_colours
from web.views.plan_parts import Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell
from web.views.unit_costs import depreciation_table, planned_units_table

KINDS: dict[CostKind, str] = {
    "people": "People",
    "compute": "Accelerators",
    "other": "Other money",
    "serving": "Serving",
}
ZERO = Decimal(0)


@dataclass(frozen=True)
class BudgetRow:
    """A budget with what is left of it."""

    name: str
    budget: str
    spent: str
    left: str
    used: str
    share: float
    """The same for the bar: at most 100."""
    over: bool


@template("plan_cost.html")
@dataclass(frozen=True)
class CostView:
    """What a plan costs."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    facts: tuple[Fact, ...]
    areas: StackedAreas
    charts: tuple[tuple[str, StackedBars], ...]
    budgets: tuple[BudgetRow, ...]
    quarters: DataTable
    projects: DataTable
    units: DataTable | None
    depreciation: DataTable | None


def cost_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    report: CostReport,
    beside: BesideCost,
    progress: ProgressView | None,
) -> CostView:
    """The page of a cost report, with unit costs and depreciation."""
    portfolio = source.portfolio
    themes = {t.id: t.name for t in portfolio.themes}
    return CostView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Cost"),
        facts=_facts(report),
        areas=cost_areas(portfolio, report, source.forecast),
        charts=_charts(portfolio, report),
        budgets=_budgets(report, themes),
        quarters=quarter_table(source, report),
        projects=project_table(source, report),
        units=planned_units_table(source, beside) if beside.units else None,
        depreciation=depreciation_table(source, beside) if beside.depreciation else None,
    )


def _facts(report: CostReport) -> tuple[Fact, ...]:
    kinds = report.by_kind
    facts = [Fact("Total", words.short_money(report.total, report.currency), "within the horizon")]
    for kind, name in KINDS.items():
        amount = kinds.get(kind, ZERO)
        if amount:
            share = words.percent(float(amount / report.total)) if report.total else ""
            facts.append(Fact(name, words.short_money(amount, report.currency), f"{share} of the total"))
    unassigned = report.by_project.get(UNASSIGNED, ZERO)
    if unassigned:
        note = "commitments without use"
        facts.append(Fact("Not used by projects", words.short_money(unassigned, report.currency), note))
    return tuple(facts)


def _charts(portfolio: Portfolio, report: CostReport) -> tuple[tuple[str, StackedBars], ...]:
    """Accelerators and people stand against their own budgets; other spending has none."""
    named = (
        ("Accelerators", _bars(portfolio, report, ("compute",))),
        ("People", _bars(portfolio, report, ("people",))),
        ("Serving and other money", _bars(portfolio, report, ("serving", "other"))),
    )
    return tuple((name, bars) for name, bars in named if bars.blocks or bars.lines)


def _bars(portfolio: Portfolio, report: CostReport, kinds: tuple[CostKind, ...]) -> StackedBars:
    by_line: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    themes = {p.id: p.theme or "" for p in portfolio.projects}
    for row in report.rows:
        if row.kind in kinds:
            line = themes.get(row.project or "", "") if row.kind == "people" else row.pool or row.kind
            by_line[line][row.quarter] += row.amount
    series = tuple(
        Series(name, colour, tuple(float(by_line[line].get(q, ZERO)) for q in report.quarters))
        for line, name, colour in _lines(portfolio, kinds)
        if line in by_line
    )
    limits = {
        report.quarters.index(b.quarter): float(b.budget)
        for b in report.budgets
        if b.kind in kinds and b.theme is None and b.quarter is not None and b.quarter in report.quarters
    }
    return stacked_bars(
        [words.quarter(q) for q in report.quarters],
        series=series,
        limits=limits,
        currency=report.currency,
        description=f"Cost by quarter: {', '.join(KINDS[kind].lower() for kind in kinds)}",
    )


def _lines(portfolio: Portfolio, kinds: tuple[CostKind, ...]) -> list[tuple[str, str, int]]:
    """Layers in the order of the stack: key, name, colour."""
    if kinds == ("people",):
        of_theme = theme_colours(portfolio)
        return [*((t.id, t.name, of_theme[t.id]) for t in portfolio.themes), ("", "No theme", 0)]
    return [line for line in cost_lines(portfolio) if line[0] != "people"]


def _budgets(report: CostReport, themes: Mapping[str, str]) -> tuple[BudgetRow, ...]:
    rows = []
    for line in report.budgets:
        when = words.quarter(line.quarter) if line.quarter else "Whole horizon"
        theme = f", {themes.get(line.theme, line.theme)}" if line.theme else ""
        share = float(line.spent / line.budget) if line.budget else float(line.spent > 0)
        rows.append(
            BudgetRow(
                f"{when}, {KINDS[line.kind].lower()}{theme}",
                words.money(line.budget, report.currency),
                words.money(line.spent, report.currency),
                words.money(line.left, report.currency),
                words.percent(share),
                round(100 * min(1.0, share), 1),
                line.left < 0,
            )
        )
    return tuple(rows)


def quarter_table(source: PlanSource, report: CostReport) -> DataTable:
    """What is spent on people, each pool and the rest, by quarter, to the cent."""
    names: dict[str, str] = {p.id: p.name or p.id for p in source.portfolio.pools}
    names |= {str(kind): name for kind, name in KINDS.items()}
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in report.rows:
        sums[row.pool or row.kind][row.quarter] += row.amount
    rows = [
        (
            Cell(names.get(line, line)),
            *_amounts(report, [by.get(q, nothing(report.currency)) for q in report.quarters]),
        )
        for line, by in sums.items()
    ]
    heads = (Head("Spent on"), *_heads(report))
    footer = (Cell("Total"), *_amounts(report, [report.by_quarter[q] for q in report.quarters]))
    return DataTable("cost", "Cost by quarter", f"{source.href}/tables/cost.csv", heads, tuple(rows), footer)


def project_table(source: PlanSource, report: CostReport) -> DataTable:
    """What each project costs by quarter, to the cent."""
    names = {p.id: p.name for p in source.portfolio.projects} | {UNASSIGNED: "Not used by projects"}
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in report.rows:
        sums[row.project or UNASSIGNED][row.quarter] += row.amount
    hrefs = source.project_hrefs()
    ordered = sorted(sums.items(), key=lambda item: -sum(item[1].values(), ZERO))
    rows = tuple(
        (
            Cell(names.get(project, project), href=hrefs.get(project)),
            *_amounts(report, [by.get(q, nothing(report.currency)) for q in report.quarters]),
        )
        for project, by in ordered
    )
    heads = (Head("Project"), *_heads(report))
    footer = (Cell("Total"), *_amounts(report, [report.by_quarter[q] for q in report.quarters]))
    href = f"{source.href}/tables/cost-projects.csv"
    return DataTable("cost-projects", "Cost by project and quarter", href, heads, rows, footer)


def project_cost(report: CostReport, project: str) -> tuple[tuple[str, str], ...]:
    """What one project costs, by kind, for its page."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in report.rows:
        if row.project == project:
            sums[row.kind] += row.amount
    lines = [
        (name, words.exact_money(sums[kind], report.currency)) for kind, name in KINDS.items() if kind in sums
    ]
    total = words.exact_money(sum(sums.values(), ZERO), report.currency)
    return (*lines, ("Total", total)) if lines else ()


def _heads(report: CostReport) -> tuple[Head, ...]:
    return (*(Head(words.quarter(q), numeric=True) for q in report.quarters), Head("Total", numeric=True))


def _amounts(report: CostReport, amounts: list[Decimal]) -> list[Cell]:
    return [
        Cell(words.exact_money(a, report.currency), a)
        for a in (*amounts, sum(amounts, nothing(report.currency)))
    ]

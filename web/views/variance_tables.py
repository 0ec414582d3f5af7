"""Planned and spent as tables and a chart: by month, by project, by both, and beside budgets."""

from collections.abc import Sequence
from decimal import Decimal

from planner.domain.cost import UNASSIGNED
from planner.domain.currencies import nothing
from planner.domain.variance import AMOUNTS, BudgetStatus, VarianceLine, VarianceReport
from web import words
from web.charts.bars import Series, StackedBars, stacked_bars
from web.tables import Cell, DataTable, Head, share_cell
from web.views.costs import KINDS
from web.views.plan_parts import PlanSource


def months_chart(report: VarianceReport) -> StackedBars:
    """What was spent in each month against what was planned for it."""
    months = report.by_month
    return stacked_bars(
        [words.month(month.month).partition(" ")[0] for month in months],
        series=(Series("Spent", 1, tuple(float(month.total.actual) for month in months)),),
        limits={n: float(month.total.planned) for n, month in enumerate(months)},
        currency=report.currency,
        description="Spent by month against the plan",
        limit_name="Planned in",
        over_name="",
    )


def months_table(report: VarianceReport, csv_href: str) -> DataTable:
    """Planned, committed and actual cost by month."""
    columns = ("Planned", "Of it committed", "Actual", "Variance")

    def cells(committed: Decimal, total: VarianceLine) -> tuple[Cell, ...]:
        amounts = (total.planned, committed, total.actual, total.variance)
        share = float(total.variance / total.planned) if total.planned else None
        return (*_money(report, amounts), share_cell(share, 1))

    rows = tuple(
        (Cell(words.month(month.month), month.month), *cells(month.committed, month.total))
        for month in report.by_month
    )
    heads = (
        Head("Month"),
        *(Head(column, numeric=True) for column in columns),
        Head("Of planned", numeric=True),
    )
    committed = sum((month.committed for month in report.by_month), nothing(report.currency))
    footer = (Cell("Total"), *cells(committed, report.total))
    return DataTable("months", "Planned and spent by month", csv_href, heads, rows, footer)


def projects_table(source: PlanSource, report: VarianceReport, csv_href: str) -> DataTable:
    """The effects by project, the largest difference first."""
    heads = (Head("Project"), *(Head(name.capitalize(), numeric=True) for name in AMOUNTS))
    ordered = sorted(report.lines, key=lambda line: -abs(line.variance))
    rows = tuple((_project(source, line.project), *_effects(report, line)) for line in ordered)
    footer = (Cell("Total"), *_effects(report, report.total))
    return DataTable("causes", "Planned and spent by project", csv_href, heads, rows, footer)


def matrix_table(source: PlanSource, report: VarianceReport, csv_href: str) -> DataTable:
    """The difference of each project in each month."""
    months = report.by_month
    found = [{line.project: line.variance for line in month.lines} for month in months]
    heads = (
        Head("Project"),
        *(Head(words.month(month.month), numeric=True) for month in months),
        Head("All months", numeric=True),
    )
    zero = nothing(report.currency)
    rows = tuple(
        (
            _project(source, line.project),
            *_money(report, [*(by.get(line.project, zero) for by in found), line.variance]),
        )
        for line in sorted(report.lines, key=lambda line: -abs(line.variance))
    )
    totals = [*(month.total.variance for month in months), report.total.variance]
    footer = (Cell("Total"), *_money(report, totals))
    return DataTable("variance", "Variance by project and month", csv_href, heads, rows, footer)


def budgets_table(source: PlanSource, report: VarianceReport, csv_href: str) -> DataTable:
    """Each budget with what is planned, forecast, committed and spent of it, and what it will come to."""
    themes = {t.id: t.name for t in source.portfolio.themes}
    risks = {(r.kind, r.quarter, r.theme): r for r in source.forecast.budgets} if source.forecast else {}
    forecast = ("Forecast P50", "P80") if risks else ()
    names = ("Budget", "Planned", *forecast, "Committed", "Actual", "Outlook", "Left")

    def amounts(line: BudgetStatus) -> tuple[Cell, ...]:
        risk = risks.get((line.kind, line.quarter, line.theme))
        spread = (risk.p50, risk.p80) if risk else (None, None)
        likely = [_rough(report, amount) for amount in spread] if forecast else []
        first, rest = (line.budget, line.planned), (line.committed, line.actual, line.outlook, line.left)
        return (*_money(report, first), *likely, *_money(report, rest))

    rows = []
    for line in report.budgets:
        when = words.quarter(line.quarter) if line.quarter else "Whole horizon"
        theme = f", {themes.get(line.theme, line.theme)}" if line.theme else ""
        rows.append((Cell(f"{when}, {KINDS[line.kind].lower()}{theme}"), *amounts(line)))
    heads = (Head("For"), *(Head(name, numeric=True) for name in names))
    return DataTable("budgets", "Budgets, spending and outlook", csv_href, heads, tuple(rows))


def _rough(report: VarianceReport, amount: float | None) -> Cell:
    return Cell(words.money(amount, report.currency), "" if amount is None else round(amount, 2))


def _project(source: PlanSource, project: str) -> Cell:
    names = {p.id: p.name for p in source.portfolio.projects} | {UNASSIGNED: "Not used by projects"}
    return Cell(names.get(project, project), href=source.project_hrefs().get(project))


def _effects(report: VarianceReport, line: VarianceLine) -> tuple[Cell, ...]:
    return _money(report, [getattr(line, name) for name in AMOUNTS])


def _money(report: VarianceReport, amounts: Sequence[Decimal]) -> tuple[Cell, ...]:
    return tuple(Cell(words.exact_money(amount, report.currency), amount) for amount in amounts)

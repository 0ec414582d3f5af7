"""Actual against planned cost as tables: by project and month, over all months, and budgets."""

from planner.domain.currencies import minor_digits
from planner.domain.variance import AMOUNTS, VarianceLine, VarianceReport
from planner.exports.table import Column, Table, Value

MONEY = tuple(Column(name, "money") for name in AMOUNTS)


def month_rows(report: VarianceReport) -> Table:
    """Every project in every month: what a program reads."""
    rows = [
        (month.month, line.project, *_amounts(line), report.currency)
        for month in report.by_month
        for line in month.lines
    ]
    return Table(
        "By month and project",
        (Column("month"), Column("project"), *MONEY, Column("currency")),
        rows,
        digits=minor_digits(report.currency),
    )


def variance_tables(report: VarianceReport) -> tuple[Table, ...]:
    """The sheets of a workbook."""
    months = Table(
        "By month",
        (Column("month"), Column("committed", "money"), *MONEY),
        [(month.month, month.committed, *_amounts(month.total)) for month in report.by_month],
        ("total", sum(month.committed for month in report.by_month), *_amounts(report.total)),
        minor_digits(report.currency),
    )
    projects = _lines("By project", report)
    return (_about(report), months, projects, month_rows(report), _budgets(report))


def _lines(name: str, report: VarianceReport) -> Table:
    rows = [(line.project, *_amounts(line)) for line in report.lines]
    digits = minor_digits(report.currency)
    return Table(name, (Column("project"), *MONEY), rows, ("total", *_amounts(report.total)), digits)


def _amounts(line: VarianceLine) -> tuple[Value, ...]:
    return tuple(getattr(line, name) for name in AMOUNTS)


def _about(report: VarianceReport) -> Table:
    said = {
        "months": ", ".join(report.months),
        "kinds of cost": ", ".join(report.kinds),
        "currency": report.currency,
        "sign": "variance is actual less planned; more than 0 is overspent",
        "not in the portfolio": ", ".join(report.unknown_projects) or "none",
        "told by several sources": ", ".join(
            f"{one.month} {one.pool or one.kind} ({', '.join(one.sources)})" for one in report.told_twice
        )
        or "none",
    }
    return Table("About", (Column("what"), Column("is")), list(said.items()))


def _budgets(report: VarianceReport) -> Table:
    names = ("budget", "planned", "committed", "actual", "outlook", "left")
    columns = (Column("quarter"), Column("theme"), Column("kind"), *(Column(name, "money") for name in names))
    rows = [
        (one.quarter, one.theme, one.kind, *(getattr(one, name) for name in names)) for one in report.budgets
    ]
    return Table("Budgets", columns, rows, digits=minor_digits(report.currency))

"""A cost report as tables: its rows, a view for each dimension, budgets, and what it is."""

from collections import defaultdict
from decimal import Decimal

from planner.domain.cost import DIMENSIONS, NAME_OF, CostReport, Dimension
from planner.domain.currencies import minor_digits, nothing
from planner.exports.table import Column, Table, Value

#: Names of sheets and heads, for people.
TITLES: dict[Dimension, str] = {
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "kind": "kind",
    "project": "project",
    "theme": "theme",
    "phase": "phase",
    "phase_kind": "phase kind",
    "pool": "pool",
    "accelerator": "accelerator",
    "cost_centre": "cost centre",
    "charge": "charge",
    "treatment": "treatment",
}
#: Views that have quarters as columns; the others are read down.
BY_QUARTER: frozenset[Dimension] = frozenset(DIMENSIONS) - {"week", "month", "quarter"}

ROW_COLUMNS = (
    Column("week", "date"),
    Column("month"),
    Column("quarter"),
    Column("kind"),
    Column("project"),
    Column("theme"),
    Column("phase"),
    Column("phase_kind"),
    Column("pool"),
    Column("accelerator"),
    Column("cost_centre"),
    Column("charge"),
    Column("treatment"),
    Column("paid_on", "date"),
    Column("hours", "number"),
    Column("amount", "money"),
    Column("currency"),
)


def rows_table(report: CostReport) -> Table:
    """Every row of a report."""
    rows = [
        (
            row.week,
            row.month,
            row.quarter,
            row.kind,
            NAME_OF["project"](row),
            row.theme,
            row.phase,
            row.phase_kind,
            row.pool,
            row.accelerator,
            row.cost_centre,
            row.charge,
            row.treatment,
            row.paid_on,
            row.hours,
            row.amount,
            report.currency,
        )
        for row in report.rows
    ]
    return Table("Rows", ROW_COLUMNS, rows, digits=minor_digits(report.currency))


def cost_tables(report: CostReport, about: dict[str, str]) -> tuple[Table, ...]:
    """The sheets of a workbook: what it is, every view, budgets, rows."""
    stated = Table("About", (Column("what"), Column("is")), list(about.items()))
    views = [view_table(report, dimension) for dimension in DIMENSIONS]
    return (stated, *views, budget_table(report), rows_table(report))


def view_table(report: CostReport, dimension: Dimension) -> Table:
    """Sums by the names of a dimension, where it helps by quarter as well; the last line is the total."""
    name, digits = f"By {TITLES[dimension]}", minor_digits(report.currency)
    if dimension not in BY_QUARTER:
        pair = (Column(TITLES[dimension]), Column("amount", "money"))
        return Table(name, pair, list(report.by(dimension).items()), ("total", report.total), digits)
    cells, none = pivot(report, dimension, "quarter"), nothing(report.currency)
    quarters = report.quarters
    columns = (Column(TITLES[dimension]), *(Column(q, "money") for q in quarters), Column("total", "money"))
    rows: list[tuple[Value, ...]] = [
        (line, *(cells[line].get(q, none) for q in quarters), amount)
        for line, amount in report.by(dimension).items()
    ]
    return Table(name, columns, rows, ("total", *report.by_quarter.values(), report.total), digits)


def pivot(report: CostReport, down: Dimension, across: Dimension) -> dict[str, dict[str, Decimal]]:
    """Sums by two dimensions; all cells together are the total."""
    cells: dict[str, dict[str, Decimal]] = defaultdict(dict)
    line_of, column_of = NAME_OF[down], NAME_OF[across]
    for row in report.rows:
        line, column = cells[line_of(row)], column_of(row)
        line[column] = line.get(column, Decimal(0)) + row.amount
    return dict(cells)


def budget_table(report: CostReport) -> Table:
    """Budgets beside what is spent of them."""
    columns = (
        Column("quarter"),
        Column("theme"),
        Column("kind"),
        Column("budget", "money"),
        Column("spent", "money"),
        Column("left", "money"),
    )
    rows = [(b.quarter, b.theme, b.kind, b.budget, b.spent, b.left) for b in report.budgets]
    return Table("Budgets", columns, rows, digits=minor_digits(report.currency))

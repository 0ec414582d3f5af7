"""CSV files that spreadsheets open as data and never as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from planner.domain.cost import UNASSIGNED, CostReport, CostRow

Value = str | int | float | None

COST_COLUMNS = (
    "week",
    "month",
    "quarter",
    "kind",
    "project",
    "phase",
    "pool",
    "cost_centre",
    "hours",
    "amount",
    "currency",
)

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A CSV file in UTF-8; text cells are made safe, numbers stay numbers, None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe_text(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode()


def cost_csv(report: CostReport) -> bytes:
    """The rows of a cost report."""
    return csv_bytes(COST_COLUMNS, (_cost_row(row, report.currency) for row in report.rows))


def _cost_row(row: CostRow, currency: str) -> tuple[Value, ...]:
    return (
        row.week.isoformat(),
        row.month,
        row.quarter,
        row.kind,
        row.project or UNASSIGNED,
        row.phase,
        row.pool,
        row.cost_centre,
        row.hours,
        # Costs are never negative, so that their text cannot be taken for a formula.
        str(row.amount),
        currency,
    )

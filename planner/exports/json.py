"""JSON of reports: amounts are decimal strings."""

import json
from decimal import Decimal

from planner.domain.cost import CostReport

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def cost_document(report: CostReport) -> dict[str, Json]:
    """A cost report with its groupings, each of which sums to `total` exactly."""
    return {
        "currency": report.currency,
        "view": report.view,
        "total": str(report.total),
        "by_quarter": _strings(report.by_quarter),
        "by_month": _strings(report.by_month),
        "by_week": _strings(report.by_week),
        "by_project": _strings(report.by_project),
        "by_phase": _strings(report.by_phase),
        "by_pool": _strings(report.by_pool),
        "by_kind": _strings(report.by_kind),
        "by_cost_centre": _strings(report.by_cost_centre),
        "budgets": [
            {
                "quarter": line.quarter,
                "theme": line.theme,
                "kind": line.kind,
                "budget": f"{line.budget:.2f}",
                "spent": str(line.spent),
                "left": f"{line.left:.2f}",
            }
            for line in report.budgets
        ],
        "rows": [
            {
                "week": row.week.isoformat(),
                "month": row.month,
                "quarter": row.quarter,
                "kind": row.kind,
                "project": row.project,
                "phase": row.phase,
                "pool": row.pool,
                "cost_centre": row.cost_centre,
                "hours": row.hours,
                "amount": str(row.amount),
            }
            for row in report.rows
        ],
    }


def cost_json(report: CostReport) -> bytes:
    """The same as a file."""
    return json.dumps(cost_document(report), ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def _strings(sums: dict[str, Decimal]) -> dict[str, Json]:
    return {name: str(amount) for name, amount in sums.items()}

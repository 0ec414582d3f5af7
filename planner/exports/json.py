"""JSON of reports: amounts are decimal strings."""

import json
from decimal import Decimal

from planner.domain.beside_cost import BesideCost
from planner.domain.cost import DIMENSIONS, CostReport, CostRow
from planner.domain.currencies import plain_amount

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def cost_document(report: CostReport, beside: BesideCost) -> dict[str, Json]:
    """A cost report with its groupings, each of which sums to `total` exactly, and what is told beside it."""
    groupings: dict[str, Json] = {f"by_{name}": _strings(report.by(name)) for name in DIMENSIONS}
    return {
        "currency": report.currency,
        "view": report.view,
        "basis": report.basis,
        "chargeback": report.chargeback,
        "plan_currency": report.plan_currency,
        "rates": [rate.model_dump(mode="json", by_alias=True) for rate in report.rates],
        "total": str(report.total),
        **groupings,
        "budgets": [
            {
                "quarter": line.quarter,
                "theme": line.theme,
                "kind": line.kind,
                "budget": plain_amount(line.budget, report.currency),
                "spent": str(line.spent),
                "left": plain_amount(line.left, report.currency),
            }
            for line in report.budgets
        ],
        **_beside(beside),
        "rows": [_row(row) for row in report.rows],
    }


def _beside(beside: BesideCost) -> dict[str, Json]:
    return {
        "unit_costs": [unit.model_dump(mode="json") for unit in beside.units],
        "depreciation": [row.model_dump(mode="json") for row in beside.depreciation],
    }


def _row(row: CostRow) -> Json:
    return {
        "week": row.week.isoformat(),
        "month": row.month,
        "quarter": row.quarter,
        "kind": row.kind,
        "project": row.project,
        "theme": row.theme,
        "phase": row.phase,
        "phase_kind": row.phase_kind,
        "pool": row.pool,
        "accelerator": row.accelerator,
        "cost_centre": row.cost_centre,
        "charge": row.charge,
        "treatment": row.treatment,
        "paid_on": row.paid_on.isoformat() if row.paid_on else None,
        "hours": row.hours,
        "amount": str(row.amount),
    }


def cost_json(report: CostReport, beside: BesideCost) -> bytes:
    """The same as a file."""
    return (
        json.dumps(cost_document(report, beside), ensure_ascii=False, allow_nan=False, indent=1).encode()
        + b"\n"
    )


def _strings(sums: dict[str, Decimal]) -> dict[str, Json]:
    return {name: str(amount) for name, amount in sums.items()}

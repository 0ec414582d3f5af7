"""Examples of what was spent, and of plans beside it."""

from typing import Any

from api.examples.ids import ACTUALS_ID, PORTFOLIO_ID, THEN, UNDO

MONTH = {
    "id": ACTUALS_ID,
    "source": "Cloud bill",
    "month": "2027-01",
    "format": "focus",
    "file_name": "focus-2027-01.csv",
    "kinds": ["compute"],
    "lines": 3,
    "hours": 1150.0,
    "amounts": [{"currency": None, "amount": "4100.00"}],
    "knows_unused": True,
    "created_at": THEN,
    "created_by": "Ann",
}
LINE = {
    "name": "2027-Q1",
    "budget": "20000.00",
    "planned": "24500.00",
    "committed": "0.00",
    "due": "3500.00",
    "actual": "4100.00",
    "variance": "600.00",
    "outlook": "25100.00",
}
ACTUALS_EXAMPLES: dict[str, Any] = {
    "StoredMonthBody": MONTH,
    "ActualsChangeBody": {
        "portfolio_id": PORTFOLIO_ID,
        "stored": [MONTH],
        "removed": [],
        "undo_token": UNDO,
    },
    "Outcome": {
        "currency": "USD",
        "by": "quarter",
        "months": ["2027-01"],
        "outside": [],
        "lines": [LINE],
        "total": LINE | {"name": "total"},
    },
}

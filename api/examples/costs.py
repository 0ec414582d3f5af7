"""Examples of costs, variance and placement."""

from typing import Any

VARIANCE_LINE = {
    "project": "churn",
    "planned": "3500.00",
    "actual": "4100.00",
    "variance": "600.00",
    "volume": "700.00",
    "mix": "0.00",
    "price": "-100.00",
    "other": "0.00",
}
MONTHS = [
    {
        "month": "2027-01",
        "committed": "0.00",
        "lines": [VARIANCE_LINE],
        "total": VARIANCE_LINE | {"project": "total"},
    }
]
VARIANCE = {
    "currency": "USD",
    "months": ["2027-01"],
    "kinds": ["compute"],
    "lines": [VARIANCE_LINE],
    "total": VARIANCE_LINE | {"project": "total"},
    "by_month": MONTHS,
    "budgets": [
        {
            "quarter": "2027-Q1",
            "theme": None,
            "kind": "compute",
            "budget": "20000.00",
            "planned": "3500.00",
            "actual": "4100.00",
            "committed": "0.00",
            "outlook": "4100.00",
            "left": "15900.00",
        }
    ],
    "unknown_projects": [],
}
COSTS = {
    "currency": "USD",
    "view": "plan",
    "basis": "amortised",
    "chargeback": "none",
    "plan_currency": None,
    "rates": [],
    "total": "24500.00",
    "by_quarter": {"2027-Q1": "24500.00", "2027-Q2": "0.00"},
    "by_month": {"2027-01": "24500.00"},
    "by_week": {"2027-01-04": "24500.00"},
    "by_project": {"churn": "24500.00"},
    "by_theme": {"none": "24500.00"},
    "by_phase": {"churn/train": "24500.00"},
    "by_phase_kind": {"training": "24500.00"},
    "by_pool": {"gpus": "3500.00", "people": "21000.00"},
    "by_kind": {"compute": "3500.00", "people": "21000.00"},
    "by_accelerator": {"H100-SXM": "3500.00", "people": "21000.00"},
    "by_cost_centre": {"none": "24500.00"},
    "by_charge": {"usage": "24500.00"},
    "by_treatment": {"expense": "24500.00"},
    "budgets": [
        {
            "quarter": "2027-Q1",
            "theme": None,
            "kind": "compute",
            "budget": "20000.00",
            "spent": "3500.00",
            "left": "16500.00",
        }
    ],
    "unit_costs": [
        {
            "project": "churn",
            "runs": 4,
            "run_cost": "875.00",
            "predictions": 19000000,
            "thousand_cost": "0.150000",
        }
    ],
    "depreciation": [
        {
            "pool": "rack",
            "quarter": "2027-Q1",
            "charge": "3360.00",
            "book_value": "40520.00",
            "cost": "4032.00",
        }
    ],
    "rows": [
        {
            "week": "2027-01-04",
            "month": "2027-01",
            "quarter": "2027-Q1",
            "kind": "compute",
            "project": "churn",
            "theme": None,
            "phase": "train",
            "phase_kind": "training",
            "pool": "gpus",
            "accelerator": "H100-SXM",
            "cost_centre": None,
            "charge": "usage",
            "treatment": "expense",
            "paid_on": None,
            "hours": 1000.0,
            "amount": "3500.00",
        }
    ],
}

MLFLOW_RUNS = {
    "runs": [
        {
            "info": {
                "run_id": "04cc122352f542408dd89bf6b06a3983",
                "experiment_id": "1",
                "status": "FINISHED",
                "start_time": 1799143200000,
                "end_time": 1799164800000,
            },
            "data": {
                "metrics": [{"key": "loss", "value": 0.1}],
                "params": [{"key": "num_gpus", "value": "8"}],
                "tags": [{"key": "project", "value": "churn"}, {"key": "pool", "value": "gpus"}],
            },
        }
    ]
}

COST_EXAMPLES: dict[str, Any] = {
    "CostBody": COSTS,
    "Placement": {
        "rows": [
            {
                "week": "2027-01-04",
                "pool": "gpus",
                "accelerator": "H100-SXM",
                "kind": "on_demand",
                "usable": 9676.8,
                "used": 1000.0,
                "price": "3.5",
                "unused_cost": "0.00",
                "marginal_price": "3.5",
                "avoidable": "0.00",
            }
        ],
        "unused_cost": "0.00",
        "avoidable": "0.00",
    },
    "VarianceReport": VARIANCE,
}

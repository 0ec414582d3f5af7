"""Examples of what is said about plans: compared, late, published, shared."""

from typing import Any

from api.examples.ids import PLAN_ID, SECOND_PLAN_ID, SNAPSHOT, THEN

COMPARED = {
    "id": PLAN_ID,
    "created_at": THEN,
    "snapshot": SNAPSHOT,
    "is_record": True,
    "status": "OPTIMAL",
    "value": 78000.0,
    "bound": 78000.0,
    "gap": 0.0,
    "currency": "USD",
    "projects_in": 1,
    "projects": 1,
    "engineer_weeks": 5.0,
    "spend": "24500.00",
    "spend_by_quarter": {"2027-Q1": "24500.00"},
    "spend_by_kind": {"people": "21000.00", "compute": "3500.00"},
}
IN_PLAN = {
    "plan": PLAN_ID,
    "known": True,
    "selected": True,
    "launch": "2027-02-08",
    "p50": "2027-02-08",
    "p80": "2027-03-01",
}
LATER = {"plan": SECOND_PLAN_ID, "launch": "2027-02-15", "p50": None, "p80": None}

#: Name of a model in the description -> an example of it.
PLAN_EXAMPLES: dict[str, Any] = {
    "Comparison": {
        "plans": [COMPARED, COMPARED | {"id": SECOND_PLAN_ID, "is_record": False, "value": 76500.0}],
        "quarters": ["2027-Q1"],
        "projects": [{"id": "churn", "name": "Churn model", "plans": [IN_PLAN, IN_PLAN | LATER]}],
        "against_first": [
            {
                "plan": SECOND_PLAN_ID,
                "moves": [
                    {
                        "project": "churn",
                        "phase": "train",
                        "what": "dates",
                        "before": {"start": "2027-01-04", "finish": "2027-02-08"},
                        "after": {"start": "2027-01-11", "finish": "2027-02-15"},
                    }
                ],
                "documents": [
                    {
                        "part": "people",
                        "id": "ana",
                        "what": "changed",
                        "field": "reserve",
                        "before": "0",
                        "after": "0.15",
                    }
                ],
            }
        ],
    },
    "Lateness": {
        "has_forecast": True,
        "projects": [
            {
                "project": "churn",
                "deadline": "2027-02-12",
                "hard": False,
                "planned": "2027-02-08",
                "planned_late": 0,
                "p_on_time": 0.62,
                "p_on_time_se": 0.008,
                "p_launch": 1.0,
                "late_weeks": 1.4,
                "late_weeks_se": 0.03,
                "loss": 8610.0,
                "driver": {"phase": "train", "criticality": 1.0},
            }
        ],
        "risks": [{"kind": "driver", "id": "data-late", "name": "Labels come late", "amount": 2.1}],
    },
}

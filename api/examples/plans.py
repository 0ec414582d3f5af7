"""Examples of what is said about plans: compared, late, published, shared."""

from typing import Any

from api.examples.ids import (
    PLAN_ID,
    PORTFOLIO_ID,
    PUBLICATION_ID,
    SECOND_PLAN_ID,
    SHARE_ID,
    SNAPSHOT,
    THEN,
)

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

PAIRED = {
    "runs": 4096,
    "seed": 0,
    "figures": [
        {
            "measure": "value",
            "p_first": 0.62,
            "p_first_se": 0.005,
            "p_second": 0.36,
            "p_second_se": 0.005,
            "mean": -1500.0,
            "mean_se": 35.0,
            "mean_se_apart": 90.0,
            "p10": -4200.0,
            "p10_se": 60.0,
            "p50": -1400.0,
            "p50_se": 40.0,
            "p90": 900.0,
            "p90_se": 55.0,
        }
    ],
    "projects": [
        {
            "id": "churn",
            "p_first": 0.7,
            "p_first_se": 0.006,
            "p_second": 0.1,
            "p_second_se": 0.004,
            "p50_weeks": 1.0,
            "p50_weeks_se": 0.0,
        }
    ],
    "own_luck": [],
}

SHARE = {
    "id": SHARE_ID,
    "label": "Steering group",
    "plan_id": None,
    "with_costs": True,
    "created_at": THEN,
    "created_by": "Owner",
    "expires_at": "2027-02-03T09:30:00Z",
    "revoked_at": None,
}

#: Name of a model in the description -> an example of it.
PLAN_EXAMPLES: dict[str, Any] = {
    "Digest": {
        "portfolio": PORTFOLIO_ID,
        "name": "First plan",
        "currency": "USD",
        "since": "2026-12-28T09:30:00Z",
        "until": THEN,
        "edits": [{"at": "2027-01-03T14:00:00Z", "by": "Ann", "text": "Project Churn was edited: deadline"}],
        "edits_left_out": 0,
        "comments": 2,
        "plans_made": 3,
        "publications": [
            {"at": "2027-01-03T15:00:00Z", "by": "Ann", "note": "As agreed", "plan": PLAN_ID, "value": 4.2e6}
        ],
        "before": {
            "id": SECOND_PLAN_ID,
            "at": "2026-12-20T10:00:00Z",
            "is_record": True,
            "value": 4.1e6,
            "cost": "1800000.00",
            "projects_in": 16,
        },
        "after": {
            "id": PLAN_ID,
            "at": "2027-01-03T14:30:00Z",
            "is_record": True,
            "value": 4.2e6,
            "cost": "1830000.00",
            "projects_in": 17,
        },
        "came_in": [{"id": "churn", "name": "Churn", "launch": "2027-05-03", "reason": None}],
        "went_out": [],
        "launches": [
            {
                "id": "pricing",
                "name": "Pricing",
                "before": "2027-03-01",
                "after": "2027-03-15",
                "p50_before": "2027-03-08",
                "p50_after": "2027-03-22",
                "p80_before": "2027-04-05",
                "p80_after": "2027-04-12",
            }
        ],
    },
    "Comparison": {
        "plans": [COMPARED, COMPARED | {"id": SECOND_PLAN_ID, "is_record": False, "value": 76500.0}],
        "quarters": ["2027-Q1"],
        "projects": [{"id": "churn", "name": "Churn model", "plans": [IN_PLAN, IN_PLAN | LATER]}],
        "against_first": [
            {
                "plan": SECOND_PLAN_ID,
                "luck": PAIRED,
                "luck_missing": "",
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
    "Decision": {"note": "Agreed in the steering group: churn first, search waits for the new pool."},
    "PublicationBody": {
        "id": PUBLICATION_ID,
        "plan_id": PLAN_ID,
        "at": THEN,
        "by": "Owner",
        "note": "Agreed in the steering group.",
        "exists": True,
        "value": 78000.0,
    },
    "ShareRequest": {"label": "Steering group", "days": 30, "with_costs": True},
    "ShareBody": SHARE,
    "NewShareBody": SHARE | {"path": "/shared/Ck0dPZ3nq0m8b2uXxg7l0Q2T4y1c9v5s6a8d3f7h1jk"},
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
    "Tracking": {
        "first_plan_id": PLAN_ID,
        "plan_id": SECOND_PLAN_ID,
        "as_of": "2027-02-15",
        "phases": [
            {
                "project": "churn",
                "phase": "train",
                "state": "finished",
                "planned_start": "2027-01-04",
                "planned_finish": "2027-02-01",
                "start": "2027-01-04",
                "finish": "2027-02-15",
                "weeks_late": 2,
                "planned_effort": 4.0,
                "effort_done": 6.0,
                "effort_in_all": 6.0,
                "planned_gpu_hours": 1200.0,
                "gpu_hours_done": 1350.0,
            }
        ],
        "launches": [
            {
                "project": "churn",
                "plan_id": PLAN_ID,
                "as_of": "2027-01-04",
                "planned": "2027-02-01",
                "p10": "2027-01-25",
                "p50": "2027-02-08",
                "p80": "2027-02-22",
                "p90": "2027-03-08",
            }
        ],
    },
}

"""Examples of portfolios and their rows."""

from typing import Any

from api.examples.ids import JOB_ID, PORTFOLIO_ID, THEN, UNDO
from planner.domain.portfolio import SCHEMA

PROJECT = {
    "id": "churn",
    "name": "Churn model",
    "value": {"per_week": {"low": 3000, "likely": 6000, "high": 12000}},
    "phases": [
        {
            "id": "train",
            "kind": "training",
            "effort": {"modelling": {"low": 3, "likely": 5, "high": 9}},
            "gpu": {"hours": {"low": 500, "likely": 1000, "high": 2500}, "reference": "H100-SXM"},
        }
    ],
}
PERSON = {"id": "ana", "name": "Ana", "skills": {"modelling": 1.0}, "weekly_cost": "4200"}
POSITION = {"id": "hire", "name": "ML engineer", "skills": {"modelling": 0.8}, "starts": "2027-03-01"}
POOL = {
    "id": "gpus",
    "accelerator": "H100-SXM",
    "kind": "on_demand",
    "count": 16,
    "price_per_hour": "3.50",
}
DOCUMENT = {
    "schema": SCHEMA,
    "name": "First plan",
    "calendar": {"start": "2027-01-04", "quarters": 2},
    "skills": [{"id": "modelling", "name": "Modelling"}],
    "people": [PERSON],
    "pools": [POOL],
    "projects": [PROJECT],
}
PORTFOLIO = {
    "id": PORTFOLIO_ID,
    "version": 1,
    "portfolio": DOCUMENT,
    "updated_at": THEN,
    "updated_by": "Owner",
}


def _row(body: dict[str, Any]) -> dict[str, Any]:
    return {"id": body["id"], "version": 1, "body": body}


PORTFOLIO_EXAMPLES: dict[str, Any] = {
    "DeletionBody": {"undo_token": UNDO},
    "DemoBody": {"portfolio_id": "demo", "job_id": JOB_ID},
    "ImportedBody": PORTFOLIO
    | {"warnings": [{"path": "people[0]", "message": "nobody covers for ana", "line": 6}]},
    "Person-Input": PERSON,
    "Pool-Input": POOL,
    "PortfolioBody": PORTFOLIO,
    "PortfolioDocument": DOCUMENT,
    "PortfolioLine": {
        "id": PORTFOLIO_ID,
        "name": "First plan",
        "version": 1,
        "projects": 1,
        "people": 1,
        "pools": 1,
        "created_at": THEN,
        "updated_at": THEN,
        "updated_by": "Owner",
    },
    "PortfolioSettings": {"name": "First plan, second half", "currency": "EUR"},
    "Position-Input": POSITION,
    "Project-Input": PROJECT,
    "RowBody_Person_": _row(PERSON),
    "RowBody_Pool_": _row(POOL),
    "RowBody_Position_": _row(POSITION),
    "RowBody_Project_": _row(PROJECT),
    "PriceUpdate": {
        "changes": [
            {
                "pool": "gpus",
                "before": "3.5",
                "after": "2.95",
                "from": "2027-04-05",
                "row": {
                    "accelerator": "H100",
                    "kind": "on_demand",
                    "price_per_hour": "2.95",
                    "region": "eu-north1",
                    "from": None,
                    "until": None,
                    "currency": None,
                    "line": 2,
                },
                "resumes": False,
            }
        ],
        "unmatched": [],
        "expired": [],
    },
}

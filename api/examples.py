"""An example of every body of the API; the tests check each against its model."""

import json
from typing import Any

from api.example_ids import FORECAST_ID, HISTORY_ID, JOB_ID, PLAN_ID, PORTFOLIO_ID, SNAPSHOT, THEN
from api.examples_calibration import CALIBRATION_EXAMPLES
from api.examples_plans import PLAN_EXAMPLES
from planner.domain.portfolio import SCHEMA

#: Parameters of paths.
PATHS = {
    "portfolio_id": PORTFOLIO_ID,
    "plan_id": PLAN_ID,
    "job_id": JOB_ID,
    "history_id": HISTORY_ID,
    "format": "xlsx",
    "row_id": "churn",
    "undo_token": "Ck0dPZ3nq0m8b2uXxg7l0Q2T4y1c9v5s6a8d3f7h1jk",
}

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
PROGRESS = {
    "phase": "searching",
    "elapsed": 2.5,
    "value": 78000.0,
    "bound": 80000.0,
    "gap": 0.025,
    "fraction": 0.25,
}
JOB = {
    "id": JOB_ID,
    "kind": "plan",
    "state": "running",
    "portfolio_id": PORTFOLIO_ID,
    "plan_id": None,
    "progress": PROGRESS,
    "attempts": 1,
    "reason": None,
    "result_id": None,
    "created_at": THEN,
    "started_at": THEN,
    "finished_at": None,
}
PLAN = {
    "schema": "quarterdeck/plan/1",
    "snapshot": SNAPSHOT,
    "seed": 0,
    "version": "0.1.0",
    "status": "OPTIMAL",
    "value": 78000.0,
    "bound": 78000.0,
    "gap": 0.0,
    "currency": "USD",
    "projects": [
        {
            "id": "churn",
            "selected": True,
            "start": "2027-01-04",
            "finish": "2027-02-08",
            "launch": "2027-02-08",
            "quarter": "2027-Q1",
        }
    ],
    "phases": [
        {
            "project": "churn",
            "phase": "train",
            "start": "2027-01-04",
            "finish": "2027-02-08",
            "crew": ["ana"],
        }
    ],
    "assignments": [
        {
            "project": "churn",
            "phase": "train",
            "person": "ana",
            "skill": "modelling",
            "start": "2027-01-04",
            "finish": "2027-02-08",
            "share": 1.0,
        }
    ],
    "compute": [
        {"project": "churn", "phase": "train", "pool": "gpus", "week": "2027-01-04", "hours": 1000.0}
    ],
}
STORED_PLAN = {"id": PLAN_ID, "portfolio_id": PORTFOLIO_ID, "snapshot": SNAPSHOT, "created_at": THEN}
SPREAD = {"p10": 51000.0, "p50": 76000.0, "p80": 98000.0, "p90": 110000.0, "mean": 77500.0, "se": 310.0}
COST_QUARTER = {
    "quarter": "2027-Q1",
    "p10": 21000.0,
    "p50": 24500.0,
    "p80": 29000.0,
    "p90": 32000.0,
    "mean": 25100.0,
}
FORECAST = {
    "schema": "quarterdeck/forecast/1",
    "snapshot": SNAPSHOT,
    "runs": 4096,
    "seed": 0,
    "seconds": 0.4,
    "projects": [
        {
            "id": "churn",
            "p_done": 0.97,
            "p_done_se": 0.003,
            "p_launch": 1.0,
            "start_p50": "2027-01-04",
            "finish_p10": "2027-01-25",
            "finish_p50": "2027-02-08",
            "finish_p80": "2027-03-01",
            "finish_p90": "2027-03-15",
            "finish_se_weeks": 0.05,
            "p_deadline": None,
            "criticality": 1.0,
            "by_quarter": [{"quarter": "2027-Q1", "p_done": 0.94}, {"quarter": "2027-Q2", "p_done": 0.97}],
            "curve": [{"level": 0.5, "date": "2027-02-08"}],
        }
    ],
    "value": SPREAD,
    "cost": SPREAD | {"by_quarter": [COST_QUARTER]},
    "drivers": [{"id": "data-late", "name": "Labels come late", "delta_p80_weeks": 2.1, "se": 0.2}],
}
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
VARIANCE = {
    "currency": "USD",
    "months": ["2027-01"],
    "kinds": ["compute"],
    "lines": [VARIANCE_LINE],
    "total": VARIANCE_LINE | {"project": "total"},
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
PROBLEM = {
    "type": "urn:quarterdeck:bad-input",
    "title": "Cannot be used",
    "status": 422,
    "detail": "phases[0]: engineer-weeks of data cannot be negative, got -1",
    "errors": [{"path": "phases[0]", "message": "engineer-weeks of data cannot be negative, got -1"}],
}


RANGE = {"p10": 139780.0, "p50": 218681.0, "p90": 342121.0}
SHARES = {"p10": 0.22, "p50": 0.34, "p90": 0.54}
LINE = {
    "what": "Model compute",
    "value": 8.4e22,
    "unit": "FLOP",
    "how": "6 x 7e9 active parameters x 2000e9 tokens",
}
TRAINED = {
    "gpu_hours": RANGE,
    "mfu": {"p10": 0.27, "p50": 0.43, "p90": 0.68},
    "utilisation": SHARES,
    "devices_min": 2,
    "method": "6 x active parameters x tokens over peak x utilisation of paid hours",
    "plan": "ZeRO-3 (FSDP): optimiser, gradients and weights split; 68 of 72 GB on each of 2",
    "flops": 8.4e22,
    "cost": {"p10": "209670.00", "p50": "328021.50", "p90": "513181.50"},
    "reference": "A100-80GB-SXM",
    "hours": {"low": 139780.0, "likely": 218681.0, "high": 342121.0},
    "derivation": [LINE],
}
SERVED = {
    "replicas": 6,
    "devices": 12,
    "devices_per_replica": 2,
    "tokens_per_second": 1775.0,
    "tokens_per_second_per_device": 887.5,
    "utilisation": 0.94,
    "slots": 53,
    "service_seconds": 14.9,
    "cost_per_1k_requests": "0.8551",
    "cost_per_month": "25842.00",
    "method": "roofline of memory and arithmetic; replicas by M/G/c",
    "derivation": [{"what": "Weights", "value": 70.55, "unit": "GB", "how": "70.55e9 in fp8"}],
}
TEAM = {
    "basis": "earliest",
    "rows": [
        {"week": "2027-01-04", "skill": "data", "supply": 1.5, "demand": 2.0, "unfilled": 0.5, "people": 2}
    ],
    "skills": [
        {
            "skill": "data",
            "supply": 37.0,
            "demand": 13.0,
            "unfilled": 2.5,
            "short_weeks": 3,
            "bus_factor": 2,
        }
    ],
    "overload": [],
}


def _row(body: dict[str, Any]) -> dict[str, Any]:
    return {"id": body["id"], "version": 1, "body": body}


CHANGES = {
    "schema": "quarterdeck/changes/1",
    "as_of": "2027-01-18",
    "changes": [
        {"leave": {"person": "ana", "from": "2027-01-25", "to": "2027-01-29"}},
        {"progress": {"project": "churn", "phase": "train", "done": 0.4}},
    ],
}
MOVE = {
    "project": "churn",
    "phase": "train",
    "what": "start",
    "from": "2027-01-04",
    "to": "2027-01-11",
    "reason": "Ana is away from 2027-01-04 to 2027-01-08; gains 1,200",
    "gain": 1200.0,
}
GESTURE = {"project": "churn", "phase": "train", "starts": "2027-01-11"}
WHAT_IF = {
    "possible": True,
    "value": 76500.0,
    "change": -1500.0,
    "broken": [],
    "moved": [
        {"project": "churn", "phase": "train", "what": "start", "from": "2027-01-04", "to": "2027-01-11"}
    ],
    "pins": [{"project": "churn", "selected": True}, GESTURE],
    "seconds": 0.12,
}

#: Name of a model in the description -> an example of it.
EXAMPLES: dict[str, Any] = (
    {
        "ActorBody": {"id": "local", "name": "Owner", "role": "owner", "organisation_id": "local"},
        "CostBody": COSTS,
        "CurveBody": {"items": [{"change_price": "2000", "job": JOB}]},
        "DeletionBody": {"undo_token": PATHS["undo_token"]},
        "DemoBody": {"portfolio_id": "demo", "job_id": JOB_ID},
        "Forecast": FORECAST,
        "ForecastBody": {
            "id": FORECAST_ID,
            "plan_id": PLAN_ID,
            "job_id": JOB_ID,
            "created_at": THEN,
            "forecast": FORECAST,
        },
        "ForecastSettings": {"runs": 10000, "seed": 0},
        "ImportedBody": PORTFOLIO
        | {"warnings": [{"path": "people[0]", "message": "nobody covers for ana", "line": 6}]},
        "JobBody": JOB,
        "MovesBody": {
            "base_plan_id": PLAN_ID,
            "change_price": "2000",
            "value": 77000.0,
            "moves": [MOVE],
        },
        "Person-Input": PERSON,
        "PersonWeek": {
            "person": "ana",
            "week": "2027-01-04",
            "capacity": 0.85,
            "planned": 0.85,
            "projects": ["churn"],
        },
        "Plan": PLAN,
        "PlanBody": STORED_PLAN | {"plan": PLAN, "verified": True, "is_record": False},
        "PlanLine": STORED_PLAN | {"status": "OPTIMAL", "value": 78000.0, "gap": 0.0, "is_record": False},
        "PilotAnswer": {
            "gpu_hours": {"p10": 8.1, "p50": 9.4, "p90": 11.0},
            "wall_clock_days": {"p10": 0.04, "p50": 0.05, "p90": 0.06},
            "derivation": [LINE],
        },
        "PilotQuestion": {"examples": 1200000, "examples_per_second": 850, "epochs": 3, "pilot_devices": 8},
        "PlanSettings": {"seconds": 10, "seed": 0},
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
        "Problem": PROBLEM,
        "Project-Input": PROJECT,
        "Question": GESTURE | {"plan_again": False},
        "ReplanSettings": {"seconds": 10, "seed": 0, "changes": CHANGES},
        "RowBody_Person_": _row(PERSON),
        "RowBody_Pool_": _row(POOL),
        "RowBody_Position_": _row(POSITION),
        "RowBody_Project_": _row(PROJECT),
        "SkillLoad": {"skill": "modelling", "week": "2027-01-04", "supply": 1.7, "demand": 0.85},
        "ServingAnswer": SERVED,
        "ServingQuestion": {
            "rps": 20,
            "latency_p95_s": 30,
            "accelerator": "H100-SXM",
            "model": "Llama-3.3-70B",
            "input_tokens": 1000,
            "output_tokens": 500,
        },
        "TeamCapacity": TEAM,
        "TrainingAnswer": TRAINED,
        "TrainingQuestion": {"params_b": 7, "tokens_b": 140, "accelerator": "H100-SXM", "devices": 64},
        "WhatIfBody": {"answer": WHAT_IF, "job": None},
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
                        "currency": None,
                        "line": 2,
                    },
                }
            ],
            "unmatched": [],
        },
        "VarianceReport": VARIANCE,
        "VerificationBody": {"valid": True, "violations": [], "value": 78000.0},
    }
    | PLAN_EXAMPLES
    | CALIBRATION_EXAMPLES
)

#: Examples of answers that are no JSON, by media type.
TEXTS = {
    "application/yaml": f"schema: {SCHEMA}\nname: First plan\ncalendar: {{start: 2027-01-04, quarters: 2}}\n",
    "text/csv": "week,month,quarter,kind,project,theme,phase,phase_kind,pool,accelerator,cost_centre,charge,treatment,"
    "paid_on,hours,amount,currency\r\n2027-01-04,2027-01,2027-Q1,compute,churn,,train,training,gpus,H100-SXM,,usage,"
    "expense,,1000.0,3500.00,USD\r\n",
    "text/event-stream": f"event: job\ndata: {json.dumps(JOB)}\n\n",
}

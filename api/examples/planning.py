"""Examples of jobs, plans, forecasts, replans and what-ifs."""

from typing import Any

from api.examples.ids import FORECAST_ID, JOB_ID, PLAN_ID, PORTFOLIO_ID, SNAPSHOT, THEN

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

ROOM: dict[str, Any] = {
    "start": "2027-02-01",
    "finish": "2027-03-01",
    "in_time": True,
    "phases": [{"id": "work", "start": "2027-02-01", "finish": "2027-03-01"}],
    "crew": [
        {
            "phase": "work",
            "person": "ana",
            "skill": "modelling",
            "start": "2027-02-01",
            "finish": "2027-03-01",
            "share": 0.85,
        }
    ],
    "pools": [{"pool": "h100", "hours": 320.0}],
    "cost": "15590.00",
    "lost": 0.0,
    "moved": [],
    "sure": {
        "p_in_time": 0.91,
        "p_in_time_se": 0.01,
        "finish_p50": "2027-03-01",
        "finish_p80": "2027-03-15",
        "finish_p90": "2027-03-22",
        "runs": 512,
    },
}

PLANNING_EXAMPLES: dict[str, Any] = {
    "Availability": {
        "currency": "USD",
        "due": "2027-03-29",
        "possible": True,
        "untouched": ROOM,
        "unseen": None,
        "no_sooner": "2027-03-01",
        "repaired": None,
        "cut": False,
        "seconds": 0.8,
    },
    "Wanted": {
        "name": "Fraud rules",
        "effort": {"modelling": {"low": 2, "likely": 3.4, "high": 6}},
        "crew": {"min": 1, "max": 2},
        "gpu": {"hours": 320, "reference": "H100-SXM"},
        "by": "2027-03-26",
    },
    "NewProject": {
        "wanted": {
            "name": "Fraud rules",
            "by": "2027-05-28",
            "phases": [
                {"id": "labels", "effort": {"data": 3}},
                {"id": "train", "effort": {"modelling": 4}, "after": ["labels"]},
            ],
        },
        "value_per_week": {"low": 1000, "likely": 2500, "high": 4000},
        "mandatory": False,
    },
    "CurveBody": {"items": [{"change_price": "2000", "job": JOB}]},
    "Forecast": FORECAST,
    "ForecastBody": {
        "id": FORECAST_ID,
        "plan_id": PLAN_ID,
        "job_id": JOB_ID,
        "created_at": THEN,
        "forecast": FORECAST,
    },
    "ForecastSettings": {"runs": 10000, "seed": 0},
    "JobBody": JOB,
    "MovesBody": {
        "base_plan_id": PLAN_ID,
        "change_price": "2000",
        "value": 77000.0,
        "moves": [MOVE],
    },
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
    "PlanSettings": {"seconds": 10, "seed": 0},
    "Question": GESTURE | {"plan_again": False},
    "ReplanSettings": {"seconds": 10, "seed": 0, "changes": CHANGES},
    "SkillLoad": {"skill": "modelling", "week": "2027-01-04", "supply": 1.7, "demand": 0.85},
    "WhatIfBody": {"answer": WHAT_IF, "job": None},
    "VerificationBody": {"valid": True, "violations": [], "value": 78000.0},
}

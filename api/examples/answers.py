"""Questions about plans and their answers."""

from typing import Any

ANSWER_EXAMPLES: dict[str, Any] = {
    "Explanation": {
        "project": "churn",
        "selected": False,
        "reason": {"rule": "value.displaced", "text": "Others are worth more."},
        "value": 4250000.0,
        "value_if_forced": 4180000.0,
        "displaces": ["pricing"],
        "admits": [],
        "forced_reason": None,
        "relaxations": [
            {
                "rule": "capacity.person",
                "change": "one more engineer for modelling",
                "value": 4460000.0,
                "selects": True,
            }
        ],
    },
    "Placed": {
        "project": "churn",
        "phases": [
            {
                "phase": "train",
                "start": "2027-02-01",
                "finish": "2027-03-01",
                "begun": False,
                "first": False,
                "holds": [
                    {
                        "rule": "precedence",
                        "text": "churn/train starts on 2027-01-25 but waits for churn/data, done on 2027-02-01.",
                    }
                ],
                "change": None,
                "crew": [
                    {
                        "person": "ann",
                        "weeks": 3.2,
                        "skills": ["modelling"],
                        "pinned": False,
                        "required": False,
                    }
                ],
                "others": [
                    {
                        "person": "bob",
                        "skills": ["modelling"],
                        "pace": 0.8,
                        "capacity": 3.6,
                        "free": 0.4,
                        "projects": ["pricing"],
                        "barred": False,
                    }
                ],
            }
        ],
        "cost": {"2027-Q1": "18400.00"},
    },
    "ExplanationSettings": {"project": "churn", "seconds": 12},
    "MarginalSettings": {"seconds": 3},
    "MarginalBody": {
        "rows": [
            {
                "resource": "serving",
                "kind": "skill",
                "change": "+1 engineer",
                "value": 310000.0,
                "noise": 22000.0,
                "clear": True,
            }
        ]
    },
    "FrontierSettings": {"against": "spend", "points": 6, "seconds": 5, "seed": 0},
    "FrontierBody": {
        "against": "spend",
        "points": [
            {
                "level": "0.840",
                "spend": "1830000.00",
                "value": 4010000.0,
                "projects": 17,
                "gives_up": ["churn"],
                "reached": True,
            }
        ],
    },
}

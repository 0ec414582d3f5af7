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

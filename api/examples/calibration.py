"""Examples of the bodies about finished work and calibration."""

from typing import Any

from api.examples.ids import HISTORY_ID, PORTFOLIO_ID, THEN

LEARNT = {
    "until": "2026-12-11",
    "effort": {
        "rows": 24,
        "ratios": [{"size": 4.0, "p10": 0.9, "p50": 1.25, "p90": 2.1}],
        "categories": {"training": 1.12},
    },
}
HISTORY = {
    "id": HISTORY_ID,
    "portfolio_id": PORTFOLIO_ID,
    "name": "Tickets of 2026",
    "rows": 24,
    "created_at": THEN,
    "created_by": "Owner",
}
CALIBRATION_EXAMPLES: dict[str, Any] = {
    "Calibration": LEARNT,
    "CalibrationReport": {
        "fitted": LEARNT,
        "in_use": None,
        "measures": [
            {
                "measure": "effort",
                "rows": 24,
                "prior_share": 0.25,
                "sentence": "Work takes 1.25 times its estimate as often more as less.",
                "learnt": LEARNT["effort"],
                "groups": [{"kind": "category", "name": "training", "rows": 9, "seen": 1.4, "factor": 1.12}],
                "drift": [
                    {
                        "first": "2026-01-09",
                        "last": "2026-05-29",
                        "rows": 12,
                        "p10": 0.9,
                        "p50": 1.3,
                        "p90": 2.2,
                    }
                ],
                "judged": 12,
                "judgements": [
                    {
                        "forecaster": "corrected",
                        "p10": 0.08,
                        "p50": 0.5,
                        "p80": 0.83,
                        "p90": 0.92,
                        "pinball": 0.11,
                        "crps": 0.24,
                        "pit": [0.1] * 10,
                    }
                ],
                "folds": [
                    {
                        "fitted": 12,
                        "judged": 3,
                        "first": "2026-06-05",
                        "pinball": 0.11,
                        "p50": 0.67,
                        "p90": 1.0,
                    }
                ],
            }
        ],
    },
    "CorrectedEstimate": {
        "project": "churn",
        "phase": "train",
        "measure": "effort",
        "skill": "modelling",
        "low": 3.0,
        "likely": 5.0,
        "high": 9.0,
        "factor": 1.4,
        "p10": 4.2,
        "p50": 7.0,
        "p90": 12.6,
        "rows": 24,
        "team": None,
        "category": "training",
    },
    "HistoryBody": HISTORY,
    "NewHistoryBody": {"history": HISTORY, "left_out": []},
}

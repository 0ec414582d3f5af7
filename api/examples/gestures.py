"""Examples of what was changed by hand."""

from typing import Any

from api.examples.ids import GESTURE_ID, PLAN_ID, THEN
from api.examples.planning import JOB

PIN = {"project": "churn", "phase": "train", "starts": "2027-03-01"}
GESTURE_EXAMPLES: dict[str, Any] = {
    "PinsRequest": {"pins": [PIN]},
    "KeptPinsBody": {"gesture_id": GESTURE_ID, "job": JOB},
    "GestureBody": {
        "id": GESTURE_ID,
        "by": "Ann",
        "at": THEN,
        "edits": [{"path": ["pins", "churn train starts"], "what": "added", "before": None, "after": PIN}],
        "plan_id": PLAN_ID,
        "undone_at": None,
    },
    "TakenBackBody": {"plan_id": PLAN_ID},
    "MadeAgainBody": {"job": JOB},
}

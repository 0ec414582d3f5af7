"""An example of every body of the API; the tests check each against its model."""

import json
from typing import Any

from api.examples.access import ACCESS_EXAMPLES
from api.examples.actuals import ACTUALS_EXAMPLES
from api.examples.answers import ANSWER_EXAMPLES
from api.examples.calibration import CALIBRATION_EXAMPLES
from api.examples.capacity import CAPACITY_EXAMPLES
from api.examples.cells import CELL_EXAMPLES
from api.examples.comments import COMMENT_EXAMPLES
from api.examples.costs import COST_EXAMPLES
from api.examples.filters import FILTER_EXAMPLES
from api.examples.gestures import GESTURE_EXAMPLES
from api.examples.ids import (
    ACTUALS_ID,
    COMMENT_ID,
    FILTER_ID,
    GESTURE_ID,
    HISTORY_ID,
    JOB_ID,
    PLAN_ID,
    PORTFOLIO_ID,
    SCENARIO_ID,
    SHARE_ID,
    TOKEN_ID,
    UNDO,
    USER_ID,
)
from api.examples.planning import JOB, PLANNING_EXAMPLES
from api.examples.plans import PLAN_EXAMPLES
from api.examples.portfolio import PORTFOLIO_EXAMPLES
from api.examples.scenarios import SCENARIO_EXAMPLES
from planner.domain.portfolio import SCHEMA

#: Parameters of paths.
PATHS = {
    "actuals_id": ACTUALS_ID,
    "comment_id": COMMENT_ID,
    "filter_id": FILTER_ID,
    "gesture_id": GESTURE_ID,
    "portfolio_id": PORTFOLIO_ID,
    "plan_id": PLAN_ID,
    "job_id": JOB_ID,
    "history_id": HISTORY_ID,
    "format": "xlsx",
    "share_id": SHARE_ID,
    "scenario_id": SCENARIO_ID,
    "project_id": "churn",
    "against": "spend",
    "organisation_id": "local",
    "user_id": USER_ID,
    "token_id": TOKEN_ID,
    "row_id": "churn",
    "undo_token": UNDO,
    "template_id": "forecasting",
}

PROBLEM = {
    "type": "urn:quarterdeck:bad-input",
    "title": "Cannot be used",
    "status": 422,
    "detail": "phases[0]: engineer-weeks of data cannot be negative, got -1",
    "errors": [{"path": "phases[0]", "message": "engineer-weeks of data cannot be negative, got -1"}],
}

#: Name of a model in the description -> an example of it.
EXAMPLES: dict[str, Any] = {
    "ActorBody": {
        "id": "local",
        "name": "Owner",
        "role": "owner",
        "organisation_id": "local",
        "locale": "de",
    },
    "LocaleRequest": {"locale": "de"},
    "Problem": PROBLEM,
    **ACCESS_EXAMPLES,
    **PORTFOLIO_EXAMPLES,
    **PLANNING_EXAMPLES,
    **ANSWER_EXAMPLES,
    **PLAN_EXAMPLES,
    **COST_EXAMPLES,
    **ACTUALS_EXAMPLES,
    **COMMENT_EXAMPLES,
    **GESTURE_EXAMPLES,
    **FILTER_EXAMPLES,
    **CAPACITY_EXAMPLES,
    **CALIBRATION_EXAMPLES,
    **SCENARIO_EXAMPLES,
    **CELL_EXAMPLES,
}

#: Examples of answers that are no JSON, by media type.
TEXTS = {
    "application/yaml": f"schema: {SCHEMA}\nname: First plan\ncalendar: {{start: 2027-01-04, quarters: 2}}\n",
    "text/csv": "week,month,quarter,kind,project,theme,phase,phase_kind,pool,accelerator,cost_centre,charge,treatment,"
    "paid_on,hours,amount,currency\r\n2027-01-04,2027-01,2027-Q1,compute,churn,,train,training,gpus,H100-SXM,,usage,"
    "expense,,1000.0,3500.00,USD\r\n",
    "text/markdown": "# First plan: what has changed\n\n28 Dec 2026, 09:30 to 4 Jan 2027, 09:30 (UTC)\n",
    "text/calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Quarterdeck//Plan of record//EN\r\nEND:VCALENDAR\r\n",
    "text/event-stream": f"event: job\ndata: {json.dumps(JOB)}\n\n",
}

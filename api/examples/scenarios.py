"""Examples of scenarios."""

from typing import Any

from api.examples.ids import PLAN_ID, PORTFOLIO_ID, SCENARIO_ID, THEN

EDIT = {"path": ["budgets", "2027-Q1", "compute"], "what": "changed", "before": "50000", "after": "35000"}
SCENARIO = {
    "id": SCENARIO_ID,
    "portfolio_id": PORTFOLIO_ID,
    "name": "Compute budget cut by 30 %",
    "note": "Asked for by finance",
    "state": "planned",
    "edits": [EDIT],
    "base_plan_id": None,
    "plan_id": PLAN_ID,
    "value": 71000.0,
    "version": 1,
    "created_by": "Olga",
    "created_at": THEN,
    "updated_at": THEN,
}
SCENARIO_EXAMPLES: dict[str, Any] = {
    "ScenarioBody": SCENARIO,
    "ScenarioDraft": {
        "name": "Compute budget cut by 30 %",
        "levers": [{"budget": {"kind": "compute", "percent": -30}}],
    },
    "ScenarioPatch": {"state": "dropped"},
    "ReviewBody": {
        "scenario": SCENARIO,
        "clashes": [{"edit": 0, "now": "45000", "possible": True}],
        "portfolio_version": 7,
    },
    "ApplyRequest": {"choices": [{"edit": 0, "value": "scenario"}]},
    "AppliedBody": {"scenario": SCENARIO | {"state": "applied"}, "portfolio_version": 8},
}

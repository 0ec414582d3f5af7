"""Plan files: JSON, checked as strictly as portfolios."""

from pydantic import ValidationError

from planner.document.diagnose import diagnostics_of
from planner.document.source import parse, refuse
from planner.domain.plan import PLAN_SCHEMA, Plan
from planner.errors import BadInput


def read_plan(content: bytes) -> Plan:
    """Read a plan file; BadInput with diagnostics when it is none."""
    source = parse(content, "json")
    if not isinstance(source.value, dict) or source.value.get("schema") != PLAN_SCHEMA:
        raise refuse(f"not a plan file: expected a JSON object with `schema: {PLAN_SCHEMA}`", 1, "schema")
    try:
        return Plan.model_validate(source.value)
    except ValidationError as error:
        diagnostics = diagnostics_of(error, source, Plan)
        first = diagnostics[0]
        raise BadInput(f"the plan file cannot be used: {first.path}: {first.message}", diagnostics) from error


def write_plan(plan: Plan) -> bytes:
    """The plan file."""
    return (plan.model_dump_json(by_alias=True, indent=1) + "\n").encode()

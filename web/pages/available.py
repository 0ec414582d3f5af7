"""Is there room for more work in a plan? The question is kept in the address."""

from typing import Any

from fastapi import APIRouter, Request, Response

from planner.document.asked import asked
from planner.domain.available import Availability, Wanted
from planner.errors import BadInput
from planner.services.replans import ask_available
from web.forms.entries import MistypedError, read_estimate
from web.pages.jobs import progress_of
from web.pages.reading import open_plan
from web.rendering import answer
from web.views.available import available_view
from web.visit import CurrentVisit

router = APIRouter()
EFFORT = "effort."


@router.get("/portfolios/{portfolio_id}/plans/{plan_id}/available")
def available(visit: CurrentVisit, portfolio_id: str, plan_id: str, request: Request) -> Response:
    """The form, and the answer when something was asked."""
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    typed = {name: value.strip() for name, value in request.query_params.items()}
    found: Availability | None = None
    error = ""
    if typed:
        try:
            found = ask_available(visit.context, plan_id, asked(Wanted, _shape(typed)))
        except (BadInput, MistypedError) as wrong:
            error = wrong.message if isinstance(wrong, BadInput) else str(wrong)
    progress = progress_of(visit, job, source.href) if job else None
    view = available_view(shell, controls, source, typed, found, error, progress)
    return answer(view, status=422 if error else 200)


def _shape(typed: dict[str, str]) -> dict[str, Any]:
    """The fields as the keys of a phase; what was left empty is not said."""
    given = {name: value for name, value in typed.items() if value}
    shape: dict[str, Any] = {name: given[name] for name in ("name", "by") if name in given}
    effort = {
        name.removeprefix(EFFORT): read_estimate(value)
        for name, value in given.items()
        if name.startswith(EFFORT)
    }
    if effort:
        shape["effort"] = effort
        low = given.get("crew_min", "1")
        shape["crew"] = {"min": low, "max": given.get("crew_max", low)}
    if "weeks" in given:
        shape["weeks"] = read_estimate(given["weeks"])
    if "gpu_hours" in given:
        shape["gpu"] = {"hours": read_estimate(given["gpu_hours"]), "reference": given.get("accelerator", "")}
        if "max_devices" in given:
            shape["gpu"]["max_devices"] = given["max_devices"]
    if "earliest" in given:
        shape["window"] = {"earliest": given["earliest"]}
    return shape

"""Scenarios of a portfolio: list, make, plan, review, apply, drop."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Response
from pydantic import ValidationError

from planner.document.changes import changes_from
from planner.document.notation import NotationError
from planner.document.source import parse
from planner.domain.document_edits import Side
from planner.domain.job import PlanSettings, planned_alike
from planner.domain.scenarios import ScenarioDraft, TriedChange
from planner.errors import BadInput, Conflict, NotFound, QuarterdeckError
from planner.services.compare_plans import same_luck
from planner.services.plans import PlanRecord, get_plan
from planner.services.scenarios import (
    Review,
    apply_scenario,
    create_scenario,
    list_scenarios,
    plan_scenario,
    review_scenario,
    update_scenario,
)
from web import locales
from web.pages.jobs import progress_of
from web.pages.reading import REFRESH_SECONDS, latest_plan, read_place, running_job
from web.rendering import answer
from web.views.paired import paired_sentence
from web.views.scenarios import apply_view, new_scenario_view, scenario_view, scenarios_view
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, Typed, Visit, go, version_of

router = APIRouter()


@router.get("/portfolios/{portfolio_id}/scenarios")
def scenarios(
    visit: CurrentVisit, portfolio_id: str, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """All scenarios, the newest first."""
    record, place = read_place(visit, portfolio_id)
    page = list_scenarios(visit.context, portfolio_id, cursor=cursor)
    view = scenarios_view(
        portfolio_shell(visit.frame, place, "Scenarios"),
        place,
        page.items,
        latest_plan(visit, portfolio_id),
        record.portfolio.currency,
        page.next_cursor,
        can_edit=visit.can_edit,
    )
    return answer(view)


@router.get("/portfolios/{portfolio_id}/scenarios/new")
def new(visit: CurrentVisit, portfolio_id: str) -> Response:
    """An empty scenario."""
    return _form(visit, portfolio_id, {})


def _form(
    visit: Visit, portfolio_id: str, typed: dict[str, str], error: QuarterdeckError | None = None
) -> Response:
    record, place = read_place(visit, portfolio_id)
    plan = latest_plan(visit, portfolio_id)
    details: tuple[str, ...] = ()
    if isinstance(error, BadInput):
        details = tuple(
            (f"line {d.line}: " if d.line else f"{d.path}: ") + d.message for d in error.diagnostics
        )
    view = new_scenario_view(
        portfolio_shell(visit.frame, place, "Scenarios", title="New scenario"),
        place,
        record.portfolio,
        typed,
        plan.id if plan and plan.verified else "",
        error.message if error else "",
        details,
    )
    return answer(view, status=422 if error else 200)


@router.post("/portfolios/{portfolio_id}/scenarios")
def make(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Make the scenario that was typed, and plan it."""
    try:
        draft = _draft(visit, portfolio_id, typed)
        with visit.context.session.begin_nested():
            made = create_scenario(visit.context, portfolio_id, draft)
            plan_scenario(visit.context, made.id, _as_planned(visit, portfolio_id))
    except (BadInput, Conflict) as error:
        return _form(visit, portfolio_id, typed, error)
    return go(f"/portfolios/{portfolio_id}/scenarios/{made.id}")


def _as_planned(visit: Visit, portfolio_id: str) -> PlanSettings:
    """Settings like those of the portfolio's newest plan, so that what differs is the scenario's doing."""
    newest = latest_plan(visit, portfolio_id)
    if newest is None:
        return PlanSettings()
    return planned_alike(newest.settings)


def _draft(visit: Visit, portfolio_id: str, typed: dict[str, str]) -> ScenarioDraft:
    name = typed.get("name", "").strip()
    if not name:
        raise BadInput("Name: give the scenario a name.")
    head: dict[str, Any] = {"name": name[:200], "note": typed.get("note", "")[:10_000]}
    levers, document = _levers(typed), typed.get("changes", "").strip()
    if levers and document:
        raise BadInput("Give simple changes or a changes document, not both: each scenario has one source.")
    if document:
        plan_id = typed.get("plan_id", "")
        plan = get_plan(visit.context, plan_id)
        if plan.portfolio_id != portfolio_id:
            raise NotFound(f"This portfolio has no plan '{plan_id}'.")
        value = parse(document.encode(), None, None).value
        return ScenarioDraft(**head, plan_id=plan_id, changes=changes_from(value, plan.portfolio, plan.plan))
    if not levers:
        raise BadInput("Choose at least one change, or paste a changes document.")
    try:
        return ScenarioDraft.model_validate(head | {"levers": levers})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadInput(f"{'.'.join(map(str, first['loc'][2:]))}: {first['msg']}") from error


def _levers(typed: dict[str, str]) -> list[dict[str, Any]]:
    """The simple changes that were chosen."""
    levers: list[dict[str, Any]] = []
    if typed.get("skill"):
        levers.append({"people": {"skill": typed["skill"], "count": _number(typed, "count", "People", "1")}})
    if typed.get("pool"):
        levers.append({"pool": {"pool": typed["pool"], "percent": _number(typed, "pool_percent", "Devices")}})
    if typed.get("budget"):
        percent = _number(typed, "budget_percent", "Budget")
        levers.append({"budget": {"kind": typed["budget"], "percent": percent}})
    if typed.get("theme"):
        share = _number(typed, "share", "Share of the theme") / 100
        levers.append({"theme_share": {"theme": typed["theme"], "at_least": share}})
    if typed.get("project"):
        selected = typed.get("selected") != "out"
        levers.append({"project": {"project": typed["project"], "selected": selected}})
    return levers


def _number(typed: dict[str, str], name: str, label: str, absent: str = "") -> float:
    text = typed.get(name, "").strip().rstrip("%").strip() or absent
    try:
        value = float(locales.typed().notation.plain(text))
    except NotationError as error:
        raise BadInput(f"{label}: {error}") from None
    return int(value) if value.is_integer() else value


@router.post("/portfolios/{portfolio_id}/scenarios/tried")
def try_change(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: Annotated[str, Form(max_length=80)],
    project: Annotated[str, Form(max_length=80)],
    change: Annotated[str, Form(min_length=1, max_length=500)],
) -> Response:
    """A scenario of a change that would let a project in; it is planned at once."""
    _, place = read_place(visit, portfolio_id)
    plan = get_plan(visit.context, plan_id)
    names = {p.id: p.name for p in plan.portfolio.projects}
    name = f"{names.get(project, project)}: {change}"[:200]
    tried = TriedChange(project=project, change=change)
    made = create_scenario(
        visit.context, portfolio_id, ScenarioDraft(name=name, plan_id=plan_id, tried=tried)
    )
    plan_scenario(visit.context, made.id, _as_planned(visit, portfolio_id))
    return go(f"{place.href}/scenarios/{made.id}")


def _read(visit: Visit, portfolio_id: str, scenario_id: str) -> Review:
    review = review_scenario(visit.context, scenario_id)
    if review.scenario.portfolio_id != portfolio_id:
        raise NotFound(f"This portfolio has no scenario '{scenario_id}'.")
    return review


@router.get("/portfolios/{portfolio_id}/scenarios/{scenario_id}")
def scenario(visit: CurrentVisit, portfolio_id: str, scenario_id: str) -> Response:
    """One scenario with its changes."""
    record, place = read_place(visit, portfolio_id)
    review = _read(visit, portfolio_id, scenario_id)
    base = latest_plan(visit, portfolio_id)
    own = review.scenario.plan_id
    job = running_job(visit, portfolio_id, (own,) if own else (), scenario_id)
    shell = portfolio_shell(
        visit.frame,
        place,
        "Scenarios",
        title=review.scenario.name,
        refresh_seconds=REFRESH_SECONDS if job else 0,
    )
    href = f"{place.href}/scenarios/{scenario_id}"
    view = scenario_view(
        shell,
        place,
        review,
        base.id if base and base.plan.value is not None else None,
        record.portfolio.currency,
        progress_of(visit, job, href) if job else None,
        _luck(visit, base, review.scenario.plan_id),
        can_edit=visit.can_edit,
    )
    return answer(view)


def _luck(visit: Visit, base: PlanRecord | None, plan_id: str | None) -> str:
    """How often the scenario's plan is better than that of the portfolio; empty without runs that are pairs."""
    if base is None or plan_id is None or plan_id == base.id:
        return ""
    found = same_luck(visit.context, base, get_plan(visit.context, plan_id))
    return "" if isinstance(found, str) else paired_sentence(found, "its plan", "the portfolio's newest plan")


@router.post("/portfolios/{portfolio_id}/scenarios/{scenario_id}/plan")
def plan(visit: CurrentVisit, portfolio_id: str, scenario_id: str) -> Response:
    """Plan a scenario again."""
    _read(visit, portfolio_id, scenario_id)
    plan_scenario(visit.context, scenario_id, _as_planned(visit, portfolio_id))
    return go(f"/portfolios/{portfolio_id}/scenarios/{scenario_id}")


@router.post("/portfolios/{portfolio_id}/scenarios/{scenario_id}/edit")
def edit(visit: CurrentVisit, portfolio_id: str, scenario_id: str, typed: Typed) -> Response:
    """Rename a scenario, change its note, drop it or take it up again."""
    _read(visit, portfolio_id, scenario_id)
    state = {"drop": "dropped", "reopen": "draft"}.get(typed.get("do", ""))
    update_scenario(
        visit.context,
        scenario_id,
        version=version_of(typed),
        name=typed.get("name"),
        note=typed.get("note"),
        state=state,  # type: ignore[arg-type]  # one of the two above
    )
    return go(f"/portfolios/{portfolio_id}/scenarios/{scenario_id}", said="saved")


@router.get("/portfolios/{portfolio_id}/scenarios/{scenario_id}/apply")
def review(visit: CurrentVisit, portfolio_id: str, scenario_id: str) -> Response:
    """What applying a scenario changes, and where somebody else has changed the same."""
    return _review(visit, portfolio_id, scenario_id)


def _review(
    visit: Visit, portfolio_id: str, scenario_id: str, message: str = "", status: int = 200
) -> Response:
    _, place = read_place(visit, portfolio_id)
    found = _read(visit, portfolio_id, scenario_id)
    title = f"Apply {found.scenario.name}"
    shell = portfolio_shell(visit.frame, place, "Scenarios", title=title)
    return answer(apply_view(shell, place, found, message), status=status)


@router.post("/portfolios/{portfolio_id}/scenarios/{scenario_id}/apply")
def apply(visit: CurrentVisit, portfolio_id: str, scenario_id: str, typed: Typed) -> Response:
    """Make the changes part of the portfolio; where it has changed meanwhile, show both versions again."""
    _read(visit, portfolio_id, scenario_id)
    choices: dict[int, Side] = {}
    for name, value in typed.items():
        number = name.removeprefix("edit-")
        if name.startswith("edit-") and number.isdigit():
            choices[int(number)] = "base" if value == "base" else "scenario"
    try:
        token = apply_scenario(
            visit.context, scenario_id, portfolio_version=version_of(typed), choices=choices
        )
    except (Conflict, BadInput) as error:
        return _review(visit, portfolio_id, scenario_id, error.message, status=409)
    return go(f"/portfolios/{portfolio_id}/plan", said="applied", undo=token)

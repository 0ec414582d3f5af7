"""Projects: table, row edited in place, page, form, deletion with a way back."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from planner.document.cells import CellError, number
from planner.domain.projects import Project
from planner.domain.ranking import rank
from planner.domain.scores import formula_of
from planner.errors import BadInput, VersionConflict
from planner.services.bulk_edit import undo_bulk
from planner.services.comments import list_comments
from planner.services.corrections import project_corrections
from planner.services.filters import list_filters, undo_filter, undoes_filter
from planner.services.plan_costs import plan_cost
from planner.services.plans import newest_decisions
from planner.services.portfolios import PortfolioRecord
from planner.services.row_states import undo
from planner.services.rows import add_row, delete_row, get_row, update_row
from web import locales
from web.forms.form import full_tree, read_form, shown, tree_of
from web.forms.places import Place, diagnostic_errors
from web.forms.project import project_items, project_typed, quick_entries, read_project
from web.forms.rows import take_step
from web.pages.filters import CurrentView
from web.pages.origins import origins
from web.pages.reading import latest_plan, plan_source, read_place, versioned_rows
from web.pages.scoring import Scored
from web.rendering import answer
from web.views.comments import comments_part
from web.views.costs import project_cost
from web.views.forms import conflict_view, form_view
from web.views.general import UndoPart
from web.views.panel import sources_of
from web.views.project import project_view
from web.views.projects import ProjectRowView, project_row, project_row_edit, projects_view
from web.views.ranked import ranked_view
from web.views.scores import Scoring
from web.views.shell import Nav, PortfolioPlace, portfolio_shell
from web.views.values import Versioned
from web.visit import CurrentVisit, Typed, Visit, go, version_of

router = APIRouter()
Search = Annotated[str, Query(max_length=200)]
#: Comments on one page.
MOST_COMMENTS = 50
NEW = {
    "kind": "model",
    "phases": "1",
    "phases-0-name": "Build",
    "phases-0-kind": "build",
    "phases-0-effort": "1",
}


@router.get("/portfolios/{portfolio_id}/projects")
def projects(
    visit: CurrentVisit,
    portfolio_id: str,
    scoring: Scored,
    view: CurrentView,
) -> Response:
    """The table of projects, or for htmx only its body."""
    record, place = read_place(visit, portfolio_id)
    shown_view = projects_view(
        portfolio_shell(visit.frame, place, "Projects"),
        place,
        record.portfolio,
        versioned_rows(visit, portfolio_id, "projects", record.portfolio.projects),
        newest_decisions(visit.context, portfolio_id),
        view=view,
        saved=list_filters(visit.context),
        scoring=scoring,
        can_edit=visit.can_edit,
    )
    return answer(shown_view, part="parts/projects_table.html" if visit.fragment else None)


@router.get("/portfolios/{portfolio_id}/projects/new")
def new(visit: CurrentVisit, portfolio_id: str) -> Response:
    """An empty project."""
    record, place = read_place(visit, portfolio_id)
    return _form(visit, place, record, NEW, {})


@router.post("/portfolios/{portfolio_id}/projects")
def add(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Add the project that was typed."""
    record, place = read_place(visit, portfolio_id)
    step = take_step(typed)
    if step:
        return _form(visit, place, record, step[0], {}, focus=step[1])
    draft = read_project(record.portfolio, typed, {})
    if draft.body is None:
        return _form(visit, place, record, typed, draft.errors)
    try:
        add_row(visit.context, portfolio_id, "projects", draft.body)
    except BadInput as error:
        return _form(visit, place, record, typed, _errors(record, typed, error))
    return go(f"{place.href}/projects", said="saved")


@router.get("/portfolios/{portfolio_id}/projects/ranked")
def ranked(visit: CurrentVisit, portfolio_id: str, scoring: Scored, weeks: Search = "") -> Response:
    """Projects by score, with the lines of must-haves and of the people's time."""
    record, place = read_place(visit, portfolio_id)
    asked, said = None, ""
    try:
        asked = number(weeks, locales.typed().notation) if weeks.strip() else None
    except CellError as error:
        said = f"Engineer-weeks: {error}."
    formula = scoring.formula or formula_of("rice")
    view = ranked_view(
        portfolio_shell(visit.frame, place, "Projects", title="Ranked list"),
        place,
        scoring,
        rank(record.portfolio, scoring.method, formula, asked),
        newest_decisions(visit.context, portfolio_id),
        weeks=weeks,
        weeks_said=said,
    )
    return answer(view)


@router.get("/portfolios/{portfolio_id}/projects/{project_id}")
def project(
    visit: CurrentVisit,
    portfolio_id: str,
    project_id: str,
    comments: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The page of a project; `comments` is where older ones begin."""
    return project_page(visit, portfolio_id, project_id, cursor=comments or None)


def project_page(
    visit: Visit,
    portfolio_id: str,
    project_id: str,
    *,
    cursor: str | None = None,
    typed: str = "",
    error: str = "",
) -> Response:
    """The page of a project, also with a comment that was refused."""
    record, place = read_place(visit, portfolio_id)
    row = _read(visit, portfolio_id, project_id)
    body = row.body
    found = latest_plan(visit, portfolio_id)
    source = plan_source(visit, place, record, found) if found else None
    planned = bool(source and source.plan.value is not None)
    href = f"{place.href}/projects/{project_id}"
    found_comments = list_comments(
        visit.context, portfolio_id, project_id, limit=MOST_COMMENTS, cursor=cursor
    )
    pins, estimates = origins(visit, portfolio_id, record.portfolio, project_id)
    return answer(
        project_view(
            portfolio_shell(visit.frame, place, "Projects", title=body.name),
            href,
            record.portfolio,
            body,
            row.version,
            plan=source.plan if source else None,
            plan_href=source.href if source else None,
            finish=source.finishes.get(project_id) if source else None,
            forecast=source.forecast.of(project_id) if source and source.forecast else None,
            cost=project_cost(plan_cost(source.plan_id, source.portfolio, source.plan), project_id)
            if source and planned
            else (),
            corrected=project_corrections(record.portfolio, body),
            calibration_href=f"{place.href}/calibration",
            can_edit=visit.can_edit,
            comments=comments_part(href, found_comments, typed, error),
            pins=pins,
            sources=sources_of(source, estimates) if source and planned else (("Estimates", estimates),),
        ),
        status=422 if error else 200,
    )


@router.get("/portfolios/{portfolio_id}/projects/{project_id}/row")
def row(
    visit: CurrentVisit, portfolio_id: str, project_id: str, scoring: Scored, show: bool = False
) -> Response:
    """A project's row in the table, to edit in place or as it is."""
    record, place = read_place(visit, portfolio_id)
    found = _read(visit, portfolio_id, project_id)
    if show:
        return _row(visit, place, record, found, scoring)
    return answer(project_row_edit(place, record.portfolio, found, None, {}))


@router.post("/portfolios/{portfolio_id}/projects/{project_id}/row")
def save_row(
    visit: CurrentVisit, portfolio_id: str, project_id: str, scoring: Scored, typed: Typed
) -> Response:
    """Save the key fields from the table."""
    record, place = read_place(visit, portfolio_id)
    found = _read(visit, portfolio_id, project_id)
    draft = read_form(quick_entries(record.portfolio), typed, tree_of(found.body), Project)
    opened = Versioned(version_of(typed), found.body)
    if draft.body is None:
        return answer(project_row_edit(place, record.portfolio, opened, typed, draft.errors), status=422)
    try:
        saved = update_row(
            visit.context, portfolio_id, "projects", project_id, draft.body, version=opened.version
        )
    except BadInput as error:
        entries, at = quick_entries(record.portfolio), _at(record, project_id)
        errors = diagnostic_errors(entries, typed, error.diagnostics, error.message, at)
        return answer(project_row_edit(place, record.portfolio, opened, typed, errors), status=422)
    except VersionConflict as conflict:
        theirs = Versioned(conflict.current_version, found.body)
        changed = _differences(record, found.body, typed)
        text = f"Somebody changed this meanwhile: {changed}. Save again to keep yours."
        return answer(project_row_edit(place, record.portfolio, theirs, typed, {"": text}), status=409)
    return _row(visit, place, record, Versioned(saved.version, draft.body), scoring)


@router.get("/portfolios/{portfolio_id}/projects/{project_id}/edit")
def edit(visit: CurrentVisit, portfolio_id: str, project_id: str) -> Response:
    """The whole form of a project."""
    record, place = read_place(visit, portfolio_id)
    found = _read(visit, portfolio_id, project_id)
    typed = project_typed(record.portfolio, found.body)
    return _form(visit, place, record, typed, {}, found)


@router.post("/portfolios/{portfolio_id}/projects/{project_id}/edit")
def save(visit: CurrentVisit, portfolio_id: str, project_id: str, typed: Typed) -> Response:
    """Save a project; when somebody else did meanwhile, show both versions."""
    record, place = read_place(visit, portfolio_id)
    found = _read(visit, portfolio_id, project_id)
    opened = Versioned(version_of(typed), found.body)
    step = take_step(typed)
    if step:
        return _form(visit, place, record, step[0], {}, opened, focus=step[1])
    draft = read_project(record.portfolio, typed, tree_of(found.body))
    if draft.body is None:
        return _form(visit, place, record, typed, draft.errors, opened)
    try:
        update_row(visit.context, portfolio_id, "projects", project_id, draft.body, version=opened.version)
    except BadInput as error:
        return _form(visit, place, record, typed, _errors(record, typed, error, project_id), opened)
    except VersionConflict as conflict:
        return _conflict(visit, place, record, found.body, typed, conflict.current_version)
    return go(f"{place.href}/projects/{project_id}", said="saved")


@router.post("/portfolios/{portfolio_id}/projects/{project_id}/delete")
def delete(visit: CurrentVisit, portfolio_id: str, project_id: str, typed: Typed) -> Response:
    """Delete a project, with a way back."""
    name = _read(visit, portfolio_id, project_id).body.name
    deletion = delete_row(visit.context, portfolio_id, "projects", project_id, version=version_of(typed))
    if visit.fragment:
        return answer(
            UndoPart(
                f"{name} was deleted.", f"/portfolios/{portfolio_id}/projects/undo/{deletion.undo_token}"
            )
        )
    return go(f"/portfolios/{portfolio_id}/projects", said="deleted", undo=deletion.undo_token)


def _read(visit: Visit, portfolio_id: str, project_id: str) -> Versioned[Project]:
    found = get_row(visit.context, portfolio_id, "projects", project_id)
    assert isinstance(found.body, Project)
    return Versioned(found.version, found.body)


def _row(
    visit: Visit,
    place: PortfolioPlace,
    record: PortfolioRecord,
    found: Versioned[Project],
    scoring: Scoring,
) -> Response:
    planned = newest_decisions(visit.context, place.id).get(found.body.id)
    return answer(
        ProjectRowView(
            project_row(place, record.portfolio, found, planned, visit.can_edit, scoring), focus=True
        )
    )


def _at(record: PortfolioRecord, project_id: str) -> Place:
    ids = [project.id for project in record.portfolio.projects]
    return "projects", ids.index(project_id) if project_id else len(ids)


def _errors(
    record: PortfolioRecord, typed: Mapping[str, str], error: BadInput, project_id: str = ""
) -> dict[str, str]:
    items = project_items(record.portfolio, typed, project_id)
    return diagnostic_errors(items, typed, error.diagnostics, error.message, _at(record, project_id))


def _differences(record: PortfolioRecord, theirs: Project, typed: Mapping[str, str]) -> str:
    entries = quick_entries(record.portfolio)
    saved = shown(entries, full_tree(theirs))
    other = [f"{e.label} is '{saved[e.name]}'" for e in entries if saved[e.name] != typed.get(e.name, "")]
    return ", ".join(other) or "fields that are not in this row"


def _form(
    visit: Visit,
    place: PortfolioPlace,
    record: PortfolioRecord,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    opened: Versioned[Project] | None = None,
    focus: str = "",
) -> Response:
    href = f"{place.href}/projects"
    page = form_view(
        portfolio_shell(
            visit.frame, place, "Projects", title=f"Edit {opened.body.name}" if opened else "Add a project"
        ),
        action=f"{href}/{opened.body.id}/edit" if opened else href,
        items=project_items(record.portfolio, typed, opened.body.id if opened else ""),
        typed=typed,
        errors=errors,
        focus=focus,
        back=Nav("Cancel", f"{href}/{opened.body.id}" if opened else href),
        version=opened.version if opened else None,
        delete_action=f"{href}/{opened.body.id}/delete" if opened else None,
    )
    return answer(page, status=422 if errors else 200)


def _conflict(
    visit: Visit,
    place: PortfolioPlace,
    record: PortfolioRecord,
    theirs: Project,
    typed: Mapping[str, str],
    current: int,
) -> Response:
    href = f"{place.href}/projects/{theirs.id}"
    page = conflict_view(
        portfolio_shell(visit.frame, place, "Projects", title=theirs.name),
        title=theirs.name,
        items=project_items(record.portfolio, typed, theirs.id),
        mine=typed,
        theirs=project_typed(record.portfolio, theirs),
        action=f"{href}/edit",
        current_version=current,
        back=Nav("Back", href),
    )
    return answer(page, status=409)


@router.post("/portfolios/{portfolio_id}/{page}/undo/{token}")
def restore(
    visit: CurrentVisit, portfolio_id: str, page: Literal["projects", "people", "pools"], token: str
) -> Response:
    """Undo a deletion, also of a filter, or a change of many projects, and go back to the table."""
    if page == "projects" and undoes_filter(visit.context, token):
        undo_filter(visit.context, token)
    elif page == "projects":
        undo_bulk(visit.context, portfolio_id, token)
    else:
        undo(visit.context, token)
    return go(f"/portfolios/{portfolio_id}/{page}", said="restored")

"""People, open positions and pools: tables, forms, deletion with a way back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from planner.domain.compute import Pool
from planner.domain.portfolio import Portfolio
from planner.domain.slugs import slug_for
from planner.domain.team import Person, Position
from planner.errors import BadInput, NotFound, VersionConflict
from planner.services.rows import RowKind, add_row, delete_row, get_row, update_row
from web.forms.form import full_tree, read_form, shown, tree_of
from web.forms.people import person_items, pool_items, position_items
from web.forms.places import diagnostic_errors
from web.forms.rows import Item, take_step
from web.pages.reading import read_place, versioned_rows
from web.rendering import answer
from web.views.forms import conflict_view, form_view
from web.views.general import UndoPart
from web.views.resources import people_view, pools_view
from web.views.shell import Nav, PortfolioPlace, portfolio_shell
from web.visit import CurrentVisit, Typed, Visit, go, version_of

router = APIRouter()


@dataclass(frozen=True)
class Resource:
    """A kind of row with its form."""

    kind: RowKind
    model: type[Person] | type[Position] | type[Pool]
    items: Callable[[Portfolio], tuple[Item, ...]]
    tab: str
    page: str
    noun: str
    start: Mapping[str, str]


#: A new person has at least one skill: its row is there from the start.
ONE_ROW = {"skills": "1", "leave": "0"}
RESOURCES: dict[str, Resource] = {
    r.kind: r
    for r in (
        Resource(
            "people",
            Person,
            person_items,
            "People",
            "people",
            "person",
            ONE_ROW | {"fte": "100", "max_projects": "2"},
        ),
        Resource(
            "positions",
            Position,
            position_items,
            "People",
            "people",
            "open position",
            ONE_ROW | {"fte": "100", "max_projects": "2"},
        ),
        Resource(
            "pools",
            Pool,
            pool_items,
            "Compute",
            "pools",
            "pool",
            {"kind": "reserved", "availability": "90", "count": "1", "price_per_hour": "1"},
        ),
    )
}


@dataclass(frozen=True)
class Opened:
    """The row that a form was opened for."""

    row_id: str
    version: int


def _resource(kind: str) -> Resource:
    if kind not in RESOURCES:
        raise NotFound(f"There is no page '{kind}'.")
    return RESOURCES[kind]


@router.get("/portfolios/{portfolio_id}/people")
def people(visit: CurrentVisit, portfolio_id: str) -> Response:
    """People and open positions."""
    record, place = read_place(visit, portfolio_id)
    return answer(
        people_view(
            portfolio_shell(visit.frame, place, "People"),
            place,
            record.portfolio,
            versioned_rows(visit, portfolio_id, "people", record.portfolio.people),
            versioned_rows(visit, portfolio_id, "positions", record.portfolio.positions),
            can_edit=visit.can_edit,
        )
    )


@router.get("/portfolios/{portfolio_id}/pools")
def pools(visit: CurrentVisit, portfolio_id: str) -> Response:
    """Accelerator pools."""
    record, place = read_place(visit, portfolio_id)
    rows = versioned_rows(visit, portfolio_id, "pools", record.portfolio.pools)
    return answer(
        pools_view(
            portfolio_shell(visit.frame, place, "Compute"), place, record.portfolio, rows, visit.can_edit
        )
    )


@router.get("/portfolios/{portfolio_id}/{kind}/new")
def new(visit: CurrentVisit, portfolio_id: str, kind: str) -> Response:
    """An empty form."""
    resource = _resource(kind)
    record, place = read_place(visit, portfolio_id)
    return _form(visit, place, record.portfolio, resource, typed=resource.start, errors={})


@router.post("/portfolios/{portfolio_id}/{kind}")
def add(visit: CurrentVisit, portfolio_id: str, kind: str, typed: Typed) -> Response:
    """Add what was typed."""
    resource = _resource(kind)
    record, place = read_place(visit, portfolio_id)
    step = take_step(typed)
    if step:
        return _form(visit, place, record.portfolio, resource, typed=step[0], errors={}, focus=step[1])
    taken = [row.id for row in getattr(record.portfolio, kind)]
    draft = read_form(
        resource.items(record.portfolio),
        typed,
        {"id": slug_for(typed.get("name", ""), taken)},
        resource.model,
    )
    if draft.body is None:
        return _form(visit, place, record.portfolio, resource, typed=typed, errors=draft.errors)
    try:
        add_row(visit.context, portfolio_id, resource.kind, draft.body)
    except BadInput as error:
        items, at = resource.items(record.portfolio), (resource.kind, len(taken))
        errors = diagnostic_errors(items, typed, error.diagnostics, error.message, at)
        return _form(visit, place, record.portfolio, resource, typed=typed, errors=errors)
    return go(f"{place.href}/{resource.page}", said="saved")


@router.get("/portfolios/{portfolio_id}/{kind}/{row_id}/edit")
def edit(visit: CurrentVisit, portfolio_id: str, kind: str, row_id: str) -> Response:
    """The form of a row."""
    resource = _resource(kind)
    record, place = read_place(visit, portfolio_id)
    row = get_row(visit.context, portfolio_id, resource.kind, row_id)
    typed = shown(resource.items(record.portfolio), full_tree(row.body))
    opened = Opened(row_id, row.version)
    return _form(visit, place, record.portfolio, resource, typed=typed, errors={}, opened=opened)


@router.post("/portfolios/{portfolio_id}/{kind}/{row_id}/edit")
def save(visit: CurrentVisit, portfolio_id: str, kind: str, row_id: str, typed: Typed) -> Response:
    """Save a row; when somebody else did meanwhile, show both versions."""
    resource = _resource(kind)
    record, place = read_place(visit, portfolio_id)
    items = resource.items(record.portfolio)
    row = get_row(visit.context, portfolio_id, resource.kind, row_id)
    opened = Opened(row_id, version_of(typed))
    step = take_step(typed)
    if step:
        page = step[0]
        return _form(
            visit, place, record.portfolio, resource, typed=page, errors={}, opened=opened, focus=step[1]
        )
    draft = read_form(items, typed, tree_of(row.body), resource.model)
    errors = draft.errors
    if draft.body is not None:
        try:
            update_row(visit.context, portfolio_id, resource.kind, row_id, draft.body, version=opened.version)
        except BadInput as error:
            at = (resource.kind, [r.id for r in getattr(record.portfolio, kind)].index(row_id))
            errors = diagnostic_errors(items, typed, error.diagnostics, error.message, at)
        except VersionConflict as conflict:
            theirs = shown(items, full_tree(row.body))
            return _conflict(
                visit, place, resource, items, typed=typed, theirs=theirs, row_id=row_id, now=conflict
            )
        else:
            return go(f"{place.href}/{resource.page}", said="saved")
    return _form(visit, place, record.portfolio, resource, typed=typed, errors=errors, opened=opened)


def _conflict(
    visit: Visit,
    place: PortfolioPlace,
    resource: Resource,
    items: Sequence[Item],
    *,
    typed: Mapping[str, str],
    theirs: Mapping[str, str],
    row_id: str,
    now: VersionConflict,
) -> Response:
    title = theirs.get("name") or row_id
    page = conflict_view(
        portfolio_shell(visit.frame, place, resource.tab, title=title),
        title=title,
        items=items,
        mine=typed,
        theirs=theirs,
        action=f"{place.href}/{resource.kind}/{row_id}/edit",
        current_version=now.current_version,
        back=Nav("Back", f"{place.href}/{resource.page}"),
    )
    return answer(page, status=409)


@router.post("/portfolios/{portfolio_id}/{kind}/{row_id}/delete")
def delete(visit: CurrentVisit, portfolio_id: str, kind: str, row_id: str, typed: Typed) -> Response:
    """Delete a row, with a way back."""
    resource = _resource(kind)
    name = get_row(visit.context, portfolio_id, resource.kind, row_id).body.name or row_id
    deletion = delete_row(visit.context, portfolio_id, resource.kind, row_id, version=version_of(typed))
    if visit.fragment:
        return answer(
            UndoPart(
                f"{name} was deleted.",
                f"/portfolios/{portfolio_id}/{resource.page}/undo/{deletion.undo_token}",
            )
        )
    return go(f"/portfolios/{portfolio_id}/{resource.page}", said="deleted", undo=deletion.undo_token)


def _form(
    visit: Visit,
    place: PortfolioPlace,
    portfolio: Portfolio,
    resource: Resource,
    *,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    opened: Opened | None = None,
    focus: str = "",
) -> Response:
    row_id = opened.row_id if opened else None
    title = f"Edit {typed.get('name') or resource.noun}" if row_id else f"Add {_a(resource.noun)}"
    href = f"{place.href}/{resource.kind}"
    page = form_view(
        portfolio_shell(visit.frame, place, resource.tab, title=title),
        action=f"{href}/{row_id}/edit" if row_id else href,
        items=resource.items(portfolio),
        typed=typed,
        errors=errors,
        focus=focus,
        back=Nav("Cancel", f"{place.href}/{resource.page}"),
        version=opened.version if opened else None,
        delete_action=f"{href}/{row_id}/delete" if row_id else None,
    )
    return answer(page, status=422 if errors else 200)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"

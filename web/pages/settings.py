"""The settings of a portfolio, saved section by section; its files; its deletion."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from planner.document import write_json, write_yaml
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, NotFound, VersionConflict
from planner.services.portfolios import PortfolioSettings, delete_portfolio, get_portfolio, update_settings
from web.forms.form import full_tree, read_form, shown, tree_of
from web.forms.places import diagnostic_errors
from web.forms.rows import take_step
from web.forms.settings import Section, sections
from web.pages.reading import read_place
from web.rendering import answer
from web.views.forms import conflict_view
from web.views.settings import settings_view
from web.views.shell import Nav, portfolio_shell
from web.visit import CurrentVisit, Typed, go, version_of

router = APIRouter()


@router.get("/portfolios/{portfolio_id}/settings")
def settings(visit: CurrentVisit, portfolio_id: str) -> Response:
    """All settings."""
    record, place = read_place(visit, portfolio_id)
    shell = portfolio_shell(visit.frame, place, "Settings")
    return answer(settings_view(shell, place, record.portfolio, record.version, can_edit=visit.can_edit))


def _section(name: str, portfolio: Portfolio) -> Section:
    found = next((s for s in sections(portfolio) if s.id == name), None)
    if found is None:
        raise NotFound(f"There are no settings '{name}'.")
    return found


def _changes(section: Section, body: Portfolio) -> PortfolioSettings:
    keys = dict.fromkeys(item.path[0] for item in section.items)
    return PortfolioSettings.model_validate({key: getattr(body, key) for key in keys})


@router.get("/portfolios/{portfolio_id}/settings/{name}")
def section(portfolio_id: str, name: Annotated[str, Path(pattern="^[a-z]+$")]) -> Response:
    """Where a section was refused one may load the page again."""
    return go(f"/portfolios/{portfolio_id}/settings#{name}")


@router.post("/portfolios/{portfolio_id}/settings/{name}")
def save(visit: CurrentVisit, portfolio_id: str, name: str, typed: Typed) -> Response:
    """Save one section; when somebody else changed settings meanwhile, show both versions."""
    record, place = read_place(visit, portfolio_id)
    section = _section(name, record.portfolio)
    shell = portfolio_shell(visit.frame, place, "Settings")
    version = version_of(typed)
    step = take_step(typed)
    if step:
        changed = settings_view(
            shell,
            place,
            record.portfolio,
            version,
            can_edit=visit.can_edit,
            open_section=name,
            typed=step[0],
            focus=step[1],
        )
        return answer(changed)
    draft = read_form(section.items, typed, tree_of(record.portfolio), Portfolio)
    errors = dict(draft.errors)
    if draft.body is not None:
        try:
            update_settings(visit.context, portfolio_id, _changes(section, draft.body), version=version)
        except BadInput as error:
            errors = diagnostic_errors(section.items, typed, error.diagnostics, error.message)
        except VersionConflict as conflict:
            page = conflict_view(
                shell,
                title=section.title,
                items=section.items,
                mine=typed,
                theirs=shown(section.items, full_tree(record.portfolio)),
                action=f"{place.href}/settings/{name}",
                current_version=conflict.current_version,
                back=Nav("Back", f"{place.href}/settings"),
            )
            return answer(page, status=409)
        else:
            return go(f"{place.href}/settings", said="saved")
    view = settings_view(
        shell,
        place,
        record.portfolio,
        version,
        can_edit=visit.can_edit,
        open_section=name,
        typed=typed,
        errors=errors,
    )
    return answer(view, status=422)


@router.get("/portfolios/{portfolio_id}/export.yaml")
def export_yaml(visit: CurrentVisit, portfolio_id: str) -> Response:
    """The portfolio as YAML."""
    text = write_yaml(get_portfolio(visit.context, portfolio_id).portfolio)
    return _download(text, f"{portfolio_id}.yaml", "application/yaml")


@router.get("/portfolios/{portfolio_id}/export.json")
def export_json(visit: CurrentVisit, portfolio_id: str) -> Response:
    """The portfolio as JSON."""
    text = write_json(get_portfolio(visit.context, portfolio_id).portfolio)
    return _download(text, f"{portfolio_id}.json", "application/json")


def _download(text: str | bytes, filename: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(text, media_type=media_type, headers=headers)


@router.post("/portfolios/{portfolio_id}/delete")
def delete(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Delete the portfolio."""
    delete_portfolio(visit.context, portfolio_id, version=version_of(typed))
    return go("/", said="deleted")

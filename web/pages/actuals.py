"""What was spent: stored by month and source, beside the plan; or compared without being stored."""

from collections.abc import Callable
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Form, Response

from planner.domain.variance import ActualFormat, Actuals, VarianceReport
from planner.errors import BadInput, Conflict, LimitExceeded, NotFound
from planner.integrations.actuals import read_actuals
from planner.services.actuals import (
    add_actuals,
    delete_actuals,
    get_actuals_file,
    list_actuals,
    stored_actuals,
    undo_actuals,
)
from planner.services.export_variance import VarianceFormat, variance_file
from planner.services.outcome import variance_to_date
from planner.services.variance import variance_report
from web.pages.jobs import progress_of
from web.pages.reading import Text, Upload, download, given, open_plan
from web.rendering import answer
from web.tables import DataTable, to_csv
from web.views.actuals import Given, actuals_view
from web.views.plan_parts import PlanSource
from web.views.unit_costs import unit_table
from web.views.variance_tables import budgets_table, matrix_table, months_table, projects_table
from web.visit import CurrentVisit, Visit, go

router = APIRouter()
PAGE = "/portfolios/{portfolio_id}/plans/{plan_id}/cost/actuals"
TABLES: dict[str, Callable[[PlanSource, VarianceReport], DataTable]] = {
    "months": lambda _, report: months_table(report, ""),
    "causes": lambda source, report: projects_table(source, report, ""),
    "variance": lambda source, report: matrix_table(source, report, ""),
    "budgets": lambda source, report: budgets_table(source, report, ""),
    "units": lambda source, report: unit_table(source, report.units, report.currency, "units", ""),
}


@router.get(PAGE)
def actuals(visit: CurrentVisit, portfolio_id: str, plan_id: str) -> Response:
    """What is stored beside the plan, and where to give more."""
    return _page(visit, portfolio_id, plan_id)


def _page(
    visit: Visit,
    portfolio_id: str,
    plan_id: str,
    typed: Given | None = None,
    unsaved: tuple[Actuals, VarianceReport] | None = None,
    status: int = 200,
) -> Response:
    source, shell, controls, job = open_plan(visit, portfolio_id, plan_id)
    trouble = ""
    report = unsaved[1] if unsaved else None
    if unsaved is None:
        try:
            report = variance_to_date(
                source.portfolio, source.plan, stored_actuals(visit.context, portfolio_id)
            )
        except BadInput as error:
            trouble = error.message
    view = actuals_view(
        shell,
        controls,
        source,
        progress_of(visit, job, source.href) if job else None,
        can_edit=visit.can_edit,
        stored=list_actuals(visit.context, portfolio_id),
        report=report,
        unsaved=unsaved[0] if unsaved else None,
        given=typed,
        trouble=trouble,
    )
    return answer(view, status=status)


@router.post(PAGE)
def give(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    text: Text = "",
    format_: Annotated[str, Form(alias="format", max_length=20)] = "",
    source: Annotated[str, Form(max_length=200)] = "",
    replace: Annotated[str, Form(max_length=10)] = "",
    do: Annotated[Literal["compare", "store"], Form()] = "compare",
    file: Upload = None,
) -> Response:
    """Store what was spent, or only compare it with the plan."""
    content, shown = given(file, text)
    typed = Given(text=shown, format=format_, source=source, replace=bool(replace))
    try:
        if not content.strip():
            raise BadInput("Choose a file or paste its rows.")
        name = source.strip() if do == "store" else "the actuals"
        read = read_actuals(
            content, next((f for f in get_args(ActualFormat) if f == format_), None), source=name
        )
        if do == "store":
            file_name = (file.filename or "") if file else ""
            done = add_actuals(visit.context, portfolio_id, read, file_name=file_name, replace=typed.replace)
            return go(
                PAGE.format(portfolio_id=portfolio_id, plan_id=plan_id), said="stored", undo=done.undo_token
            )
        opened = open_plan(visit, portfolio_id, plan_id).source
        report = variance_report(opened.portfolio, opened.plan, [read])
    except (BadInput, Conflict, LimitExceeded) as error:
        found = error.diagnostics if isinstance(error, BadInput) else ()
        wrong = Given(shown, format_, source, typed.replace, error.message, found)
        return _page(visit, portfolio_id, plan_id, wrong, status=409 if isinstance(error, Conflict) else 422)
    return _page(visit, portfolio_id, plan_id, typed, (read, report))


@router.post(PAGE + "/{actuals_id}/delete")
def delete(visit: CurrentVisit, portfolio_id: str, plan_id: str, actuals_id: str) -> Response:
    """Remove a stored month."""
    done = delete_actuals(visit.context, actuals_id)
    return go(PAGE.format(portfolio_id=portfolio_id, plan_id=plan_id), said="deleted", undo=done.undo_token)


@router.post(PAGE + "/undo/{token}")
def undo(visit: CurrentVisit, portfolio_id: str, plan_id: str, token: str) -> Response:
    """Take an upload or a removal back."""
    undo_actuals(visit.context, portfolio_id, token)
    return go(PAGE.format(portfolio_id=portfolio_id, plan_id=plan_id), said="restored")


@router.get(PAGE + "/files/{format}")
def file_of_variance(
    visit: CurrentVisit,
    portfolio_id: str,
    plan_id: str,
    format: VarianceFormat,  # noqa: A002
) -> Response:
    """Plan and spending by month and project as a file."""
    _, report = _to_date(visit, portfolio_id, plan_id)
    made = variance_file(report, format)
    return download(made.content, f"{portfolio_id}-{made.name}", made.media_type)


@router.get(PAGE + "/tables/{name}.csv")
def table(visit: CurrentVisit, portfolio_id: str, plan_id: str, name: str) -> Response:
    """A table of the page as CSV."""
    source, report = _to_date(visit, portfolio_id, plan_id)
    if name not in TABLES:
        raise NotFound(f"There is no table '{name}'.")
    content = to_csv(TABLES[name](source, report))
    return download(content, f"{portfolio_id}-{name}.csv", "text/csv; charset=utf-8")


def _to_date(visit: Visit, portfolio_id: str, plan_id: str) -> tuple[PlanSource, VarianceReport]:
    source = open_plan(visit, portfolio_id, plan_id).source
    report = variance_to_date(source.portfolio, source.plan, stored_actuals(visit.context, portfolio_id))
    if report is None:
        raise NotFound("Nothing is stored about what was spent in this plan's months.")
    return source, report


@router.get(PAGE + "/{actuals_id}.csv")
def lines(visit: CurrentVisit, portfolio_id: str, plan_id: str, actuals_id: str) -> Response:  # noqa: ARG001
    """The lines of a stored month."""
    content = get_actuals_file(visit.context, actuals_id)
    return download(content, f"{portfolio_id}-actuals.csv", "text/csv; charset=utf-8")

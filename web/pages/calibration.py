"""Finished work of a portfolio, what was learnt from it, and whether plans use it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from planner.domain.calibration import Measure
from planner.domain.finished_work import finished_phases
from planner.errors import BadInput, Diagnostic, LimitExceeded, NotFound
from planner.integrations.work_history import Unit, column_names
from planner.services.corrections import corrections
from planner.services.histories import (
    add_history,
    delete_history,
    get_calibration,
    get_history_file,
    list_histories,
    stop_correcting,
    take_over,
)
from web.pages.reading import read_place
from web.rendering import answer
from web.tables import to_csv
from web.views.calibration import calibration_view, measure_of
from web.views.calibration_tables import (
    corrections_table,
    drift_table,
    folds_table,
    groups_table,
    pit_table,
    scores_table,
)
from web.views.shell import portfolio_shell
from web.visit import CurrentVisit, Typed, Visit, go, version_of

router = APIRouter()
TABLES = {
    "groups": groups_table,
    "drift": drift_table,
    "scores": scores_table,
    "folds": folds_table,
    "pit": pit_table,
}


@router.get("/portfolios/{portfolio_id}/calibration")
def calibration(visit: CurrentVisit, portfolio_id: str, measure: Measure = "effort") -> Response:
    """The page."""
    return _page(visit, portfolio_id, measure)


def _page(
    visit: Visit,
    portfolio_id: str,
    measure: Measure = "effort",
    *,
    typed: Mapping[str, str] | None = None,
    message: str = "",
    diagnostics: Sequence[Diagnostic] = (),
) -> Response:
    record, place = read_place(visit, portfolio_id)
    view = calibration_view(
        portfolio_shell(visit.frame, place, "Estimates"),
        place,
        record.portfolio,
        record.version,
        get_calibration(visit.context, portfolio_id),
        list_histories(visit.context, portfolio_id),
        corrections(record.portfolio),
        measure=measure,
        can_edit=visit.can_edit,
        own=sum(1 for _ in finished_phases(record.portfolio)),
        typed=typed,
        message=message,
        diagnostics=diagnostics,
    )
    return answer(view, status=422 if message else 200)


@router.post("/portfolios/{portfolio_id}/calibration/histories")
def upload(
    visit: CurrentVisit,
    portfolio_id: str,
    name: Annotated[str, Form(max_length=200)] = "",
    columns: Annotated[str, Form(max_length=1000)] = "",
    unit: Annotated[Unit, Form()] = "weeks",
    shared: Annotated[str, Form(max_length=10)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Store the rows of a file; what cannot be used is said."""
    filename = file.filename or "" if file else ""
    typed = {"name": name, "columns": columns, "unit": unit, "shared": shared}
    if file is None or not filename:
        return _page(visit, portfolio_id, typed=typed, message="choose a CSV file with finished work")
    try:
        add_history(
            visit.context,
            portfolio_id,
            file.file.read(),
            name=name or filename,
            columns=column_names(columns),
            unit=unit,
            shared=bool(shared),
        )
    except BadInput as error:
        return _page(visit, portfolio_id, typed=typed, message=error.message, diagnostics=error.diagnostics)
    except LimitExceeded as error:
        return _page(visit, portfolio_id, typed=typed, message=error.message)
    return go(f"/portfolios/{portfolio_id}/calibration", said="saved")


@router.get("/portfolios/{portfolio_id}/calibration/histories/{history_id}.csv")
def history(visit: CurrentVisit, portfolio_id: str, history_id: str) -> Response:
    """The rows of a history."""
    return _csv(get_history_file(visit.context, history_id), f"{portfolio_id}-history.csv")


@router.post("/portfolios/{portfolio_id}/calibration/histories/{history_id}/delete")
def delete(visit: CurrentVisit, portfolio_id: str, history_id: str) -> Response:
    """Delete a history."""
    delete_history(visit.context, history_id)
    return go(f"/portfolios/{portfolio_id}/calibration", said="deleted")


@router.post("/portfolios/{portfolio_id}/calibration/apply")
def apply(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Let plans use what was learnt."""
    take_over(visit.context, portfolio_id, version=version_of(typed))
    return go(f"/portfolios/{portfolio_id}/calibration", said="applied")


@router.post("/portfolios/{portfolio_id}/calibration/stop")
def stop(visit: CurrentVisit, portfolio_id: str, typed: Typed) -> Response:
    """Let plans take estimates as they are."""
    stop_correcting(visit.context, portfolio_id, version=version_of(typed))
    return go(f"/portfolios/{portfolio_id}/calibration", said="applied")


@router.get("/portfolios/{portfolio_id}/calibration/tables/{name}.csv")
def table(visit: CurrentVisit, portfolio_id: str, name: str, measure: Measure = "effort") -> Response:
    """A table of the page as CSV."""
    record, place = read_place(visit, portfolio_id)
    if name == "corrections":
        made = corrections_table(place, record.portfolio, corrections(record.portfolio))
    elif name in TABLES:
        report = get_calibration(visit.context, portfolio_id)
        made = TABLES[name](f"{place.href}/calibration", measure_of(report, measure))
    else:
        raise NotFound(f"There is no table '{name}'.")
    return _csv(to_csv(made), f"{portfolio_id}-{name}.csv")


def _csv(content: bytes, filename: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

"""Import: paste or upload. What is wrong is shown with its line, and everything typed stays."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile

from planner.errors import BadInput, LimitExceeded
from planner.services.import_portfolio import import_document
from web.rendering import answer
from web.views.general import ImportView, import_view, imported_view
from web.views.shell import Shell, shell
from web.visit import CurrentVisit, Visit, go

router = APIRouter()


def _shell(visit: Visit) -> Shell:
    return shell(visit.frame, "Import a portfolio", section="Import")


@router.get("/import")
def form(visit: CurrentVisit) -> Response:
    """The empty page."""
    return answer(import_view(_shell(visit)))


@router.post("/import")
def take(
    visit: CurrentVisit,
    text: Annotated[str, Form()] = "",
    format_: Annotated[str, Form(alias="format")] = "auto",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Import what was pasted or uploaded: all of it or nothing."""
    filename = file.filename or "" if file else ""
    content = file.file.read() if file and filename else text.encode()
    # A file of text goes into the text area, so that its errors can be mended here.
    shown = text if not filename else _as_text(content)
    chosen = None if format_ == "auto" else format_
    if not content.strip():
        return _wrong(
            import_view(_shell(visit), format_=format_, message="Paste a document or choose a file.")
        )
    try:
        outcome = import_document(visit.context, content, format=chosen, filename=filename or None)
    except BadInput as error:
        view = import_view(
            _shell(visit),
            text=shown,
            format_=format_,
            filename=filename,
            message=error.message,
            diagnostics=error.diagnostics,
        )
        return _wrong(view)
    except LimitExceeded as error:
        return _wrong(import_view(_shell(visit), format_=format_, filename=filename, message=error.message))
    if outcome.warnings:
        return answer(imported_view(_shell(visit), outcome.record, outcome.warnings))
    return go(f"/portfolios/{outcome.record.id}/plan", said="imported")


def _as_text(content: bytes) -> str:
    try:
        return content.decode() if b"\0" not in content else ""
    except UnicodeDecodeError:
        return ""


def _wrong(view: ImportView) -> Response:
    return answer(view, status=422)

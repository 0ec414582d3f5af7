"""Cells of the tables of projects and people: what the table's own script sends, and rows as they are afterwards."""

from collections.abc import Mapping, Sequence
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from planner.document.cells import MOST_COLUMNS, MOST_ROWS
from planner.document.columns import cell_texts
from planner.domain.projects import Project
from planner.domain.team import Person
from planner.errors import BadInput, Conflict, LimitExceeded, NotFound, VersionConflict
from planner.services.cells import EditedCells, RowEdit, edit_cells, paste_sheet
from planner.services.plans import newest_decisions
from planner.services.row_states import undo
from web import locales, words
from web.pages.reading import read_place, versioned_rows
from web.pages.scoring import Scored
from web.rendering import render
from web.views.projects import ProjectRowView, project_row
from web.views.resources import PersonRowView, person_row
from web.views.scores import Scoring
from web.visit import CurrentVisit, Visit

router = APIRouter()
Kind = Literal["projects", "people"]
NOUNS: Mapping[Kind, tuple[str, str]] = {"projects": ("project", "projects"), "people": ("person", "people")}


class TypedRow(BaseModel):
    """Cells of one row; without an id, of a new one."""

    model_config = ConfigDict(extra="forbid")
    id: str | None = Field(default=None, max_length=64)
    version: int | None = None
    cells: dict[str, str] = Field(max_length=MOST_COLUMNS)


class TypedCells(BaseModel):
    """Cells by row and column, or a sheet with a heading."""

    model_config = ConfigDict(extra="forbid")
    rows: list[TypedRow] = Field(default=[], max_length=MOST_ROWS)
    sheet: str = ""


@router.post("/portfolios/{portfolio_id}/{kind}/cells")
def save(visit: CurrentVisit, portfolio_id: str, kind: Kind, scoring: Scored, typed: TypedCells) -> Response:
    """Store cells: all of them, or none and what is wrong with which."""
    rows = [RowEdit(row.cells, row.id, row.version) for row in typed.rows]
    try:
        if typed.sheet:
            done = paste_sheet(visit.context, portfolio_id, kind, typed.sheet, locales.current().notation)
        else:
            done = edit_cells(visit.context, portfolio_id, kind, rows, locales.current().notation)
    except VersionConflict as conflict:
        return _conflict(visit, portfolio_id, kind, rows, conflict, scoring)
    except (BadInput, LimitExceeded) as error:
        return _refusal(error)
    return _done(visit, portfolio_id, kind, done, scoring)


def _done(visit: Visit, portfolio_id: str, kind: Kind, done: EditedCells, scoring: Scoring) -> Response:
    if done.undo_token is None:
        return JSONResponse(
            {"ids": done.ids, "rows": [], "gone": [], "undo": None, "said": "Nothing has changed."}
        )
    changed = len(done.ids) - len(done.added)
    said = " and ".join(
        part
        for part in (
            f"{words.count(changed, *NOUNS[kind])} changed" if changed else "",
            f"{words.count(len(done.added), *NOUNS[kind])} added" if done.added else "",
        )
        if part
    )
    found, _ = _rows(visit, portfolio_id, kind, done.ids, scoring)
    return JSONResponse(
        {"ids": done.ids, "rows": found, "gone": [], "undo": done.undo_token, "said": f"{said.capitalize()}."}
    )


def _refusal(error: BadInput | LimitExceeded) -> Response:
    found = error.diagnostics if isinstance(error, BadInput) else ()
    wrong = []
    for finding in found:
        place, _, column = finding.path.partition(".cells.")
        at = place.removeprefix("rows[").removesuffix("]")
        row = f"row {finding.line}: " if finding.line else ""
        wrong.append(
            {"row": int(at), "column": column, "message": finding.message}
            if column and at.isdigit()
            else {"row": None, "column": "", "message": f"{finding.path}, {row}{finding.message}"}
        )
    return JSONResponse({"message": error.message, "wrong": wrong}, status_code=422)


def _conflict(
    visit: Visit,
    portfolio_id: str,
    kind: Kind,
    rows: Sequence[RowEdit],
    conflict: VersionConflict,
    scoring: Scoring,
) -> Response:
    """Both versions of every cell that differs, and the rows as they are now."""
    ids = [row.id for row in rows if row.id is not None]
    now, texts = _rows(visit, portfolio_id, kind, ids, scoring)
    theirs = [
        {"row": n, "column": key, "text": texts[row.id].get(key, "")}
        for n, row in enumerate(rows)
        if row.id in texts
        for key, mine in row.cells.items()
        if texts[row.id].get(key, mine) != mine.strip()
    ]
    gone = [row_id for row_id in ids if row_id not in texts]
    return JSONResponse(
        {"message": conflict.message, "theirs": theirs, "rows": now, "gone": gone}, status_code=409
    )


@router.post("/portfolios/{portfolio_id}/{kind}/cells/undo/{token}")
def take_back(visit: CurrentVisit, portfolio_id: str, kind: Kind, token: str, scoring: Scored) -> Response:
    """Undo an edit of cells; undoing that is doing it again."""
    try:
        done = undo(visit.context, token)
    except (Conflict, NotFound, BadInput) as error:
        return JSONResponse({"message": error.message, "wrong": []}, status_code=409)
    if (done.portfolio_id, done.kind) != (portfolio_id, kind):
        raise NotFound("There is nothing to undo here.")
    found, texts = _rows(visit, portfolio_id, kind, done.ids, scoring)
    gone = [row_id for row_id in done.ids if row_id not in texts]
    said = f"{words.count(len(done.ids), *NOUNS[kind])} changed back."
    return JSONResponse({"ids": done.ids, "rows": found, "gone": gone, "undo": done.undo_token, "said": said})


def _rows(
    visit: Visit, portfolio_id: str, kind: Kind, ids: Sequence[str], scoring: Scoring
) -> tuple[list[dict[str, str]], dict[str, dict[str, str]]]:
    """The rows of these ids as the table draws them, and the texts of their cells."""
    record, place = read_place(visit, portfolio_id)
    wanted = set(ids)
    portfolio = record.portfolio
    found: list[dict[str, str]] = []
    texts: dict[str, dict[str, str]] = {}

    def take(body: Project | Person, view: object) -> None:
        found.append({"id": body.id, "html": render(view)})
        texts[body.id] = cell_texts(portfolio, kind, body, locales.current().notation)

    if kind == "people":
        for person in versioned_rows(visit, portfolio_id, "people", portfolio.people):
            if person.body.id in wanted:
                take(person.body, PersonRowView(person_row(place, portfolio, person, visit.can_edit)))
        return found, texts
    planned = newest_decisions(visit.context, portfolio_id)
    for row in versioned_rows(visit, portfolio_id, "projects", portfolio.projects):
        if row.body.id in wanted:
            drawn = project_row(place, portfolio, row, planned.get(row.body.id), visit.can_edit, scoring)
            take(row.body, ProjectRowView(drawn))
    return found, texts

"""Cells of the tables of projects and people: many at once, as typed or pasted; all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.document.cell_edits import RowCells, Written, WrongCell, write_cells
from planner.document.columns import CellKind, column_of
from planner.document.notation import FILES, Notation
from planner.document.pasted import Sheet, paste_into
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, Diagnostic, VersionConflict
from planner.persistence.portfolios import body_of, find_portfolio, rows_of, to_domain
from planner.persistence.tables import PortfolioRow, PortfolioTable
from planner.services.changes import check_whole
from planner.services.context import Context, Role
from planner.services.portfolios import write_settings
from planner.services.row_states import RowState, put_rows


@dataclass(frozen=True)
class RowEdit(RowCells):
    """Texts by column; of a row that is there also the version that was read."""

    version: int | None = None


@dataclass(frozen=True)
class EditedCells:
    """What was stored."""

    ids: tuple[str, ...]
    """Of the rows as they were given."""
    added: tuple[str, ...]
    undo_token: str | None
    """Takes all of it back; None when nothing has changed."""


def edit_cells(
    ctx: Context, portfolio_id: str, kind: CellKind, rows: Sequence[RowEdit], how: Notation = FILES
) -> EditedCells:
    """Write texts into cells of rows that are there, and add the rows that are new.

    `how` tells how numbers and days in the texts are written.

    Raises
    ------
    BadInput
        With a diagnostic for every cell that cannot be used, or when the portfolio would no longer fit together;
        nothing is stored.
    VersionConflict
        When a row has changed since its version, with a diagnostic for every cell that now differs.
    """
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    there = rows_of(ctx.session, stored)
    portfolio = to_domain(stored, there)
    _expect_versions(stored, portfolio, kind, rows, {row.slug: row for row in there if row.kind == kind}, how)
    written = write_cells(portfolio, kind, rows, how=how)
    if written.wrong:
        raise refusal([Diagnostic("error", _place(w), w.message) for w in written.wrong])
    return _store(ctx, stored, kind, portfolio, there, written)


def paste_sheet(
    ctx: Context, portfolio_id: str, kind: CellKind, text: str, how: Notation = FILES
) -> EditedCells:
    """Cells with a heading: rows of names that are there are changed, the others added; as `edit_cells`."""
    ctx.require(Role.EDITOR)
    stored = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    there = rows_of(ctx.session, stored)
    portfolio = to_domain(stored, there)
    found = paste_into(portfolio, **{kind: text}, change=True, how=how)
    if not found.usable:
        raise refusal([d for sheet in found.sheets for d in sheet_diagnostics(sheet)])
    check_whole(found.portfolio)
    write_settings(ctx, stored, found.portfolio)
    ids = tuple(row.id for row in getattr(found.portfolio, kind))
    return _store(ctx, stored, kind, portfolio, there, Written(found.portfolio, ids, ()))


def refusal(wrong: Sequence[Diagnostic]) -> BadInput:
    """The error for cells that cannot be used."""
    if not wrong:
        return BadInput("There is nothing to store.")
    row = f", row {wrong[0].line}" if wrong[0].line else ""
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    return BadInput(f"{wrong[0].path}{row}: {wrong[0].message}{more}", wrong)


def sheet_diagnostics(sheet: Sheet) -> list[Diagnostic]:
    """What is wrong with a pasted sheet: the column by number, the row as spreadsheets count."""
    return [
        Diagnostic("error", f"{sheet.kind}, column {w.column + 1}", w.message, w.row + 2) for w in sheet.wrong
    ]


def _place(wrong: WrongCell) -> str:
    return f"rows[{wrong.row}].cells.{wrong.column}"


def _expect_versions(
    stored: PortfolioTable,
    portfolio: Portfolio,
    kind: CellKind,
    rows: Sequence[RowEdit],
    there: Mapping[str, PortfolioRow],
    how: Notation,
) -> None:
    bodies = {body.id: body for body in getattr(portfolio, kind)}
    found, names = [], []
    for n, edit in enumerate(rows):
        if edit.id is None or (edit.id in there and there[edit.id].version == edit.version):
            continue
        body = bodies.get(edit.id)
        names.append(edit.id if body is None else body.name)
        if body is None:
            found.append(Diagnostic("error", f"rows[{n}]", f"'{edit.id}' was deleted"))
            continue
        for key, mine in edit.cells.items():
            column = column_of(portfolio, kind, key)
            theirs = column.show(portfolio, body, how) if column else mine
            if theirs != mine.strip():
                said = f"you wrote '{mine}', stored by now is '{theirs}'"
                found.append(Diagnostic("error", f"rows[{n}].cells.{key}", said))
    if names:
        who = f"'{names[0]}'" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        raise VersionConflict(
            f"{who} was changed by somebody else since you read it; nothing was stored.",
            stored.version,
            found,
        )


def _store(
    ctx: Context,
    stored: PortfolioTable,
    kind: CellKind,
    before: Portfolio,
    there: Sequence[PortfolioRow],
    written: Written,
) -> EditedCells:
    old = {body.id: body for body in getattr(before, kind)}
    last = max((row.position for row in there if row.kind == kind), default=-1)
    states = []
    for body in getattr(written.portfolio, kind):
        if body.id not in old:
            last += 1
        if body != old.get(body.id):
            # The place of a row that is there stays as it is.
            states.append(RowState(body.id, body_of(body), last))
    added = tuple(state.id for state in states if state.id not in old)
    if not states:
        return EditedCells(written.ids, (), None)
    put = put_rows(ctx, stored, kind, states, "cells")
    return EditedCells(written.ids, added, put.undo_token)

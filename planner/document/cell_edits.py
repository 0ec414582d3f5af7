"""Texts typed or pasted into the cells of a table: the portfolio with them, or every cell that cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from planner.document.cells import MOST_ROWS, CellError
from planner.document.columns import COLUMNS, CellKind, Column, Names, Tree, column_of
from planner.document.notation import FILES, Notation
from planner.domain.findings import nearest
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.slugs import slug_for
from planner.domain.team import Person
from planner.errors import LimitExceeded

MODELS: Mapping[CellKind, type[Project] | type[Person]] = {"projects": Project, "people": Person}
#: What a new row cannot do without, beside its name.
CONTENT: Mapping[CellKind, tuple[str, str]] = {
    "projects": ("effort", "has no effort; write it like Modelling 4 / 6 / 10"),
    "people": ("skills", "has no skill; write at least one like Modelling 1"),
}


@dataclass(frozen=True)
class RowCells:
    """Texts by column: of a row that is there, by its id, or of a new one."""

    cells: Mapping[str, str]
    id: str | None = None


@dataclass(frozen=True)
class WrongCell:
    """A cell that cannot be used. Rows count from 0 as they were given."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Written:
    """A portfolio with the texts in it; it may be stored only when nothing is wrong."""

    portfolio: Portfolio
    ids: tuple[str, ...]
    """Of the rows as they were given; those of new rows come from their names."""
    wrong: tuple[WrongCell, ...]


def write_cells(
    portfolio: Portfolio,
    kind: CellKind,
    rows: Sequence[RowCells],
    *,
    grows: bool = False,
    how: Notation = FILES,
) -> Written:
    """Write texts into cells.

    Parameters
    ----------
    rows
        A row without an id is new. A text that stands in its cell already changes nothing.
    grows
        Whether skills and themes that the portfolio does not have are added; otherwise they are wrong.
    how
        How numbers and days are written in them.

    Raises
    ------
    LimitExceeded
        With more rows than can be pasted at once.
    """
    if len(rows) > MOST_ROWS:
        raise LimitExceeded(f"{len(rows):,} rows are more than the {MOST_ROWS:,} that can be pasted at once.")
    return _Writing(portfolio, kind, Names(portfolio, grows, how)).write(rows)


@dataclass
class _Writing:
    portfolio: Portfolio
    kind: CellKind
    names: Names
    bodies: dict[str, Any] = field(init=False)
    called: dict[str, str] = field(init=False)
    """Names in lower case -> id."""
    wrong: list[WrongCell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bodies = {body.id: body for body in getattr(self.portfolio, self.kind)}
        others = self.portfolio.positions if self.kind == "people" else ()
        self.called = {body.name.lower(): body.id for body in (*others, *self.bodies.values())}

    def write(self, rows: Sequence[RowCells]) -> Written:
        ids = tuple(self._row(n, row) for n, row in enumerate(rows))
        if self.wrong:
            return Written(self.portfolio, ids, tuple(self.wrong))
        grown = self.names.grown().model_copy(update={self.kind: tuple(self.bodies.values())})
        return Written(grown, ids, ())

    def _row(self, n: int, row: RowCells) -> str:
        body = self.bodies.get(row.id) if row.id is not None else None
        if row.id is not None and body is None:
            self._mark(n, "name", f"there is no '{row.id}' any more")
            return row.id
        tree: Tree = (
            {"id": self._new_id(row.cells.get("name", ""))}
            if body is None
            else body.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        )
        before = len(self.wrong)
        for key, text in row.cells.items():
            self._cell(n, body, tree, key, text.strip())
        self._check_name(n, tree, body)
        self._check_content(n, tree, row, body)
        if len(self.wrong) == before:
            self._take(n, tree, row)
        return str(tree["id"])

    def _new_id(self, name: str) -> str:
        others = [position.id for position in self.portfolio.positions] if self.kind == "people" else []
        return slug_for(name, {*self.bodies, *others})

    def _cell(self, n: int, body: Any, tree: Tree, key: str, text: str) -> None:
        column = column_of(self.portfolio, self.kind, key)
        if column is None:
            known = [column.key for column in COLUMNS[self.kind]]
            self._mark(n, key, f"there is no column '{key}'{nearest(key, known)}")
            return
        if body is not None and text == column.show(self.portfolio, body, self.names.how):
            return
        reason = column.fixed(body) if body is not None else ""
        if reason:
            self._mark(n, key, reason)
            return
        try:
            column.write(self.names, tree, text)
        except CellError as error:
            self._mark(n, key, str(error))

    def _check_name(self, n: int, tree: Tree, body: Any) -> None:
        name = str(tree.get("name", ""))
        if not name:
            self._mark(n, "name", "the name is missing; write it, or take the row out")
            return
        taken = self.called.get(name.lower())
        if taken not in (None, tree["id"]) and (body is None or name != body.name):
            self._mark(n, "name", f"there is already '{name}'; take the row out, or give it another name")

    def _check_content(self, n: int, tree: Tree, row: RowCells, body: Any) -> None:
        column, said = CONTENT[self.kind]
        touched = body is None or any(key.partition(":")[0] in (column, "skill") for key in row.cells)
        if not touched or any(
            w.row == n and w.column.partition(":")[0] in (column, "skill") for w in self.wrong
        ):
            return
        if self.kind == "people":
            empty = not tree.get("skills")
        else:
            phases = tree.get("phases") or [{}]
            empty = not any(phase.get(key) for phase in phases for key in ("effort", "weeks", "gpu"))
        if empty:
            self._mark(n, column, f"'{tree.get('name', '')}' {said}")

    def _take(self, n: int, tree: Tree, row: RowCells) -> None:
        try:
            body = MODELS[self.kind].model_validate(tree)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                place = [str(part) for part in item["loc"]]
                column = _column_at(self.portfolio, self.kind, place, row.cells)
                said = str(item["msg"]).removeprefix("Value error, ")
                self._mark(n, column, f"'{row.cells.get(column, '')[:60]}' cannot be used: {said}")
            return
        self.bodies[body.id] = body
        self.called[body.name.lower()] = body.id

    def _mark(self, row: int, column: str, message: str) -> None:
        self.wrong.append(WrongCell(row, column, message))


def _column_at(portfolio: Portfolio, kind: CellKind, place: Sequence[str], among: Mapping[str, str]) -> str:
    """The column, of those that were written, for a place in a row's document; the name when it is none of them."""
    columns = [column_of(portfolio, kind, key) for key in among]
    return next((c.key for c in columns if c is not None and _leads_to(c, place)), "name")


def _leads_to(column: Column, place: Sequence[str]) -> bool:
    """Whether a column's path is in a place, past indexes and names of union members; or the place is above it."""
    rest = [part for part in place if not part.isdigit()]
    at = 0
    for part in column.path:
        if at == len(rest):
            return at > 0
        if part not in rest[at:]:
            return False
        at = rest.index(part, at) + 1
    return True

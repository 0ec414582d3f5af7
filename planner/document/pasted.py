"""Projects and people out of a spreadsheet: a heading, a row each, a column for each skill."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.document.cell_edits import RowCells, write_cells
from planner.document.cells import CellError, Cells, split_cells
from planner.document.columns import COLUMNS, SKILL, CellKind, Names
from planner.document.notation import FILES, Notation
from planner.domain.portfolio import Portfolio

#: Headings, in lower case, by the key of the column that they fill; every other heading is a skill.
HEADS: Mapping[CellKind, Mapping[str, str]] = {
    kind: {head: column.key for column in columns for head in column.heads}
    for kind, columns in COLUMNS.items()
}
FIRST: Mapping[CellKind, str] = {"projects": "Project", "people": "Person"}
#: Columns of the page's own table that are worked out: they may be copied along, and say nothing.
COMPUTED = {"gpu-hours", "planned", "employed", "leave"}


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be used. Rows and columns count from 0; a row of -1 is the heading."""

    row: int
    column: int
    message: str


@dataclass(frozen=True)
class Sheet:
    """What was pasted of one kind, with everything that is wrong with it."""

    kind: CellKind
    cells: Cells
    wrong: tuple[Wrong, ...]
    added: int
    changed: int = 0
    """Rows that were there already and are written again."""


@dataclass(frozen=True)
class Pasted:
    """A portfolio with what was pasted; it may be stored only when nothing is wrong."""

    portfolio: Portfolio
    sheets: tuple[Sheet, ...]
    new_skills: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether there is something, and nothing wrong."""
        return any(sheet.added or sheet.changed for sheet in self.sheets) and not any(
            sheet.wrong for sheet in self.sheets
        )


@dataclass
class _Reading:
    portfolio: Portfolio
    kind: CellKind
    cells: Cells
    change: bool
    how: Notation
    wrong: list[Wrong] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Key of each column; empty for one that is left out."""

    def read(self) -> tuple[Portfolio, Sheet]:
        names = Names(self.portfolio, grows=True, how=self.how)
        self._read_heads(names)
        if self.wrong:
            return self.portfolio, Sheet(self.kind, self.cells, tuple(self.wrong), 0)
        there = (
            {row.name.lower(): row.id for row in getattr(self.portfolio, self.kind)} if self.change else {}
        )
        rows = [self._row(row, there) for row in self.cells.rows]
        written = write_cells(names.grown(), self.kind, rows, grows=True, how=self.how)
        for cell in written.wrong:
            self._mark(cell.row, self._column(cell.column), cell.message)
        old = sum(row.id is not None for row in rows)
        sheet = Sheet(self.kind, self.cells, tuple(self.wrong), len(rows) - old, old)
        return (self.portfolio if self.wrong else written.portfolio), sheet

    def _read_heads(self, names: Names) -> None:
        """Whether the heading can be used: a name first, then known columns and skills, each once."""
        heads = self.cells.heads
        known = HEADS[self.kind]
        if heads and known.get(heads[0].lower()) != "name":
            self._mark(-1, 0, f"the first column is '{heads[0]}'; its heading has to be {FIRST[self.kind]}")
        for column, head in enumerate(heads):
            key = known.get(head.lower(), "")
            if not head and any(row[column] for row in self.cells.rows):
                self._mark(-1, column, "this column has no heading; name it, or take it out")
            elif column and head and not key and head.lower() not in COMPUTED:
                try:
                    key = SKILL + names.skill(head)
                except CellError as error:
                    self._mark(-1, column, str(error))
            if key and key in self.keys:
                self._mark(-1, column, f"'{head}' is there twice; take one of them out")
            self.keys.append(key)
        if heads and not self.cells.rows:
            self._mark(-1, 0, "there are no rows under the heading; copy the heading together with the rows")

    def _row(self, row: tuple[str, ...], there: Mapping[str, str]) -> RowCells:
        """An empty cell says nothing: what is there stays."""
        cells = {key: text for key, text in zip(self.keys, row, strict=True) if key and text}
        return RowCells(cells, there.get(row[0].lower()))

    def _column(self, key: str) -> int:
        return self.keys.index(key) if key in self.keys else 0

    def _mark(self, row: int, column: int, message: str) -> None:
        self.wrong.append(Wrong(row, column, message))


def paste_into(
    portfolio: Portfolio,
    projects: str = "",
    people: str = "",
    *,
    change: bool = False,
    how: Notation = FILES,
) -> Pasted:
    """A portfolio with pasted projects and people, and every cell that is wrong.

    Parameters
    ----------
    projects
        Cells with a heading: Project, optionally Value a week, Theme, Deadline, Must have and Sponsor, and a column
        of engineer-weeks for each skill, or Effort with the skills by name. Numbers are likely values, or
        low / likely / high. Value is money a week from the launch on.
    people
        Cells with a heading: Person, optionally FTE, Weekly cost, Reserve and Projects at a time, and a column for
        each skill with the pace (1 is the usual one) or a mark such as x, or Skills with the skills by name.
    change
        Whether rows of names that are there change them; otherwise such a name is wrong. Empty cells change nothing.
    how
        How numbers and days are written in them.

    Raises
    ------
    LimitExceeded
        With more rows or columns than can be pasted at once.
    """
    known = {skill.id for skill in portfolio.skills}
    sheets = []
    given: tuple[tuple[CellKind, str], ...] = (("projects", projects), ("people", people))
    for kind, text in given:
        if text.strip():
            portfolio, sheet = _Reading(portfolio, kind, split_cells(text), change, how).read()
            sheets.append(sheet)
    new = tuple(skill.name for skill in portfolio.skills if skill.id not in known)
    return Pasted(portfolio, tuple(sheets), new)

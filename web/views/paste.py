"""Pasting from a spreadsheet: two fields, and a preview with every wrong cell in its place."""

import datetime as dt
from dataclasses import dataclass

from planner.document.pasted import Pasted, Sheet
from web import locales, words
from web.rendering import template
from web.views.shell import Nav, Shell

SOME_DAY = dt.date(2027, 5, 31)
NAMES = {"projects": "Projects", "people": "People"}


@dataclass(frozen=True)
class CellView:
    """A cell as it was pasted."""

    text: str
    error: str


@dataclass(frozen=True)
class SheetView:
    """What was pasted of one kind."""

    title: str
    heads: tuple[CellView, ...]
    rows: tuple[tuple[int, tuple[CellView, ...]], ...]
    """With their numbers in the spreadsheet."""
    errors: tuple[str, ...]


@template("paste.html")
@dataclass(frozen=True)
class PasteView:
    """The page: empty, with a preview, or with errors."""

    shell: Shell
    action: str
    back: Nav
    named: bool
    """Whether a new portfolio is made, which needs a name."""
    name: str
    projects: str
    people: str
    version: int
    change: bool
    """Whether rows of names that are there are changed."""
    message: str
    sheets: tuple[SheetView, ...]
    summary: str
    ready: bool
    how: str
    """A number and a day as they are read."""


def paste_view(
    shell: Shell,
    action: str,
    back: Nav,
    *,
    named: bool = False,
    name: str = "",
    projects: str = "",
    people: str = "",
    version: int = 0,
    change: bool = False,
    message: str = "",
    found: Pasted | None = None,
) -> PasteView:
    """The page for what was typed, with what was found in it."""
    return PasteView(
        shell=shell,
        action=action,
        back=back,
        named=named,
        name=name,
        projects=projects,
        people=people,
        version=version,
        change=change,
        message=message,
        sheets=tuple(_sheet(sheet) for sheet in found.sheets) if found else (),
        summary=_summary(found) if found else "",
        ready=found is not None and found.usable and not message,
        how=f"{locales.typed().number('1,234.5')} and {locales.typed().day(SOME_DAY)}",
    )


def _sheet(sheet: Sheet) -> SheetView:
    wrong = {(w.row, w.column): w.message for w in sheet.wrong}
    heads = tuple(CellView(text, wrong.get((-1, c), "")) for c, text in enumerate(sheet.cells.heads))
    rows = tuple(
        (n + 2, tuple(CellView(text, wrong.get((n, c), "")) for c, text in enumerate(row)))
        for n, row in enumerate(sheet.cells.rows)
    )
    errors = tuple(f"Row {w.row + 2}, {_column(sheet, w.column)}: {w.message}." for w in sheet.wrong)
    return SheetView(NAMES[sheet.kind], heads, rows, errors)


def _column(sheet: Sheet, column: int) -> str:
    head = sheet.cells.heads[column]
    return f"column {head}" if head else f"column {column + 1}"


def _summary(found: Pasted) -> str:
    wrong = sum(len(sheet.wrong) for sheet in found.sheets)
    if wrong:
        return f"{words.count(wrong, 'cell')} to mend below; nothing is stored meanwhile"
    parts = []
    for sheet in found.sheets:
        one, many = ("project", "projects") if sheet.kind == "projects" else ("person", "people")
        if sheet.added:
            parts.append(words.count(sheet.added, one, many))
        if sheet.changed:
            parts.append(f"changes of {words.count(sheet.changed, one, many)} that are there")
    text = f"{words.listing(parts)} can be stored" if parts else "Nothing was pasted"
    if found.new_skills:
        text += f"; new skills: {words.listing(found.new_skills, 8)}"
    return text

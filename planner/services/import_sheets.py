"""Spreadsheets of projects and people as a new portfolio: CSV files, or the sheets of a workbook."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from planner.document.pasted import HEADS, paste_into
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.integrations.folder import Folder
from planner.integrations.workbook import read_workbook
from planner.services.blank import bare_portfolio
from planner.services.changes import check_whole
from planner.services.paste import usable

Table = tuple[str, list[list[str]]]
"""A name and rows of cells."""
PEOPLE_HEADS = {head for head, key in HEADS["people"].items() if key == "name" and head != "name"}
PEOPLE_NAMES = ("people", "person", "team", "staff", "engineers")


def read_csv_sheets(folder: Folder) -> tuple[Portfolio, tuple[str, ...]]:
    """Projects and people from CSV files (or cells apart by tabs) as `paste_into` describes them.

    Raises
    ------
    BadInput
        When there is no such file, or with every cell that cannot be used.
    """
    names = [name for name in folder.files if name.lower().endswith((".csv", ".tsv", ".txt"))]
    return _portfolio((name, rows_of(folder.text(name), name)) for name in names)


def read_workbook_sheets(folder: Folder) -> tuple[Portfolio, tuple[str, ...]]:
    """The same from the sheets of XLSX workbooks; formulas count with the values that were saved beside them."""
    names = [name for name in folder.files if name.lower().endswith(".xlsx")]
    return _portfolio(
        (f"{name}, sheet {sheet}", rows)
        for name in names
        for sheet, rows in read_workbook(folder.files[name], name)
    )


def rows_of(text: str, name: str) -> list[list[str]]:
    """Cells of a text: apart by tabs when its first line has some, else by semicolons or commas.

    Raises
    ------
    BadInput
        When it is no CSV.
    """
    head = text.partition("\n")[0]
    apart = "\t" if "\t" in head else ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=apart, strict=apart != "\t")
    try:
        return list(reader)
    except csv.Error as error:
        raise BadInput(f"{name}, line {reader.line_num} is not CSV: {error}") from error


def tabbed(rows: Iterable[Iterable[str]]) -> str:
    """Cells as spreadsheets copy them, apart by tabs."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows(rows)
    return out.getvalue()


def _portfolio(tables: Iterable[Table]) -> tuple[Portfolio, tuple[str, ...]]:
    projects: Table | None = None
    people: Table | None = None
    said = []
    for name, rows in tables:
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        if not filled:
            said.append(f"{name} is empty and was left out")
        elif _of_people(name, filled[0]):
            people = _only(people, (name, filled), "people")
        else:
            projects = _only(projects, (name, filled), "projects")
    if projects is None and people is None:
        raise BadInput(
            "there is no table with a heading and rows: give projects (first heading Project) or people"
        )
    said += [f"{table[0]} holds {kind}" for kind, table in _given(projects, people)]
    today = dt.datetime.now(dt.UTC).date()
    blank = bare_portfolio("Imported", today)
    found = usable(paste_into(blank, *(tabbed(table[1]) if table else "" for table in (projects, people))))
    check_whole(found)
    start, end = blank.calendar.start, blank.calendar.quarters
    said.append(
        f"the plan begins on {start.isoformat()} and has {end} quarters: see calendar in the document"
    )
    for skill in found.skills:
        said.append(f"the column or word '{skill.name}' is the skill {skill.id}")
    return found, tuple(said)


def _given(projects: Table | None, people: Table | None) -> Iterator[tuple[str, Table]]:
    for kind, table in (("projects", projects), ("people", people)):
        if table is not None:
            yield kind, table


def _of_people(name: str, heads: list[str]) -> bool:
    first = heads[0].strip().lower() if heads else ""
    if first in PEOPLE_HEADS:
        return True
    return first == "name" and any(word in name.lower() for word in PEOPLE_NAMES)


def _only(known: Table | None, table: Table, kind: str) -> Table:
    if known is not None:
        raise BadInput(
            f"both {known[0]} and {table[0]} hold {kind}; put them into one table, or begin the heading of people "
            "with Person"
        )
    return table

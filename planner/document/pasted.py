"""Projects and people out of a spreadsheet: a heading, a row each, a column for each skill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from planner.document.cells import CellError, Cells, estimate, fraction, number, proficiency, split_cells
from planner.domain.policies import Theme
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.slugs import slug_for
from planner.domain.team import Person, Skill

Kind = Literal["projects", "people"]
Reader = Callable[[str], Any]

#: Headings by the key that they fill, in lower case; every other heading is a skill.
NAMES = {"projects": ("project", "name", "title"), "people": ("person", "name", "engineer", "who")}
COLUMNS: Mapping[Kind, Mapping[str, tuple[str, Reader]]] = {
    "projects": {
        "value": ("value", estimate),
        "value a week": ("value", estimate),
        "value per week": ("value", estimate),
        "theme": ("theme", str),
        "sponsor": ("sponsor", str),
    },
    "people": {
        "fte": ("fte", fraction),
        "cost": ("weekly_cost", number),
        "weekly cost": ("weekly_cost", number),
        "cost a week": ("weekly_cost", number),
    },
}


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be used. Rows and columns count from 0; a row of -1 is the heading."""

    row: int
    column: int
    message: str


@dataclass(frozen=True)
class Sheet:
    """What was pasted of one kind, with everything that is wrong with it."""

    kind: Kind
    cells: Cells
    wrong: tuple[Wrong, ...]
    added: int


@dataclass(frozen=True)
class Pasted:
    """A portfolio with what was pasted; it may be stored only when nothing is wrong."""

    portfolio: Portfolio
    sheets: tuple[Sheet, ...]
    new_skills: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether there is something, and nothing wrong."""
        return any(sheet.added for sheet in self.sheets) and not any(sheet.wrong for sheet in self.sheets)


@dataclass
class _Reading:
    portfolio: Portfolio
    kind: Kind
    cells: Cells
    wrong: list[Wrong] = field(default_factory=list)
    skills: list[Skill] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def read(self) -> tuple[Portfolio, Sheet]:
        found = self._items() if self._headed() else []
        portfolio = self.portfolio
        if found:
            rows = (*getattr(portfolio, self.kind), *found)
            portfolio = portfolio.model_copy(
                update={
                    self.kind: rows,
                    "skills": (*portfolio.skills, *self.skills),
                    "themes": (*portfolio.themes, *self.themes),
                }
            )
        return portfolio, Sheet(self.kind, self.cells, tuple(self.wrong), len(found))

    def _headed(self) -> bool:
        """Whether the heading can be used: a name first, then known columns and skills, each once."""
        heads = [head.lower() for head in self.cells.heads]
        known = COLUMNS[self.kind]
        if heads and heads[0] not in NAMES[self.kind]:
            wanted = NAMES[self.kind][0].title()
            self._mark(-1, 0, f"the first column is '{self.cells.heads[0]}'; its heading has to be {wanted}")
        seen: set[str] = set()
        for column, head in enumerate(heads):
            key = known[head][0] if head in known else head
            if not head and any(row[column] for row in self.cells.rows):
                self._mark(-1, column, "this column has no heading; name it, or take it out")
            elif head and key in seen:
                self._mark(-1, column, f"'{self.cells.heads[column]}' is there twice; take one of them out")
            seen.add(key)
            if column and head and head not in known:
                self._learn(column)
        if heads and not self.cells.rows:
            self._mark(-1, 0, "there are no rows under the heading; copy the heading together with the rows")
        return not self.wrong

    def _learn(self, column: int) -> None:
        """A skill that the portfolio does not have yet."""
        name = self.cells.heads[column]
        if self._skill(name) is None:
            try:
                taken = [skill.id for skill in (*self.portfolio.skills, *self.skills)]
                self.skills.append(Skill(id=slug_for(name, taken), name=name))
            except ValidationError:
                self._mark(-1, column, f"'{name}' is no name of a skill; use letters and digits")

    def _skill(self, head: str) -> str | None:
        wanted = head.lower()
        both = (*self.portfolio.skills, *self.skills)
        return next((s.id for s in both if wanted in (s.id, s.name.lower())), None)

    def _theme(self, name: str) -> str:
        """Id of a theme by its name; one that is new is added."""
        both = (*self.portfolio.themes, *self.themes)
        found = next((t.id for t in both if name.lower() in (t.id, t.name.lower())), None)
        if found is None:
            found = slug_for(name, [theme.id for theme in both])
            self.themes.append(Theme(id=found, name=name))
        return found

    def _items(self) -> list[Project | Person]:
        there: list[Any] = [*getattr(self.portfolio, self.kind)]
        if self.kind == "people":
            there += self.portfolio.positions
        names = {item.name.lower() for item in there}
        self.taken = {item.id for item in there}
        found: list[Project | Person] = []
        for n, row in enumerate(self.cells.rows):
            item = self._item(n, row)
            if item is None:
                continue
            if item.name.lower() in names:
                self._mark(n, 0, f"there is already '{row[0]}'; take the row out, or give it another name")
            names.add(item.name.lower())
            self.taken.add(item.id)
            found.append(item)
        return found

    def _item(self, n: int, row: tuple[str, ...]) -> Project | Person | None:
        before = len(self.wrong)
        if not row[0]:
            self._mark(n, 0, "the name is missing; write it, or take the row out")
        values: dict[str, Any] = {}
        skills: dict[str, Any] = {}
        for column, text in enumerate(row[1:], start=1):
            head = self.cells.heads[column].lower()
            if not text or not head:
                continue
            key, reader = COLUMNS[self.kind].get(
                head, ("", estimate if self.kind == "projects" else proficiency)
            )
            try:
                value = reader(text)
            except CellError as error:
                self._mark(n, column, str(error))
                continue
            if key == "theme":
                values[key] = self._theme(text)
            elif key:
                values[key] = value
            elif skill := self._skill(self.cells.heads[column]):
                skills[skill] = value
        if len(self.wrong) > before:
            return None
        if not skills:
            what = "no effort of any skill" if self.kind == "projects" else "no skill"
            self._mark(n, 0, f"'{row[0]}' has {what}; fill in at least one of the skills' columns")
            return None
        try:
            return (
                _project(self._body(row[0]), values, skills)
                if self.kind == "projects"
                else _person(self._body(row[0]), values, skills)
            )
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            self._mark(n, 0, str(first["msg"]).removeprefix("Value error, "))
            return None

    def _body(self, name: str) -> dict[str, Any]:
        return {"id": slug_for(name, self.taken), "name": name}

    def _mark(self, row: int, column: int, message: str) -> None:
        self.wrong.append(Wrong(row, column, message))


def paste_into(portfolio: Portfolio, projects: str = "", people: str = "") -> Pasted:
    """A portfolio with pasted projects and people, and every cell that is wrong. Nothing that is there changes.

    Parameters
    ----------
    projects
        Cells with a heading: Project, optionally Value, Theme and Sponsor, and a column of engineer-weeks for each
        skill. Numbers are likely values, or low / likely / high. Value is money a week from the launch on.
    people
        Cells with a heading: Person, optionally FTE and Weekly cost, and a column for each skill with the pace (1 is
        the usual one) or a mark such as x.

    Raises
    ------
    LimitExceeded
        With more rows or columns than can be pasted at once.
    """
    known = {skill.id for skill in portfolio.skills}
    sheets = []
    given: tuple[tuple[Kind, str], ...] = (("projects", projects), ("people", people))
    for kind, text in given:
        if text.strip():
            portfolio, sheet = _Reading(portfolio, kind, split_cells(text)).read()
            sheets.append(sheet)
    new = tuple(skill.name for skill in portfolio.skills if skill.id not in known)
    return Pasted(portfolio, tuple(sheets), new)


def _project(body: dict[str, Any], values: dict[str, Any], effort: dict[str, Any]) -> Project:
    worth = {"value": {"per_week": values.pop("value")}} if "value" in values else {}
    return Project.model_validate(body | values | worth | {"phases": [{"id": "work", "effort": effort}]})


def _person(body: dict[str, Any], values: dict[str, Any], skills: dict[str, Any]) -> Person:
    money = {"weekly_cost": str(values["weekly_cost"])} if "weekly_cost" in values else {}
    return Person.model_validate(body | values | money | {"skills": skills})

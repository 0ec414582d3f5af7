"""The columns of a table of projects or people: what stands in a cell, and what a text there changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from planner.document.cells import (
    CellError,
    amounts,
    day,
    estimate,
    fraction,
    number,
    proficiency,
    share,
    whole,
    yes,
)
from planner.document.notation import FILES, Notation
from planner.domain.estimates import Estimate
from planner.domain.findings import nearest
from planner.domain.policies import Theme
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.slugs import slug_for
from planner.domain.team import Person, Skill

CellKind = Literal["projects", "people"]
Tree = dict[str, Any]
"""A row as its document, without what is at its default."""


@dataclass
class Names:
    """Skills and themes of a portfolio by id or name; where it may grow, unknown ones are added."""

    portfolio: Portfolio
    grows: bool = False
    how: Notation = FILES
    """How numbers and days in the texts are written."""
    skills: list[Skill] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)

    def skill(self, name: str) -> str:
        """Id of a skill."""
        both = (*self.portfolio.skills, *self.skills)
        found = next((s.id for s in both if name.lower() in (s.id, s.name.lower())), None)
        if found is None:
            self._expect_growth("skill", name, [s.name for s in both])
            try:
                self.skills.append(Skill(id=slug_for(name, [s.id for s in both]), name=name))
            except ValidationError as error:
                raise CellError(f"'{name}' is no name of a skill; use letters and digits") from error
            found = self.skills[-1].id
        return found

    def theme(self, name: str) -> str:
        """Id of a theme."""
        both = (*self.portfolio.themes, *self.themes)
        found = next((t.id for t in both if name.lower() in (t.id, t.name.lower())), None)
        if found is None:
            self._expect_growth("theme", name, [t.name for t in both])
            try:
                self.themes.append(Theme(id=slug_for(name, [t.id for t in both]), name=name))
            except ValidationError as error:
                raise CellError(f"'{name[:60]}' is no name of a theme; use up to 200 letters") from error
            found = self.themes[-1].id
        return found

    def _expect_growth(self, what: str, name: str, known: list[str]) -> None:
        if not self.grows:
            raise CellError(
                f"there is no {what} '{name}' (new ones are added in Settings){nearest(name, known)}"
            )

    def grown(self) -> Portfolio:
        """The portfolio with what was added."""
        return self.portfolio.model_copy(
            update={
                "skills": (*self.portfolio.skills, *self.skills),
                "themes": (*self.portfolio.themes, *self.themes),
            }
        )


@dataclass(frozen=True)
class Column:
    """A column that can be edited."""

    key: str
    label: str
    heads: tuple[str, ...]
    """Headings, in lower case, that it goes by in a spreadsheet."""
    path: tuple[str, ...]
    """Place of its value in the row's document."""
    show: Callable[[Portfolio, Any, Notation], str]
    """The text of a cell: writing it again changes nothing."""
    write: Callable[[Names, Tree, str], None]
    """Put a text into the row's document; CellError when it cannot be read."""
    fixed: Callable[[Any], str] = lambda _: ""
    """Why the cell of this row cannot be edited; nothing when it can."""


def plain(value: float, how: Notation) -> str:
    """A number as it is typed."""
    return how.shown(f"{value:.10g}")


def three(found: Estimate | None, how: Notation) -> str:
    """An estimate as it is typed: `2 / 3 / 6`, or one number when nothing is uncertain."""
    if found is None:
        return ""
    numbers = [plain(n, how) for n in (found.low, found.likely, found.high)]
    return numbers[0] if len(set(numbers)) == 1 else " / ".join(numbers)


def percent(value: float, how: Notation) -> str:
    """0.15 as 15%."""
    return f"{plain(round(value * 100, 8), how)}%"


def _untouched(text: str, _: Notation) -> str:
    return text


def _skill_names(portfolio: Portfolio) -> Mapping[str, str]:
    return {skill.id: skill.name for skill in portfolio.skills}


def _put(tree: Tree, path: tuple[str, ...], value: object) -> None:
    """Set a value, or take it out for None, with groups that become empty."""
    *above, last = path
    inner = tree
    for key in above:
        inner = inner.setdefault(key, {})
    if value is None:
        inner.pop(last, None)
    else:
        inner[last] = value
    if above and not tree[above[0]]:
        del tree[above[0]]


def _simple(
    key: str,
    label: str,
    heads: tuple[str, ...],
    read: Callable[[str, Notation], object],
    show: Callable[[Any, Notation], str],
    path: tuple[str, ...] = (),
    *,
    needed: str = "",
) -> Column:
    """A column of one value, which an empty cell takes out."""

    def write(names: Names, tree: Tree, text: str) -> None:
        if needed and not text:
            raise CellError(needed)
        _put(tree, path or (key,), read(text, names.how) if text else None)

    return Column(key, label, heads, path or (key,), lambda _, body, how: show(body, how), write)


def _read_tags(text: str, _: Notation) -> list[str] | None:
    """Words apart by commas, each once."""
    return list(dict.fromkeys(tag for part in text.split(",") if (tag := part.strip()))) or None


def _write_theme(names: Names, tree: Tree, text: str) -> None:
    _put(tree, ("theme",), names.theme(text) if text else None)


def _show_theme(portfolio: Portfolio, project: Project, _: Notation) -> str:
    return next((t.name for t in portfolio.themes if t.id == project.theme), project.theme or "")


def _write_deadline(names: Names, tree: Tree, text: str) -> None:
    if text:
        _put(tree, ("deadline", "date"), day(text, names.how))
    else:
        tree.pop("deadline", None)


def _phases(project: Project) -> str:
    many = len(project.phases)
    return f"it has {many} phases: effort is edited on its page" if many > 1 else ""


def effort_of(project: Project) -> dict[str, Estimate]:
    """Engineer-weeks by skill over all phases; ends of estimates are added up."""
    found: dict[str, Estimate] = {}
    for phase in project.phases:
        for skill, one in phase.effort.items():
            so_far = found.get(skill)
            found[skill] = (
                one
                if so_far is None
                else Estimate(
                    low=so_far.low + one.low, likely=so_far.likely + one.likely, high=so_far.high + one.high
                )
            )
    return found


def _show_effort(portfolio: Portfolio, project: Project, how: Notation) -> str:
    names = _skill_names(portfolio)
    return ", ".join(f"{names.get(s, s)} {three(e, how)}" for s, e in effort_of(project).items())


def _only(names: Names, known: Mapping[str, object], amount: str) -> str:
    """The skill of an amount beside which no name stands: the one that there is."""
    if len(known) == 1:
        return next(iter(known))
    if not known and len(names.portfolio.skills) == 1:
        return names.portfolio.skills[0].id
    some = names.portfolio.skills[0].name if names.portfolio.skills else "Modelling"
    raise CellError(f"'{amount}' says no skill; write it like {some} {amount}")


def _effort(tree: Tree) -> Tree:
    phases: list[Tree] = tree.setdefault("phases", [{"id": "work"}])
    effort: Tree = phases[0].setdefault("effort", {})
    return effort


def _write_effort(names: Names, tree: Tree, text: str) -> None:
    effort = _effort(tree)
    found: Tree = {}
    for name, amount in amounts(text):
        if not amount:
            raise CellError(f"'{name}' has no engineer-weeks; write them like {name} 6 or {name} 4 / 6 / 10")
        skill = names.skill(name) if name else _only(names, effort, amount)
        if skill in found:
            raise CellError(f"'{name}' is there twice; take one of them out")
        found[skill] = estimate(amount, names.how)
    effort.clear()
    effort.update(found)


def _write_skills(names: Names, tree: Tree, text: str) -> None:
    found: Tree = {}
    for name, pace in amounts(text):
        skill = names.skill(name) if name else _only(names, tree.get("skills", {}), pace)
        if skill in found:
            raise CellError(f"'{name}' is there twice; take one of them out")
        found[skill] = proficiency(pace or "1", names.how)
    tree["skills"] = found


def _show_skills(portfolio: Portfolio, person: Person, how: Notation) -> str:
    names = _skill_names(portfolio)
    return ", ".join(f"{names.get(s, s)} {plain(pace, how)}" for s, pace in person.skills.items())


NAME = "the name is missing; write it"
#: How keys of columns of one skill begin.
SKILL = "skill:"
WORTH = ("value", "value a week", "value per week")
COLUMNS: Mapping[CellKind, tuple[Column, ...]] = {
    "projects": (
        _simple(
            "name", "Project", ("project", "name", "title"), _untouched, lambda p, _: p.name, needed=NAME
        ),
        Column("theme", "Theme", ("theme",), ("theme",), _show_theme, _write_theme),
        _simple(
            "value",
            "Value a week",
            WORTH,
            estimate,
            lambda p, how: three(p.value.per_week, how),
            ("value", "per_week"),
        ),
        Column("effort", "Effort", ("effort",), ("phases", "effort"), _show_effort, _write_effort, _phases),
        Column(
            "deadline",
            "Deadline",
            ("deadline", "due"),
            ("deadline", "date"),
            lambda _, p, __: p.deadline.date.isoformat() if p.deadline else "",
            _write_deadline,
        ),
        _simple(
            "mandatory",
            "Must have",
            ("must have", "mandatory"),
            lambda text, _: yes(text) or None,
            lambda p, _: "yes" if p.mandatory else "",
        ),
        _simple("sponsor", "Sponsor", ("sponsor",), _untouched, lambda p, _: p.sponsor or ""),
        _simple("tags", "Tags", ("tags", "labels"), _read_tags, lambda p, _: ", ".join(p.tags)),
    ),
    "people": (
        _simple(
            "name",
            "Name",
            ("person", "name", "engineer", "who"),
            _untouched,
            lambda p, _: p.name,
            needed=NAME,
        ),
        Column("skills", "Skills", ("skills",), ("skills",), _show_skills, _write_skills),
        _simple("fte", "Full time", ("fte", "full time"), fraction, lambda p, how: percent(p.fte, how)),
        _simple(
            "reserve",
            "Reserve",
            ("reserve",),
            share,
            lambda p, how: percent(p.reserve, how) if p.reserve else "",
        ),
        _simple(
            "max_projects",
            "Projects at a time",
            ("projects at a time", "max projects"),
            whole,
            lambda p, _: str(p.max_projects),
        ),
        _simple(
            "weekly_cost",
            "Cost a week",
            ("cost a week", "cost", "weekly cost"),
            lambda text, how: plain(number(text, how), FILES),
            lambda p, how: how.shown(f"{p.weekly_cost.normalize():f}") if p.weekly_cost else "",
        ),
    ),
}


def skill_column(kind: CellKind, skill: str, name: str) -> Column:
    """The column of one skill in a spreadsheet: effort of projects, paces of people."""

    def place(tree: Tree) -> Tree:
        if kind == "projects":
            return _effort(tree)
        skills: Tree = tree.setdefault("skills", {})
        return skills

    def write(names: Names, tree: Tree, text: str) -> None:
        if text:
            read = estimate if kind == "projects" else proficiency
            place(tree)[skill] = read(text, names.how)
        else:
            place(tree).pop(skill, None)

    def show(_: Portfolio, body: Any, how: Notation) -> str:
        if kind == "projects":
            return three(effort_of(body).get(skill), how)
        return plain(body.skills[skill], how) if skill in body.skills else ""

    path = ("phases", "effort", skill) if kind == "projects" else ("skills", skill)
    return Column(
        f"{SKILL}{skill}", name, (), path, show, write, _phases if kind == "projects" else lambda _: ""
    )


def column_of(portfolio: Portfolio, kind: CellKind, key: str) -> Column | None:
    """The column of a key; None when there is none."""
    if key.startswith(SKILL):
        skill = key.removeprefix(SKILL)
        name = _skill_names(portfolio).get(skill)
        return skill_column(kind, skill, name) if name else None
    return next((column for column in COLUMNS[kind] if column.key == key), None)


def cell_texts(
    portfolio: Portfolio, kind: CellKind, body: Project | Person, how: Notation = FILES
) -> dict[str, str]:
    """The texts of a row's cells by column."""
    return {column.key: column.show(portfolio, body, how) for column in COLUMNS[kind]}


def fixed_cells(kind: CellKind, body: Project | Person) -> dict[str, str]:
    """Why cells of a row cannot be edited, by column; empty when all can."""
    reasons = {column.key: column.fixed(body) for column in COLUMNS[kind]}
    return {key: reason for key, reason in reasons.items() if reason}

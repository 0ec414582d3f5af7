"""The table of projects: rows, order, filter, editing in place."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from planner.document.columns import cell_texts, fixed_cells
from planner.domain.plan import PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.project_filter import TableView
from planner.domain.projects import Project
from planner.services.filters import SavedFilter
from web import locales, words
from web.charts.lanes import theme_colours
from web.forms.entries import Option
from web.forms.fields import FieldView, field_view
from web.forms.form import full_tree, shown
from web.forms.project import quick_entries
from web.rendering import template
from web.views.bulk import bulk_choices
from web.views.filters import Filters, filters_part
from web.views.scores import METHODS, Scoring, score_words
from web.views.shell import PortfolioPlace, Shell
from web.views.values import Three, Versioned, three


@dataclass(frozen=True)
class ProjectRow:
    """A project in the table."""

    id: str
    name: str
    href: str
    edit_href: str
    delete_href: str
    version: int
    theme: str
    colour: int
    kind: str
    mandatory: bool
    value: Three | None
    effort: str
    gpu: str
    deadline: str
    phases: int
    score: str
    planned: str
    planned_tone: str
    can_edit: bool
    texts: Mapping[str, str]
    """Of the cells that can be edited, by column."""
    fixed: Mapping[str, str]
    """Why a cell cannot be edited in this row, by column."""


@template("parts/project_row.html")
@dataclass(frozen=True)
class ProjectRowView:
    """A row of the table on its own, after an edit."""

    row: ProjectRow
    focus: bool = False


@template("parts/project_row_edit.html")
@dataclass(frozen=True)
class ProjectRowEdit:
    """A project's row while it is edited."""

    id: str
    name: str
    href: str
    row_href: str
    action: str
    version: int
    fields: tuple[FieldView, ...]
    error: str


@dataclass(frozen=True)
class SortHead:
    """A heading that sorts."""

    name: str
    """The column; those that are not worked out can be edited."""
    computed: bool
    label: str
    href: str
    sort: str
    numeric: bool


@template("projects.html")
@dataclass(frozen=True)
class ProjectsView:
    """The projects of a portfolio; parts/projects_table.html is its fragment."""

    shell: Shell
    href: str
    rows: tuple[ProjectRow, ...]
    heads: tuple[SortHead, ...]
    total: int
    query: str
    theme: str
    team: str
    tag: str
    sort: str
    themes: tuple[Option, ...]
    teams: tuple[Option, ...]
    """Empty where there is nothing to choose from; so are the tags."""
    tags: tuple[Option, ...]
    sorts: tuple[Option, ...]
    meaning: tuple[str, str, str]
    """What the three numbers of an estimate are called."""
    can_edit: bool
    shown: str
    score: str
    scores: tuple[Option, ...]
    formula: str
    formula_said: str
    """What is wrong with the own formula, or what the score is worked out from."""
    ranked_href: str
    save_href: str
    """Where cells are sent; empty for those who only read."""
    columns: int
    bulk_href: str
    """Where a change of the selected projects is sent, and comes back to the same view."""
    bulk: tuple[tuple[str, tuple[Option, ...]], ...]
    """What can be changed of many at once, by group."""
    filters: Filters


HEADS = (
    ("name", "Project", False),
    ("theme", "Theme", False),
    ("value", "Value a week", True),
    ("effort", "Effort", True),
    ("gpu", "GPU-hours", True),
    ("deadline", "Deadline", False),
    ("mandatory", "Must have", False),
    ("score", "Score", True),
    ("planned", "Planned", False),
)
COMPUTED = ("gpu", "score", "planned")


def project_row(
    place: PortfolioPlace,
    portfolio: Portfolio,
    row: Versioned[Project],
    planned: PlannedProject | None,
    can_edit: bool,
    scoring: Scoring,
) -> ProjectRow:
    """One project in words."""
    project = row.body
    themes = {t.id: t.name for t in portfolio.themes}
    href = f"{place.href}/projects/{project.id}"
    deadline = words.day(project.deadline.date) if project.deadline else ""
    text, tone = planned_words(planned)
    return ProjectRow(
        id=project.id,
        name=project.name,
        href=href,
        edit_href=f"{href}/row",
        delete_href=f"{href}/delete",
        version=row.version,
        theme=themes.get(project.theme or "", ""),
        colour=theme_colours(portfolio).get(project.theme or "", 0),
        kind=project.kind.replace("-", " "),
        mandatory=project.mandatory,
        value=three(project.value.per_week, portfolio.currency),
        effort=words.number(round(_effort(project), 1)),
        gpu=words.short_number(_hours(project)) if _hours(project) else "",
        deadline=deadline + (", hard" if project.deadline and project.deadline.hard else ""),
        phases=len(project.phases),
        score=score_words(scoring.score(portfolio, project)),
        planned=text,
        planned_tone=tone,
        can_edit=can_edit,
        texts=cell_texts(portfolio, "projects", project, locales.current().notation) if can_edit else {},
        fixed=fixed_cells("projects", project) if can_edit else {},
    )


def planned_words(planned: PlannedProject | None) -> tuple[str, str]:
    """Where the latest plan has the project, with a tone."""
    if planned is None:
        return "not planned yet", ""
    if not planned.selected:
        return "left out", "warn"
    return words.day(words.last_day(planned.finish)) if planned.finish else "in", "good"


def _effort(project: Project) -> float:
    return sum(estimate.likely for phase in project.phases for estimate in phase.effort.values())


def _hours(project: Project) -> float:
    return sum(phase.gpu.hours.likely for phase in project.phases if phase.gpu)


def projects_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    rows: Sequence[Versioned[Project]],
    planned: Mapping[str, PlannedProject],
    *,
    view: TableView,
    saved: Sequence[SavedFilter],
    scoring: Scoring,
    can_edit: bool,
) -> ProjectsView:
    """The table, filtered and ordered by a column (a minus sign reverses)."""
    wanted = [row for row in rows if view.fits(row.body)]
    sort = view.sort
    column = sort.removeprefix("-")
    if column == "score":
        # Those without a score are last in both orders.
        lowest = math.inf if sort == column else -math.inf
        scores = {row.body.id: scoring.score(portfolio, row.body) for row in wanted}
        wanted.sort(
            key=lambda row: lowest if (n := scores[row.body.id]) is None else n, reverse=sort != column
        )
    elif column in {name for name, _, _ in HEADS}:
        wanted.sort(
            key=lambda row: _order(column, row.body, portfolio, planned), reverse=sort.startswith("-")
        )
    href = f"{place.href}/projects"
    chosen = {name: getattr(view, name) for name in ("q", "theme", "team", "tag")}
    kept = {name: value for name, value in chosen.items() if value} | scoring.query
    return ProjectsView(
        shell=shell,
        href=href,
        rows=tuple(
            project_row(place, portfolio, r, planned.get(r.body.id), can_edit, scoring) for r in wanted
        ),
        heads=tuple(
            _head(href, name, label, numeric=numeric, sort=sort, kept=kept) for name, label, numeric in HEADS
        ),
        total=len(rows),
        query=view.q,
        theme=view.theme,
        team=view.team,
        tag=view.tag,
        sort=sort,
        themes=(Option("", "All themes"), *(Option(t.id, t.name) for t in portfolio.themes)),
        teams=_all("All teams", [(t.id, t.name) for t in portfolio.teams], view.team),
        tags=_all(
            "All tags", [(t, t) for t in sorted({t for p in portfolio.projects for t in p.tags})], view.tag
        ),
        sorts=_sorts(sort),
        meaning=("P10", "P50", "P90")
        if portfolio.estimates == "quantiles"
        else ("lowest", "likely", "highest"),
        can_edit=can_edit,
        shown=f"{len(wanted)} of {words.count(len(rows), 'project')}"
        if len(wanted) < len(rows)
        else words.count(len(rows), "project"),
        score=scoring.method,
        scores=METHODS,
        formula=scoring.own,
        formula_said=scoring.said,
        ranked_href=f"{href}/ranked?{urlencode(scoring.query)}",
        save_href=f"{href}/cells" if can_edit else "",
        columns=len(HEADS) + can_edit,
        bulk_href=f"{href}/bulk?{urlencode({**kept, 'sort': sort})}",
        bulk=bulk_choices(portfolio),
        filters=filters_part(href, saved, view, can_edit=can_edit),
    )


def _all(everything: str, choices: Sequence[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    """What can be chosen; a choice that a filter of another portfolio has brought is among them."""
    found = [Option(value, label) for value, label in choices]
    if chosen and all(option.value != chosen for option in found):
        found.append(Option(chosen, chosen))
    return (Option("", everything), *found) if found else ()


def _order(
    column: str, project: Project, portfolio: Portfolio, planned: Mapping[str, PlannedProject]
) -> tuple[object, ...]:
    name = project.name.casefold()
    if column == "theme":
        order = [t.id for t in portfolio.themes]
        return (order.index(project.theme) if project.theme in order else len(order), name)
    if column in ("value", "effort", "gpu", "mandatory"):
        rate = project.value.per_week
        amounts = {
            "value": rate.likely if rate else -1.0,
            "effort": _effort(project),
            "gpu": _hours(project),
            "mandatory": float(not project.mandatory),
        }
        return (amounts[column], name)
    if column == "deadline":
        return (project.deadline.date.isoformat() if project.deadline else "9999", name)
    if column == "planned":
        found = planned.get(project.id)
        return (found.finish.isoformat() if found and found.finish else "9999", name)
    return (name,)


def _sorts(sort: str) -> tuple[Option, ...]:
    """The orders as choices, for screens without room for headings; the current one among them."""
    named = [Option(f"-{name}" if numeric else name, f"By {label.lower()}") for name, label, numeric in HEADS]
    found = [Option("", "As entered"), *named]
    current = next((label for name, label, _ in HEADS if sort.removeprefix("-") == name), "")
    if current and all(option.value != sort for option in found):
        found.append(Option(sort, f"By {current.lower()}, reversed"))
    return tuple(found)


def _head(href: str, name: str, label: str, *, numeric: bool, sort: str, kept: Mapping[str, str]) -> SortHead:
    state = "ascending" if sort == name else "descending" if sort == f"-{name}" else ""
    after = f"-{name}" if sort == name or (numeric and not state) else name
    return SortHead(
        name,
        name in COMPUTED,
        label,
        f"{href}?{urlencode({**kept, 'sort': after})}",
        state,
        numeric,
    )


def project_row_edit(
    place: PortfolioPlace,
    portfolio: Portfolio,
    row: Versioned[Project],
    typed: Mapping[str, str] | None,
    errors: Mapping[str, str],
) -> ProjectRowEdit:
    """The row's fields, with what was typed when there is something wrong with it."""
    entries = quick_entries(portfolio)
    texts = typed if typed is not None else shown(entries, full_tree(row.body))
    href = f"{place.href}/projects/{row.body.id}"
    return ProjectRowEdit(
        id=row.body.id,
        name=row.body.name,
        href=href,
        row_href=f"{href}/row?show=1",
        action=f"{href}/row",
        version=row.version,
        fields=tuple(field_view(entry, texts, errors) for entry in entries),
        error=errors.get("", ""),
    )

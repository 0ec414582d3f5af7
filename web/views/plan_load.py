"""The page of a plan's load: people and skills by week, and who works on what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.plan import Assignment
from web import words
from web.charts.heat import HeatMap, person_load, skill_load
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell, share_cell, until_cell
from web.views.plan_parts import PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Nav, Shell


@dataclass(frozen=True)
class Who:
    """What one person works on, and where to change it."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    edit: Nav
    pins: Nav


@template("plan_load.html")
@dataclass(frozen=True)
class LoadView:
    """Load of people and skills."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    people: HeatMap
    skills: HeatMap
    steps: tuple[Nav, ...]
    table: DataTable
    person_href: str
    """Address of this page for one person, whose id is put at its end."""
    who: Who | None


def load_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    weeks: int,
    progress: ProgressView | None,
    person: str = "",
) -> LoadView:
    """Heat maps in columns of so many weeks, with the work of one person where one is named."""
    steps = tuple(
        Nav(label, f"{source.href}/load?weeks={n}", n == weeks)
        for n, label in ((1, "Week"), (2, "Fortnight"), (4, "4 weeks"))
    )
    people = person_load(source.portfolio, source.plan, weeks)
    return LoadView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Load"),
        people=people,
        skills=skill_load(source.portfolio, source.plan, weeks),
        steps=steps,
        table=assignment_table(source),
        person_href=f"{source.href}/load?weeks={weeks}&person=",
        who=_who(source, person),
    )


def _who(source: PlanSource, person: str) -> Who | None:
    kinds = (("people", source.portfolio.people), ("positions", source.portfolio.positions))
    found = next(((kind, w.name) for kind, workers in kinds for w in workers if w.id == person), None)
    if found is None:
        return None
    kind, name = found
    return Who(
        name=name,
        rows=_work_rows(source, [a for a in source.plan.assignments if a.person == person]),
        edit=Nav(f"Edit {name}", f"{source.place.href}/{kind}/{person}/edit"),
        pins=Nav("Pin who works on what", f"{source.place.href}/settings#pins"),
    )


def _work_rows(source: PlanSource, own: Sequence[Assignment]) -> tuple[tuple[Cell, ...], ...]:
    """One row for each phase and skill, however often the share changes on the way."""
    pieces: dict[tuple[str, ...], list[Assignment]] = defaultdict(list)
    for a in own:
        pieces[a.project, a.phase or "", a.skill].append(a)
    rows = []
    for parts in sorted(pieces.values(), key=lambda parts: min(a.start for a in parts)):
        weeks = sum(a.share * (a.finish - a.start).days / 7 for a in parts)
        what = _named(source, parts[0])
        span = (date_cell(min(a.start for a in parts)), until_cell(max(a.finish for a in parts)))
        rows.append((*what, *span, Cell(words.number(round(weeks, 1)))))
    return tuple(rows)


def _named(source: PlanSource, a: Assignment) -> tuple[Cell, Cell, Cell]:
    """Project, phase and skill of an assignment as cells."""
    project = source.portfolio.project(a.project)
    phase = next((f.name or f.id for f in project.phases if f.id == a.phase), "upkeep")
    skill = next((s.name for s in source.portfolio.skills if s.id == a.skill), a.skill)
    return Cell(project.name, href=source.project_hrefs()[a.project]), Cell(phase), Cell(skill)


def assignment_table(source: PlanSource) -> DataTable:
    """Who works on what, when and how much."""
    workers = {w.id: w.name for w in source.portfolio.workers}
    heads = (
        Head("Person"),
        Head("Project"),
        Head("Phase"),
        Head("Skill"),
        Head("From"),
        Head("Until"),
        Head("Share", numeric=True),
    )
    ordered = sorted(
        source.plan.assignments, key=lambda a: (workers.get(a.person, a.person), a.start, a.project)
    )
    rows = tuple(
        (
            Cell(workers.get(a.person, a.person)),
            *_named(source, a),
            date_cell(a.start),
            until_cell(a.finish),
            share_cell(a.share),
        )
        for a in ordered
    )
    return DataTable("assignments", "Who works on what", f"{source.href}/tables/assignments.csv", heads, rows)

"""The form of reports: what has happened to the phases of a plan by a day."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.domain.plan import PlannedPhase
from planner.domain.portfolio import Portfolio
from web import words
from web.forms.fields import FieldView, field_views
from web.forms.reports import ENTRIES, Key, field_of
from web.rendering import template
from web.views.plan_parts import PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell


@dataclass(frozen=True)
class ReportRow:
    """A phase with its fields."""

    title: str
    note: str
    """What was planned, and what was said before."""
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class ReportGroup:
    """The phases of one project."""

    title: str
    rows: tuple[ReportRow, ...]


@template("plan_report.html")
@dataclass(frozen=True)
class ReportView:
    """The page."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    as_of: str
    error: str
    due: tuple[ReportGroup, ...]
    """Phases that should have begun by the day."""
    later: tuple[ReportGroup, ...]
    """The others; some may have begun early."""
    later_open: bool
    can_edit: bool


def report_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    progress: ProgressView | None,
    as_of: dt.date,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    error: str,
    *,
    can_edit: bool,
) -> ReportView:
    """The page with what was typed and what is wrong with it."""
    phases = open_phases(source)
    due = [row for row in phases if row.start < as_of]
    later = [row for row in phases if row.start >= as_of]
    wrong = {name.rpartition(".")[0] for name in errors}
    return ReportView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Report"),
        action=f"{source.href}/report",
        as_of=as_of.isoformat(),
        error=error,
        due=tuple(_groups(source.portfolio, due, typed, errors)),
        later=tuple(_groups(source.portfolio, later, typed, errors)),
        later_open=any(f"{row.project}/{row.phase}" in wrong for row in later),
        can_edit=can_edit,
    )


def open_phases(source: PlanSource) -> list[PlannedPhase]:
    """Phases of the plan that were not finished when it was made, by project and planned start."""
    place = {project.id: n for n, project in enumerate(source.portfolio.projects)}
    started = source.portfolio.started
    rows = [
        row
        for row in source.plan.phases
        if (row.project, row.phase) not in started or started[row.project, row.phase].finished is None
    ]
    return sorted(rows, key=lambda row: (place[row.project], row.start, row.phase))


def first_day(source: PlanSource) -> dt.date:
    """The day that the form begins with: today, within the horizon and not before what is known already."""
    horizon = source.portfolio.horizon
    known = source.portfolio.progress.as_of if source.portfolio.progress else horizon.calendar.start
    return max(known, min(source.now.date(), words.last_day(horizon.end)))


def _groups(
    portfolio: Portfolio, rows: list[PlannedPhase], typed: Mapping[str, str], errors: Mapping[str, str]
) -> Iterator[ReportGroup]:
    for project in portfolio.projects:
        mine = [row for row in rows if row.project == project.id]
        names = {phase.id: phase.name or phase.id for phase in project.phases}
        if mine:
            yield ReportGroup(
                project.name,
                tuple(
                    ReportRow(
                        names[row.phase],
                        _note(portfolio, row),
                        _fields((row.project, row.phase), typed, errors),
                    )
                    for row in mine
                ),
            )


def _note(portfolio: Portfolio, row: PlannedPhase) -> str:
    planned = f"Planned {words.span(row.start, words.last_day(row.finish))}"
    known = portfolio.started.get((row.project, row.phase))
    if known is None:
        return planned
    done = f", {words.percent(known.done)} done" if known.done else ""
    return f"{planned}; running since {words.day(known.started)}{done} when last reported"


def _fields(key: Key, typed: Mapping[str, str], errors: Mapping[str, str]) -> tuple[FieldView, ...]:
    prefix = field_of(key, "")
    return tuple(f for f in field_views(ENTRIES, typed, errors, prefix) if isinstance(f, FieldView))

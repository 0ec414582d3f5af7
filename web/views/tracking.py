"""The page of how a plan goes: phases planned and as they were, and how launches have slipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.calendar import WEEK
from planner.domain.portfolio import Portfolio
from planner.domain.tracking import LaunchForecast, PhaseTrack, Tracking
from web import words
from web.charts.columns import Columns, range_columns
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import Fact
from web.views.shell import Nav, PortfolioPlace, Shell

STATES = {"finished": "finished", "running": "running", "ahead": "not begun"}
#: One forecast alone is no line.
LEAST_FORECASTS = 2


@dataclass(frozen=True)
class Slip:
    """How the launch of a project has slipped."""

    name: str
    href: str
    chart: Columns


@template("tracking.html")
@dataclass(frozen=True)
class TrackingView:
    """How the plan goes."""

    shell: Shell
    plan_href: str
    since: str
    facts: tuple[Fact, ...]
    phases: DataTable | None
    slips: tuple[Slip, ...]
    launches: DataTable | None
    missing: tuple[Nav, ...]
    can_edit: bool


def tracking_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    found: Tracking | None,
    *,
    can_edit: bool = True,
) -> TrackingView:
    """The page; without a plan, the way to one."""
    if found is None:
        return TrackingView(
            shell, "", "", (), None, (), None, (Nav("Go to the plan", f"{place.href}/plan"),), can_edit
        )
    since = f"As of {words.day(found.as_of)}" if found.as_of else "Nothing has been reported yet"
    return TrackingView(
        shell=shell,
        plan_href=f"{place.href}/plans/{found.plan_id}",
        since=since,
        facts=_facts(found),
        phases=phases_table(place, portfolio, found),
        slips=_slips(place, portfolio, found),
        launches=launches_table(place, portfolio, found),
        missing=(),
        can_edit=can_edit,
    )


def _facts(found: Tracking) -> tuple[Fact, ...]:
    finished = [row for row in found.phases if row.state == "finished"]
    running = [row for row in found.phases if row.state == "running"]
    late = [row.weeks_late for row in finished if row.weeks_late is not None]
    in_time = sum(weeks <= 0 for weeks in late)
    planned, spent = (
        (sum(values) for values in zip(*map(_effort, finished), strict=True)) if finished else (0, 0)
    )
    change = words.signed_percent(spent / planned - 1) if planned else words.NOTHING
    return (
        Fact("Phases finished", f"{len(finished)} of {len(found.phases)}", f"{len(running)} running"),
        Fact(
            "Finished by the first plan",
            f"{in_time} of {len(late)}" if late else words.NOTHING,
            "in time or early",
        ),
        Fact(
            "Their effort",
            f"{words.decimal(spent, 1)} weeks",
            f"{change} against {words.decimal(planned, 1)} planned" if planned else "",
        ),
    )


def _effort(row: PhaseTrack) -> tuple[float, float]:
    return row.planned_effort, row.effort_done


def phases_table(place: PortfolioPlace, portfolio: Portfolio, found: Tracking) -> DataTable:
    """Every phase as planned at first and as it is."""
    names = {project.id: project.name for project in portfolio.projects}
    phases = {(p.id, phase.id): phase.name or phase.id for p in portfolio.projects for phase in p.phases}
    rows = tuple(
        (
            Cell(names.get(row.project, row.project), href=f"{place.href}/projects/{row.project}"),
            Cell(phases.get((row.project, row.phase), row.phase)),
            Cell(STATES[row.state]),
            _day(row.planned_start),
            _day(row.start),
            _day(row.planned_finish, last=True),
            _day(row.finish, last=True),
            Cell(words.NOTHING, "")
            if row.weeks_late is None
            else Cell(f"{row.weeks_late:+d}" if row.weeks_late else "0", row.weeks_late),
            *(
                Cell(words.decimal(value, 1), value)
                for value in (row.planned_effort, row.effort_done, row.effort_in_all)
            ),
            *(
                Cell(words.decimal(value) if value else words.NOTHING, value)
                for value in (row.planned_gpu_hours, row.gpu_hours_done)
            ),
        )
        for row in found.phases
    )
    heads = (
        *(Head(name) for name in ("Project", "Phase", "State", "Start, first plan", "Start")),
        *(Head(name) for name in ("Last day, first plan", "Last day")),
        *(Head(name, numeric=True) for name in ("Weeks late", "Effort planned", "Done", "In all")),
        *(Head(name, numeric=True) for name in ("GPU-h planned", "Used")),
    )
    href = f"{place.href}/tracking/tables/phases.csv"
    return DataTable("phases", "Phases, planned and as they are", href, heads, rows)


def launches_table(place: PortfolioPlace, portfolio: Portfolio, found: Tracking) -> DataTable:
    """Launches by the day on which they were forecast."""
    names = {project.id: project.name for project in portfolio.projects}
    rows = tuple(
        (
            Cell(names.get(row.project, row.project)),
            Cell(words.day(row.as_of), row.as_of.isoformat(), href=f"{place.href}/plans/{row.plan_id}"),
            *(_day(day, last=True) for day in (row.planned, row.p10, row.p50, row.p80, row.p90)),
        )
        for row in found.launches
    )
    heads = tuple(Head(name) for name in ("Project", "Seen on", "Planned", "P10", "P50", "P80", "P90"))
    href = f"{place.href}/tracking/tables/launches.csv"
    return DataTable("launches", "Launches by the day on which they were seen", href, heads, rows)


def _day(day: object, *, last: bool = False) -> Cell:
    if not hasattr(day, "isoformat"):
        return Cell(words.NOTHING, "")
    shown = words.last_day(day) if last else day  # type: ignore[arg-type]
    return Cell(words.day(shown), shown.isoformat())  # type: ignore[arg-type]


def _slips(place: PortfolioPlace, portfolio: Portfolio, found: Tracking) -> tuple[Slip, ...]:
    slips = []
    for project in portfolio.projects:
        mine = [
            row for row in found.launches if row.project == project.id and row.p10 and row.p50 and row.p90
        ]
        if len(mine) >= LEAST_FORECASTS:
            href = f"{place.href}/projects/{project.id}"
            slips.append(Slip(project.name, href, _chart(portfolio, project.name, mine)))
    return tuple(slips)


def _chart(portfolio: Portfolio, name: str, rows: Sequence[LaunchForecast]) -> Columns:
    start = portfolio.calendar.start

    def week(day: object) -> float:
        return (day - start).days / 7  # type: ignore[operator,no-any-return]

    planned = rows[0].planned or start
    return range_columns(
        [words.short_day(row.as_of) for row in rows],
        [(week(row.p10), week(row.p50), week(row.p90)) for row in rows],
        write=lambda weeks: words.short_day(words.last_day(start + weeks * WEEK)),
        reference=(week(planned), f"First planned for {words.day(words.last_day(planned))}"),
        description=f"Forecast launch of {name} by the day on which it was seen. The table below has the same dates.",
    )

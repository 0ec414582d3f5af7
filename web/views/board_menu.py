"""What the board needs beside its bars: what can be dragged, and the same gestures as forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.calendar import WEEK
from planner.domain.projects import Project
from planner.services.gestures import starts_to_drag
from web.charts.roadmap_shapes import Board
from web.views.look import Look
from web.views.plan_parts import Choice, PlanSource


@dataclass(frozen=True)
class BoardMenu:
    """The gestures as forms, which work without script and without a mouse."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    """What the forms send beside what is chosen: the view."""
    projects: tuple[Choice, ...]
    places: tuple[tuple[str, tuple[Choice, ...]], ...]
    """Phases that can be given to somebody, by project."""
    people: tuple[Choice, ...]
    planned: tuple[Choice, ...]
    """Projects that can be taken out."""
    left_out: tuple[Choice, ...]
    starts: str
    first: str
    last: str
    open: bool


def board_of(source: PlanSource, look: Look) -> Board | None:
    """What can be dragged; None without a schedule."""
    horizon = source.portfolio.horizon
    if source.plan.value is None:
        return None
    return Board(
        href=source.href + look.query,
        proposal_href=f"{source.href}/proposal{look.query}",
        panel_href=f"{source.href}/projects/",
        query=look.query,
        first=horizon.monday(source.portfolio.now),
        last=horizon.end - WEEK,
        starts=starts_to_drag(source.portfolio, source.plan),
    )


def _choices(projects: Sequence[Project], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(p.id, p.name, p.id == chosen) for p in projects)


def board_menu(source: PlanSource, look: Look, typed: Mapping[str, str]) -> BoardMenu | None:
    """The forms with what was typed in them; None where nothing can be moved."""
    board = board_of(source, look)
    if board is None or not board.starts:
        return None
    chosen = "" if typed.get("selected") else typed.get("project", "")
    portfolio, started = source.portfolio, source.portfolio.started
    begun = {project for project, _ in started}
    inside = {row.id for row in source.plan.projects if row.selected}
    by_name = sorted(portfolio.projects, key=lambda p: p.name)
    movable = [p for p in by_name if p.id in board.starts]
    place = f"{typed.get('project')}/{typed.get('phase')}"
    open_phases = {
        (row.project, row.phase)
        for row in source.plan.phases
        if (row.project, row.phase) not in started or started[row.project, row.phase].finished is None
    }
    return BoardMenu(
        action=f"{source.href}/proposal",
        hidden=look.pairs,
        projects=_choices(movable, chosen),
        places=tuple(
            (
                project.name,
                tuple(
                    Choice(
                        f"{project.id}/{phase.id}",
                        phase.name or phase.id,
                        f"{project.id}/{phase.id}" == place,
                    )
                    for phase in project.phases
                    if (project.id, phase.id) in open_phases
                ),
            )
            for project in by_name
            if any(key[0] == project.id for key in open_phases)
        ),
        people=tuple(Choice(w.id, w.name, w.id == typed.get("person")) for w in portfolio.workers),
        planned=_choices([p for p in by_name if p.id in inside - begun], typed.get("project", "")),
        left_out=_choices([p for p in by_name if p.id not in inside], typed.get("project", "")),
        starts=typed.get("starts", ""),
        first=str(board.first),
        last=str(board.last + (WEEK - WEEK / 7)),
        open=bool(typed),
    )

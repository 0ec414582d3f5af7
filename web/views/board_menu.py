"""What the board needs beside its bars: what can be dragged, and the same gestures as forms."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.calendar import WEEK
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
        first=horizon.monday(source.portfolio.now),
        last=horizon.end - WEEK,
        starts=starts_to_drag(source.portfolio, source.plan),
    )


def board_menu(source: PlanSource, look: Look, typed: Mapping[str, str]) -> BoardMenu | None:
    """The forms with what was typed in them; None where nothing can be moved."""
    board = board_of(source, look)
    if board is None or not board.starts:
        return None
    chosen = typed.get("project", "")
    movable = sorted((p for p in source.portfolio.projects if p.id in board.starts), key=lambda p: p.name)
    return BoardMenu(
        action=f"{source.href}/proposal",
        hidden=look.pairs,
        projects=tuple(Choice(p.id, p.name, p.id == chosen) for p in movable),
        starts=typed.get("starts", ""),
        first=str(board.first),
        last=str(board.last + (WEEK - WEEK / 7)),
        open=bool(typed),
    )

"""The history of gestures: what was changed by hand, by whom, and whether it still holds."""

import datetime as dt
from dataclasses import dataclass

from planner.domain.portfolio import Portfolio
from planner.services.pages import Page
from planner.services.pin_words import gesture_lines
from planner.services.pinning import Gesture
from web import words
from web.rendering import template
from web.views.shell import PortfolioPlace, Shell

MOST_LINES = 6


@dataclass(frozen=True)
class GestureRow:
    """A gesture."""

    when: str
    ago: str
    by: str
    lines: tuple[str, ...]
    more: int
    """Changes that are not listed."""
    state: str
    tone: str
    plan_href: str
    """The plan on which it was made; empty without one."""
    undo_href: str
    redo_href: str


@template("gestures.html")
@dataclass(frozen=True)
class GesturesView:
    """The gestures on a portfolio, the newest first."""

    shell: Shell
    rows: tuple[GestureRow, ...]
    kept: str
    plan_href: str
    next_href: str


def gestures_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    found: Page[Gesture],
    now: dt.datetime,
    *,
    can_edit: bool,
) -> GesturesView:
    """The history, with a button on each row that takes it back or makes it again."""
    href = f"{place.href}/gestures"
    undone = sum(one.undone_at is not None for one in found.items)
    kept = f"{words.count(len(found.items) - undone, 'change')} by hand kept"
    return GesturesView(
        shell=shell,
        rows=tuple(_row(place, portfolio, one, now, can_edit=can_edit) for one in found.items),
        kept=kept
        + (f", {undone} taken back" if undone else "")
        + (" on this page" if found.next_cursor else ""),
        plan_href=f"{place.href}/plan",
        next_href=f"{href}?cursor={found.next_cursor}" if found.next_cursor else "",
    )


def _row(
    place: PortfolioPlace, portfolio: Portfolio, one: Gesture, now: dt.datetime, *, can_edit: bool
) -> GestureRow:
    lines = gesture_lines(portfolio, one.edits)
    href = f"{place.href}/gestures/{one.id}"
    undone = one.undone_at
    return GestureRow(
        when=words.moment(one.at),
        ago=words.ago(one.at, now),
        by=one.by,
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        state=f"Taken back {words.ago(undone, now)}" if undone else "Kept",
        tone="" if undone else "good",
        plan_href=f"{place.href}/plans/{one.plan_id}" if one.plan_id else "",
        undo_href=f"{href}/undo" if can_edit and not undone else "",
        redo_href=f"{href}/redo" if can_edit and undone else "",
    )

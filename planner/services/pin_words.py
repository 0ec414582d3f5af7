"""Pins and gestures in the words of people."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from planner.domain.document_edits import Edit
from planner.domain.policies import Pin
from planner.domain.portfolio import Portfolio
from planner.domain.words import written_day


def pin_words(portfolio: Portfolio, pin: Pin) -> str:
    """A pin in a sentence, without the name of its project."""
    if pin.selected is not None:
        return "In every plan" if pin.selected else "Out of every plan"
    names = {p.id: {f.id: f.name or f.id for f in p.phases} for p in portfolio.projects}
    phase = names.get(pin.project, {}).get(pin.phase or "", pin.phase or "")
    if pin.starts is not None:
        return f"{phase} starts in the week of {written_day(pin.starts)}"
    people = {worker.id: worker.name for worker in portfolio.workers}
    return f"{people.get(pin.person or '', pin.person)} works on {phase}"


def gesture_lines(portfolio: Portfolio, edits: Sequence[Edit]) -> tuple[str, ...]:
    """What a gesture changed, a sentence each, without those that follow from others."""
    lines = tuple(dict.fromkeys(line for edit in edits for line in _told(portfolio, edit)))
    # Whoever moves a phase also wants its project in: only the move is news.
    fewer = tuple(line for line in lines if not line.endswith(": In every plan"))
    return fewer or lines


def _told(portfolio: Portfolio, edit: Edit) -> Iterator[str]:
    part, *rest = edit.path
    if part == "projects" and rest[1:] == ["mandatory"]:
        yield f"{_project(portfolio, rest[0])}: {'a must-have' if edit.after else 'no must-have any more'}"
    elif part == "pins" and len(rest) == 1:
        if edit.before is not None:
            yield _pin(portfolio, edit.before, "no longer pinned: ")
        if edit.after is not None:
            yield _pin(portfolio, edit.after, "")
    elif part == "pins":
        yield _changed(portfolio, rest, edit)
    else:
        yield " ".join(edit.path)


def _project(portfolio: Portfolio, project_id: str) -> str:
    return next((p.name for p in portfolio.projects if p.id == project_id), project_id)


def _pin(portfolio: Portfolio, body: Any, prefix: str) -> str:
    pin = Pin.model_validate(body)
    return f"{_project(portfolio, pin.project)}: {prefix}{pin_words(portfolio, pin)}"


def _changed(portfolio: Portfolio, rest: list[str], edit: Edit) -> str:
    """A pin that decides the same in another way: its key tells project and phase."""
    project, *others = rest[0].split(" ")
    phase = others[0] if len(others) > 1 else None
    text = _pin(portfolio, {"project": project, "phase": phase, rest[1]: edit.after}, "")
    if rest[1] != "starts":
        return text
    return f"{text} (before: {written_day(dt.date.fromisoformat(str(edit.before)))})"

"""Lines of the audit trail as sentences."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from planner.domain.digest import DigestEdit
from planner.domain.portfolio import Portfolio
from planner.domain.words import shortened
from planner.persistence.tables import Change
from planner.services.pin_words import gesture_lines
from planner.services.pinning import BULK, EDITS, KIND
from planner.services.row_states import NOUNS

MOST_NAMES = 3
SILENT = ("plans", "comment", "shares", "filter")
"""Kinds that are told elsewhere, or that change nothing of the portfolio."""
TOGETHER = dt.timedelta(seconds=2)
"""A document that is replaced within this time before a line by the same person is what that line did."""
OTHERS = {
    ("create", ""): "The portfolio was created",
    ("replace", ""): "The whole document was replaced",
    ("settings", ""): "Settings were changed",
    ("undo", "gesture"): "A change by hand was taken back",
    ("redo", "gesture"): "A change by hand was made again",
    ("create", "scenarios"): "A scenario was made",
    ("apply", "scenarios"): "A scenario was applied",
    ("add", "histories"): "Finished work was added",
    ("delete", "histories"): "Finished work was deleted",
}
VERBS = {
    "add": "added",
    "delete": "deleted",
    "update": "edited",
    "cells": "edited",
    "bulk": "changed",
    "undo": "put back",
}
FIELDS_TOLD = 3


def told(portfolio: Portfolio, lines: Sequence[Change]) -> tuple[DigestEdit, ...]:
    """What people did, in the order of the lines, which come the newest first."""
    found = []
    later: Change | None = None
    for line in lines:
        implied = (
            line.action == "replace"
            and later is not None
            and later.actor_id == line.actor_id
            and later.at - line.at < TOGETHER
        )
        if line.kind not in SILENT and not implied:
            found.append(DigestEdit(at=line.at, by=line.actor_name, text=sentence(portfolio, line)))
        later = line
    return tuple(found)


def sentence(portfolio: Portfolio, line: Change) -> str:
    """What one line did."""
    before: dict[str, Any] = line.before or {}
    if line.kind in (KIND, BULK):
        lines = gesture_lines(portfolio, EDITS.validate_python(before.get("edits", ())))
        return shortened(lines, MOST_NAMES, "; ") + (" (taken back since)" if line.undone_at else "")
    if line.kind in NOUNS:
        return _rows(portfolio, line, before)
    if line.kind == "actuals":
        return "What was spent was brought in" if line.action != "delete" else "What was spent was removed"
    if line.kind == "document":
        return "A change that was found to let a project in was applied"
    return OTHERS.get((line.action, line.kind), f"{line.action} {line.kind}".strip().capitalize())


def _rows(portfolio: Portfolio, line: Change, before: dict[str, Any]) -> str:
    steps = before.get("rows") or [{"id": line.slug, "before": None, "after": None}]
    noun = next(noun for kind, noun in NOUNS.items() if kind == line.kind)
    known = {row.id: row.name or row.id for row in getattr(portfolio, line.kind)}
    names = [_name(step, known) for step in steps]
    listed = shortened(names, MOST_NAMES)
    verb = VERBS.get(line.action, line.action)
    if line.action in ("cells", "bulk", "undo") and all(step.get("after") is None for step in steps):
        verb = "deleted"
    elif line.action == "cells" and all(step.get("before") is None for step in steps):
        verb = "added"
    fields = _fields(steps) if verb in ("edited", "changed") else ""
    what = f"{noun.capitalize()} {listed}" if len(names) == 1 else f"{len(names)} {line.kind}, {listed},"
    return f"{what} {'was' if len(names) == 1 else 'were'} {verb}{fields}"


def _name(step: dict[str, Any], known: dict[str, str]) -> str:
    body = step.get("after") or step.get("before") or {}
    return str(body.get("name") or known.get(step["id"], step["id"]))


def _fields(steps: Sequence[dict[str, Any]]) -> str:
    changed: dict[str, None] = {}
    for step in steps:
        old, new = step.get("before") or {}, step.get("after") or {}
        changed |= dict.fromkeys(key for key in sorted({*old, *new}) if old.get(key) != new.get(key))
    names = [name.replace("_", " ") for name in changed]
    return f": {shortened(names, FIELDS_TOLD)}" if names else ""

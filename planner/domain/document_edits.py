"""Edits of portfolio documents: what turns one into another, and the same edits made in a third that moved on since."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from planner.domain.base import Model
from planner.domain.portfolio import Portfolio

Side = Literal["scenario", "base"]
"""Whose value holds where both have changed the same place."""


class Edit(Model):
    """One difference: a value that is added, removed or changed. Values are as in the JSON of the document."""

    path: tuple[str, ...]
    """Keys from the top; rows of lists by their id, or by what tells them apart (see `row_key`)."""
    what: Literal["added", "removed", "changed"]
    before: Any = None
    after: Any = None


class Clash(Model):
    """An edit of a place that is no longer as it was when the edit was made."""

    edit: int
    """Number of the edit, from 0."""
    now: Any = None
    """Value in the document; null when it has none there."""
    possible: bool
    """Whether the edit can be made at all: what it belongs to may be gone."""


@dataclass(frozen=True)
class Merged:
    """A document with edits made in it, and those that clashed."""

    document: dict[str, Any]
    clashes: tuple[Clash, ...]


class _Absent:
    """No value: not even null."""


ABSENT = _Absent()


def document_edits(before: Portfolio, after: Portfolio) -> tuple[Edit, ...]:
    """What turns one document into the other. The order of rows does not count."""
    old, new = (document.model_dump(mode="json", by_alias=True) for document in (before, after))
    return tuple(_between((), old, new))


def reversed_edits(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """What takes the edits back."""
    other: dict[str, Literal["added", "removed", "changed"]] = {"added": "removed", "removed": "added"}
    return tuple(
        Edit(path=edit.path, what=other.get(edit.what, "changed"), before=edit.after, after=edit.before)
        for edit in edits
    )


def merge(document: Portfolio, edits: Sequence[Edit], choices: Mapping[int, Side] | None = None) -> Merged:
    """Make edits in a document that may have changed since they were made: a three-way merge.

    Parameters
    ----------
    choices
        By number of an edit that clashes: whose value holds; that of the edits where nothing is said.
    """
    tree = document.model_dump(mode="json", by_alias=True)
    clashes = []
    for number, edit in enumerate(edits):
        parent = _walk(tree, edit.path[:-1])
        key, was, to = edit.path[-1], _value(edit, "before"), _value(edit, "after")
        now = ABSENT if parent is None else _child(parent, key, edit.path[-2:-1])
        if now == to or (parent is None and to is ABSENT):
            continue
        if parent is None:
            clashes.append(Clash(edit=number, possible=False))
            continue
        if now != was:
            clashes.append(Clash(edit=number, now=None if now is ABSENT else now, possible=True))
            if (choices or {}).get(number, "scenario") == "base":
                continue
        _put(parent, key, to, edit.path[-2:-1])
    return Merged(tree, tuple(clashes))


def row_key(part: str, row: Any) -> str:
    """What tells the rows of a list apart; without an id, the whole of their content may do so."""
    if isinstance(row, dict):
        if "id" in row:
            return str(row["id"])
        if part == "budgets":
            return " ".join(filter(None, (row["quarter"] or "whole horizon", row["theme"])))
        if part == "effort_shares":
            return str(row["theme"])
        if part == "pins":
            what = "selected" if row["selected"] is not None else "starts" if row["starts"] else row["person"]
            return " ".join(filter(None, (row["project"], row["phase"], what)))
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def is_content(key: str) -> bool:
    """Whether a key of a row is its whole content, which is nothing to show."""
    return key[:1] in ("{", "[", '"')


def _value(edit: Edit, side: Literal["before", "after"]) -> Any:
    gone = "added" if side == "before" else "removed"
    return ABSENT if edit.what == gone else getattr(edit, side)


def _between(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Edit]:
    if old == new:
        return
    pair = _steps(path, old, new)
    if pair is None:
        yield Edit(path=path, what="changed", before=old, after=new)
        return
    for key in dict.fromkeys([*pair[1], *pair[0]]):
        below = (*path, key)
        if key not in pair[0]:
            yield Edit(path=below, what="added", after=pair[1][key])
        elif key not in pair[1]:
            yield Edit(path=below, what="removed", before=pair[0][key])
        else:
            yield from _between(below, pair[0][key], pair[1][key])


def _steps(path: tuple[str, ...], old: Any, new: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Both values by key, where one can go on comparing below them; an estimate is one value."""
    if isinstance(old, dict) and isinstance(new, dict):
        return None if "likely" in old or "likely" in new else (old, new)
    if isinstance(old, list) and isinstance(new, list):
        part = path[-1] if path else ""
        by_key = tuple({row_key(part, row): row for row in rows} for rows in (old, new))
        if len(by_key[0]) == len(old) and len(by_key[1]) == len(new):
            return by_key[0], by_key[1]
    return None


def _walk(tree: Any, path: tuple[str, ...]) -> Any:
    """The value at a path; None when there is none that could hold others."""
    for n, key in enumerate(path):
        tree = _child(tree, key, path[n - 1 : n])
        if not isinstance(tree, dict | list):
            return None
    return tree


def _child(parent: Any, key: str, part: Sequence[str]) -> Any:
    if isinstance(parent, dict):
        return parent.get(key, ABSENT)
    return next((row for row in parent if row_key("".join(part), row) == key), ABSENT)


def _put(parent: Any, key: str, value: Any, part: Sequence[str]) -> None:
    if isinstance(parent, dict):
        if value is ABSENT:
            parent.pop(key, None)
        else:
            parent[key] = copy.deepcopy(value)
        return
    place = next((n for n, row in enumerate(parent) if row_key("".join(part), row) == key), len(parent))
    parent[place : place + 1] = [] if value is ABSENT else [copy.deepcopy(value)]

"""Where a complaint belongs: the field of a form for a place in the document."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from planner.errors import Diagnostic
from web import words
from web.forms.entries import Entry
from web.forms.rows import Item, Rows, filled_rows

Place = tuple[str | int, ...]
#: The column for what is said about a whole row: a model speaks of the amount or the end, a service of the name.
LAST, FIRST = -1, 0


def field_errors(items: Sequence[Item], typed: Mapping[str, str], error: ValidationError) -> dict[str, str]:
    """A model's complaints at the fields that they are about; the rest under ''."""
    found: dict[str, str] = {}
    complaints = error.errors(include_url=False)
    places = [item["loc"] for item in complaints]
    for item in complaints:
        if any(place[: len(item["loc"])] == item["loc"] != place for place in places):
            # A list that has become too short by what is wrong inside it.
            continue
        field = field_at(items, typed, item["loc"], LAST)
        _put(found, field, item["loc"], _sentence(item, field[1] if field else None))
    return found


#: Kinds of complaints about a limit -> the limit's key and the words before it.
LIMITS = {
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
}


def _sentence(item: Any, field: Item | None) -> str:
    """A model's complaint in the words and the unit of the form."""
    kind, given = item["type"], item.get("input")
    percent = isinstance(field, Entry) and field.unit == "%"
    if kind in LIMITS:
        key, verb = LIMITS[kind]
        # Limits of decimals come as their representation: Decimal('1E+12').
        bare = re.sub(r"Decimal\('|'\)", "", str(item["ctx"][key]))
        limit = float(bare) * (100 if percent else 1)
        return f"must be {verb} {words.significant(limit, 15)}{'%' if percent else ''}"
    if kind.startswith("int_"):
        return "must be a whole number"
    if kind == "string_pattern_mismatch" and isinstance(field, Entry):
        return f"'{given}' cannot be used here" + (
            f": {field.hint[:1].lower()}{field.hint[1:]}" if field.hint else ""
        )
    return str(item["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")


def diagnostic_errors(
    items: Sequence[Item],
    typed: Mapping[str, str],
    diagnostics: Sequence[Diagnostic],
    message: str,
    at: Place = (),
) -> dict[str, str]:
    """A service's findings at the fields whose place they name; the rest under ''.

    `at` is the place of what the form edits, such as ("projects", 3); () for the settings.
    """
    found: dict[str, str] = {}
    for finding in diagnostics:
        if finding.severity != "error":
            continue
        place = _parts(finding.path)
        if place[: len(at)] == at:
            inside = place[len(at) :]
            _put(found, field_at(items, typed, inside, FIRST), inside, finding.message)
        else:
            _add(found, f"{finding.path}: {finding.message}")
    if not found:
        found[""] = message
    return found


def _put(found: dict[str, str], field: tuple[str, Item] | None, place: Place, message: str) -> None:
    if field is not None:
        found.setdefault(field[0], message)
    else:
        where = ".".join(str(part) for part in place)
        _add(found, f"{where}: {message}" if where else message)


def _add(found: dict[str, str], message: str) -> None:
    found[""] = "; ".join(filter(None, (found.get("", ""), message)))


def _parts(path: str) -> Place:
    """projects[3].phases[0].effort.data in its parts."""
    parts = re.findall(r"\[(\d+)\]|([^.\[\]]+)", path)
    return tuple(int(index) if index else name for index, name in parts)


def field_at(
    items: Sequence[Item], typed: Mapping[str, str], place: Place, column: int, prefix: str = ""
) -> tuple[str, Item] | None:
    """The field for a place with its name; the whole list where no single row fits; None when there is none."""
    # The longest path wins: `value.per_week` before `value`.
    for item in sorted(items, key=lambda i: -len(i.path)):
        rest = _rest(item.path, place)
        if rest is None:
            continue
        name = prefix + item.name
        row = _row(item, typed, name, rest[0]) if isinstance(item, Rows) and rest else None
        if row is None or not isinstance(item, Rows):
            return name, item
        whole = item.columns[column]
        inside = field_at(item.columns, typed, rest[1:], column, f"{name}-{row}-")
        return inside or (f"{name}-{row}-{whole.name}", whole)
    return None


def _rest(path: tuple[str, ...], place: Place) -> Place | None:
    """What follows a path in a place, past names of union members; a place above the path fits too."""
    if not place or path[0] != place[0]:
        return None
    left = list(place)
    for key in path:
        if not left:
            return ()
        if key not in left:
            return None
        del left[: left.index(key) + 1]
    return tuple(left)


def _row(rows: Rows, typed: Mapping[str, str], name: str, key: str | int) -> int | None:
    """The row of a form for an index or a key of the document, which has no blank rows."""
    filled = filled_rows(rows, typed, name)
    if isinstance(key, int):
        return filled[key] if key < len(filled) else None
    first = rows.columns[0].name
    return next((i for i in filled if typed.get(f"{name}-{i}-{first}", "").strip() == key), None)

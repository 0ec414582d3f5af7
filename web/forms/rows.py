"""Lists in forms: rows with the same fields each, added and removed by buttons that need no script.

The fields of row 2 of `leave` are named leave-2-from and so on; `leave` itself says how many rows there are.
Lists nest: phase-0-effort-1-skill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.domain.slugs import slug_for
from web.forms.entries import Entry, MistypedError, Option, Value

#: A document being edited, or one row of it.
Tree = dict[str, Value]
MOST = 200


@dataclass(frozen=True)
class Rows:
    """A list of a form and the place of its value in the document. A row with nothing typed is left out."""

    name: str
    label: str
    path: tuple[str, ...]
    columns: tuple[Item, ...]
    item: str
    """What a row is called on the buttons, such as `a phase`."""
    split: Callable[[Value], list[Tree]]
    """The rows of the document's value."""
    join: Callable[[list[Tree]], Value]
    """The document's value of the rows; None takes the key out. Raises MistypedError."""
    hint: str = ""
    keyed: bool = False
    """Rows have ids, which the form hides: a new row gets one from its name."""
    cards: bool = False
    """Each row is a block of fields instead of a line."""
    unique: bool = False
    """The first field differs from row to row."""
    needed: str = ""
    """What to say when there is no row; empty: none is needed."""
    group: str = ""


Item = Entry | Rows


def list_of(
    name: str,
    label: str,
    columns: Sequence[Item],
    item: str,
    path: str = "",
    *,
    hint: str = "",
    keyed: bool = False,
    cards: bool = False,
    needed: str = "",
    unpack: Callable[[Tree], Tree] = dict,
    pack: Callable[[Tree], Tree] = dict,
) -> Rows:
    """A list of mappings; `unpack` and `pack` turn one of them into a row and back."""

    def split(value: Value) -> list[Tree]:
        items = value if isinstance(value, list | tuple) else ()
        return [unpack(x) for x in items if isinstance(x, dict)]

    def join(rows: list[Tree]) -> Value:
        return [pack(row) for row in rows] or None

    place = tuple((path or name).split("."))
    return Rows(name, label, place, tuple(columns), item, split, join, hint, keyed, cards, needed=needed)


def mapping_of(
    name: str,
    label: str,
    key: Entry,
    value: Entry,
    item: str,
    path: str = "",
    *,
    hint: str = "",
    otherwise: Value = None,
    empty: Value = None,
) -> Rows:
    """A mapping with a row for each key; `otherwise` is the value of a row that names only the key."""

    def split(mapping: Value) -> list[Tree]:
        pairs = mapping.items() if isinstance(mapping, dict) else ()
        return [{key.path[0]: k, value.path[0]: v} for k, v in pairs]

    def join(rows: list[Tree]) -> Value:
        return {str(row[key.path[0]]): row.get(value.path[0], otherwise) for row in rows} or empty

    place = tuple((path or name).split("."))
    return Rows(name, label, place, (key, value), item, split, join, hint, unique=True)


def picks(name: str, label: str, choice: Entry, item: str, path: str = "", *, hint: str = "") -> Rows:
    """A list of ids, each chosen in a row of its own."""

    def split(value: Value) -> list[Tree]:
        return [{choice.path[0]: x} for x in value] if isinstance(value, list | tuple) else []

    def join(rows: list[Tree]) -> Value:
        return [row[choice.path[0]] for row in rows] or None

    place = tuple((path or name).split("."))
    return Rows(name, label, place, (choice,), item, split, join, hint, unique=True)


def stepped(value: Value, amount: str) -> list[Tree]:
    """A constant as one row without a date, steps as one row each."""
    if isinstance(value, dict):
        return [{"since": key, amount: each} for key, each in value.items()]
    return [] if value is None else [{amount: value}]


def steps(rows: list[Tree], amount: str) -> Value:
    """One row without a date is a constant; several are steps, each with its own beginning."""
    if len(rows) == 1 and "since" not in rows[0]:
        return rows[0][amount]
    if any("since" not in row for row in rows):
        raise MistypedError("with several rows each needs its beginning: a quarter or a date")
    return {str(row["since"]): row[amount] for row in rows} or None


def grouped(title: str, *items: Item) -> tuple[Item, ...]:
    """The same fields under one title."""
    return tuple(replace(item, group=title) for item in items)


def choices(items: Sequence[tuple[str, str]], blank: str = "Choose") -> tuple[Option, ...]:
    """Options of a select with an empty one first."""
    return (Option("", blank), *(Option(value, label) for value, label in items))


def count(typed: Mapping[str, str], name: str) -> int:
    """How many rows of a list a form holds."""
    raw = typed.get(name, "")
    return min(int(raw), MOST) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0


def is_blank(columns: Sequence[Item], typed: Mapping[str, str], prefix: str) -> bool:
    """Whether nothing was typed into a row."""
    return all(
        _says_nothing(c, typed.get(prefix + c.name, ""))
        if isinstance(c, Entry)
        else all(
            is_blank(c.columns, typed, f"{prefix}{c.name}-{i}-") for i in range(count(typed, prefix + c.name))
        )
        for c in columns
    )


def _says_nothing(entry: Entry, value: str) -> bool:
    # A select without an empty choice always has a value, also in a row that nobody has touched.
    chosen = entry.kind == "select" and all(option.value for option in entry.options)
    return chosen or not value.strip()


def filled_rows(rows: Rows, typed: Mapping[str, str], name: str) -> list[int]:
    """The rows of a form that count: with something typed, or known to the document already."""
    return [
        i
        for i in range(count(typed, name))
        if typed.get(f"{name}-{i}-id") or not is_blank(rows.columns, typed, f"{name}-{i}-")
    ]


def row_ids(typed: Mapping[str, str], name: str) -> list[str]:
    """The id of each row of a keyed list: the one it has, or one made from its name."""
    known = [typed.get(f"{name}-{i}-id", "") for i in range(count(typed, name))]
    ids: list[str] = []
    for i, had in enumerate(known):
        ids.append(had or slug_for(typed.get(f"{name}-{i}-name", ""), {*known, *ids}))
    return ids


def take_step(typed: Mapping[str, str]) -> tuple[dict[str, str], str] | None:
    """The form after its button `add:leave` or `remove:leave:2`, and the field to go to; None for others."""
    verb, _, where = typed.get("step", "").partition(":")
    if verb == "add" and where in typed:
        n = count(typed, where)
        return dict(typed) | {where: str(min(n + 1, MOST))}, f"{where}-{n}"
    name, _, index = where.rpartition(":")
    if verb == "remove" and index.isdigit() and int(index) < count(typed, name):
        return _without(typed, name, int(index)), name
    return None


def _without(typed: Mapping[str, str], name: str, index: int) -> dict[str, str]:
    left = {}
    for field, value in typed.items():
        number, _, rest = field.removeprefix(f"{name}-").partition("-")
        if not field.startswith(f"{name}-") or not number.isdigit() or int(number) < index:
            left[field] = value
        elif int(number) > index:
            left[f"{name}-{int(number) - 1}-{rest}"] = value
    return left | {name: str(count(typed, name) - 1)}

"""Forms: filled from a document, read back into it, a message at each field. Nothing typed is lost."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from planner.errors import Diagnostic
from web.forms.entries import Entry, Kind, MistypedError, Option, Value

#: A document being edited.
Tree = dict[str, Value]
B = TypeVar("B", bound=BaseModel)

#: Groups that mean nothing without one of their values: emptying that field takes the whole group out.
ANCHORS = (
    ("deadline", "date"),
    ("gpu", "hours"),
    ("gate", "probability"),
    ("crew", "max"),
    ("ramp_up", "weeks"),
)


@dataclass(frozen=True)
class FieldView:
    """A field as its macro draws it."""

    name: str
    label: str
    kind: Kind
    value: str
    hint: str
    unit: str
    error: str
    options: tuple[Option, ...]
    wide: bool
    required: bool


@dataclass(frozen=True)
class Draft(Generic[B]):
    """What came of reading a form: a body, or what is wrong by field name ('' for the whole form)."""

    body: B | None
    errors: Mapping[str, str]


def shown(entries: Sequence[Entry], tree: Tree) -> dict[str, str]:
    """The texts of a form for a document."""
    return {entry.name: entry.show(_get(tree, entry.path)) for entry in entries}


def field_views(
    entries: Sequence[Entry], typed: Mapping[str, str], errors: Mapping[str, str]
) -> tuple[FieldView, ...]:
    """The fields with what was typed and what is wrong with it."""
    return tuple(
        FieldView(
            e.name,
            e.label,
            e.kind,
            typed.get(e.name, ""),
            e.hint,
            e.unit,
            errors.get(e.name, ""),
            _with_current(e, typed.get(e.name, "")),
            e.wide,
            e.required,
        )
        for e in entries
    )


def _with_current(entry: Entry, value: str) -> tuple[Option, ...]:
    # A value that is no longer among the options stays visible instead of silently turning into the first.
    if entry.kind != "select" or any(option.value == value for option in entry.options):
        return entry.options
    return (*entry.options, Option(value, value))


def read_form(entries: Sequence[Entry], typed: Mapping[str, str], base: Tree, model: type[B]) -> Draft[B]:
    """Put what was typed into a copy of the document and check it against the model."""
    tree, errors = fill(entries, typed, base)
    if errors:
        return Draft(None, errors)
    try:
        return Draft(model.model_validate(tree), {})
    except ValidationError as error:
        return Draft(None, field_errors(entries, error))


def fill(entries: Sequence[Entry], typed: Mapping[str, str], base: Tree) -> tuple[Tree, dict[str, str]]:
    """The document with the typed values, and what could not be read."""
    tree, errors = copy.deepcopy(base), dict[str, str]()
    for entry in entries:
        try:
            value = entry.read(typed.get(entry.name, ""))
        except MistypedError as mistake:
            errors[entry.name] = str(mistake)
            continue
        if value is None and entry.required:
            errors[entry.name] = f"{entry.label} is needed"
        _set(tree, entry.path, value)
    for group, anchor in ANCHORS:
        part = tree.get(group)
        if isinstance(part, dict) and anchor not in part:
            del tree[group]
    return tree, errors


def field_errors(entries: Sequence[Entry], error: ValidationError) -> dict[str, str]:
    """A model's complaints at the fields that they are about; the rest under ''."""
    found: dict[str, str] = {}
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        place = tuple(str(part) for part in item["loc"])
        entry = next((e for e in entries if place[: len(e.path)] == e.path), None)
        message = item["msg"].removeprefix("Value error, ")
        if entry:
            found.setdefault(entry.name, message)
        else:
            where = ".".join(place)
            found[""] = "; ".join(
                filter(None, (found.get("", ""), f"{where}: {message}" if where else message))
            )
    return found


def diagnostic_errors(
    entries: Sequence[Entry], diagnostics: Sequence[Diagnostic], message: str
) -> dict[str, str]:
    """A service's findings at the fields whose place they name; the rest under ''."""
    found: dict[str, str] = {}
    loose = []
    for finding in diagnostics:
        if finding.severity != "error":
            continue
        # The longest path wins: `value.per_week` before `value`.
        fitting = [e for e in entries if f".{finding.path}.".find(f".{'.'.join(e.path)}.") >= 0]
        if fitting:
            found.setdefault(max(fitting, key=lambda e: len(e.path)).name, finding.message)
        else:
            loose.append(f"{finding.path}: {finding.message}" if finding.path else finding.message)
    if loose or not found:
        found[""] = "; ".join(loose) or message
    return found


def _get(tree: Tree, path: tuple[str, ...]) -> Value:
    value: Value = tree
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def _set(tree: Tree, path: tuple[str, ...], value: Value) -> None:
    """Set a value, or remove the key for None, and with it mappings that become empty."""
    *parents, last = path
    chain = [tree]
    for key in parents:
        below = chain[-1].get(key)
        if not isinstance(below, dict):
            if value is None:
                return
            below = {}
            chain[-1][key] = below
        chain.append(below)
    if value is None:
        chain[-1].pop(last, None)
    else:
        chain[-1][last] = value
    for above, key in reversed(list(zip(chain, parents, strict=False))):
        if above[key] == {}:
            del above[key]


def tree_of(body: BaseModel) -> Tree:
    """The document of a model to be edited: only what differs from the defaults."""
    return body.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def full_tree(body: BaseModel) -> Tree:
    """The document of a model to be shown: with the defaults, so that fields say what holds."""
    return body.model_dump(mode="json", by_alias=True)

"""Forms: filled from a document and read back into it. Nothing typed is lost."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from web.forms.entries import MistypedError, Value
from web.forms.places import field_errors
from web.forms.rows import Item, Rows, Tree, filled_rows, row_ids

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
class Draft(Generic[B]):
    """What came of reading a form: a body, or what is wrong by field name ('' for the whole form)."""

    body: B | None
    errors: Mapping[str, str]


def shown(items: Sequence[Item], tree: Tree, prefix: str = "") -> dict[str, str]:
    """The texts of a form for a document."""
    texts: dict[str, str] = {}
    for item in items:
        name, value = prefix + item.name, _get(tree, item.path)
        if not isinstance(item, Rows):
            texts[name] = item.show(value)
            continue
        rows = item.split(value)
        texts[name] = str(len(rows))
        for i, row in enumerate(rows):
            texts |= shown(item.columns, row, f"{name}-{i}-")
            if item.keyed:
                texts[f"{name}-{i}-id"] = str(row.get("id", ""))
    return texts


def read_form(items: Sequence[Item], typed: Mapping[str, str], base: Tree, model: type[B]) -> Draft[B]:
    """Put what was typed into a copy of the document and check it against the model."""
    tree, errors = fill(items, typed, base)
    if errors:
        return Draft(None, errors)
    try:
        return Draft(model.model_validate(tree), {})
    except ValidationError as error:
        return Draft(None, field_errors(items, typed, error))


def fill(
    items: Sequence[Item], typed: Mapping[str, str], base: Tree, prefix: str = ""
) -> tuple[Tree, dict[str, str]]:
    """The document with the typed values, and what could not be read."""
    tree, errors = copy.deepcopy(base), dict[str, str]()
    for item in items:
        name = prefix + item.name
        if isinstance(item, Rows):
            value, wrong = _read_rows(item, typed, _get(base, item.path), name)
            errors |= wrong
            if wrong:
                continue
        else:
            try:
                value = item.read(typed.get(name, ""))
            except MistypedError as mistake:
                errors[name] = str(mistake)
                continue
            if value is None and item.required:
                errors[name] = f"{item.label} is needed"
        _set(tree, item.path, value)
    for group, anchor in ANCHORS:
        part = tree.get(group)
        if isinstance(part, dict) and anchor not in part:
            del tree[group]
    return tree, errors


def whole(tree: Tree, errors: dict[str, str], name: str) -> int | None:
    """A value of a filled document as a whole number; None when there is none, with what is wrong in the errors."""
    value = tree.get(name)
    if value is None:
        return None
    try:
        number = float(str(value))
        if number.is_integer():
            return int(number)
    except (ValueError, OverflowError):
        pass
    errors[name] = f"must be a whole number, not {str(value)[:40]}"
    return None


def _read_rows(rows: Rows, typed: Mapping[str, str], base: Value, name: str) -> tuple[Value, dict[str, str]]:
    before = {str(row.get("id")): row for row in rows.split(base)} if rows.keyed else {}
    ids = row_ids(typed, name) if rows.keyed else []
    found: list[Tree] = []
    errors: dict[str, str] = {}
    for i in filled_rows(rows, typed, name):
        prefix = f"{name}-{i}-"
        row, wrong = fill(rows.columns, typed, before.get(ids[i], {}) if rows.keyed else {}, prefix)
        errors |= wrong
        if rows.keyed:
            row["id"] = ids[i]
        first = prefix + rows.columns[0].name
        if rows.unique and first not in wrong and _key(rows, row) in [_key(rows, r) for r in found]:
            errors[first] = "this stands in another row already; keep one of them"
        found.append(row)
    if rows.needed and not found:
        errors[name] = rows.needed
    if errors:
        return None, errors
    try:
        return rows.join(found), {}
    except MistypedError as mistake:
        return None, {name: str(mistake)}


def _key(rows: Rows, row: Tree) -> Value:
    return _get(row, rows.columns[0].path)


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

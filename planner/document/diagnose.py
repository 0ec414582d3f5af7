"""Pydantic's errors as sentences with path, line, value and the nearest known name."""

import types
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from planner.document.source import Source
from planner.domain.findings import Path, nearest, path_text
from planner.domain.limits import MAX_DIAGNOSTICS
from planner.errors import Diagnostic

NAMED = {
    "projects": "project",
    "people": "person",
    "positions": "position",
    "pools": "pool",
    "drivers": "driver",
}


EXPECTED = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_parsing": "a date such as 2027-01-04",
    "date_from_datetime_parsing": "a date such as 2027-01-04 ({error})",
    "date_type": "a date such as 2027-01-04",
    "decimal_max_places": "at most {decimal_places} decimal places",
    "decimal_parsing": "a number",
    "decimal_type": "a number",
    "dict_type": "a mapping",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number of reasonable size",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "list_type": "a list",
    "model_attributes_type": "a mapping",
    "model_type": "a mapping",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} character",
    "string_type": "text",
    "too_long": "at most {max_length} entries",
    "too_short": "at least {min_length} entry",
    "tuple_type": "a list",
}
"""Pydantic's kinds of errors in the words of the document."""


def diagnostics_of(error: ValidationError, source: Source, model: type[BaseModel]) -> list[Diagnostic]:
    """One diagnostic for each place, in the order of the text."""
    return diagnostics_from(error.errors(include_url=False), source, model)


def diagnostics_from(items: Iterable[Any], source: Source, model: type[BaseModel]) -> list[Diagnostic]:
    """The same for errors in the form in which Pydantic lists them."""
    places: dict[Path, Any] = {}
    for item in items:
        path = _place(item["loc"], source.value, missing=item["type"] == "missing")
        # Each form of a union complains on its own; the first is the one that people meant most often.
        places.setdefault(path, item)
    inside = {path[:end] for path in places for end in range(len(path))}
    found = [
        Diagnostic("error", path_text(path), _sentence(item, path, source.value, model), source.line(path))
        for path, item in places.items()
        # Where something inside is wrong, the whole was of the right kind: other forms of a union, and the length of
        # a list without its broken entries, say nothing.
        if path not in inside or item["type"] == "value_error"
    ]
    return sorted(found, key=lambda d: d.line or 0)[:MAX_DIAGNOSTICS]


def owner(path: Path, value: Any) -> str:
    """Who a place belongs to, such as "project 'ranker'": an index alone says little."""
    if len(path) >= 2 and path[0] in NAMED and isinstance(path[1], int):
        item = _at(value, path[:2])
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            return f"{NAMED[str(path[0])]} '{item['id']}'"
    return ""


def _place(loc: tuple[int | str, ...], value: Any, *, missing: bool) -> Path:
    """The part of a location that is in the text: names of union members and validators are left out."""
    path: list[int | str] = []
    for n, part in enumerate(loc):
        inside = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if inside:
            value = value[part]
            path.append(part)
        elif missing and n == len(loc) - 1:
            path.append(part)
    return tuple(path)


def _at(value: Any, path: Path) -> Any:
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _sentence(item: Any, path: Path, value: Any, model: type[BaseModel]) -> str:
    who = owner(path, value)
    prefix = f"{who}: " if who else ""
    kind, last = item["type"], path[-1] if path else ""
    if kind == "missing":
        what = f"`{last}`" if isinstance(last, str) else f"entry {last + 1}"
        return f"{prefix}{what} is missing; add it"
    if kind == "extra_forbidden":
        return f"{prefix}unknown key '{last}'{nearest(str(last), _known_keys(path, model))}"
    if kind == "value_error":
        return prefix + str(item["msg"]).removeprefix("Value error, ")
    given = item.get("input")
    if kind == "string_pattern_mismatch" and last in ("id", "theme", "team", "site"):
        return f"{prefix}{_shown(given)} is not an id: use small letters, digits, '-', '_' and '.'"
    if kind == "string_type" and isinstance(given, int | float) and not isinstance(given, bool):
        return f'{prefix}expected text, got the number {_shown(given)}; write it in quotes: "{_shown(given)}"'
    return f"{prefix}expected {_expected(item)}, got {_shown(given)}"


def _expected(item: Any) -> str:
    """What would have been right, in plain words."""
    kind, context = item["type"], {name: _plain(part) for name, part in item.get("ctx", {}).items()}
    if kind in EXPECTED:
        return EXPECTED[kind].format(**context)
    text = str(item["msg"]).removeprefix("Input should be ").removeprefix("String ")
    return text.replace("should match", "text that matches")


def _plain(part: Any) -> str:
    try:
        number = str(part).removeprefix("Decimal('").removesuffix("')")
        return f"{Decimal(number):,f}"
    except InvalidOperation:
        return str(part)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _known_keys(path: Path, model: type[BaseModel]) -> list[str]:
    """Keys of the model that the path's parent is read as."""
    current: Any = model
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        models = _models(current)
        for candidate in models:
            for name, info in candidate.model_fields.items():
                if part in (name, info.alias):
                    current = info.annotation
                    break
    return sorted({info.alias or name for m in _models(current) for name, info in m.model_fields.items()})


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation: through tuples, mappings, unions and Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    origin = get_origin(annotation)
    if origin in (Annotated, Union, types.UnionType, tuple, list, dict):
        return [m for part in get_args(annotation) for m in _models(part)]
    return []

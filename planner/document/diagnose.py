"""Pydantic's errors as sentences with path, line, value and the nearest known name."""

import types
from collections.abc import Iterable
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


def diagnostics_of(error: ValidationError, source: Source, model: type[BaseModel]) -> list[Diagnostic]:
    """One diagnostic for each place, in the order of the text."""
    return diagnostics_from(error.errors(include_url=False, include_context=False), source, model)


def diagnostics_from(items: Iterable[Any], source: Source, model: type[BaseModel]) -> list[Diagnostic]:
    """The same for errors in the form in which Pydantic lists them."""
    found: dict[Path, Diagnostic] = {}
    complaints = list(items)
    broken = [item["loc"] for item in complaints]
    for item in complaints:
        path = _place(item["loc"], source.value, missing=item["type"] == "missing")
        inside = any(loc[: len(item["loc"])] == item["loc"] != loc for loc in broken)
        if path in found or (item["type"] == "too_short" and inside):
            # A list whose items are wrong is not also too short.
            # Each form of a union complains on its own; the first is the one that people meant most often.
            continue
        message = _sentence(item, path, source.value, model)
        found[path] = Diagnostic("error", path_text(path), message, source.line(path))
        if len(found) >= MAX_DIAGNOSTICS:
            break
    return sorted(found.values(), key=lambda d: d.line or 0)


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
    kind, message = item["type"], str(item["msg"])
    if kind == "missing":
        return f"{prefix}`{item['loc'][-1]}` is missing; add it"
    if kind == "extra_forbidden":
        return f"{prefix}unknown key '{path[-1] if path else ''}'{nearest(str(path[-1]), _known_keys(path, model))}"
    if kind == "value_error":
        return prefix + message.removeprefix("Value error, ")
    shown = _shown(item.get("input"))
    text = (
        message.removeprefix("Input should be ").removeprefix("String ").replace("should match", "must match")
    )
    if kind == "string_pattern_mismatch" and path and path[-1] in ("id", "theme", "team", "site"):
        return f"{prefix}{shown} is not an id: use small letters, digits, '-', '_' and '.'"
    if kind in ("model_type", "model_attributes_type"):
        text = "a mapping"
    if message.startswith("Input should be "):
        return f"{prefix}expected {text}, got {shown}"
    return f"{prefix}{message[:1].lower()}{message[1:]}, got {shown}"


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

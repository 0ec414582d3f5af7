"""From YAML text to plain values in one pass over its events: no duplicate keys, no tags, no endless expansion."""

import contextlib
import math
import re
from typing import Any, NamedTuple

import yaml

from planner.document.suspicion import refuse, short, unusable
from planner.domain.findings import Path
from planner.domain.limits import MAX_ALIASES, MAX_DEPTH, MAX_NODES
from planner.errors import BadInput

STR, INT, FLOAT, BOOL, NULL, MAP, SEQ = (
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq")
)
_NUMBER = [
    (INT, re.compile(r"^[-+]?\d+$")),
    (FLOAT, re.compile(r"^[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$")),
]
_TRUTH = [(BOOL, re.compile(r"^(true|false|True|False|TRUE|FALSE)$"))]
_NOTHING = [(NULL, re.compile(r"^(~|null|Null|NULL|)$"))]

RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = (
    dict.fromkeys("-+.0123456789", _NUMBER)
    | dict.fromkeys("tTfF", _TRUTH)
    | dict.fromkeys(["~", "n", "N", ""], _NOTHING)
)
"""What a plain scalar is, by its first character, as in YAML 1.2: no `no` that is False, no 12:30:00 that is 45000;
dates stay text."""


class Empty(Exception):
    """The text holds no document."""


class _Known(NamedTuple):
    """What an anchor stands for, and where it is in the document."""

    value: Any
    path: Path


def read_yaml(text: str) -> Any:
    """The plain values of a text.

    Raises
    ------
    BadInput
        When it is no YAML, or holds what we do not take; with its line.
    Empty
        When there is nothing in it.
    """
    try:
        return _Builder(text).document()
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # the position counts bytes
        shown = f"U+{error.character:04X}"
        raise refuse(f"not valid YAML: the character {shown} is not allowed; remove it", line) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise refuse(f"not valid YAML: {problem}", mark.line + 1 if mark else None) from error


def line_map(text: str) -> dict[Path, int]:
    """The line of each value (of an entry in a mapping: that of its key), as far as the text can be read."""
    lines: dict[Path, int] = {}
    with contextlib.suppress(yaml.YAMLError, BadInput, Empty):
        _Builder(text, lines).document()
    return lines


class _Builder:
    """Builds values while the events come in. An alias is a copy, so that no two places share a value."""

    def __init__(self, text: str, lines: dict[Path, int] | None = None) -> None:
        self.loader = yaml.CSafeLoader(text)
        self.next = self.loader.get_event
        self.lines = lines
        self.anchors: dict[str, _Known] = {}
        self.open: dict[str, int] = {}
        """Lines of the anchors whose value is not complete."""
        self.aliases = 0
        self.values = 0

    def document(self) -> Any:
        """The one document of the text."""
        try:
            self.next()  # the stream begins
            if isinstance(self.next(), yaml.StreamEndEvent):
                raise Empty
            value = self.node(self.next(), (), 1)
            self.next()  # the document ends
            following = self.next()
            if isinstance(following, yaml.DocumentStartEvent):
                raise refuse("more than one YAML document; keep one", _line(following))
            return value
        finally:
            self.loader.dispose()

    def node(self, event: Any, path: Path, depth: int) -> Any:
        """The value that begins with an event."""
        if self.lines is not None:
            self.lines.setdefault(path, _line(event))
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self.alias(event, path, depth)
        self.values += 1
        if self.values > MAX_NODES:
            raise refuse(f"more than {MAX_NODES:,} values", _line(event))
        anchor = event.anchor
        if anchor is not None:
            if anchor in self.anchors or anchor in self.open:
                raise refuse(f"the anchor {short(anchor)} is defined twice; keep one", _line(event))
            self.open[anchor] = _line(event)
        value = _scalar(event) if kind is yaml.ScalarEvent else self.collection(event, path, depth)
        if anchor is not None:
            del self.open[anchor]
            self.anchors[anchor] = _Known(value, path)
        return value

    def collection(self, event: Any, path: Path, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels", _line(event))
        mapping = type(event) is yaml.MappingStartEvent
        if event.tag not in (None, "!", MAP if mapping else SEQ):
            raise refuse(f"the tag {short(event.tag)} is not taken; remove it", _line(event))
        return self.mapping(path, depth) if mapping else self.sequence(path, depth)

    def sequence(self, path: Path, depth: int) -> list[Any]:
        result: list[Any] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            result.append(self.node(event, (*path, len(result)), depth + 1))
        return result

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        first: dict[str, int] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            line = _line(event)
            key = self.key(event, line)
            if key in first:
                raise refuse(
                    f"the key '{short(key)}' appears twice, first on line {first[key]}; keep one", line
                )
            first[key] = line
            inside = (*path, key)
            if self.lines is not None:
                self.lines[inside] = line
            result[key] = self.node(self.next(), inside, depth + 1)
        return result

    def key(self, event: Any, line: int) -> str:
        if type(event) is not yaml.ScalarEvent:
            raise refuse("a key must be a plain name", line)
        key = str(event.value)
        if key == "<<":
            raise refuse("merge keys (<<) are not taken; write the values out", line)
        problem = unusable(key)
        if problem:
            raise refuse(problem, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Known(key, ())
        return key

    def alias(self, event: Any, path: Path, depth: int) -> Any:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise refuse(f"more than {MAX_ALIASES} aliases; write the values out", _line(event))
        if event.anchor in self.open:
            line = self.open[event.anchor]
            raise refuse("a value contains itself through an alias; write it out", line)
        known = self.anchors.get(event.anchor)
        if known is None:
            raise refuse(f"not valid YAML: found undefined alias {short(event.anchor)}", _line(event))
        return self.copy(known.value, known.path, path, depth, _line(event))

    def copy(self, value: Any, source: Path, path: Path, depth: int, line: int) -> Any:
        """A copy of what an anchor stands for; its parts have the lines of the original."""
        self.values += 1
        if self.values > MAX_NODES:
            raise refuse(f"more than {MAX_NODES:,} values once aliases are followed", line)
        if self.lines is not None:
            self.lines.setdefault(path, self.lines.get(source, line))
        if not isinstance(value, dict | list):
            return value
        if depth > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels", line)
        if isinstance(value, dict):
            return {
                key: self.copy(item, (*source, key), (*path, key), depth + 1, line)
                for key, item in value.items()
            }
        return [self.copy(item, (*source, n), (*path, n), depth + 1, line) for n, item in enumerate(value)]


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> Any:
    text, tag = event.value, event.tag
    if tag is None or tag == "!":
        tag = _plain_tag(text) if event.implicit[0] else STR
    problem = unusable(text)
    if problem:
        raise refuse(problem, _line(event))
    if tag == STR:
        return text
    if tag == NULL:
        return None
    if tag == BOOL:
        return text.lower() == "true"
    if tag in (INT, FLOAT):
        return _number(text, tag, _line(event))
    raise refuse(f"the tag {short(tag)} is not taken; remove it", _line(event))


def _plain_tag(text: str) -> str:
    """What a scalar without quotes is."""
    for tag, pattern in RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return tag
    return STR


def _number(text: str, tag: str, line: int) -> int | float:
    if len(text) > 400:
        raise refuse(f"the number {short(text)} is too long", line)
    try:
        value = int(text) if tag == INT else float(text)
    except ValueError as error:
        raise refuse(f"'{short(text)}' is not a number", line) from error
    if isinstance(value, float) and not math.isfinite(value):
        raise refuse(f"{short(text)} is not a finite number; give one that is", line)
    return value

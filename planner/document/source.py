"""From bytes to plain values with the line of each: YAML and JSON, read with suspicion."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import yaml

from planner.domain.findings import Path, path_text
from planner.domain.limits import MAX_ALIASES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES
from planner.errors import BadInput, Diagnostic

Format = Literal["yaml", "json"]

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass
class Source:
    """A parsed document: plain values, and the text in which each of them has its line."""

    value: Any
    text: str = ""

    def line(self, path: Path) -> int | None:
        """Line of a path, or of the nearest thing around it that is in the text."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return None

    @cached_property
    def _lines(self) -> dict[Path, int]:
        # Looked up only when something is wrong: a second pass over the text, which is read as YAML even when it
        # is JSON.
        try:
            _check_events(self.text)
            node = yaml.compose(self.text, Loader=_Loader)
        except (yaml.YAMLError, BadInput):
            return {}
        found: dict[Path, int] = {}
        if node is not None:
            _find_lines(node, (), found)
        return found


_NUMBER = [
    ("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$")),
    ("tag:yaml.org,2002:float", re.compile(r"^[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$")),
]
_TRUTH = [("tag:yaml.org,2002:bool", re.compile(r"^(true|false|True|False|TRUE|FALSE)$"))]
_NOTHING = [("tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"))]

RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = (
    dict.fromkeys("-+.0123456789", _NUMBER)
    | dict.fromkeys("tTfF", _TRUTH)
    | dict.fromkeys(["~", "n", "N", ""], _NOTHING)
)
"""What a plain scalar is, by its first character, as in YAML 1.2: no `no` that is False, no 12:30:00 that is 45000;
dates stay text."""


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = RESOLVERS


def refuse(message: str, line: int | None = None, path: str = "") -> BadInput:
    """A refusal of the whole document for one reason."""
    return BadInput(message, [Diagnostic("error", path, message, line)])


def _find_lines(node: Any, path: Path, found: dict[Path, int]) -> None:
    """The line of each value; of an entry in a mapping, that of its key."""
    found.setdefault(path, node.start_mark.line + 1)
    if len(path) > MAX_DEPTH or len(found) > MAX_NODES:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found[*path, key.value] = key.start_mark.line + 1
            _find_lines(value, (*path, key.value), found)
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            _find_lines(value, (*path, n), found)


def _empty() -> BadInput:
    return refuse("the document is empty; see `quarterdeck schema`, or start from an example")


def parse(content: bytes, given: Format | None = None, filename: str | None = None) -> Source:
    """Parse a document. Without a format, the file name's ending and then the first character decide."""
    text = _decode(content)
    if not text.strip():
        raise _empty()
    kind = given or _format(text, (filename or "").lower())
    return _parse_json(text) if kind == "json" else _parse_yaml(text)


def _format(text: str, filename: str) -> Format:
    if filename.endswith(".json"):
        return "json"
    if filename.endswith((".yaml", ".yml")):
        return "yaml"
    return "json" if text.lstrip()[0] in "{[" else "yaml"


def _decode(content: bytes) -> str:
    if len(content) > MAX_DOCUMENT_BYTES:
        limit = MAX_DOCUMENT_BYTES // 1_000_000
        raise refuse(
            f"the document has {len(content) / 1e6:.1f} MB; the limit is {limit} MB: split the portfolio"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refuse(f"byte {error.start} is not UTF-8 text; save the file as UTF-8", line) from error
    at = text.find("\0")
    if at >= 0:
        raise refuse("the text holds a NUL character; remove it", text[:at].count("\n") + 1)
    return text


def _parse_json(text: str) -> Source:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in items:
            if key in result:
                _parse_yaml(text)  # refuses it too, and knows the line
                raise refuse(f"the key '{_short(key)}' appears twice in one object; keep one of them")
            result[key] = value
        return result

    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise refuse(f"not valid JSON: {error.msg} at column {error.colno}", error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise refuse(
            f"not readable JSON: nested deeper than {MAX_DEPTH} levels, or a number that is too long"
        ) from error
    source = Source(value, text)
    check_plain(source)
    return source


def check_plain(source: Source) -> None:
    """Refuse what cannot be planned with or stored: depth, NaN and infinity, lone surrogates, NUL."""
    stack: list[tuple[Any, Path]] = [(source.value, ())]
    while stack:
        item, path = stack.pop()
        if isinstance(item, dict):
            inside = [(child, (*path, str(key))) for key, child in item.items()]
            problem = next(filter(None, (_unusable(str(key)) for key in item)), None)
        elif isinstance(item, list):
            inside, problem = [(child, (*path, n)) for n, child in enumerate(item)], None
        else:
            inside, problem = [], _unusable(item)
        if len(path) > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels")
        if problem:
            raise refuse(problem, source.line(path), path_text(path))
        stack.extend(reversed(inside))


def _unusable(value: Any) -> str | None:
    """What is wrong with a plain value, if anything."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a number that can be planned with; give a finite number"
    if isinstance(value, str):
        if "\0" in value:
            return f"'{_short(value)}' holds a NUL character; remove it"
        if _SURROGATE.search(value):
            return "a text holds half of a surrogate pair, which is no character; remove it"
    return None


def _parse_yaml(text: str) -> Source:
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # the position counts bytes
        shown = f"U+{error.character:04X}"
        raise refuse(f"not valid YAML: the character {shown} is not allowed; remove it", line) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise refuse(f"not valid YAML: {problem}", mark.line + 1 if mark else None) from error
    if node is None:
        raise _empty()
    return Source(_Builder().build(node, 0), text)


def _check_events(text: str) -> None:
    """Depth and aliases are counted on the stream of events, before anything is built."""
    depth = aliases = documents = nodes = 0
    for event in _events(text):
        nodes += isinstance(event, yaml.NodeEvent)
        if nodes > MAX_NODES:
            raise refuse(f"more than {MAX_NODES:,} values", _line(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise refuse(f"nested deeper than {MAX_DEPTH} levels", _line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > MAX_ALIASES:
                raise refuse(f"more than {MAX_ALIASES} aliases; write the values out", _line(event))
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise refuse("more than one YAML document; keep one", _line(event))


def _line(thing: Any) -> int:
    return int(thing.start_mark.line) + 1


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=_Loader)


COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


class _Builder:
    """Builds values from nodes: no duplicate keys, no tags, no list that contains itself, no endless expansion."""

    def __init__(self) -> None:
        self.nodes = 0
        self.open: set[int] = set()

    def build(self, node: Any, depth: int) -> Any:
        line = _line(node)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise refuse(f"more than {MAX_NODES:,} values once aliases are followed", line)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, line)
        if id(node) in self.open:
            raise refuse("a value contains itself through an alias; write it out", line)
        if depth > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels", line)
        if node.tag not in COLLECTIONS:
            raise refuse(f"the tag {_short(node.tag)} is not taken; remove it", line)
        self.open.add(id(node))
        built: Any
        if isinstance(node, yaml.MappingNode):
            built = self.mapping(node, depth)
        else:
            built = [self.build(child, depth + 1) for child in node.value]
        self.open.discard(id(node))
        return built

    def mapping(self, node: Any, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = _line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise refuse("a key must be a plain name", line)
            key = key_node.value
            _check_text(key, line)
            if key == "<<":
                raise refuse("merge keys (<<) are not taken; write the values out", line)
            if key in result:
                raise refuse(
                    f"the key '{_short(key)}' appears twice, first on line {first[key]}; keep one", line
                )
            first[key] = line
            result[key] = self.build(value_node, depth + 1)
        return result

    def scalar(self, node: Any, line: int) -> Any:
        text, kind = node.value, node.tag.rsplit(":", 1)[-1]
        _check_text(text, line)
        if kind == "str":
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return _number(text, kind, line)
        raise refuse(f"the tag {_short(node.tag)} is not taken; remove it", line)


def _check_text(text: str, line: int) -> None:
    problem = _unusable(text)
    if problem:
        raise refuse(problem, line)


def _number(text: str, kind: str, line: int) -> int | float:
    if len(text) > 400:
        raise refuse(f"the number {_short(text)} is too long", line)
    try:
        value = int(text) if kind == "int" else float(text)
    except ValueError as error:
        raise refuse(f"'{_short(text)}' is not a number", line) from error
    if isinstance(value, float) and not math.isfinite(value):
        raise refuse(f"{_short(text)} is not a finite number; give one that is", line)
    return value


def _short(text: str) -> str:
    shown = text.encode("ascii", "backslashreplace").decode() if _SURROGATE.search(text) else text
    return shown if len(shown) <= 60 else shown[:57] + "..."

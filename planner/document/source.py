"""From bytes to plain values with the line of each: YAML and JSON, read with suspicion."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from planner.domain.findings import Path, path_text
from planner.domain.limits import MAX_ALIASES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES
from planner.errors import BadInput, Diagnostic

Format = Literal["yaml", "json"]

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass
class Source:
    """A parsed document: plain values, and the line on which each of them stands."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Line of a path, or of the nearest thing around it that is in the text."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


class _Loader(yaml.CSafeLoader):
    """Reads scalars as YAML 1.2 does: no `no` that is False, no 12:30:00 that is 45000, dates stay text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|false|True|False|TRUE|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$"),
    list("-+.0123456789"),
)


def refuse(message: str, line: int | None = None, path: str = "") -> BadInput:
    """A refusal of the whole document for one reason."""
    return BadInput(message, [Diagnostic("error", path, message, line)])


def parse(content: bytes, given: Format | None = None, filename: str | None = None) -> Source:
    """Parse a document. Without a format, the file name's ending and then the first character decide."""
    text = _decode(content)
    kind = given
    if kind is None:
        json_name = filename is not None and filename.lower().endswith(".json")
        kind = "json" if json_name or (text.lstrip()[:1] in "{[" and text.strip()) else "yaml"
    if not text.strip():
        raise refuse("the document is empty; see `quarterdeck schema`, or start from an example")
    return _parse_json(text) if kind == "json" else _parse_yaml(text)


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
    check_plain(value)
    try:
        lines = _parse_yaml(text).lines
    except BadInput:
        lines = {}
    return Source(value, lines)


def check_plain(value: Any) -> None:
    """Refuse what no database or browser takes: depth, numbers without end, lone surrogates, NUL."""
    stack: list[tuple[Any, Path]] = [(value, ())]
    while stack:
        item, path = stack.pop()
        if len(path) > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(item, str):
            _check_text(item, path=path)
        elif isinstance(item, float) and not math.isfinite(item):
            raise refuse(
                f"{item} is not a number that can be planned with; give a finite number",
                None,
                path_text(path),
            )
        elif isinstance(item, dict):
            for key in item:
                _check_text(str(key), path=path)
            stack.extend((child, (*path, str(key))) for key, child in item.items())
        elif isinstance(item, list):
            stack.extend((child, (*path, n)) for n, child in enumerate(item))


def _check_text(text: str, line: int | None = None, path: Path = ()) -> None:
    if "\0" in text:
        raise refuse(f"'{_short(text)}' holds a NUL character; remove it", line, path_text(path))
    if _SURROGATE.search(text):
        raise refuse(
            "a text holds half of a surrogate pair, which is no character; remove it", line, path_text(path)
        )


def _parse_yaml(text: str) -> Source:
    try:
        _check_events(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "cannot be read"
        raise refuse(f"not valid YAML: {problem}", mark.line + 1 if mark else None) from error
    source = Source(None)
    builder = _Builder(source)
    source.value = builder.build(node, (), 0)
    return source


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


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=_Loader)


class _Builder:
    """Builds values from nodes: no duplicate keys, no tags, no list that contains itself, no endless expansion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.nodes = 0
        self.open: set[int] = set()

    def build(self, node: Any, path: Path, depth: int) -> Any:
        line = node.start_mark.line + 1
        self.source.lines.setdefault(path, line)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise refuse(f"more than {MAX_NODES:,} values once aliases are followed", line)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, line)
        if id(node) in self.open:
            raise refuse("a value contains itself through an alias; write it out", line)
        if depth > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels", line)
        self.open.add(id(node))
        built: Any
        if isinstance(node, yaml.MappingNode):
            built = self.mapping(node, path, depth)
        else:
            built = [self.build(child, (*path, n), depth + 1) for n, child in enumerate(node.value)]
        self.open.discard(id(node))
        return built

    def mapping(self, node: Any, path: Path, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
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
            result[key] = self.build(value_node, (*path, key), depth + 1)
            self.source.lines[*path, key] = line
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
            if len(text) > 400:
                raise refuse(f"the number {_short(text)} is too long", line)
            try:
                return int(text) if kind == "int" else _finite(text, line)
            except ValueError as error:
                raise refuse(f"'{_short(text)}' is not a number", line) from error
        raise refuse(f"the tag {_short(node.tag)} is not taken; remove it", line)


def _finite(text: str, line: int) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise refuse(f"{_short(text)} is too large for a number; give a finite one", line)
    return value


def _short(text: str) -> str:
    shown = text.encode("ascii", "backslashreplace").decode() if _SURROGATE.search(text) else text
    return shown if len(shown) <= 60 else shown[:57] + "..."

"""From bytes to plain values with the line of each: YAML and JSON, read with suspicion."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from planner.document.suspicion import refuse, short, unusable
from planner.document.yaml_values import Empty, line_map, read_yaml
from planner.domain.findings import Path, path_text
from planner.domain.limits import MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES
from planner.errors import BadInput

__all__ = ["Format", "Source", "check_plain", "parse", "refuse"]

Format = Literal["yaml", "json"]


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
        return line_map(self.text)


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


def _parse_yaml(text: str) -> Source:
    try:
        return Source(read_yaml(text), text)
    except Empty as error:
        raise _empty() from error


def _parse_json(text: str) -> Source:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) < len(items):
            _parse_yaml(text)  # refuses it too, and knows the line
            (twice, _), *_ = Counter(key for key, _ in items).most_common(1)
            raise refuse(f"the key '{short(twice)}' appears twice in one object; keep one of them")
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
    """Refuse what cannot be planned with or stored: depth, NaN and infinity, lone surrogates, NUL; too many values."""
    stack: list[tuple[Any, Path]] = [(source.value, ())]
    values = 0
    while stack:
        item, path = stack.pop()
        values += 1
        if values > MAX_NODES:
            raise refuse(f"more than {MAX_NODES:,} values; split the portfolio", source.line(path))
        if isinstance(item, dict):
            inside = [(child, (*path, str(key))) for key, child in item.items()]
            problem = next(filter(None, (unusable(str(key)) for key in item)), None)
        elif isinstance(item, list):
            inside, problem = [(child, (*path, n)) for n, child in enumerate(item)], None
        else:
            inside, problem = [], unusable(item)
        if len(path) > MAX_DEPTH:
            raise refuse(f"nested deeper than {MAX_DEPTH} levels")
        if problem:
            raise refuse(problem, source.line(path), path_text(path))
        stack.extend(reversed(inside))

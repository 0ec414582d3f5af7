"""One thing that people type: how a value of a document is shown in a field and read back from it.

Three-point estimates are one field, `2 / 3 / 6`; a single number is certain. Reading raises `MistypedError`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

#: A part of a document: what YAML or JSON can hold.
Value = object
Kind = Literal["text", "number", "area", "date", "check", "select", "estimate"]


class MistypedError(ValueError):
    """A text that cannot be read, with the way out in the message."""


@dataclass(frozen=True)
class Option:
    """An entry of a select."""

    value: str
    label: str


@dataclass(frozen=True)
class Entry:
    """A field of a form and the place of its value in the document."""

    name: str
    label: str
    path: tuple[str, ...]
    kind: Kind
    show: Callable[[Value], str]
    read: Callable[[str], Value]
    """Gives None for an empty field: the key is then left out."""
    hint: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    wide: bool = False
    required: bool = False


def text(
    name: str,
    label: str,
    path: str = "",
    *,
    hint: str = "",
    wide: bool = False,
    required: bool = False,
    area: bool = False,
) -> Entry:
    """A text."""
    kind: Kind = "area" if area else "text"
    return Entry(
        name, label, _path(path or name), kind, _plain, _read_text, hint, wide=wide, required=required
    )


def number(name: str, label: str, path: str = "", *, hint: str = "", unit: str = "") -> Entry:
    """A number; thousands may be grouped."""
    return Entry(name, label, _path(path or name), "number", _plain, read_number, hint, unit)


def date(name: str, label: str, path: str = "", *, hint: str = "") -> Entry:
    """A day."""
    return Entry(name, label, _path(path or name), "date", _plain, _read_text, hint)


def check(name: str, label: str, path: str = "", *, hint: str = "") -> Entry:
    """Yes or no; no is left out of the document."""
    return Entry(
        name,
        label,
        _path(path or name),
        "check",
        lambda v: "on" if v else "",
        lambda t: True if t else None,
        hint,
    )


def select(
    name: str,
    label: str,
    options: Sequence[Option],
    path: str = "",
    *,
    hint: str = "",
    required: bool = False,
) -> Entry:
    """One of several; the empty choice leaves the key out."""
    return Entry(
        name,
        label,
        _path(path or name),
        "select",
        _plain,
        _read_text,
        hint,
        options=tuple(options),
        required=required,
    )


def estimate(name: str, label: str, path: str = "", *, hint: str = "", unit: str = "") -> Entry:
    """low / likely / high in one field."""
    return Entry(name, label, _path(path or name), "estimate", show_estimate, read_estimate, hint, unit)


def special(
    name: str,
    label: str,
    path: str,
    show: Callable[[Value], str],
    read: Callable[[str], Value],
    *,
    hint: str = "",
    wide: bool = False,
    area: bool = False,
) -> Entry:
    """A field with its own notation."""
    return Entry(name, label, _path(path), "area" if area else "text", show, read, hint, wide=wide)


def _path(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _read_text(typed: str) -> Value:
    return typed.strip() or None


def read_number(typed: str) -> Value:
    """A number as typed: 1,200 or 1200 or 2.5; None for nothing."""
    cleaned = typed.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if not cleaned:
        return None
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", cleaned):
        cleaned = cleaned.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", cleaned):
        raise MistypedError(f"'{typed.strip()}' is not a number; write it like 1200 or 2.5")
    return int(cleaned) if re.fullmatch(r"-?\d+", cleaned) else float(cleaned)


def show_estimate(value: Value) -> str:
    """`2 / 3 / 6`, or one number when nothing is uncertain."""
    if not isinstance(value, dict):
        return _plain(value)
    three = [_plain(value[key]) for key in ("low", "likely", "high")]
    return three[0] if len(set(three)) == 1 else " / ".join(three)


def read_estimate(typed: str) -> Value:
    """Three numbers apart by slashes, or one."""
    if not typed.strip():
        return None
    parts = list(re.split(r"\s*/\s*", typed.strip()))
    if len(parts) not in (1, 3):
        raise MistypedError(
            f"'{typed.strip()}': write low / likely / high, such as 2 / 3 / 6, or a single number"
        )
    numbers = [read_number(part) for part in parts]
    if any(n is None for n in numbers):
        raise MistypedError(f"'{typed.strip()}': one of the three numbers is missing")
    low, likely, high = numbers if len(numbers) == 3 else numbers * 3
    return {"low": low, "likely": likely, "high": high}


def show_pairs(value: Value) -> str:
    """A mapping as `data 1, serving 0.6`."""
    if not isinstance(value, dict):
        return ""
    return ", ".join(f"{key} {_plain(item)}" for key, item in value.items())


def read_pairs(typed: str) -> Value:
    """`data 1, serving 0.6` as a mapping; a lone word counts 1."""
    found: dict[str, Value] = {}
    for part in (p.strip() for p in typed.split(",")):
        if not part:
            continue
        words = part.replace(":", " ").split()
        if len(words) > 2:
            raise MistypedError(
                f"'{part}': write a name and a number, apart by commas, such as data 1, serving 0.6"
            )
        found[words[0]] = read_number(words[1]) if len(words) == 2 else 1.0
    return found or None


def show_estimates(value: Value) -> str:
    """A mapping of estimates as `data 2 / 3 / 6, serving 1`."""
    if not isinstance(value, dict):
        return ""
    return ", ".join(f"{key} {show_estimate(item)}" for key, item in value.items())


def read_estimates(typed: str) -> Value:
    """`data 2 / 3 / 6, serving 1` as a mapping of estimates."""
    found: dict[str, Value] = {}
    for part in (p.strip() for p in typed.split(",")):
        if not part:
            continue
        name, _, rest = part.replace(":", " ").partition(" ")
        amount = read_estimate(rest)
        if amount is None:
            raise MistypedError(f"'{part}': write the skill and its engineer-weeks, such as data 2 / 3 / 6")
        found[name] = amount
    return found or None


def show_ranges(value: Value) -> str:
    """Date ranges as `2027-03-01 to 2027-03-12`, apart by commas."""
    if not isinstance(value, list | tuple):
        return ""
    return ", ".join(f"{item['from']} to {item['to']}" for item in value if isinstance(item, dict))


def read_ranges(typed: str) -> Value:
    """`2027-03-01 to 2027-03-12` apart by commas; a single day is a range of itself."""
    ranges: list[Value] = []
    for part in (p.strip() for p in re.split(r"[,\n]", typed)):
        if not part:
            continue
        days = re.findall(r"\d{4}-\d{2}-\d{2}", part)
        if len(days) not in (1, 2):
            raise MistypedError(f"'{part}': write days like 2027-03-01 to 2027-03-12, apart by commas")
        ranges.append({"from": days[0], "to": days[-1]})
    return ranges or None


def show_list(value: Value) -> str:
    """A list of words, apart by commas."""
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else ""


def read_list(typed: str) -> Value:
    """Words apart by commas."""
    return [part.strip() for part in re.split(r"[,\n]", typed) if part.strip()] or None

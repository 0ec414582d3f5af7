"""One thing that people type: how a value of a document is shown in a field and read back from it.

Three-point estimates are one field, `2 / 3 / 6`; a single number is certain. Reading raises `MistypedError`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from planner.document.notation import NotationError
from web import locales

#: A part of a document: what YAML or JSON can hold.
Value = object
Kind = Literal["text", "number", "area", "date", "check", "select", "estimate"]
MOST_DIGITS = 400
"""Characters of a number."""


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
    group: str = ""
    """Fields of one group stand together under its title."""


def text(
    name: str,
    label: str,
    path: str = "",
    *,
    hint: str = "",
    wide: bool = False,
    required: bool = False,
    area: bool = False,
    suggested: Sequence[str] = (),
) -> Entry:
    """A text; what is suggested may be chosen from a list."""
    return Entry(
        name,
        label,
        _path(path or name),
        "area" if area else "text",
        _plain,
        _read_text,
        hint,
        options=tuple(Option(word, "") for word in suggested),
        wide=wide,
        required=required,
    )


def number(
    name: str, label: str, path: str = "", *, hint: str = "", unit: str = "", required: bool = False
) -> Entry:
    """A number; thousands may be grouped."""
    place = _path(path or name)
    return Entry(name, label, place, "number", show_number, read_number, hint, unit, required=required)


def percent(name: str, label: str, path: str = "", *, hint: str = "", required: bool = False) -> Entry:
    """A share of one, typed in per cent."""
    place = _path(path or name)
    return Entry(name, label, place, "number", show_percent, read_percent, hint, "%", required=required)


def date(name: str, label: str, path: str = "", *, hint: str = "", required: bool = False) -> Entry:
    """A day."""
    return Entry(name, label, _path(path or name), "date", _plain, _read_text, hint, required=required)


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


def estimate(
    name: str, label: str, path: str = "", *, hint: str = "", unit: str = "", required: bool = False
) -> Entry:
    """low / likely / high in one field."""
    place = _path(path or name)
    return Entry(name, label, place, "estimate", show_estimate, read_estimate, hint, unit, required=required)


def words(name: str, label: str, path: str = "", *, hint: str = "", wide: bool = False) -> Entry:
    """A list of words or days, apart by commas."""
    return Entry(name, label, _path(path or name), "text", show_list, read_list, hint, wide=wide)


def shares(name: str, label: str, *, hint: str = "") -> Entry:
    """A list of numbers, apart by semicolons; by commas, too, where these stand in no number."""
    return Entry(name, label, _path(name), "text", _show_numbers, _read_numbers, hint)


def _path(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _read_text(typed: str) -> Value:
    return typed.strip() or None


def show_number(value: Value) -> str:
    """A number as it is typed, also one that the document keeps as a text, such as money."""
    return locales.typed().notation.shown(_plain(value))


def read_number(typed: str) -> Value:
    """A number as whoever typed it writes them: 1,200 or 1200 or 2.5; None for nothing."""
    bare = typed.strip()
    if not bare:
        return None
    if len(bare) > MOST_DIGITS:
        raise MistypedError(f"'{bare[:40]}' is not a number of at most {MOST_DIGITS} digits")
    try:
        plain = locales.typed().notation.plain(bare)
    except NotationError as error:
        raise MistypedError(str(error)) from error
    return float(plain) if "." in plain else int(plain)


def show_percent(value: Value) -> str:
    """0.15 as 15."""
    return show_number(round(value * 100, 10) if isinstance(value, int | float) else value)


def read_percent(typed: str) -> Value:
    """15 or 15% as 0.15."""
    value = read_number(typed.strip().removeprefix("%").removesuffix("%"))
    return round(value / 100, 12) if isinstance(value, int | float) else None


def show_estimate(value: Value) -> str:
    """`2 / 3 / 6`, or one number when nothing is uncertain."""
    if not isinstance(value, dict):
        return show_number(value)
    three = [show_number(value[key]) for key in ("low", "likely", "high")]
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


def show_list(value: Value) -> str:
    """A list of words, apart by commas."""
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else ""


def read_list(typed: str) -> Value:
    """Words apart by commas."""
    return [part.strip() for part in re.split(r"[,\n]", typed) if part.strip()] or None


def _show_numbers(value: Value) -> str:
    return "; ".join(show_number(item) for item in value) if isinstance(value, list | tuple) else ""


def _read_numbers(typed: str) -> Value:
    between = r"[;\n]" if locales.typed().decimal == "," else r"[;,\n]"
    return [read_number(part) for part in re.split(between, typed) if part.strip()] or None

"""Findings about a portfolio, and names that were probably meant."""

import bisect
import difflib
from collections.abc import Iterable
from typing import Literal, NamedTuple

Path = tuple[str | int, ...]
MOST_COMPARED = 300


class Finding(NamedTuple):
    """Something wrong (error) or doubtful (warning) at a place of the document."""

    severity: Literal["error", "warning"]
    path: Path
    message: str


def error(path: Path, message: str) -> Finding:
    """A finding that refuses the portfolio."""
    return Finding("error", path, message)


def warning(path: Path, message: str) -> Finding:
    """A finding that lets the portfolio pass."""
    return Finding("warning", path, message)


def nearest(name: str, known: Iterable[str]) -> str:
    """What was probably meant, as the end of a sentence; empty when nothing is near."""
    names = sorted(known)
    # To compare with thousands of names takes long: of so many, those beside it in the alphabet.
    at = bisect.bisect(names, name) if len(names) > MOST_COMPARED else 0
    beside = names[max(0, at - MOST_COMPARED // 2) :][:MOST_COMPARED]
    close = difflib.get_close_matches(name, beside, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    if not names:
        return "; none is defined"
    shown = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
    return f"; known: {shown}"


def path_text(path: Path) -> str:
    """A path as people write it: projects[3].phases[0].effort.data."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text

"""Cells that were copied out of a spreadsheet, and what people write into them."""

import csv
import io
import re
from dataclasses import dataclass

from planner.document.notation import FILES, ElsewhereError, Notation, NotationError
from planner.errors import LimitExceeded

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MONEY = re.compile(r"^(?:[A-Z]{3}\s*)?[$€£¥₹]?\s*|\s*(?:[$€£¥₹]|[A-Z]{3})$")
NO = {"", "no", "n", "false", "0", "-", "\N{EN DASH}"}
#: Digits with what stands between them; a blank does not, as it also stands between a name and its amount.
FIGURE = r"[\d.,][\d.,'\u2019\u00a0\u202f]*"
AMOUNT = re.compile(rf"{FIGURE}\s*(?:/\s*{FIGURE}\s*){{0,3}}%?")
NAMED = re.compile(rf"(?P<name>.*?[^\s:=])\s*[\s:=]\s*(?P<amount>{AMOUNT.pattern})")
YES = {"x", "yes", "y", "true", "\N{CHECK MARK}", "\N{HEAVY CHECK MARK}"}


class CellError(ValueError):
    """A cell that cannot be used: what is there, and what to write instead."""


@dataclass(frozen=True)
class Cells:
    """A heading and rows, all of the heading's width."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def split_cells(text: str) -> Cells:
    """Tab-separated cells as Excel and Sheets copy them: a cell with a line break or a quote is quoted.

    Raises
    ------
    LimitExceeded
        With more rows or columns than a portfolio can take.
    """
    lines = [
        [cell.strip() for cell in line]
        for line in csv.reader(io.StringIO(text, newline=""), delimiter="\t")
        if any(cell.strip() for cell in line)
    ]
    if not lines:
        return Cells((), ())
    width = max(len(line) for line in lines)
    if len(lines) > MOST_ROWS + 1 or width > MOST_COLUMNS:
        raise LimitExceeded(
            f"{len(lines):,} rows of {width} cells are more than the {MOST_ROWS:,} rows of {MOST_COLUMNS} cells "
            "that can be pasted at once."
        )
    full = [tuple(line + [""] * (width - len(line))) for line in lines]
    return Cells(full[0], tuple(full[1:]))


def number(text: str, how: Notation = FILES) -> float:
    """One number, also with a sign of money: 12, $3,000; CellError for anything else, also for less than nothing."""
    try:
        found = how.plain(MONEY.sub("", text.strip()).strip())
    except ElsewhereError as error:
        raise CellError(str(error)) from error
    except NotationError:
        found = "-"
    if found.startswith("-"):
        raise CellError(f"'{text}' is no number from 0 on; write one such as 6 or {how.shown('2.5')}")
    return float(found)


def estimate(text: str, how: Notation = FILES) -> float | dict[str, float]:
    """One number, or low / likely / high."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) == 1:
        return number(text, how)
    if len(parts) != 3:
        raise CellError(f"'{text}' has {len(parts)} numbers; write one, or three such as 4 / 6 / 10")
    low, likely, high = (number(part, how) for part in parts)
    if not low <= likely <= high:
        raise CellError(f"'{text}' is not in order; write low / likely / high such as 4 / 6 / 10")
    return {"low": low, "likely": likely, "high": high}


def proficiency(text: str, how: Notation = FILES) -> float:
    """A pace from above 0 to 1.5, or a mark such as x for 1."""
    if text.strip().lower() in YES:
        return 1.0
    found = number(text, how)
    if not 0 < found <= 1.5:
        raise CellError(
            f"'{text}' is no pace from above 0 to {how.shown('1.5')}; write 1 for the usual pace, or x"
        )
    return found


def fraction(text: str, how: Notation = FILES) -> float:
    """Part of a full week: 0.8 or 80%."""
    found = _part(text, how)
    if not 0 < found <= 1:
        raise CellError(f"'{text}' is no part of a week; write {how.shown('0.8')} or 80%")
    return found


def share(text: str, how: Notation = FILES) -> float:
    """Part of a week that may be nothing: 15%, 0.15 or 0; below 1."""
    found = _part(text, how)
    if not 0 <= found < 1:
        raise CellError(f"'{text}' is no part of a week below the whole; write 15% or {how.shown('0.15')}")
    return found


def _part(text: str, how: Notation) -> float:
    bare = text.strip()
    # In Turkey the sign stands before the number.
    found = number(bare.removeprefix("%").removesuffix("%"), how)
    return found / 100 if "%" in bare else found


def whole(text: str, how: Notation = FILES) -> int:
    """A count: 1, 2, 3."""
    found = number(text, how)
    if found != int(found):
        raise CellError(f"'{text}' is no whole number; write one such as 2")
    return int(found)


def yes(text: str) -> bool:
    """Yes, also as x, true or 1; no, also as nothing, false or 0."""
    plain = text.strip().lower()
    if plain in YES | {"1"}:
        return True
    if plain in NO:
        return False
    raise CellError(f"'{text}' is neither yes nor no; write yes, or leave the cell empty")


def day(text: str, how: Notation = FILES) -> str:
    """A date as 2027-05-03: written so, or another way that the notation knows."""
    try:
        return how.day(text).isoformat()
    except NotationError as error:
        raise CellError(str(error)) from error


def amounts(text: str) -> list[tuple[str, str]]:
    """Names with what stands beside each: `Modelling 4 / 6 / 10, Data 2`; either part may be missing."""
    found = []
    for part in re.split(r"\s*(?:[;\n]|,(?=\s*[^\W\d]))\s*", text.strip()):
        if not part:
            continue
        beside = NAMED.fullmatch(part)
        if beside:
            found.append((beside["name"].strip(), beside["amount"].strip()))
        else:
            found.append(("", part) if AMOUNT.fullmatch(part) else (part, ""))
    return found

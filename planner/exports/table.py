"""Typed tables: what every file format of an export is written from, so that all of them say the same."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from planner.domain.currencies import USUAL_DIGITS

ColumnKind = Literal["text", "date", "moment", "number", "money", "decimal"]
"""`money` has the decimals of the currency, `decimal` up to DECIMALS; `moment` is the midnight of a day in UTC."""
Value = str | int | float | Decimal | dt.date | None
DECIMALS = 16
"""Digits behind the point of exact prices, quantities and their products."""


class Column(NamedTuple):
    """A column of a table."""

    name: str
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class Table:
    """Rows under typed columns. None is an empty cell."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    total: tuple[Value, ...] | None = None
    """A last line for people; formats for programs leave it out."""
    digits: int = USUAL_DIGITS
    """Decimals of money."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def moment(day: dt.date) -> str:
    """The midnight of a day, as FOCUS writes it."""
    return f"{day.isoformat()}T00:00:00Z"


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

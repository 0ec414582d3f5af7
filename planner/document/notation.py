"""How numbers and days are written: in files and by programs, or as the people of some place do it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

THOUSANDS = re.compile(r"^\d{1,3}(?:[,'\u00a0\u202f ]\d{3})+(?:\.\d+)?$")
DECIMAL_COMMA = re.compile(r"^\d+,\d{1,2}$")
PLAIN = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
MONTHS = 12
CENTURY = 100
DAYS = (
    "%Y-%m-%d",
    "%d %B %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d.%m.%Y",
    "%Y/%m/%d",
)


class NotationError(ValueError):
    """A text that is no number or no day: what to write instead."""


class ElsewhereError(NotationError):
    """A number as it is written elsewhere: here it would be another one, or none."""


class Notation:
    """Of files and programs: a decimal point, days as 2027-05-31; common other ways are understood, too."""

    def plain(self, text: str) -> str:
        """A number as programs write it: 1200 for 1,200 or 1 200, 2.5 for 2,5.

        Raises
        ------
        NotationError
            When it is no number. Signs and units beside it are not looked at here.
        """
        bare = text.strip().replace("\N{MINUS SIGN}", "-")
        if THOUSANDS.match(bare):
            bare = re.sub(r"[,'\u00a0\u202f ]", "", bare)
        elif DECIMAL_COMMA.match(bare):
            bare = bare.replace(",", ".")
        if not PLAIN.fullmatch(bare):
            raise NotationError(
                f"'{text}' is not a number; write it like {self.shown('1200')} or {self.shown('2.5')}"
            )
        return bare

    def shown(self, plain: str) -> str:
        """A number that programs write as people type it."""
        return plain

    def day(self, text: str) -> dt.date:
        """A day written 2027-05-03, 3 May 2027, May 3, 2027, 3-May-27 or 03.05.2027 (day first).

        Raises
        ------
        NotationError
            When it is no day, or may be two: 3/5 is May in one country and March in another.
        """
        bare = " ".join(text.replace(",", " ").split())
        for form in DAYS:
            try:
                return dt.datetime.strptime(bare, form).date()
            except ValueError:
                continue
        parts = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", bare)
        if parts:
            first, second, year = map(int, parts.groups())
            # 17/5 and 5/17 are the same everywhere.
            if first == second or first > MONTHS or second > MONTHS:
                month, of_month = (first, second) if second > MONTHS else (second, first)
                try:
                    return dt.date(year, month, of_month)
                except ValueError:
                    pass
            else:
                raise NotationError(
                    f"'{text}' may be two days; write it as {year}-{first:02}-{second:02} or with a name"
                )
        raise NotationError(f"'{text}' is no date; write it like 2027-05-31 or 31 May 2027")


#: The notation of files and programs.
FILES = Notation()


@dataclass(frozen=True)
class LocalNotation(Notation):
    """Of a place. Only what its people write is read: what may be another number or day elsewhere is not guessed."""

    name: str
    """Such as German (Switzerland)."""
    decimal: str
    groups: str
    """Characters that may stand between thousands."""
    pairs: bool
    """Whether digits above the thousands are grouped by two, as in India."""
    days: tuple[str, ...]
    """Regular expressions of whole days with the groups y, d and m: a number or a month's name."""
    months: Mapping[str, int]
    """By name in lower case, without a full stop at its end."""
    example: str
    """A day as it is written there."""

    @cached_property
    def _number(self) -> re.Pattern[str]:
        between, mark = f"[{re.escape(self.groups)}]", re.escape(self.decimal)
        grouped = rf"\d{{1,3}}(?P<g>{between})\d{{3}}(?:(?P=g)\d{{3}})*"
        if self.pairs:
            grouped += rf"|\d{{1,2}}(?P<p>{between})(?:\d{{2}}(?P=p))*\d{{3}}"
        return re.compile(rf"-?(?:(?:{grouped}|\d+)(?:{mark}\d*)?|{mark}\d+)", re.ASCII)

    @cached_property
    def _days(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(day, re.IGNORECASE) for day in self.days)

    def plain(self, text: str) -> str:
        """As its people write it: 1.200,5 in Germany; the same text is refused where it would be another number."""
        bare = text.strip().replace("\N{MINUS SIGN}", "-")
        if self._number.fullmatch(bare):
            whole, _, rest = bare.partition(self.decimal)
            whole = re.sub(r"[^\d-]", "", whole)
            return f"{whole or 0}.{rest}" if rest else whole
        try:
            otherwise = super().plain(text)
        except NotationError:
            raise NotationError(
                f"'{text}' is not a number; write it like {self.shown('1200')} or {self.shown('2.5')}"
            ) from None
        raise ElsewhereError(
            f"'{text}' is not how numbers are written in {self.name}: write {self.shown(otherwise)} "
            "if that is meant, or choose another way of writing under your name"
        )

    def shown(self, plain: str) -> str:
        """With its decimal sign, thousands not grouped."""
        return plain.replace(".", self.decimal)

    def day(self, text: str) -> dt.date:
        """As its people write it, also with names of months; else in a way that is the same everywhere."""
        bare = " ".join(text.split())
        for pattern in self._days:
            found = pattern.fullmatch(bare)
            if found is None:
                continue
            year, month = int(found["y"]), found["m"].lower().removesuffix(".")
            try:
                return dt.date(
                    year + 2000 if year < CENTURY else year,
                    int(month) if month.isdecimal() else self.months[month],
                    int(found["d"]),
                )
            except (KeyError, ValueError):
                raise NotationError(
                    f"'{text}' is no day as it is written in {self.name}; write it like {self.example} or 2027-05-31"
                ) from None
        try:
            return super().day(text)
        except NotationError as error:
            raise NotationError(str(error).replace("31 May 2027", self.example)) from None

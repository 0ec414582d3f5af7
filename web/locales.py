"""How numbers, money and days are written for whoever asks: CLDR, by way of Babel. Nothing else in the pages knows it.

Texts are English everywhere; what stands in files and in the API is written the same for everybody.
"""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_time, get_month_names

from planner.document.notation import LocalNotation
from planner.domain.words import WRITING

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
#: Of browsers that name none: its days are misread by nobody.
USUAL = "en-GB"
#: What a person may choose, by the name that the place has for itself.
OFFERED = (
    *("cs", "da", "de", "de-AT", "de-CH", "et", "en-AU", "en-CA", "en-GB", "en-IN", "en-IE", "en-US", "es"),
    *(
        "es-MX",
        "fr",
        "fr-CA",
        "fr-CH",
        "hr",
        "id",
        "it",
        "lv",
        "lt",
        "hu",
        "nl",
        "nb",
        "pl",
        "pt-BR",
        "pt-PT",
    ),
    *("ro", "sk", "sl", "fi", "sv", "vi", "tr", "el", "bg", "uk", "ko", "ja", "zh-CN", "zh-TW"),
)
#: Longest part of a header that is read, and longest tag.
MOST_HEADER, MOST_TAG = 500, 35
TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
ACCEPTED = re.compile(rf"\s*({TAG.pattern})\s*(?:;\s*q\s*=\s*([01](?:\.\d{{0,3}})?)\s*)?")
#: Where four digits stand together: CLDR's minimumGroupingDigits of 2, which Babel leaves out.
FOUR_TOGETHER = {"bg", "es", "et", "lv", "pl", "pt_PT"}
#: Characters of which people write any where a place has one of them.
ALIKE = (" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "'\N{RIGHT SINGLE QUOTATION MARK}")
#: Patterns of CLDR for the days and months of a page, with what stands in for those that a place does not have.
SKELETONS = {"day": "yMMMd", "short": "MMMd", "month": "yMMM"}
#: Patterns by which a typed day may be written.
TYPED = ("yMMMd", "yMMMMd", "yMd")


@dataclass(frozen=True)
class Manner:
    """How a place writes. Made once for each, and asked thousands of times for a page."""

    tag: str
    """BCP 47, as Babel knows it: never what a browser sent."""
    babel: Locale

    @property
    def name(self) -> str:
        """Its name in English: German (Switzerland)."""
        return str(self.babel.get_display_name("en"))

    @property
    def own_name(self) -> str:
        """Its name in its own language: Deutsch (Schweiz)."""
        name = str(self.babel.get_display_name())
        return name[:1].upper() + name[1:]

    @cached_property
    def decimal(self) -> str:
        """Between whole and parts."""
        return self._symbols["decimal"]

    @cached_property
    def group(self) -> str:
        """Between thousands."""
        return self._symbols["group"]

    @cached_property
    def _symbols(self) -> dict[str, str]:
        symbols = self.babel.number_symbols
        return dict(symbols.get("latn") or symbols[self.babel.default_numbering_system])

    @cached_property
    def _as_python(self) -> bool:
        return (self.decimal, self.group) == (".", ",")

    @cached_property
    def _pairs(self) -> bool:
        return bool(self.babel.decimal_formats[None].grouping == (3, 2))

    @cached_property
    def _unusual(self) -> bool:
        return self._pairs or str(self.babel) in FOUR_TOGETHER

    def number(self, text: str) -> str:
        """A number that Python has written with its own signs, such as -1,234.5."""
        if self._unusual and "," in text:
            text = self._regrouped(text)
        if not self._as_python:
            text = text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)
        return text.replace("-", MINUS)

    def _regrouped(self, text: str) -> str:
        head, _, rest = text.rpartition(",")
        if not self._pairs:
            return head + rest if len(head.lstrip("-")) == 1 else text
        digits = head.replace(",", "")
        sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
        first = len(digits) % 2
        pairs = [digits[:first], *(digits[i : i + 2] for i in range(first, len(digits), 2))]
        return sign + ",".join(part for part in (*pairs, rest) if part)

    def percent(self, text: str) -> str:
        """A number of per cent, written as for `number`, with the sign."""
        before, after = self._around_percent
        return f"{before}{self.number(text)}{after}"

    @cached_property
    def _around_percent(self) -> tuple[str, str]:
        return _around(self.babel.percent_formats[None].pattern)

    def money(self, text: str, sign: str) -> str:
        """An amount that is not negative, written as for `number`, with the sign or the code of its currency."""
        before, after = self._around_money
        # A code does not stick to digits, as CLDR says of letters.
        gap = SPACE if sign[-1:].isalpha() and before and not before.endswith(SPACE) else ""
        return f"{before.replace('¤', sign)}{gap}{self.number(text)}{after.replace('¤', sign)}"

    @cached_property
    def _around_money(self) -> tuple[str, str]:
        return _around(self.babel.currency_formats["standard"].pattern.partition(";")[0])

    def day(self, day: dt.date) -> str:
        """4 Jan 2027, Jan 4, 2027, 4. Jan. 2027."""
        return _written(self.tag, "day", day)

    def short_day(self, day: dt.date) -> str:
        """4 Jan, Jan 4, 4. Jan."""
        return _written(self.tag, "short", day)

    def month(self, day: dt.date) -> str:
        """Jan 2027."""
        return _written(self.tag, "month", day)

    def month_name(self, day: dt.date) -> str:
        """Jan."""
        names = get_month_names("abbreviated", "stand-alone", self.babel)
        return str(names[day.month])

    def clock(self, at: dt.time) -> str:
        """15:07, 3:07 PM."""
        return str(format_time(at, "short", locale=self.babel))

    def pattern(self, kind: str) -> str:
        """The pattern of CLDR for the days of a page."""
        skeletons = self.babel.datetime_skeletons
        found = skeletons.get(SKELETONS.get(kind, kind))
        return str((found or self.babel.date_formats["medium"]).pattern)

    @cached_property
    def notation(self) -> LocalNotation:
        """How its people type."""
        groups = "".join(dict.fromkeys((self.group, self._symbols.get("currencyGroup", ""))))
        groups = next((alike for alike in ALIKE if self.group in alike), groups)
        patterns = [self.pattern(kind) for kind in TYPED]
        patterns += [str(self.babel.date_formats[kind].pattern) for kind in ("short", "medium", "long")]
        return LocalNotation(
            name=self.name,
            decimal=self.decimal,
            groups=groups.replace(self.decimal, ""),
            pairs=self._pairs,
            days=tuple(dict.fromkeys(_expression(pattern) for pattern in patterns)),
            months=_month_numbers(self.babel),
            example=self.day(dt.date(2027, 5, 31)),
        )


def _around(pattern: str) -> tuple[str, str]:
    """What stands before and after the digits of a pattern of CLDR."""
    digits = re.search(r"[#0][#0,.]*", pattern)
    assert digits is not None
    return pattern[: digits.start()], pattern[digits.end() :]


@lru_cache(maxsize=8192)
def _written(tag: str, kind: str, day: dt.date) -> str:
    """A day by its pattern: thousands of times the same few hundred of a plan."""
    babel = known(tag).babel
    pattern = babel.datetime_skeletons.get(SKELETONS[kind]) or babel.date_formats["medium"]
    return str(pattern.apply(day, babel))


def _month_numbers(locale: Locale) -> dict[str, int]:
    return {
        str(name).lower().removesuffix("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, locale).items()
    }


#: Parts of a pattern: a quoted text, letters of one kind, anything else.
PART = re.compile(r"'([^']*)'|(([A-Za-z])\3*)|(.)", re.DOTALL)


def _expression(pattern: str) -> str:
    """A pattern of CLDR as a regular expression for what people type: 4/1/2027 for 04/01/27, too."""
    found = []
    for quoted, letters, letter, other in PART.findall(pattern):
        if letter == "y":
            found.append(r"(?P<y>\d{4}|\d{2})")
        elif letter in ("M", "L"):
            found.append(r"(?P<m>\d{1,2})" if len(letters) < 3 else r"(?P<m>\d{0,2}[^\W\d_][\w ]*?\.?)")
        elif letter == "d":
            found.append(r"(?P<d>\d{1,2})")
        elif (quoted or other).isspace():
            found.append(r"\s*")
        else:
            found.append(re.escape(quoted or other or letters))
    return "".join(found)


@lru_cache(maxsize=1024)
def manner(tag: str) -> Manner | None:
    """The manner of a tag such as de or en-US, or of its language; None for one that is unknown.

    Neither for languages that are written from right to left: their days would turn around the English texts.
    """
    if len(tag) > MOST_TAG or not TAG.fullmatch(tag):
        return None
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return manner(tag.rpartition("-")[0]) if "-" in tag else None
    return None if locale.text_direction == "rtl" else _made(str(locale))


@lru_cache(maxsize=1024)
def _made(identifier: str) -> Manner:
    return Manner(identifier.replace("_", "-"), Locale.parse(identifier))


def known(tag: str) -> Manner:
    """The manner of a tag that there is."""
    found = manner(tag)
    assert found is not None, tag
    return found


@lru_cache(maxsize=1024)
def accepted(header: str) -> Manner:
    """The first manner that a browser asks for (Accept-Language); the usual one for none, and for what is garbage."""
    wanted: list[tuple[float, str]] = []
    for item in header[:MOST_HEADER].split(","):
        accepted_tag = ACCEPTED.fullmatch(item)
        if accepted_tag and (quality := float(accepted_tag[2] or 1)) > 0:
            wanted.append((-quality, accepted_tag[1]))
    wanted.sort(key=lambda one: one[0])
    return next((found for _, tag in wanted if (found := manner(tag))), known(USUAL))


_typed: ContextVar[Manner | None] = ContextVar("typed", default=None)


def current() -> Manner:
    """How whoever asks reads."""
    found = WRITING.get()
    return found if isinstance(found, Manner) else known(USUAL)


def typed() -> Manner:
    """How the form was written that came with the request: its page may be older than a choice of another manner."""
    return _typed.get() or current()


def write_as(chosen: Manner) -> None:
    """Write so from here to the end of the request."""
    WRITING.set(chosen)


def read_as(tag: str) -> None:
    """Read what was typed as this manner has it; any tag may come from a form."""
    _typed.set(manner(tag))


@contextmanager
def request(header: str) -> Iterator[None]:
    """A request of a browser that accepts these languages: what is set in it ends with it."""
    now, before = WRITING.set(accepted(header)), _typed.set(None)
    try:
        yield
    finally:
        _typed.reset(before)
        WRITING.reset(now)

"""Numbers, dates and states in the words and shapes that people read.

Texts are English, numbers and dates as `locales` writes them: the examples are of its usual manner.
"""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from planner.domain import rounding
from planner.domain.currencies import minor_digits, shown_amount
from planner.domain.words import shortened
from web import locales

MINUS, SPACE = locales.MINUS, locales.SPACE
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
NOTHING = "\N{EN DASH}"
FIGURES = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(%?)")

Amount = Decimal | float | int


def money(amount: Amount | None, currency: str) -> str:
    """A whole amount with thousands: $1,234,567."""
    if amount is None:
        return NOTHING
    return _money(f"{abs(round(amount)):,}", round(amount) < 0, currency)


def exact_money(amount: Decimal, currency: str) -> str:
    """An amount to the smallest unit of its currency: $1,234.50, ¥1,234."""
    return _money(shown_amount(abs(amount), currency), amount < 0, currency)


def price(amount: Amount, currency: str) -> str:
    """A price of an hour, to the cent or as finely as it is given: $2.40, $0.0349."""
    text = f"{abs(float(amount)):,.4f}".rstrip("0")
    whole, _, rest = text.partition(".")
    rest = rest.ljust(minor_digits(currency), "0")
    return _money(f"{whole}{'.' if rest else ''}{rest}", amount < 0, currency)


def fine_money(amount: Decimal, currency: str) -> str:
    """A small amount to a hundredth of the smallest unit: $0.0349, ¥5.24."""
    return _money(f"{abs(amount):,.{minor_digits(currency) + 2}f}", amount < 0, currency)


def short_money(amount: Amount | None, currency: str) -> str:
    """An amount in three digits, without needless ones: $1.23M, $45.6k, $780, $3k."""
    if amount is None:
        return NOTHING
    return _money(rounding.short_number(abs(float(amount))), amount < 0, currency)


def _money(text: str, negative: bool, currency: str) -> str:
    written = locales.current().money(text, SIGNS.get(currency, currency))
    return MINUS + written if negative else written


def short_number(value: Amount) -> str:
    """A number in three digits, without needless ones: 1.23M, 45.6k, 780, 3k."""
    return locales.current().number(rounding.short_number(float(value)))


def number(value: Amount) -> str:
    """A number as typed, without needless digits: 2.5, 1,200."""
    return locales.current().number(f"{float(value):,.4f}".rstrip("0").rstrip("."))


def decimal(value: Amount, digits: int = 0) -> str:
    """A number with so many decimals: 1,234, 0.50."""
    return locales.current().number(f"{value:,.{digits}f}")


def signed(value: Amount, digits: int = 0) -> str:
    """A difference, with its sign: +3, −0.5."""
    return locales.current().number(f"{value:+,.{digits}f}")


def significant(value: Amount, digits: int) -> str:
    """A number in at most so many digits: 0.0349, 12.5, 1.2e+07."""
    return locales.current().number(f"{value:,.{digits}g}")


def sample(text: str) -> str:
    """A text of ours with numbers in it, such as a hint: `Left out: 0.5`."""
    manner = locales.current()

    def written(found: re.Match[str]) -> str:
        return manner.percent(found[1]) if found[2] else manner.number(found[1])

    return FIGURES.sub(written, text)


def percent(share: float, digits: int = 0) -> str:
    """A share as per cent: 0.153 is 15%."""
    return locales.current().percent(f"{share * 100:.{digits}f}")


def signed_percent(share: float) -> str:
    """A relative difference: 0.12 is +12%."""
    return locales.current().percent(f"{share * 100:+.0f}")


def day(date: dt.date | None) -> str:
    """4 Jan 2027."""
    return locales.current().day(date) if date else NOTHING


def short_day(date: dt.date | None) -> str:
    """4 Jan."""
    return locales.current().short_day(date) if date else NOTHING


def month_name(date: dt.date) -> str:
    """Jan."""
    return locales.current().month_name(date)


def day_in(date: dt.date, year: int) -> str:
    """4 Jan; with its year when that is not the given one."""
    return short_day(date) if date.year == year else day(date)


def span(first: dt.date, last: dt.date) -> str:
    """4 Jan to 26 Mar 2027; both ends belong to it."""
    return f"{short_day(first) if first.year == last.year else day(first)} to {day(last)}"


def last_day(finish: dt.date) -> dt.date:
    """The Friday before an exclusive Monday: the last working day of what finishes then."""
    return finish - dt.timedelta(days=3)


def quarter(label: str) -> str:
    """2027-Q1 as Q1 2027."""
    year, _, name = label.partition("-")
    return f"{name} {year}"


def month(label: str) -> str:
    """2027-01 as Jan 2027."""
    return locales.current().month(dt.date(int(label[:4]), int(label[5:]), 1))


def count(n: int, one: str, many: str | None = None) -> str:
    """1 project, 2 projects."""
    return f"{decimal(n)} {one if n == 1 else many or one + 's'}"


def listing(items: Sequence[str], limit: int = 0) -> str:
    """a, b and c; with a limit, the rest is counted."""
    if limit and len(items) > limit:
        return shortened(items, limit)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def seconds(value: float) -> str:
    """0.8 s, 12 s, 2 min 5 s."""
    if value < 9.95:
        return f"{decimal(value, 1)}{SPACE}s"
    whole = round(value)
    return f"{whole}{SPACE}s" if whole < 60 else f"{whole // 60}{SPACE}min {whole % 60}{SPACE}s"


def moment(at: dt.datetime) -> str:
    """4 Jan 2027, 15:07 (UTC)."""
    return f"{day(at.date())}, {locales.current().clock(at.time())}"


def ago(moment: dt.datetime, now: dt.datetime) -> str:
    """How long ago: just now, 5 minutes ago, 3 hours ago, then the day."""
    passed = (now - moment).total_seconds()
    if passed < 60:
        return "just now"
    if passed < 3600:
        return f"{count(int(passed // 60), 'minute')} ago"
    if passed < 86400:
        return f"{count(int(passed // 3600), 'hour')} ago"
    return f"on {day(moment.date())}"

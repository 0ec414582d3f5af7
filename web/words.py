"""Numbers, dates and states in the words and shapes that people read."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from planner.domain import rounding
from planner.domain.currencies import minor_digits, shown_amount
from planner.domain.words import shortened, written_day

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
NOTHING = "\N{EN DASH}"

Amount = Decimal | float | int


def money(amount: Amount | None, currency: str) -> str:
    """A whole amount with thousands: $1,234,567."""
    if amount is None:
        return NOTHING
    sign = MINUS if round(amount) < 0 else ""
    return f"{sign}{_symbol(currency)}{abs(round(amount)):,}"


def exact_money(amount: Decimal, currency: str) -> str:
    """An amount to the smallest unit of its currency: $1,234.50, ¥1,234."""
    return f"{MINUS if amount < 0 else ''}{_symbol(currency)}{shown_amount(abs(amount), currency)}"


def price(amount: Amount, currency: str) -> str:
    """A price of an hour, to the cent or as finely as it is given: $2.40, $0.0349."""
    text = f"{abs(float(amount)):,.4f}".rstrip("0")
    whole, _, rest = text.partition(".")
    rest = rest.ljust(minor_digits(currency), "0")
    return f"{MINUS if amount < 0 else ''}{_symbol(currency)}{whole}{'.' if rest else ''}{rest}"


def fine_money(amount: Decimal, currency: str) -> str:
    """A small amount to a hundredth of the smallest unit: $0.0349, ¥5.24."""
    return f"{MINUS if amount < 0 else ''}{_symbol(currency)}{abs(amount):,.{minor_digits(currency) + 2}f}"


def short_money(amount: Amount | None, currency: str) -> str:
    """An amount in three digits, without needless ones: $1.23M, $45.6k, $780, $3k."""
    if amount is None:
        return NOTHING
    sign = MINUS if amount < 0 else ""
    return sign + _symbol(currency) + rounding.short_number(abs(float(amount)))


def _symbol(currency: str) -> str:
    return SIGNS.get(currency, currency + SPACE)


def short_number(value: Amount) -> str:
    """A number in three digits, without needless ones: 1.23M, 45.6k, 780, 3k."""
    return rounding.short_number(float(value)).replace("-", MINUS)


def number(value: Amount) -> str:
    """A number as typed, without needless digits: 2.5, 1,200."""
    text = f"{float(value):,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def percent(share: float, digits: int = 0) -> str:
    """A share as per cent: 0.153 is 15%."""
    return f"{share * 100:.{digits}f}%".replace("-", MINUS)


def day(date: dt.date | None) -> str:
    """4 Jan 2027."""
    return written_day(date) if date else NOTHING


def short_day(date: dt.date | None) -> str:
    """4 Jan."""
    return f"{date.day} {date:%b}" if date else NOTHING


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
    return f"{dt.date(int(label[:4]), int(label[5:]), 1):%b %Y}"


def count(n: int, one: str, many: str | None = None) -> str:
    """1 project, 2 projects."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


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
        return f"{value:.1f}{SPACE}s"
    whole = round(value)
    return f"{whole}{SPACE}s" if whole < 60 else f"{whole // 60}{SPACE}min {whole % 60}{SPACE}s"


def moment(at: dt.datetime) -> str:
    """4 Jan 2027, 15:07 (UTC)."""
    return f"{day(at.date())}, {at:%H:%M}"


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

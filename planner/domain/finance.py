"""How finance looks at the cost of a plan: currencies, what may be capitalised, who pays for unused commitments."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from planner.domain.base import Currency, Day, Model, Name, Slug, plain_decimal, refuse_bool

ChargebackKey = Literal["none", "hours", "compute", "direct", "even"]
"""By what unused commitments are charged to projects, quarter by quarter: `none`: they stay unassigned; `hours`: hours
used of the same pool; `compute`: cost of all pools; `direct`: all cost of the project; `even`: the same for each."""

ExchangeRate = Annotated[
    Decimal,
    BeforeValidator(refuse_bool),
    Field(gt=0, le=1_000_000, decimal_places=8),
    PlainSerializer(plain_decimal, return_type=str, when_used="json"),
]


class Rate(Model):
    """A stated exchange rate from a day on."""

    currency: Currency
    from_: Day = Field(alias="from")
    """The first rate of a currency also holds before its day."""
    rate: ExchangeRate
    """Units of this currency for one unit of the portfolio's currency."""
    source: Name | None = None
    """Who says so, such as a budget rate or a central bank."""


class Finance(Model):
    """What reports of cost need beside the plan."""

    rates: tuple[Rate, ...] = ()
    capitalise: tuple[Slug, ...] = ()
    """Kinds of phases whose work may be capitalised; everything else is an expense of its period."""
    chargeback: ChargebackKey = "none"

    def rates_to(self, currency: str) -> tuple[Rate, ...]:
        """The rates of a currency in order of their days."""
        return tuple(sorted((r for r in self.rates if r.currency == currency), key=lambda rate: rate.from_))


def rate_on(rates: tuple[Rate, ...], day: dt.date) -> Rate:
    """The rate that holds on a day, of the rates of one currency in order (at least one)."""
    return next((rate for rate in reversed(rates) if rate.from_ <= day), rates[0])

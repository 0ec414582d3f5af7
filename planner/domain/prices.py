"""Price sheets: what an accelerator-hour costs from a day on, and what that changes."""

from typing import Literal

from pydantic import Field

from planner.domain.base import Day, Model, Money, Slug

PricedKind = Literal["on_demand", "spot", "reserved"]


class PriceRow(Model):
    """A price of a sheet."""

    accelerator: str
    """As the sheet writes it."""
    kind: PricedKind
    price_per_hour: Money
    """Of one accelerator."""
    region: str | None = None
    from_: Day | None = Field(default=None, alias="from")
    """None: from the day that the import names."""
    until: Day | None = None
    """The last day of the price; None: until another one holds."""
    currency: str | None = None
    """None: the portfolio's."""
    line: int


class PriceChange(Model):
    """A new step of a pool's price."""

    pool: Slug
    before: Money
    """What would hold on that day without the sheet; where a price of it ends, that price."""
    after: Money
    from_: Day = Field(alias="from")
    row: PriceRow
    resumes: bool = False
    """The price of `row` has ended, no row follows, and what held before holds again."""


class PriceUpdate(Model):
    """What a sheet changes about the pools of a portfolio."""

    changes: tuple[PriceChange, ...]
    unmatched: tuple[Slug, ...]
    """Pools that could have had a price and got none; owned pools have no list price."""
    expired: tuple[PriceRow, ...] = ()
    """Rows of a pool that ended before the plan begins or before the import's day: they change nothing."""
    unused: tuple[PriceRow, ...] = ()
    """The first rows of the sheet that are of no pool's accelerator and kind."""
    unused_count: int = 0
    """All of them."""

"""Where a plan computes: use of each pool by week, what lies unused, and what one more hour would cost."""

from decimal import Decimal

from planner.domain.base import Day, Model, Slug
from planner.domain.compute import Accelerator, PoolKind


class PoolWeek(Model):
    """A pool in a week."""

    week: Day
    pool: Slug
    accelerator: Accelerator
    kind: PoolKind
    usable: float
    """Hours that can be used."""
    used: float
    price: Decimal
    """Of an hour."""
    unused_cost: Decimal
    """What is paid for hours that nobody uses, in cents; 0 of pools that are paid by use."""
    marginal_price: Decimal | None
    """Of one more hour of this accelerator, in any pool: 0 while a commitment has room; None: there is none left."""
    avoidable: Decimal
    """Cost of hours bought in this pool while commitments of the same accelerator had room, in cents."""


class Placement(Model):
    """All pools in all weeks. Amounts are in the portfolio's currency."""

    rows: tuple[PoolWeek, ...]
    unused_cost: Decimal
    avoidable: Decimal

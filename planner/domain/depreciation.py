"""Depreciation of owned accelerators: what they lose in worth, quarter by quarter."""

from decimal import Decimal

from planner.domain.base import Model, Slug


class Depreciation(Model):
    """An owned pool in a quarter of the horizon, in the portfolio's currency and in cents."""

    pool: Slug
    quarter: str
    charge: Decimal
    """Depreciation of the quarter."""
    book_value: Decimal
    """At the end of the quarter."""
    cost: Decimal
    """What the plan's cost report counts for the pool in the quarter, used or not: devices x price x 168 hours a week.
    The charge is a part of it or beside it, as the price says; it is never added to it."""

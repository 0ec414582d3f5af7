"""One colour for what money is spent on, in every chart of cost."""

from collections.abc import Mapping

from planner.domain.portfolio import Portfolio

KINDS: Mapping[str, int] = {"people": 1, "serving": 3, "other": 8}
POOLS = (2, 4, 5, 6, 7)
"""What the kinds leave; more pools begin again."""


def pool_colours(portfolio: Portfolio) -> dict[str, int]:
    """Colour of each pool, by its place in the portfolio."""
    return {pool.id: POOLS[n % len(POOLS)] for n, pool in enumerate(portfolio.pools)}


def theme_colours(portfolio: Portfolio) -> dict[str, int]:
    """Colour of each theme, by its place in the portfolio."""
    return {theme.id: n % 8 + 1 for n, theme in enumerate(portfolio.themes)}

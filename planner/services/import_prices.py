"""Prices of a sheet for the pools of a portfolio, as steps from a day on."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from planner.domain.base import plain_decimal
from planner.domain.compute import Pool, steps_in_order
from planner.domain.portfolio import Portfolio
from planner.domain.prices import PriceChange, PriceRow, PriceUpdate
from planner.errors import BadInput

MOST_SAID = 20
"""Rows without a pool that are listed."""


def price_update(
    portfolio: Portfolio, rows: Sequence[PriceRow], effective: dt.date | None = None
) -> PriceUpdate:
    """What a sheet changes: for each on-demand, spot and reserved pool the rows of its accelerator, kind and region.

    An accelerator of a sheet is that of a pool when the names are the same, or the pool's name goes on after a dash
    with something other than memory (H100 is H100-SXM; A100 is not A100-80GB-SXM). The longest name wins. Where
    several rows fit, a pool without region gets the cheapest of each day.

    Parameters
    ----------
    effective
        From when prices without a day of their own hold; None: from the start of the plan.

    Raises
    ------
    BadInput
        A pool's only prices are in another currency than the portfolio's.
    """
    own = [row for row in rows if row.currency in (None, portfolio.currency)]
    start = effective or portfolio.calendar.start
    changes: list[PriceChange] = []
    unmatched: list[str] = []
    for pool in portfolio.pools:
        if pool.kind == "owned":
            continue
        fitting = _fitting(pool, own)
        if not fitting:
            _refuse_foreign(portfolio, pool, _fitting(pool, rows))
            unmatched.append(pool.id)
        changes += _changes(portfolio, pool, fitting, start)
    unused = [row for row in rows if not any(_of(row, pool) for pool in portfolio.pools)]
    return PriceUpdate(
        changes=tuple(changes),
        unmatched=tuple(unmatched),
        unused=tuple(unused[:MOST_SAID]),
        unused_count=len(unused),
    )


def _refuse_foreign(portfolio: Portfolio, pool: Pool, foreign: list[PriceRow]) -> None:
    if foreign:
        row = foreign[0]
        raise BadInput(
            f"line {row.line} of the price sheet, the price of pool {pool.id}, is in {row.currency}, the portfolio in "
            f"{portfolio.currency}: convert the sheet first"
        )


def _of(row: PriceRow, pool: Pool) -> bool:
    return row.kind == pool.kind and _same(row.accelerator, pool.accelerator)


def with_prices(portfolio: Portfolio, update: PriceUpdate) -> Portfolio:
    """The portfolio with the changed prices."""
    pools = []
    for pool in portfolio.pools:
        mine = {change.from_: change.after for change in update.changes if change.pool == pool.id}
        pools.append(_stepped(portfolio, pool, mine) if mine else pool)
    return portfolio.model_copy(update={"pools": tuple(pools)})


def _fitting(pool: Pool, rows: Sequence[PriceRow]) -> list[PriceRow]:
    """Rows of the longest name that fits, the cheapest for each day."""
    regions = (None, pool.region) if pool.region else None
    found = [row for row in rows if _of(row, pool) and (regions is None or row.region in regions)]
    longest = max((len(row.accelerator) for row in found), default=0)
    cheapest: dict[dt.date | None, PriceRow] = {}
    for row in found:
        if len(row.accelerator) == longest:
            best = cheapest.setdefault(row.from_, row)
            cheapest[row.from_] = min(best, row, key=lambda item: item.price_per_hour)
    return list(cheapest.values())


def _same(theirs: str, ours: str) -> bool:
    theirs, ours = theirs.lower(), ours.lower()
    if theirs == ours:
        return True
    rest = ours.removeprefix(theirs + "-")
    return rest != ours and "gb" not in rest


def _changes(portfolio: Portfolio, pool: Pool, rows: Sequence[PriceRow], start: dt.date) -> list[PriceChange]:
    changes = []
    for row in sorted(rows, key=lambda row: row.from_ or start):
        since = row.from_ or start
        before = _price_on(portfolio, pool, since)
        if before != row.price_per_hour:
            changes.append(
                PriceChange(pool=pool.id, before=before, after=row.price_per_hour, from_=since, row=row)
            )
    return changes


def _price_on(portfolio: Portfolio, pool: Pool, day: dt.date) -> Decimal:
    if not isinstance(pool.price_per_hour, dict):
        return pool.price_per_hour
    steps = steps_in_order(pool.price_per_hour, portfolio.calendar)
    return next((price for monday, price in reversed(steps) if monday <= day), steps[0][1])


def _stepped(portfolio: Portfolio, pool: Pool, new: dict[dt.date, Decimal]) -> Pool:
    """The pool with further steps; a plain price holds from the start of the plan on."""
    old = pool.price_per_hour
    first = portfolio.calendar.start
    steps = dict(old) if isinstance(old, dict) else {first.isoformat(): old}
    steps |= {day.isoformat(): price for day, price in sorted(new.items())}
    if len(set(map(plain_decimal, steps.values()))) == 1:
        return pool.model_copy(update={"price_per_hour": next(iter(steps.values()))})
    return pool.model_copy(update={"price_per_hour": steps})

"""Prices of a sheet for the pools of a portfolio, as steps from a day on."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from planner.domain.base import plain_decimal
from planner.domain.calendar import monday_on_or_after
from planner.domain.compute import Pool, steps_in_order
from planner.domain.portfolio import Portfolio
from planner.domain.prices import PriceChange, PriceRow, PriceUpdate
from planner.errors import BadInput

DAY = dt.timedelta(days=1)
MOST_SAID = 20
"""Rows without a pool that are listed."""


def price_update(
    portfolio: Portfolio, rows: Sequence[PriceRow], effective: dt.date | None = None
) -> PriceUpdate:
    """What a sheet changes: for each on-demand, spot and reserved pool the rows of its accelerator, kind and region.

    An accelerator of a sheet is that of a pool when the names are the same, or the pool's name goes on after a dash
    with something other than memory (H100 is H100-SXM; A100 is not A100-80GB-SXM). The longest name wins. Where
    several rows fit, a pool without region gets the cheapest of each day. Of rows that hold on a day, the one that
    began last counts; where the last one has ended, the price that the pool had before holds again, and the change
    says so.

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
    expired: list[PriceRow] = []
    for pool in portfolio.pools:
        if pool.kind == "owned":
            continue
        fitting = _fitting(pool, own, start)
        over = [row for row in fitting if row.until and row.until < max(start, portfolio.calendar.start)]
        expired += over
        if not fitting:
            _refuse_foreign(portfolio, pool, _fitting(pool, rows, start))
        if len(over) == len(fitting):
            unmatched.append(pool.id)
        changes += _changes(portfolio, pool, [row for row in fitting if row not in over], start)
    unused = [row for row in rows if not any(_of(row, pool) for pool in portfolio.pools)]
    return PriceUpdate(
        changes=tuple(changes),
        unmatched=tuple(unmatched),
        expired=tuple(sorted(set(expired), key=lambda row: row.line)[:MOST_SAID]),
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
        mine = [change for change in update.changes if change.pool == pool.id]
        pools.append(_stepped(portfolio, pool, mine) if mine else pool)
    return portfolio.model_copy(update={"pools": tuple(pools)})


def _fitting(pool: Pool, rows: Sequence[PriceRow], start: dt.date) -> list[PriceRow]:
    """Rows of the longest name that fits, the cheapest for each time."""
    regions = (None, pool.region) if pool.region else None
    found = [row for row in rows if _of(row, pool) and (regions is None or row.region in regions)]
    longest = max((len(row.accelerator) for row in found), default=0)
    cheapest: dict[tuple[dt.date, dt.date | None], PriceRow] = {}
    for row in found:
        if len(row.accelerator) == longest:
            held = (row.from_ or start, row.until)
            best = cheapest.setdefault(held, row)
            cheapest[held] = min(best, row, key=lambda item: item.price_per_hour)
    return list(cheapest.values())


def _same(theirs: str, ours: str) -> bool:
    theirs, ours = theirs.lower(), ours.lower()
    if theirs == ours:
        return True
    rest = ours.removeprefix(theirs + "-")
    return rest != ours and "gb" not in rest


def _changes(portfolio: Portfolio, pool: Pool, rows: Sequence[PriceRow], start: dt.date) -> list[PriceChange]:
    """Steps where a row begins or ends; a week has the price of its Monday."""
    days = {row.from_ or start for row in rows} | {row.until + DAY for row in rows if row.until}
    weeks = {monday_on_or_after(day): day for day in sorted(days)}
    changes: list[PriceChange] = []
    last: PriceRow | None = None
    for monday, day in sorted(weeks.items()):
        holding = [r for r in rows if (r.from_ or start) <= monday <= (r.until or dt.date.max)]
        before = _price_on(portfolio, pool, day)
        row = max(holding, key=lambda r: (r.from_ or start, -r.price_per_hour), default=last)
        if row is None:
            continue
        after = row.price_per_hour if holding else before
        held = _price_on(portfolio, _stepped(portfolio, pool, changes), day)
        if after != held or (holding and _steps_within(portfolio, pool, day, row.until)):
            was = before if holding else row.price_per_hour
            changes.append(
                PriceChange(pool=pool.id, before=was, after=after, from_=day, row=row, resumes=not holding)
            )
        last = row if holding else None
    return changes


def _steps_within(portfolio: Portfolio, pool: Pool, since: dt.date, until: dt.date | None) -> list[str]:
    """Keys of the pool's own steps that give way to a price with an end."""
    if until is None or not isinstance(pool.price_per_hour, dict):
        return []
    return [
        key
        for key, price in pool.price_per_hour.items()
        if since < steps_in_order({key: price}, portfolio.calendar)[0][0] <= until
    ]


def _price_on(portfolio: Portfolio, pool: Pool, day: dt.date) -> Decimal:
    if not isinstance(pool.price_per_hour, dict):
        return pool.price_per_hour
    steps = steps_in_order(pool.price_per_hour, portfolio.calendar)
    return next((price for monday, price in reversed(steps) if monday <= day), steps[0][1])


def _stepped(portfolio: Portfolio, pool: Pool, changes: Sequence[PriceChange]) -> Pool:
    """The pool with further steps; a plain price holds from the start of the plan on.

    Steps of its own give way to a price of the sheet until that ends.
    """
    old = pool.price_per_hour
    first = portfolio.calendar.start
    steps = dict(old) if isinstance(old, dict) else {first.isoformat(): old}
    for change in changes:
        if not change.resumes:
            for key in _steps_within(portfolio, pool, change.from_, change.row.until):
                steps.pop(key, None)
    steps |= {change.from_.isoformat(): change.after for change in changes}
    if len(set(map(plain_decimal, steps.values()))) == 1:
        return pool.model_copy(update={"price_per_hour": next(iter(steps.values()))})
    return pool.model_copy(update={"price_per_hour": steps})

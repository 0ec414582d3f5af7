"""Use of pools by week: unused commitments, marginal prices, and hours that were bought beside a free commitment."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from planner.domain.compute import HOURS_PER_WEEK, Pool
from planner.domain.currencies import from_units, nothing, units_in
from planner.domain.money import exact
from planner.domain.placement import Placement, PoolWeek
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.cost_ledger import Ledger

Used = Mapping[tuple[str, int], Fraction]


def placement(portfolio: Portfolio, plan: Plan) -> Placement:
    """How a plan uses each pool in each week of the horizon.

    One more hour of an accelerator costs nothing while an owned or reserved pool has usable hours left; then the least
    price among the other pools that have. Hours bought while commitments of the same accelerator had room are
    `avoidable`, the dearest first: projects that are barred from a pool, or limits of devices, may stand behind them.

    Raises
    ------
    BadInput
        There is no plan, or it does not fit the portfolio.
    """
    Ledger(portfolio, plan, "plan").check()
    used: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for row in plan.compute:
        used[row.pool, portfolio.horizon.week_of(row.week)] += exact(row.hours)
    by_type: dict[str, list[Pool]] = defaultdict(list)
    for pool in portfolio.pools:
        by_type[pool.accelerator].append(pool)
    rows = [row for pools in by_type.values() for row in _weeks(portfolio, pools, used)]
    order = {pool.id: n for n, pool in enumerate(portfolio.pools)}
    rows.sort(key=lambda row: (row.week, order[row.pool]))
    return Placement(
        rows=tuple(rows),
        unused_cost=sum((row.unused_cost for row in rows), nothing(portfolio.currency)),
        avoidable=sum((row.avoidable for row in rows), nothing(portfolio.currency)),
    )


def _weeks(portfolio: Portfolio, pools: list[Pool], used: Used) -> Iterator[PoolWeek]:
    """The pools of one accelerator, week by week."""
    horizon = portfolio.horizon
    prices = {pool.id: pool.prices(horizon) for pool in pools}
    devices = {pool.id: pool.devices(horizon) for pool in pools}
    for week, monday in enumerate(horizon.mondays):
        usable = {p.id: devices[p.id][week] * HOURS_PER_WEEK * exact(p.availability) for p in pools}
        left = {p.id: max(Fraction(), usable[p.id] - used.get((p.id, week), Fraction())) for p in pools}
        free = sum((left[p.id] for p in pools if p.committed), Fraction())
        open_prices = [prices[p.id][week] for p in pools if not p.committed and left[p.id] > 0]
        marginal = Decimal(0) if free > 0 else min(open_prices, default=None)
        avoided = _avoidable([p for p in pools if not p.committed], free, used, week, prices)
        for pool in pools:
            hours = used.get((pool.id, week), Fraction())
            idle = (
                max(Fraction(), devices[pool.id][week] * HOURS_PER_WEEK - hours)
                if pool.committed
                else Fraction()
            )
            yield PoolWeek(
                week=monday,
                pool=pool.id,
                accelerator=pool.accelerator,
                kind=pool.kind,
                usable=float(usable[pool.id]),
                used=float(hours),
                price=prices[pool.id][week],
                unused_cost=_money(idle, prices[pool.id][week], portfolio.currency),
                marginal_price=marginal,
                avoidable=_money(avoided.get(pool.id, Fraction()), prices[pool.id][week], portfolio.currency),
            )


def _avoidable(
    pools: list[Pool], free: Fraction, used: Used, week: int, prices: Mapping[str, tuple[Decimal, ...]]
) -> dict[str, Fraction]:
    """Hours by pool that a commitment had room for, the dearest pool first."""
    avoided: dict[str, Fraction] = {}
    for pool in sorted(pools, key=lambda pool: -prices[pool.id][week]):
        avoided[pool.id] = min(free, used.get((pool.id, week), Fraction()))
        free -= avoided[pool.id]
    return avoided


def _money(hours: Fraction, price: Decimal, currency: str) -> Decimal:
    return from_units(round(hours * exact(price) * units_in(currency)), currency)

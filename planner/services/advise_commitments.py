"""Reserve or buy on demand: what the runs of a forecast say about devices to commit to."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from planner.domain.compute import HOURS_PER_WEEK, Pool, PoolKind
from planner.domain.corrected import corrected
from planner.domain.forecast import CommitmentAdvice, Committed
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from solvers.capacity.commitment import Offer, best_commitment, use_of_next
from solvers.simulation.problem import SimulationProblem
from solvers.simulation.run import Runs

Floats = NDArray[np.float64]
MOST_RUNS = 1024
"""Runs that the advice looks at."""


def commitment_advice(
    portfolio: Portfolio, plan: Plan, problem: SimulationProblem, runs: Runs
) -> tuple[CommitmentAdvice, ...]:
    """For each accelerator with an on-demand pool: how many more devices to commit to.

    The hours of a phase are those that were drawn for it, spread evenly over its weeks in the run, on the accelerators
    that the plan gives it. Weeks past the horizon are left out, and so is what owned and reserved devices can serve.
    """
    demand = _demand(portfolio, plan, problem, runs)
    return tuple(
        advice
        for accelerator in sorted(demand)
        if (advice := _advice(portfolio, accelerator, demand[accelerator])) is not None
    )


def _demand(portfolio: Portfolio, plan: Plan, problem: SimulationProblem, runs: Runs) -> dict[str, Floats]:
    """(runs, weeks) paid hours by accelerator, in the hours of its own type."""
    portfolio = corrected(portfolio)
    weeks, count = portfolio.horizon.weeks, min(MOST_RUNS, len(runs.out.value))
    column = np.arange(weeks)
    demand: dict[str, Floats] = defaultdict(lambda: np.zeros((count, weeks)))
    places = {name: i for i, name in enumerate(problem.problem.names.phases)}
    drawn = {phase: at for at, phase in enumerate(problem.hours)}
    for (project, phase, accelerator), hours in _planned(portfolio, plan).items():
        i = places[project, phase]
        first, last = (getattr(runs.out, name)[:count, i].astype(np.int64) for name in ("start", "finish"))
        share = runs.draws.hours[:count, drawn[i]] / _likely(portfolio, project, phase)
        a_week = np.where(last > first, hours * share / np.maximum(1, last - first), 0.0)
        inside = (column >= first[:, None]) & (column < last[:, None]) & (first[:, None] >= 0)
        demand[accelerator] += np.where(inside, a_week[:, None], 0.0)
    return demand


def _planned(portfolio: Portfolio, plan: Plan) -> dict[tuple[str, str, str], float]:
    """Paid hours by project, phase and accelerator."""
    accelerators = {pool.id: pool.accelerator for pool in portfolio.pools}
    hours: dict[tuple[str, str, str], float] = defaultdict(float)
    for use in plan.compute:
        hours[use.project, use.phase, accelerators[use.pool]] += use.hours
    return {key: amount for key, amount in hours.items() if _likely(portfolio, *key[:2]) > 0}


def _likely(portfolio: Portfolio, project: str, phase: str) -> float:
    gpu = next(item.gpu for item in portfolio.project(project).phases if item.id == phase)
    return gpu.hours.likely if gpu else 0.0


def _advice(portfolio: Portfolio, accelerator: str, demand: Floats) -> CommitmentAdvice | None:
    pools = [pool for pool in portfolio.pools if pool.accelerator == accelerator]
    on_demand = _cheapest(portfolio, pools, "on_demand")
    if on_demand is None:
        return None
    reserved = _cheapest(portfolio, pools, "reserved")
    there = _hours(portfolio, [pool for pool in pools if pool.committed])
    rest = np.maximum(0.0, demand - there)
    availability = reserved[1].availability if reserved else on_demand[1].availability
    usable = HOURS_PER_WEEK * availability
    weeks = demand.shape[1]
    worth = on_demand[0] * use_of_next(rest, usable, 0) / (weeks * HOURS_PER_WEEK)
    if reserved is None:
        return CommitmentAdvice(
            accelerator=accelerator,
            on_demand_price=on_demand[0],
            reserved_price=None,
            break_even=None,
            worth_up_to=worth,
            devices=None,
            cost_without=on_demand[0] * float(rest.sum(axis=1).mean()),
            cost_with=None,
            cost_at_mean=None,
            saving=None,
            saving_p10=None,
            saving_p90=None,
            risk=None,
            present=_present(portfolio, pools, demand, None),
        )
    offer = Offer(reserved[0], on_demand[0], paid=HOURS_PER_WEEK, usable=usable)
    best = best_commitment(rest, offer)
    return CommitmentAdvice(
        accelerator=accelerator,
        on_demand_price=on_demand[0],
        reserved_price=reserved[0],
        break_even=offer.break_even,
        worth_up_to=worth,
        devices=best.devices,
        cost_without=best.nothing,
        cost_with=best.expected,
        cost_at_mean=best.at_mean,
        saving=best.saving,
        saving_p10=best.saving_p10,
        saving_p90=best.saving_p90,
        risk=best.risk,
        present=_present(portfolio, pools, demand, offer),
    )


def _present(
    portfolio: Portfolio, pools: list[Pool], demand: Floats, offer: Offer | None
) -> Committed | None:
    """What is committed to now, how much of it is used, and how much of it would be reserved again."""
    there = _hours(portfolio, [pool for pool in pools if pool.committed])
    if not there.sum():
        return None
    owned = _hours(portfolio, [pool for pool in pools if pool.kind == "owned"])
    devices = sum(
        float(np.mean(pool.hours(portfolio.horizon))) / (HOURS_PER_WEEK * pool.availability)
        for pool in pools
        if pool.committed and pool.availability
    )
    return Committed(
        devices=devices,
        used=float(np.minimum(demand, there).sum(axis=1).mean() / there.sum()),
        worth=best_commitment(np.maximum(0.0, demand - owned), offer).devices if offer else None,
    )


def _hours(portfolio: Portfolio, pools: Iterable[Pool]) -> Floats:
    """(weeks,) usable hours of pools together."""
    none = np.zeros(portfolio.horizon.weeks)
    return sum((np.array(pool.hours(portfolio.horizon)) for pool in pools), none)


def _cheapest(portfolio: Portfolio, pools: list[Pool], kind: PoolKind) -> tuple[float, Pool] | None:
    """Mean price over the weeks, and the pool."""
    found = [
        (float(sum(prices)) / len(prices), pool)
        for pool in pools
        if pool.kind == kind and (prices := pool.prices(portfolio.horizon))
    ]
    return min(found, key=lambda item: item[0], default=None)

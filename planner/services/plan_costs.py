"""Cost reports of stored plans, remembered: a plan and the version of its portfolio never change."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from planner.domain.beside_cost import BesideCost
from planner.domain.cost import CostQuery, CostReport
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.forecast_cost import cost_report
from planner.services.unit_costs import beside_cost

MOST_ROWS = 60_000
"""Rows of reports that a process keeps, about 60 MB."""
MOST_PLANS = 200

K = TypeVar("K")
V = TypeVar("V")


def plan_cost(plan_id: str, portfolio: Portfolio, plan: Plan, query: CostQuery = CostQuery()) -> CostReport:  # noqa: B008
    """What a stored plan costs: parameters and errors as in `cost_report`."""
    key = plan_id, plan.snapshot, query
    found = _reports.get(key)
    if found is None:
        found = cost_report(portfolio, plan, query)
        _reports.put(key, found, len(found.rows))
    return found


def plan_beside(plan_id: str, portfolio: Portfolio, plan: Plan) -> BesideCost:
    """What is told beside the cost of a stored plan; errors as in `cost_report`."""
    key = plan_id, plan.snapshot
    found = _beside.get(key)
    if found is None:
        found = beside_cost(portfolio, plan)
        _beside.put(key, found, 1)
    return found


@dataclass
class _Memory(Generic[K, V]):
    """What was asked for last, up to a size."""

    limit: int
    kept: OrderedDict[K, tuple[V, int]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: K) -> V | None:
        with self.lock:
            if key not in self.kept:
                return None
            self.kept.move_to_end(key)
            return self.kept[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """What alone is larger than the limit is not kept."""
        with self.lock:
            self.kept[key] = value, size
            self.kept.move_to_end(key)
            while self.kept and sum(one for _, one in self.kept.values()) > self.limit:
                self.kept.popitem(last=False)


_reports: _Memory[tuple[str, str, CostQuery], CostReport] = _Memory(MOST_ROWS)
_beside: _Memory[tuple[str, str], BesideCost] = _Memory(MOST_PLANS)

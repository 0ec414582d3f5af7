"""The cost forecast of a plan: rows in whole cents, and sums over them that reconcile exactly."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Literal

from planner.domain.base import Model

CostKind = Literal["people", "compute", "other", "serving"]
CostView = Literal["plan", "organisation"]
"""`plan`: the plan's work and all commitments. `organisation`: salaries of people without work as well."""

UNASSIGNED = "unassigned"
"""Name of what no project answers for: unused commitments, and people without work."""
NO_CENTRE = "none"
"""Name of what has no cost centre."""


class CostRow(Model):
    """A cost in the days of one week that fall in one month."""

    week: dt.date
    """Monday."""
    month: str
    """Calendar month, such as 2027-01: a week that spans two months has a row in each, split by days."""
    quarter: str
    """Fiscal quarter of the week."""
    kind: CostKind
    project: str | None
    """None: unassigned."""
    phase: str | None
    """None: upkeep, serving and what is unassigned."""
    pool: str | None
    cost_centre: str | None
    """Of the project, else of the person."""
    hours: float | None
    """Paid accelerator-hours."""
    amount: Decimal
    """In whole cents."""


class BudgetLine(Model):
    """A budget and what is spent of it."""

    quarter: str | None
    theme: str | None
    kind: Literal["people", "compute"]
    budget: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        """What remains; negative when the budget is exceeded."""
        return self.budget - self.spent


class CostReport(Model):
    """What a plan costs within its horizon."""

    currency: str
    view: CostView
    quarters: tuple[str, ...]
    """Quarters of the horizon in order."""
    rows: tuple[CostRow, ...]
    budgets: tuple[BudgetLine, ...]

    @cached_property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal("0.00"))

    @cached_property
    def by_quarter(self) -> dict[str, Decimal]:
        """By fiscal quarter of the week; quarters without cost are there with 0.00."""
        sums = self._by(lambda row: row.quarter)
        return {quarter: sums.get(quarter, Decimal("0.00")) for quarter in self.quarters}

    @cached_property
    def by_month(self) -> dict[str, Decimal]:
        return self._by(lambda row: row.month)

    @cached_property
    def by_week(self) -> dict[str, Decimal]:
        """By the Monday of the week."""
        return self._by(lambda row: row.week.isoformat())

    @cached_property
    def by_phase(self) -> dict[str, Decimal]:
        """By project and phase, such as ranker/train; what no phase answers for is named by its kind, such as
        ranker (serving)."""
        return self._by(_phase_name)

    @cached_property
    def by_project(self) -> dict[str, Decimal]:
        """By project; `unassigned` for what no project answers for."""
        return self._by(lambda row: row.project or UNASSIGNED)

    @cached_property
    def by_pool(self) -> dict[str, Decimal]:
        """By pool; `people`, `other` and `serving` for what is not compute."""
        return self._by(lambda row: row.pool or row.kind)

    @cached_property
    def by_kind(self) -> dict[str, Decimal]:
        return self._by(lambda row: row.kind)

    @cached_property
    def by_cost_centre(self) -> dict[str, Decimal]:
        """By cost centre; `none` for what has none."""
        return self._by(lambda row: row.cost_centre or NO_CENTRE)

    def _by(self, name_of: Callable[[CostRow], str]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {}
        for row in self.rows:
            name = name_of(row)
            sums[name] = sums.get(name, Decimal("0.00")) + row.amount
        # By name, what is unassigned last.
        return dict(sorted(sums.items(), key=lambda item: (item[0] == UNASSIGNED, item[0])))


def _phase_name(row: CostRow) -> str:
    if row.project is None:
        return UNASSIGNED
    if row.phase is not None:
        return f"{row.project}/{row.phase}"
    return f"{row.project} ({'upkeep' if row.kind == 'people' else row.kind})"

"""The cost forecast of a plan: rows in whole cents, and sums over them that reconcile exactly."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal, get_args

from pydantic import Field

from planner.domain.base import Currency, Day, Model
from planner.domain.currencies import nothing
from planner.domain.finance import ChargebackKey, Rate

CostKind = Literal["people", "compute", "other", "serving"]
CostView = Literal["plan", "organisation"]
"""`plan`: the plan's work and all commitments. `organisation`: salaries of people without work as well."""
CostBasis = Literal["amortised", "cash"]
"""`amortised`: commitments cost what their weeks cost. `cash`: they cost when they are paid, and their use is free."""
ChargeType = Literal["usage", "unused", "allocated", "purchase"]
"""`usage`: work and hours used; `unused`: commitments and people without use; `allocated`: the part of what is unused
that a project is charged; `purchase`: payment for a commitment."""
Treatment = Literal["capital", "expense"]

UNASSIGNED = "unassigned"
"""Name of what no project answers for: unused commitments, and people without work."""
NO_CENTRE = "none"
"""Name of what has no cost centre, theme, accelerator or phase."""


@lru_cache(maxsize=4096)
def month_start(month: str) -> dt.date:
    """The first day of a month such as 2027-01."""
    return dt.date(int(month[:4]), int(month[5:]), 1)


DataKind = Literal["forecast", "quantiles", "budget", "actual"]


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
    theme: str | None = None
    phase: str | None
    """None: upkeep, serving and what is unassigned."""
    phase_kind: str | None = None
    pool: str | None
    accelerator: str | None = None
    cost_centre: str | None
    """Of the project, else of the person."""
    charge: ChargeType = "usage"
    treatment: Treatment = "expense"
    """Whether it may be capitalised, by the kind of its phase."""
    paid_on: dt.date | None = None
    """For a commitment: the day on which it is paid."""
    hours: float | None
    """Paid accelerator-hours."""
    amount: Decimal
    """In whole cents."""

    @property
    def first_day(self) -> dt.date:
        """First of the days that the row stands for."""
        return max(self.week, month_start(self.month))


class CostQuery(Model):
    """Which cost of a plan, and how it is looked at."""

    view: CostView = "plan"
    basis: CostBasis = "amortised"
    currency: Currency | None = None
    """Converted by the portfolio's stated rates; default: its own."""
    chargeback: ChargebackKey | None = None
    """Default: what the portfolio says."""
    from_: Day | None = Field(default=None, alias="from")
    """First day; a row counts by the first of its days."""
    to: Day | None = None
    """Last day."""
    kind: tuple[CostKind, ...] = ()
    project: tuple[str, ...] = ()
    """Projects, or `unassigned`."""
    theme: tuple[str, ...] = ()
    pool: tuple[str, ...] = ()
    cost_centre: tuple[str, ...] = ()
    """Cost centres, or `none`."""
    data: tuple[DataKind, ...] = ("forecast",)
    """What a FOCUS file holds: the planned charges, quantiles of the forecast, budgets, what was spent."""

    def keeps(self, row: CostRow) -> bool:
        """Whether a row passes every filter; an empty one lets all pass."""
        return (
            (self.from_ is None or row.first_day >= self.from_)
            and (self.to is None or row.first_day <= self.to)
            and (not self.kind or row.kind in self.kind)
            and (not self.project or NAME_OF["project"](row) in self.project)
            and (not self.theme or NAME_OF["theme"](row) in self.theme)
            and (not self.pool or row.pool in self.pool)
            and (not self.cost_centre or NAME_OF["cost_centre"](row) in self.cost_centre)
        )


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


Dimension = Literal[
    "week",
    "month",
    "quarter",
    "kind",
    "project",
    "theme",
    "phase",
    "phase_kind",
    "pool",
    "accelerator",
    "cost_centre",
    "charge",
    "treatment",
]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


def phase_name(row: CostRow) -> str:
    """Project and phase, such as ranker/train; what no phase answers for is named by its kind, such as
    ranker (serving)."""
    if row.project is None:
        return UNASSIGNED
    if row.phase is not None:
        return f"{row.project}/{row.phase}"
    if row.charge == "allocated":
        return f"{row.project} (unused commitments)"
    return f"{row.project} ({'upkeep' if row.kind == 'people' else row.kind})"


NAME_OF: Mapping[Dimension, Callable[[CostRow], str]] = {
    "week": lambda row: row.week.isoformat(),
    "month": lambda row: row.month,
    "quarter": lambda row: row.quarter,
    "kind": lambda row: row.kind,
    "project": lambda row: row.project or UNASSIGNED,
    "theme": lambda row: UNASSIGNED if row.project is None else row.theme or NO_CENTRE,
    "phase": phase_name,
    "phase_kind": lambda row: row.phase_kind or NO_CENTRE,
    "pool": lambda row: row.pool or row.kind,
    "accelerator": lambda row: row.accelerator or (row.kind if row.pool is None else NO_CENTRE),
    "cost_centre": lambda row: row.cost_centre or NO_CENTRE,
    "charge": lambda row: row.charge,
    "treatment": lambda row: row.treatment,
}
"""What a row is called under each dimension."""


class CostReport(Model):
    """What a plan costs within its horizon."""

    currency: str
    view: CostView
    basis: CostBasis = "amortised"
    chargeback: ChargebackKey = "none"
    plan_currency: str | None = None
    """The portfolio's own currency, when amounts are converted from it."""
    rates: tuple[Rate, ...] = ()
    """By which they are converted."""
    quarters: tuple[str, ...]
    """Quarters of the horizon in order."""
    rows: tuple[CostRow, ...]
    budgets: tuple[BudgetLine, ...]

    @cached_property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), nothing(self.currency))

    def by(self, dimension: Dimension) -> dict[str, Decimal]:
        """Sums by the names of a dimension, in their order, what is unassigned last; they add up to the total.
        Quarters without cost are there with 0.00."""
        name_of, none = NAME_OF[dimension], nothing(self.currency)
        sums = dict.fromkeys(self.quarters, none) if dimension == "quarter" else {}
        for row in self.rows:
            name = name_of(row)
            sums[name] = sums.get(name, none) + row.amount
        if dimension == "quarter":
            return sums
        return dict(sorted(sums.items(), key=lambda item: (item[0] == UNASSIGNED, item[0])))

    @cached_property
    def by_quarter(self) -> dict[str, Decimal]:
        """By fiscal quarter of the week."""
        return self.by("quarter")

    @cached_property
    def by_project(self) -> dict[str, Decimal]:
        """By project; `unassigned` for what no project answers for."""
        return self.by("project")

    @cached_property
    def by_pool(self) -> dict[str, Decimal]:
        """By pool; `people`, `other` and `serving` for what is not compute."""
        return self.by("pool")

    @cached_property
    def by_kind(self) -> dict[str, Decimal]:
        return self.by("kind")


def as_cash(report: CostReport) -> CostReport:
    """The same costs when they are paid: each commitment as purchases that no project answers for.

    Nothing is rounded again: a purchase is the sum of the rows that it pays for, so that both bases have the same
    total, and so has each commitment.
    """
    kept = [row for row in report.rows if row.paid_on is None]
    paid: dict[tuple[str | None, dt.date], list[CostRow]] = {}
    for row in report.rows:
        if row.paid_on is not None:
            paid.setdefault((row.pool, row.paid_on), []).append(row)
    purchases = [_purchase(day, rows) for (_, day), rows in paid.items()]
    ordered = sorted(
        kept + purchases, key=lambda row: (row.week, row.month, row.project or "", row.pool or "")
    )
    return report.model_copy(update={"basis": "cash", "chargeback": "none", "rows": tuple(ordered)})


def _purchase(day: dt.date, rows: list[CostRow]) -> CostRow:
    first = min(rows, key=lambda row: row.first_day)
    return first.model_copy(
        update={
            "project": None,
            "theme": None,
            "phase": None,
            "phase_kind": None,
            "cost_centre": None,
            "charge": "purchase",
            "treatment": "expense",
            "paid_on": day,
            "hours": sum(row.hours or 0.0 for row in rows),
            "amount": sum((row.amount for row in rows), Decimal(0)),
        }
    )

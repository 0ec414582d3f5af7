"""What was spent beside what was planned: actual lines, and variances by their causes."""

import math
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Literal

from planner.domain.base import Model
from planner.domain.cost import CostKind

ActualFormat = Literal["csv", "focus", "sacct", "opencost", "mlflow"]


class ActualLine(Model):
    """Something that was spent in a month."""

    month: str
    """Calendar month, such as 2027-01."""
    kind: CostKind
    project: str | None
    """None: nobody's."""
    pool: str | None = None
    accelerator: str | None = None
    hours: float | None = None
    """Accelerator-hours."""
    amount: Decimal | None
    """None: to be priced by the pools' prices."""
    currency: str | None = None
    """None: the portfolio's."""
    runs: float = 0.0
    """Training runs that it stands for."""
    predictions: float = 0.0
    """Predictions that it served."""
    line: int
    """Row of the file."""


class Actuals(Model):
    """What one source says was spent."""

    source: str = "the actuals"
    """Where it comes from, in the words of people."""
    format: ActualFormat
    lines: tuple[ActualLine, ...]
    skipped: int = 0
    """Rows that say nothing about spending, such as the steps of a job."""
    knows_unused: bool
    """Whether commitments without use are in it; schedulers do not know them."""

    @property
    def months(self) -> tuple[str, ...]:
        """The months of its lines, in order."""
        return tuple(sorted({line.month for line in self.lines}))


class VarianceLine(Model):
    """Actual less planned, of one project; positive is overspent. The effects add up to the variance."""

    project: str
    """`unassigned` for what no project answers for."""
    planned: Decimal
    actual: Decimal
    variance: Decimal
    volume: Decimal
    """More or fewer accelerator-hours, at the planned mean price."""
    mix: Decimal
    """Dearer or cheaper pools than planned, at planned prices."""
    price: Decimal
    """Other prices than planned, for the hours used."""
    other: Decimal
    """What has no hours: people, other money, serving."""


AMOUNTS = ("planned", "actual", "variance", "volume", "mix", "price", "other")
"""Amounts of a line, in the order in which people read them."""


class MonthVariance(Model):
    """Actual less planned in a month."""

    month: str
    committed: Decimal
    """Of what is planned in it, what commitments cost, used or not."""
    lines: tuple[VarianceLine, ...]
    """By project; over the months they add up to the lines of the report."""
    total: VarianceLine


class ToldTwice(Model):
    """Cost of a pool in a month that several sources tell: all of them count."""

    month: str
    kind: CostKind
    pool: str | None
    sources: tuple[str, ...]


class MissingMonths(Model):
    """Months that other sources tell and this one does not."""

    source: str
    months: tuple[str, ...]


class BudgetStatus(Model):
    """A budget of a quarter or of the horizon: what is spent of it, and what it will come to."""

    quarter: str | None
    theme: str | None
    kind: Literal["people", "compute"]
    budget: Decimal
    planned: Decimal
    """All of it, by the plan."""
    actual: Decimal
    """In the months that the actuals cover."""
    committed: Decimal
    """Of the plan, what commitments cost, used or not."""
    outlook: Decimal
    """Actual cost of the months that are covered, planned cost of the rest."""
    left: Decimal
    """Budget less outlook; negative: overspent."""


class UnitCost(Model):
    """What a project pays for a training run and for a thousand predictions."""

    project: str
    runs: float
    run_cost: Decimal | None
    """Accelerators of the training runs, over their number; None without runs."""
    predictions: float
    thousand_cost: Decimal | None
    """Cost of what serves, over the thousands of predictions; None without predictions."""


class VarianceReport(Model):
    """Actual against planned cost in the months that the actuals cover."""

    currency: str
    months: tuple[str, ...]
    kinds: tuple[CostKind, ...]
    """Kinds of cost that the actuals cover; others are left out on both sides."""
    lines: tuple[VarianceLine, ...]
    """By project, over all months."""
    total: VarianceLine
    by_month: tuple[MonthVariance, ...] = ()
    budgets: tuple[BudgetStatus, ...]
    units: tuple[UnitCost, ...] = ()
    """Of projects of which the actuals tell runs or predictions."""
    unknown_projects: tuple[str, ...]
    """Names in the actuals that the portfolio does not have; they count as they are."""
    outside: tuple[str, ...] = ()
    """Stored months that are not in this plan's horizon; they are left out."""
    told_twice: tuple[ToldTwice, ...] = ()
    missing: tuple[MissingMonths, ...] = ()


def gathered(lines: Iterable[ActualLine]) -> tuple[ActualLine, ...]:
    """Lines that differ only in their amounts, hours, runs and predictions as one, with the sums.

    Lines with runs or predictions stay apart from those without: their cost is over that number.
    """
    groups: dict[tuple[object, ...], list[ActualLine]] = {}
    for line in lines:
        said = (line.month, line.kind, line.project, line.pool, line.accelerator, line.currency)
        has = (line.hours is None, line.amount is None, line.runs > 0, line.predictions > 0)
        groups.setdefault(said + has, []).append(line)
    return tuple(_sum(group) for group in groups.values())


def _sum(group: list[ActualLine]) -> ActualLine:
    first = group[0]
    if len(group) == 1:
        return first
    # Enough digits for every sum of amounts that a file may hold: none is rounded.
    with localcontext(prec=100):
        amount = (
            None if first.amount is None else sum((line.amount or Decimal() for line in group), Decimal())
        )
    return first.model_copy(
        update={
            "amount": amount,
            "hours": None if first.hours is None else math.fsum(line.hours or 0.0 for line in group),
            "runs": math.fsum(line.runs for line in group),
            "predictions": math.fsum(line.predictions for line in group),
        }
    )

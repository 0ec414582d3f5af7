"""What was spent beside what was planned: actual lines, and variances by their causes."""

from decimal import Decimal
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
    """What a file says was spent."""

    format: ActualFormat
    lines: tuple[ActualLine, ...]
    skipped: int = 0
    """Rows that say nothing about spending, such as the steps of a job."""
    knows_unused: bool
    """Whether commitments without use are in it; schedulers do not know them."""


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
    total: VarianceLine
    budgets: tuple[BudgetStatus, ...]
    units: tuple[UnitCost, ...] = ()
    """Of projects of which the actuals tell runs or predictions."""
    unknown_projects: tuple[str, ...]
    """Names in the actuals that the portfolio does not have; they count as they are."""

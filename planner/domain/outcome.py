"""Budget, plan, commitments and what was spent, side by side by the names of a dimension."""

from decimal import Decimal
from typing import Literal, Self, get_args

from pydantic import model_validator

from planner.domain.base import Model
from planner.domain.cost import CostQuery

OutcomeBy = Literal["month", "quarter", "kind", "project", "theme", "pool", "accelerator"]
"""Dimensions that actuals know."""
OUTCOME_BY: tuple[OutcomeBy, ...] = get_args(OutcomeBy)


class OutcomeQuery(CostQuery):
    """Filters of an outcome, and the dimension by whose names it is told."""

    by: OutcomeBy = "quarter"

    @model_validator(mode="after")
    def _as_actuals_are(self) -> Self:
        if self != told(self):
            raise ValueError(
                "actuals are compared with amortised cost of the plan in its own currency: leave out `basis`, "
                "`currency` and `view`"
            )
        return self


def told(query: CostQuery) -> CostQuery:
    """A query as actuals can answer it: amortised, in the portfolio's currency, without people who have no work."""
    return query.model_copy(update={"basis": "amortised", "currency": None, "view": "plan"})


class OutcomeLine(Model):
    """One name, such as a project or a quarter."""

    name: str
    budget: Decimal | None
    """Of the kinds of cost that are looked at; None where no budget is set for this name."""
    planned: Decimal
    """All of the plan."""
    committed: Decimal
    """Of the plan, what commitments cost, used or not."""
    due: Decimal
    """Of the plan, what the actuals say the outcome of."""
    actual: Decimal
    variance: Decimal
    """Actual less due; positive is overspent."""
    outlook: Decimal
    """Actual cost of what is told, planned cost of the rest."""


class Outcome(Model):
    """Amounts in the portfolio's currency; planned cost is amortised."""

    currency: str
    by: OutcomeBy
    months: tuple[str, ...]
    """Months that actuals tell about."""
    outside: tuple[str, ...]
    """Stored months that are not in this plan's horizon; they are left out."""
    lines: tuple[OutcomeLine, ...]
    total: OutcomeLine
    """Its budget is None where a line has none: sums of some budgets say nothing."""

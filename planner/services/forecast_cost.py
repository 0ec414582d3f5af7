"""What a plan costs: people and accelerators, other money and serving, by week, project, phase and pool."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from planner.domain.calendar import Horizon, days_by_month
from planner.domain.cost import BudgetLine, CostReport, CostRow, CostView
from planner.domain.money import from_cents, round_to_cents
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.services.cost_ledger import Ledger, Line

DAYS = 7


class Cell(NamedTuple):
    """A line in the days of one week and month."""

    line: Line
    week: int
    month: str


def cost_report(portfolio: Portfolio, plan: Plan, *, view: CostView = "plan") -> CostReport:
    """Forecast what a plan costs within its horizon, in whole cents.

    Parameters
    ----------
    portfolio
        The portfolio that the plan was made for.
    plan
        A plan that the verifier accepts.
    view
        `plan`: the plan's work, upkeep, serving and other money, and every commitment, used or not (the
        unused part is unassigned). `organisation`: also what is paid to people in time without planned work:
        employees on their days of employment, open positions from the week of their first use on.

    Returns
    -------
    CostReport
        Its groupings are sums over its rows, so that each adds up to the total exactly. Amounts are rounded
        by the largest remainder: each row, each quarter, and each project within a quarter is less than a
        cent from its exact cost.

    Raises
    ------
    BadInput
        The file holds no plan, or one that does not fit the portfolio.
    """
    ledger = Ledger(portfolio, plan, view)
    ledger.check()
    amounts: dict[Cell, Fraction] = defaultdict(Fraction)
    hours: dict[Cell, Fraction] = defaultdict(Fraction)
    for spent in ledger.entries():
        for (year, month), days in days_by_month(ledger.horizon.mondays[spent.week]).items():
            cell = Cell(spent.line, spent.week, f"{year}-{month:02d}")
            amounts[cell] += spent.amount * Fraction(days, DAYS)
            if spent.hours is not None:
                hours[cell] += spent.hours * Fraction(days, DAYS)
    cents = round_to_cents({_key(cell, ledger.horizon): amount for cell, amount in amounts.items()})
    rows = tuple(
        _row(cell, ledger.horizon, cents[_key(cell, ledger.horizon)], hours.get(cell))
        for cell in sorted(amounts, key=lambda cell: (cell.week, cell.month, _text(cell.line)))
        if amounts[cell] or hours.get(cell)
    )
    return CostReport(
        currency=portfolio.currency,
        view=view,
        quarters=tuple(span.label for span in ledger.horizon.quarters),
        rows=rows,
        budgets=tuple(_budget_lines(portfolio, rows)),
    )


def _key(cell: Cell, horizon: Horizon) -> tuple[str | None, ...]:
    """Cents are shared out by quarter, project, kind, phase, pool, cost centre, week and month, in this
    order."""
    return (horizon.quarter_labels[cell.week], *cell.line, f"{cell.week:04d}", cell.month)


def _row(cell: Cell, horizon: Horizon, cents: int, hours: Fraction | None) -> CostRow:
    return CostRow(
        week=horizon.mondays[cell.week],
        month=cell.month,
        quarter=horizon.quarter_labels[cell.week],
        hours=None if hours is None else float(hours),
        amount=from_cents(cents),
        **cell.line._asdict(),
    )


def _text(line: Line) -> tuple[str, ...]:
    return tuple(part or "" for part in line)


def _budget_lines(portfolio: Portfolio, rows: tuple[CostRow, ...]) -> Iterator[BudgetLine]:
    """Each budget with what is spent of it: compute with all commitments, people as charged to projects; a
    theme answers for what its own projects use."""
    theme_of = {project.id: project.theme for project in portfolio.projects}
    for budget in portfolio.budgets:
        for kind, limit in (("compute", budget.compute), ("people", budget.people)):
            if limit is None:
                continue
            spent = sum(
                (
                    row.amount
                    for row in rows
                    if row.kind == kind
                    and budget.quarter in (None, row.quarter)
                    and (kind == "compute" or row.project is not None)
                    and (budget.theme is None or (row.project and theme_of[row.project] == budget.theme))
                ),
                Decimal("0.00"),
            )
            yield BudgetLine(
                quarter=budget.quarter,
                theme=budget.theme,
                kind="compute" if kind == "compute" else "people",
                budget=limit,
                spent=spent,
            )

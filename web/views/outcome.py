"""Budget, plan, commitments and what was spent, side by side in the cost explorer."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from planner.domain.cost import Dimension
from planner.domain.outcome import OUTCOME_BY, Outcome, OutcomeBy, OutcomeLine
from planner.exports.cost_tables import TITLES
from web import words
from web.charts.bars import Series, StackedBars, stacked_bars
from web.tables import Cell, DataTable, Head

ACTUAL: Final = "actual"
"""What the explorer's columns are called when they are these."""
NEAREST: Mapping[Dimension, OutcomeBy] = {"charge": "kind", "treatment": "kind"}
"""Rows in place of those that actuals do not know; others are projects."""


def known_rows(down: Dimension) -> OutcomeBy:
    """The rows that are shown when these are asked for beside actuals."""
    return next((by for by in OUTCOME_BY if by == down), NEAREST.get(down, "project"))


def outcome_table(
    outcome: Outcome,
    name_of: Callable[[str], str],
    href_of: Callable[[str], str | None],
    csv_href: str,
    forecast: Mapping[str, float],
) -> DataTable:
    """One line a name, to the cent; `forecast` is the P50 of some of them."""
    with_budget = any(line.budget is not None for line in outcome.lines)
    before = (*(("Budget",) if with_budget else ()), "Planned", *(("Forecast P50",) if forecast else ()))
    names = (*before, "Of it committed", "Planned so far", "Actual so far", "Variance", "Outlook")
    heads = (Head(TITLES[outcome.by].capitalize()), *(Head(name, numeric=True) for name in names))

    def cells(line: OutcomeLine) -> tuple[Cell, ...]:
        budget = (_money(outcome, line.budget),) if with_budget else ()
        rest = (line.committed, line.due, line.actual, line.variance, line.outlook)
        return (
            *budget,
            _money(outcome, line.planned),
            *((_likely(outcome, forecast.get(line.name)),) if forecast else ()),
            *(_money(outcome, amount) for amount in rest),
        )

    rows = tuple(
        (Cell(name_of(line.name), line.name, href=href_of(line.name)), *cells(line)) for line in outcome.lines
    )
    title = f"Budget, plan and actual cost by {TITLES[outcome.by]}"
    return DataTable("cost-explorer", title, csv_href, heads, rows, (Cell("Total"), *cells(outcome.total)))


def _money(outcome: Outcome, amount: Decimal | None) -> Cell:
    if amount is None:
        return Cell(words.NOTHING, "")
    return Cell(words.exact_money(amount, outcome.currency), amount)


def _likely(outcome: Outcome, amount: float | None) -> Cell:
    return Cell(words.money(amount, outcome.currency), "" if amount is None else round(amount, 2))


def outcome_chart(by_quarter: Outcome) -> StackedBars:
    """The outlook of each quarter, spent and still to come, against its budgets."""
    lines = by_quarter.lines
    series = (
        Series("Spent", 1, tuple(float(line.actual) for line in lines)),
        Series("Planned, still to come", 0, tuple(float(line.planned - line.due) for line in lines)),
    )
    return stacked_bars(
        [words.quarter(line.name) for line in lines],
        series=series,
        limits={n: float(line.budget) for n, line in enumerate(lines) if line.budget is not None},
        currency=by_quarter.currency,
        description="Outlook by quarter against budgets",
    )


def outcome_note(outcome: Outcome) -> str:
    """Which months are told."""
    if not outcome.months:
        return "nothing that was spent is stored yet"
    first, last = words.month(outcome.months[0]), words.month(outcome.months[-1])
    return f"spent as stored for {first}" + (f" to {last}" if first != last else "")

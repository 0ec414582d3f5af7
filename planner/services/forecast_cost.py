"""What a plan costs: people and accelerators, other money and serving, by week, project, phase and pool."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from planner.domain.calendar import Horizon, days_by_month
from planner.domain.compute import Pool
from planner.domain.cost import (
    NO_CENTRE,
    UNASSIGNED,
    BudgetLine,
    CostQuery,
    CostReport,
    CostRow,
    as_cash,
    month_start,
)
from planner.domain.currencies import from_units, units_in
from planner.domain.finance import ChargebackKey, Rate, rate_on
from planner.domain.money import exact, round_to_units
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.chargeback import charged_back
from planner.services.cost_ledger import Ledger, Line

DAYS = 7


class Cell(NamedTuple):
    """A line in the days of one week and month."""

    line: Line
    week: int
    month: str


class Due(NamedTuple):
    """The days in which a commitment is paid."""

    week: int
    month: str


def cost_report(portfolio: Portfolio, plan: Plan, query: CostQuery = CostQuery()) -> CostReport:  # noqa: B008
    """Forecast what a plan costs within its horizon, in whole cents.

    Parameters
    ----------
    portfolio
        The portfolio that the plan was made for.
    plan
        A plan that the verifier accepts.
    query
        View, basis, currency, chargeback and filters. A commitment is converted at the rate of the day on which
        it is paid, also where it is amortised.

    Returns
    -------
    CostReport
        Its groupings are sums over its rows, so that each adds up to the total exactly. Amounts are rounded
        by the largest remainder before filters: each row, each quarter, and each project within a quarter is
        less than a cent from its exact cost. Cash and amortised cost have the same total. Budgets are compared
        with all amortised cost, whatever the filters.

    Raises
    ------
    BadInput
        The file holds no plan, or one that does not fit the portfolio; there is no rate for the currency; a
        chargeback is asked for on the cash basis; or a filter names what there is not.
    """
    check_query(portfolio, query)
    ledger = Ledger(portfolio, plan, query.view)
    ledger.check()
    key = query.chargeback or portfolio.finance.chargeback
    currency = query.currency or portfolio.currency
    book = _Book(portfolio, ledger, key, _rates(portfolio, query.currency), currency)
    report = CostReport(
        currency=currency,
        view=query.view,
        chargeback=key,
        plan_currency=portfolio.currency if book.rates else None,
        rates=book.rates,
        quarters=tuple(span.label for span in ledger.horizon.quarters),
        rows=book.rows(),
        budgets=(),
    )
    report = report.model_copy(update={"budgets": tuple(_budget_lines(portfolio, report))})
    report = as_cash(report) if query.basis == "cash" else report
    return report.model_copy(update={"rows": tuple(filter(query.keeps, report.rows))})


def check_query(portfolio: Portfolio, query: CostQuery) -> None:
    """Refuse filters by unknown names, and chargeback of payments."""
    if query.basis == "cash" and query.chargeback not in (None, "none"):
        raise BadInput(
            "payments for commitments belong to no project: use chargeback with the amortised basis"
        )
    known: dict[str, tuple[Sequence[str], set[str]]] = {
        "project": (query.project, {UNASSIGNED} | {project.id for project in portfolio.projects}),
        "theme": (query.theme, {UNASSIGNED, NO_CENTRE} | {theme.id for theme in portfolio.themes}),
        "pool": (query.pool, {pool.id for pool in portfolio.pools}),
    }
    for name, (asked, there) in known.items():
        for value in asked:
            if value not in there:
                raise BadInput(f"{name}: there is no {name} '{value}' in this portfolio")
    if query.from_ and query.to and query.to < query.from_:
        raise BadInput(f"to: {query.to} lies before from, {query.from_}")


def _rates(portfolio: Portfolio, currency: str | None) -> tuple[Rate, ...]:
    """The rates to convert by; none for the portfolio's own currency."""
    if currency is None or currency == portfolio.currency:
        return ()
    rates = portfolio.finance.rates_to(currency)
    if not rates:
        known = sorted({portfolio.currency} | {rate.currency for rate in portfolio.finance.rates})
        raise BadInput(
            f"there is no rate from {portfolio.currency} to {currency}: state one under `finance.rates`, or use "
            f"{' or '.join(known)}"
        )
    return rates


@dataclass(frozen=True)
class _Book:
    """Makes rows of the entries of a ledger."""

    portfolio: Portfolio
    ledger: Ledger
    chargeback: ChargebackKey
    rates: tuple[Rate, ...]
    currency: str
    """That amounts are converted to."""

    @cached_property
    def horizon(self) -> Horizon:
        return self.ledger.horizon

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Quarter of each week."""
        return self.horizon.quarter_labels

    @cached_property
    def mondays(self) -> tuple[dt.date, ...]:
        return self.horizon.mondays

    @cached_property
    def commitments(self) -> dict[str, Pool]:
        return {pool.id: pool for pool in self.portfolio.pools if pool.committed}

    @cached_property
    def accelerators(self) -> dict[str, str]:
        return {pool.id: pool.accelerator for pool in self.portfolio.pools}

    @cached_property
    def phase_kinds(self) -> dict[tuple[str, str], str]:
        return {(p.id, phase.id): phase.kind for p in self.portfolio.projects for phase in p.phases}

    def rows(self) -> tuple[CostRow, ...]:
        """Rows in order of time, rounded so that they add up."""
        amounts, hours = self._cells()
        due = self._due(cell for cell, amount in amounts.items() if amount or hours.get(cell))
        if self.rates:
            amounts = {cell: amount * self._rate(cell, due) for cell, amount in amounts.items()}
        keys = {cell: self._key(cell) for cell in amounts}
        units = round_to_units(
            {keys[cell]: amount for cell, amount in amounts.items()}, units_in(self.currency)
        )
        order = sorted(
            amounts, key=lambda cell: (cell.week, cell.month, tuple([part or "" for part in cell.line]))
        )
        return tuple(
            self._row(cell, units[keys[cell]], hours.get(cell), due.get(self._period(cell)))
            for cell in order
            if amounts[cell] or hours.get(cell)
        )

    def _cells(self) -> tuple[dict[Cell, Fraction], dict[Cell, Fraction]]:
        """Exact amounts and hours by cell; weeks are split between months by days."""
        amounts: dict[Cell, Fraction] = defaultdict(Fraction)
        hours: dict[Cell, Fraction] = defaultdict(Fraction)
        centres = {project.id: project.cost_centre for project in self.portfolio.projects}
        entries = charged_back(self.ledger.entries(), self.chargeback, quarters=self.labels, centres=centres)
        months = [
            [(f"{year}-{month:02d}", Fraction(days, DAYS)) for (year, month), days in by_month.items()]
            for by_month in map(days_by_month, self.horizon.mondays)
        ]
        for line, week, amount, paid in entries:
            if not amount and not paid:
                continue
            for month, part in months[week]:
                cell = Cell(line, week, month)
                whole = len(months[week]) == 1
                amounts[cell] += amount if whole else amount * part
                if paid is not None:
                    hours[cell] += paid if whole else paid * part
        return amounts, hours

    def _period(self, cell: Cell) -> tuple[str, str] | None:
        """The commitment and the period that is paid for at once; None for what is no commitment."""
        pool = self.commitments.get(cell.line.pool or "")
        if pool is None:
            return None
        if pool.payment == "monthly":
            return pool.id, cell.month
        return pool.id, self.labels[cell.week] if pool.payment == "quarterly" else ""

    def _due(self, cells: Iterable[Cell]) -> dict[tuple[str, str] | None, Due]:
        """When each period of a commitment is paid: on the first of its days."""
        due: dict[tuple[str, str] | None, Due] = {}
        for cell in cells:
            period = self._period(cell)
            if period is not None:
                when = Due(cell.week, cell.month)
                due[period] = min(when, due.get(period, when))
        return due

    def _rate(self, cell: Cell, due: Mapping[tuple[str, str] | None, Due]) -> Fraction:
        week = due.get(self._period(cell), cell).week
        return exact(rate_on(self.rates, self.mondays[week]).rate)

    def _key(self, cell: Cell) -> tuple[str | None, ...]:
        """Cents are shared out by quarter, project, kind, phase, pool, cost centre, charge, week and month, in
        this order."""
        return (self.labels[cell.week], *cell.line, f"{cell.week:04d}", cell.month)

    def _row(self, cell: Cell, units: int, hours: Fraction | None, due: Due | None) -> CostRow:
        line = cell.line
        project = self.ledger.projects.get(line.project or "")
        kind = self.phase_kinds.get((line.project or "", line.phase or ""))
        paid = None
        if due is not None:
            paid = max(self.mondays[due.week], month_start(due.month))
        return CostRow(
            week=self.mondays[cell.week],
            month=cell.month,
            quarter=self.labels[cell.week],
            theme=project.theme if project else None,
            phase_kind=kind,
            accelerator=self.accelerators.get(line.pool or ""),
            treatment="capital" if kind in self.portfolio.finance.capitalise else "expense",
            paid_on=paid,
            hours=None if hours is None else float(hours),
            amount=from_units(units, self.currency),
            **line._asdict(),
        )


def _budget_lines(portfolio: Portfolio, report: CostReport) -> Iterator[BudgetLine]:
    """Each budget with what is spent of it: compute with all commitments, people as charged to projects; a
    theme answers for what its own projects use."""
    for budget in portfolio.budgets:
        for kind, limit in (("compute", budget.compute), ("people", budget.people)):
            if limit is None:
                continue
            spent = sum(
                (
                    row.amount
                    for row in report.rows
                    if row.kind == kind
                    and budget.quarter in (None, row.quarter)
                    and (kind == "compute" or row.project is not None)
                    and (budget.theme is None or (row.theme == budget.theme and row.charge != "allocated"))
                ),
            )
            yield BudgetLine(
                quarter=budget.quarter,
                theme=budget.theme,
                kind="compute" if kind == "compute" else "people",
                budget=_converted(portfolio, report, limit, budget.quarter),
                spent=spent,
            )


def _converted(portfolio: Portfolio, report: CostReport, limit: Decimal, quarter: str | None) -> Decimal:
    """A budget in the currency of a report, in its smallest units."""
    per, rate = units_in(report.currency), quarter_rate(portfolio, report, quarter)
    converted = from_units(round(exact(limit) * rate * per), report.currency)
    return limit if converted == limit else converted


def quarter_rate(portfolio: Portfolio, report: CostReport, quarter: str | None) -> Fraction:
    """What amounts of a quarter are converted at: the rate of its first week, or of the horizon; 1 without rates."""
    if not report.rates:
        return Fraction(1)
    horizon = portfolio.horizon
    week = next((span.first for span in horizon.quarters if span.label == quarter), 0)
    return exact(rate_on(report.rates, horizon.mondays[week]).rate)

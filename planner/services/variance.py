"""Actual against planned cost, with the causes of the difference."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from planner.domain.compute import Pool
from planner.domain.cost import NAME_OF, NOTHING, UNASSIGNED, BudgetLine, CostReport, CostRow, month_start
from planner.domain.finance import rate_on
from planner.domain.money import exact, from_cents, largest_remainder
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.variance import ActualLine, Actuals, BudgetStatus, VarianceLine, VarianceReport
from planner.errors import BadInput
from planner.services.forecast_cost import cost_report
from planner.services.unit_costs import actual_unit_costs

CENTS = 100


@dataclass
class _Pool:
    """Hours and money of a project in one pool."""

    hours: Fraction = Fraction()
    money: Fraction = Fraction()


@dataclass
class _Side:
    """What a project spends: by pool where hours are known, and the rest."""

    pools: dict[str, _Pool] = field(default_factory=lambda: defaultdict(_Pool))
    rest: Fraction = Fraction()

    @property
    def total(self) -> Fraction:
        return self.rest + sum((pool.money for pool in self.pools.values()), Fraction())

    def add(self, pool: str | None, hours: float | None, money: Fraction) -> None:
        if pool is None or not hours:
            self.rest += money
        else:
            self.pools[pool].hours += exact(hours)
            self.pools[pool].money += money


def variance_report(portfolio: Portfolio, plan: Plan, actuals: Actuals) -> VarianceReport:
    """Actual less planned amortised cost in the months that the actuals cover.

    For each project, with planned hours h and prices p of its pools and actual hours H and prices P: price is
    sum (P - p) H; volume is (sum H - sum h) x the planned mean price; mix is what is left of sum p (H - h). A pool that
    was not planned for the project has the mean price of its week-by-week prices as p. What has no hours is `other`.

    Parameters
    ----------
    portfolio, plan
        As for `cost_report`.
    actuals
        Kinds of cost that it does not have are left out of the plan as well, and so is what no project answers for
        when it cannot know that.

    Raises
    ------
    BadInput
        Months outside the horizon, a currency without a rate, or hours that nothing says the price of.
    """
    report = cost_report(portfolio, plan)
    months = sorted({line.month for line in actuals.lines})
    known = set(report.by("month"))
    if outside := [month for month in months if month not in known]:
        raise BadInput(
            f"month {outside[0]} of the actuals is not in the plan, which runs from {min(known)} to {max(known)}"
        )
    kinds = {line.kind for line in actuals.lines}
    covered = [row for row in report.rows if row.kind in kinds and _closed(row, months, actuals)]
    book = _Priced(portfolio)
    planned, actual = _planned(covered), _actual(actuals.lines, book)
    lines = [
        _line(name, planned.get(name, _Side()), actual.get(name, _Side()), book)
        for name in sorted(planned.keys() | actual.keys(), key=lambda name: (name == UNASSIGNED, name))
    ]
    return VarianceReport(
        currency=portfolio.currency,
        months=tuple(months),
        kinds=tuple(sorted(kinds)),
        lines=tuple(lines),
        total=_total(lines),
        budgets=tuple(_budgets(portfolio, report, actuals, months, book)),
        units=tuple(actual_unit_costs((line, book.money(line)) for line in actuals.lines)),
        unknown_projects=tuple(sorted(actual.keys() - {p.id for p in portfolio.projects} - {UNASSIGNED})),
    )


class _Priced:
    """Actual lines in the portfolio's currency, and planned prices of pools."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.pools: Mapping[str, Pool] = {pool.id: pool for pool in portfolio.pools}
        self._prices: dict[str, Fraction] = {}

    def pool_of(self, line: ActualLine) -> str | None:
        """The pool of a line: by its name, else the cheapest of its accelerator; its own name when there is none."""
        if line.kind != "compute" or line.pool in self.pools:
            return line.pool
        wanted = (line.accelerator or "").lower()
        fitting = [p for p in self.pools.values() if wanted and p.accelerator.lower().startswith(wanted)]
        found = min(fitting, key=lambda pool: self.price(pool.id), default=None)
        return found.id if found else line.pool or line.accelerator or "unknown"

    def price(self, pool: str) -> Fraction:
        """Mean planned price of an hour over the horizon."""
        if pool not in self._prices:
            prices = self.pools[pool].prices(self.portfolio.horizon)
            self._prices[pool] = Fraction(sum(map(exact, prices), Fraction()), len(prices))
        return self._prices[pool]

    def money(self, line: ActualLine) -> Fraction:
        """What a line cost, in the portfolio's currency; hours without an amount at the price of their pool."""
        if line.amount is None:
            pool = self.pool_of(line)
            if pool is None or pool not in self.pools:
                what = line.pool or line.accelerator or "no pool"
                raise BadInput(
                    f"line {line.line} of the actuals: there is no price for {what}: name one of the pools"
                )
            return exact(line.hours or 0.0) * self.price(pool)
        if line.currency in (None, self.portfolio.currency):
            return exact(line.amount)
        rates = self.portfolio.finance.rates_to(line.currency or "")
        if not rates:
            raise BadInput(
                f"line {line.line} of the actuals: there is no rate from {self.portfolio.currency} to "
                f"{line.currency}: state one under `finance.rates`"
            )
        return exact(line.amount) / exact(rate_on(rates, month_start(line.month)).rate)


def _planned(rows: Iterable[CostRow]) -> dict[str, _Side]:
    sides: dict[str, _Side] = defaultdict(_Side)
    for row in rows:
        sides[NAME_OF["project"](row)].add(row.pool, row.hours, exact(row.amount))
    return sides


def _actual(lines: Iterable[ActualLine], book: _Priced) -> dict[str, _Side]:
    sides: dict[str, _Side] = defaultdict(_Side)
    for line in lines:
        sides[line.project or UNASSIGNED].add(book.pool_of(line), line.hours, book.money(line))
    return sides


def _line(project: str, planned: _Side, actual: _Side, book: _Priced) -> VarianceLine:
    price = worth = Fraction()
    for name in planned.pools.keys() | actual.pools.keys():
        plan, real = planned.pools.get(name, _Pool()), actual.pools.get(name, _Pool())
        if plan.hours:
            p = plan.money / plan.hours
        else:
            p = book.price(name) if name in book.pools else real.money / real.hours
        price += real.money - p * real.hours
        worth += p * (real.hours - plan.hours)
    hours = sum((pool.hours for pool in planned.pools.values()), Fraction())
    more = sum((pool.hours for pool in actual.pools.values()), Fraction()) - hours
    money = sum((pool.money for pool in planned.pools.values()), Fraction())
    volume = more * money / hours if hours else worth
    exacts = [volume, worth - volume, price, actual.rest - planned.rest]
    paid, meant = round(actual.total * CENTS), round(planned.total * CENTS)
    effects = _rounded(exacts, paid - meant)
    return VarianceLine(
        project=project,
        planned=from_cents(meant),
        actual=from_cents(paid),
        variance=from_cents(paid - meant),
        volume=effects[0],
        mix=effects[1],
        price=effects[2],
        other=effects[3],
    )


def _rounded(exacts: list[Fraction], whole: int) -> list[Decimal]:
    """Effects in cents that add up to the variance in cents."""
    cents = [amount * CENTS for amount in exacts]
    # Actual and planned cost were rounded each for itself: the difference goes to the largest effect first.
    drift = whole - sum(cents, Fraction())
    cents[max(range(len(cents)), key=lambda n: abs(cents[n]))] += drift
    return [from_cents(amount) for amount in largest_remainder(cents, whole)]


def _total(lines: list[VarianceLine]) -> VarianceLine:
    names = ("planned", "actual", "variance", "volume", "mix", "price", "other")
    return VarianceLine.model_validate(
        {"project": "total"} | {name: sum((getattr(line, name) for line in lines), NOTHING) for name in names}
    )


@dataclass(frozen=True)
class _Scope:
    """What counts against a budget."""

    budget: BudgetLine
    themes: Mapping[str, str | None]

    def holds(self, kind: str, quarter: str | None, project: str | None) -> bool:
        """Whether a cost does: compute with all commitments, people as charged to projects, themes by project."""
        budget = self.budget
        return (
            kind == budget.kind
            and budget.quarter in (None, quarter)
            and (kind == "compute" or project is not None)
            and (budget.theme is None or (project is not None and self.themes.get(project) == budget.theme))
        )


def _budgets(
    portfolio: Portfolio, report: CostReport, actuals: Actuals, months: list[str], book: _Priced
) -> Iterator[BudgetStatus]:
    """Budgets whose kind of cost the actuals cover. A month counts in the quarter of its 15th."""
    horizon = portfolio.horizon
    middle = {month: month_start(month) + dt.timedelta(days=14) for month in months}
    quarters = {month: horizon.quarter_of(horizon.week_of(day)) for month, day in middle.items()}
    themes = {project.id: project.theme for project in portfolio.projects}
    kinds = {line.kind for line in actuals.lines}
    for budget in report.budgets:
        if budget.kind not in kinds:
            continue
        scope = _Scope(budget, themes)
        rows = [row for row in report.rows if scope.holds(row.kind, row.quarter, row.project)]
        paid = [
            book.money(line)
            for line in actuals.lines
            if scope.holds(line.kind, quarters[line.month], line.project)
        ]
        actual = from_cents(round(sum(paid, Fraction()) * CENTS))
        open_rows = [row for row in rows if not _closed(row, months, actuals)]
        outlook = actual + sum((row.amount for row in open_rows), NOTHING)
        yield BudgetStatus(
            quarter=budget.quarter,
            theme=budget.theme,
            kind=budget.kind,
            budget=budget.budget,
            planned=budget.spent,
            actual=actual,
            committed=sum((row.amount for row in rows if row.paid_on is not None), NOTHING),
            outlook=outlook,
            left=budget.budget - outlook,
        )


def _closed(row: CostRow, months: list[str], actuals: Actuals) -> bool:
    """Whether the actuals say what a planned cost came to."""
    return row.month in months and (actuals.knows_unused or row.project is not None)

"""Actual against planned cost, with the causes of the difference."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from planner.domain.calendar import days_by_month
from planner.domain.cost import NAME_OF, UNASSIGNED, BudgetLine, CostReport, CostRow
from planner.domain.currencies import from_units, nothing, units_in
from planner.domain.money import exact, largest_remainder
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.variance import (
    AMOUNTS,
    Actuals,
    BudgetStatus,
    MonthVariance,
    VarianceLine,
    VarianceReport,
)
from planner.errors import BadInput
from planner.services.actual_cost import Coverage, PriceBook, actual_cost, missing_months
from planner.services.forecast_cost import cost_report
from planner.services.unit_costs import actual_unit_costs


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

    def add(self, row: CostRow) -> None:
        money = exact(row.amount)
        if row.pool is None or not row.hours:
            self.rest += money
        else:
            self.pools[row.pool].hours += exact(row.hours)
            self.pools[row.pool].money += money


def variance_report(portfolio: Portfolio, plan: Plan, sources: Sequence[Actuals]) -> VarianceReport:
    """Actual less planned amortised cost in the months that the actuals cover.

    For each month and project, with planned hours h and prices p of its pools and actual hours H and prices P: price is
    sum (P - p) H; volume is (sum H - sum h) x the planned mean price; mix is what is left of sum p (H - h). A pool that
    was not planned for the project has the mean price of its week-by-week prices as p. What has no hours is `other`.

    Parameters
    ----------
    portfolio, plan
        As for `cost_report`.
    sources
        All of them count. Kinds of cost that none has in a month are left out of the plan as well, and so is what no
        project answers for when none can know that.

    Raises
    ------
    BadInput
        Months outside the horizon, a currency without a rate, or hours that nothing says the price of.
    """
    months = sorted({month for source in sources for month in source.months})
    if outside := outside_months(portfolio, months):
        known = months_of(portfolio)
        source = next(source.source for source in sources if outside[0] in source.months)
        raise BadInput(
            f"month {outside[0]} of {source} is not in the plan, which runs from {known[0]} to {known[-1]}"
        )
    report, book, covers = cost_report(portfolio, plan), PriceBook(portfolio), Coverage(sources)
    spent = actual_cost(portfolio, sources, book)
    covered = [row for row in report.rows if covers.closes(row)]
    by_month = [
        _month(
            month, [r for r in covered if r.month == month], [r for r in spent.rows if r.month == month], book
        )
        for month in months
    ]
    none = nothing(portfolio.currency)
    lines = _over(by_month, none)
    projects = {project.id for project in portfolio.projects}
    return VarianceReport(
        currency=portfolio.currency,
        months=tuple(months),
        kinds=tuple(sorted({kind for _, kind in covers.told})),
        lines=lines,
        total=_total(lines, none),
        by_month=tuple(by_month),
        budgets=tuple(_budgets(portfolio, report, spent.rows, covers)),
        units=tuple(actual_unit_costs(zip(spent.lines, spent.money, strict=True), portfolio.currency)),
        unknown_projects=tuple(sorted({line.project for line in lines} - projects - {UNASSIGNED})),
        told_twice=spent.told_twice,
        missing=tuple(missing_months(sources)),
    )


def months_of(portfolio: Portfolio) -> tuple[str, ...]:
    """Months of the horizon, such as 2027-01."""
    horizon = portfolio.horizon
    days = (day for monday in horizon.mondays for day in days_by_month(monday))
    return tuple(sorted({f"{year:04d}-{month:02d}" for year, month in days}))


def outside_months(portfolio: Portfolio, months: Iterable[str]) -> tuple[str, ...]:
    """Those of the months that are not in the horizon."""
    known = set(months_of(portfolio))
    return tuple(month for month in months if month not in known)


def _month(month: str, planned: list[CostRow], spent: list[CostRow], book: PriceBook) -> MonthVariance:
    plan, real = _by_project(planned), _by_project(spent)
    lines = tuple(
        _line(name, plan.get(name, _Side()), real.get(name, _Side()), book)
        for name in sorted(plan.keys() | real.keys(), key=lambda name: (name == UNASSIGNED, name))
    )
    none = nothing(book.portfolio.currency)
    committed = sum((row.amount for row in planned if row.paid_on is not None), none)
    return MonthVariance(month=month, committed=committed, lines=lines, total=_total(lines, none))


def _by_project(rows: Iterable[CostRow]) -> dict[str, _Side]:
    sides: dict[str, _Side] = defaultdict(_Side)
    for row in rows:
        sides[NAME_OF["project"](row)].add(row)
    return sides


def _over(months: Iterable[MonthVariance], none: Decimal) -> tuple[VarianceLine, ...]:
    """Lines by project over all months; what no project answers for is last."""
    found: dict[str, list[VarianceLine]] = defaultdict(list)
    for month in months:
        for line in month.lines:
            found[line.project].append(line)
    names = sorted(found, key=lambda name: (name == UNASSIGNED, name))
    return tuple(_total(found[name], none, name) for name in names)


def _line(project: str, planned: _Side, actual: _Side, book: PriceBook) -> VarianceLine:
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
    variance = actual.total - planned.total
    effects = [volume, worth - volume, price, actual.rest - planned.rest]
    # Both sides are in whole units, so the exact effects add up to whole units.
    per = units_in(book.portfolio.currency)
    effects_in_units = largest_remainder([effect * per for effect in effects], int(variance * per))
    units = [int(planned.total * per), int(actual.total * per), int(variance * per), *effects_in_units]
    return VarianceLine.model_validate(
        {"project": project}
        | dict(zip(AMOUNTS, (from_units(n, book.portfolio.currency) for n in units), strict=True))
    )


def _total(lines: Iterable[VarianceLine], none: Decimal, name: str = "total") -> VarianceLine:
    found = list(lines)
    sums = {amount: sum((getattr(line, amount) for line in found), none) for amount in AMOUNTS}
    return VarianceLine.model_validate({"project": name} | sums)


@dataclass(frozen=True)
class _Scope:
    """What counts against a budget."""

    budget: BudgetLine
    themes: Mapping[str, str | None]

    def holds(self, row: CostRow) -> bool:
        """Whether a cost does: compute with all commitments, people as charged to projects, themes by project."""
        budget = self.budget
        return (
            row.kind == budget.kind
            and budget.quarter in (None, row.quarter)
            and (row.kind == "compute" or row.project is not None)
            and (
                budget.theme is None
                or (row.project is not None and self.themes.get(row.project) == budget.theme)
            )
        )


def _budgets(
    portfolio: Portfolio, report: CostReport, spent: Sequence[CostRow], covers: Coverage
) -> Iterator[BudgetStatus]:
    """Budgets whose kind of cost the actuals cover."""
    themes, none = {project.id: project.theme for project in portfolio.projects}, nothing(report.currency)
    kinds = {kind for _, kind in covers.told}
    for budget in report.budgets:
        if budget.kind not in kinds:
            continue
        scope = _Scope(budget, themes)
        rows = [row for row in report.rows if scope.holds(row)]
        actual = sum((row.amount for row in spent if scope.holds(row)), none)
        outlook = actual + sum((row.amount for row in rows if not covers.closes(row)), none)
        yield BudgetStatus(
            quarter=budget.quarter,
            theme=budget.theme,
            kind=budget.kind,
            budget=budget.budget,
            planned=budget.spent,
            actual=actual,
            committed=sum((row.amount for row in rows if row.paid_on is not None), none),
            outlook=outlook,
            left=budget.budget - outlook,
        )

"""A plan beside what was spent to date, from stored actuals: variances, and cost by the names of a dimension."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from planner.domain.cost import NAME_OF, UNASSIGNED, BudgetLine, CostQuery, CostReport, CostRow
from planner.domain.currencies import nothing
from planner.domain.outcome import Outcome, OutcomeBy, OutcomeLine, told
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.variance import Actuals, VarianceReport
from planner.services.actual_cost import Coverage, PriceBook, actual_cost
from planner.services.forecast_cost import cost_report
from planner.services.variance import outside_months, variance_report


def variance_to_date(portfolio: Portfolio, plan: Plan, sources: Sequence[Actuals]) -> VarianceReport | None:
    """Variances over all stored months within the plan's horizon; None when there are none. Errors as in
    `variance_report`."""
    inside, outside = _inside(portfolio, sources)
    if not inside:
        return None
    return variance_report(portfolio, plan, inside).model_copy(update={"outside": outside})


def _inside(portfolio: Portfolio, sources: Iterable[Actuals]) -> tuple[tuple[Actuals, ...], tuple[str, ...]]:
    """What the sources say about months of the horizon, and the months that they tell besides."""
    sources = tuple(sources)
    outside = outside_months(portfolio, sorted({month for source in sources for month in source.months}))
    kept = (
        source.model_copy(update={"lines": tuple(line for line in source.lines if line.month not in outside)})
        for source in sources
    )
    return tuple(source for source in kept if source.lines), outside


def cost_outcome(
    portfolio: Portfolio, plan: Plan, query: CostQuery, sources: Sequence[Actuals], by: OutcomeBy
) -> Outcome:
    """Budget, planned, committed and actual cost by the names of a dimension.

    Parameters
    ----------
    portfolio, plan
        As for `cost_report`.
    query
        Filters and chargeback. A stored month passes a filter of days when the week of its 15th does; `told` says
        what of a query actuals cannot answer.
    sources
        Stored actuals; months outside the horizon are left out.
    by
        The dimension.

    Raises
    ------
    BadInput
        As in `cost_report` and `variance_report`.
    """
    query = told(query)
    inside, outside = _inside(portfolio, sources)
    report, covers = cost_report(portfolio, plan, query), Coverage(inside)
    spent = [row for row in actual_cost(portfolio, inside, PriceBook(portfolio)).rows if query.keeps(row)]
    names = list(report.by(by))
    names += sorted({NAME_OF[by](row) for row in spent} - set(names))
    lines = tuple(
        _line(
            name,
            _budget(report, query, by, name),
            [row for row in report.rows if NAME_OF[by](row) == name],
            [row for row in spent if NAME_OF[by](row) == name],
            covers,
            report.currency,
        )
        for name in sorted(names, key=lambda name: name == UNASSIGNED)
    )
    budgets = [line.budget for line in lines if line.budget is not None]
    whole = sum(budgets, Decimal(0)) if budgets and len(budgets) == len(lines) else None
    return Outcome(
        currency=report.currency,
        by=by,
        months=tuple(sorted({month for month, _ in covers.told})),
        outside=outside,
        lines=lines,
        total=_line("total", whole, report.rows, spent, covers, report.currency),
    )


def _line(
    name: str,
    budget: Decimal | None,
    planned: Iterable[CostRow],
    spent: Iterable[CostRow],
    covers: Coverage,
    currency: str,
) -> OutcomeLine:
    planned = list(planned)
    whole, actual = _sum(planned, currency), _sum(spent, currency)
    due = _sum((row for row in planned if covers.closes(row)), currency)
    return OutcomeLine(
        name=name,
        budget=budget,
        planned=whole,
        committed=_sum((row for row in planned if row.paid_on is not None), currency),
        due=due,
        actual=actual,
        variance=actual - due,
        outlook=actual + whole - due,
    )


def _sum(rows: Iterable[CostRow], currency: str) -> Decimal:
    return sum((row.amount for row in rows), nothing(currency))


def _budget(report: CostReport, query: CostQuery, by: OutcomeBy, name: str) -> Decimal | None:
    """What may be spent under a name: budgets of quarters, kinds and themes. None under a filter that no budget has."""
    if query.project or query.pool or query.cost_centre or query.from_ or query.to:
        return None
    kinds = query.kind or ("people", "compute")
    found = [b for b in report.budgets if b.kind in kinds and (b.theme,) == (query.theme or (None,))]
    if by == "quarter":
        return _limit(b for b in found if b.quarter == name)
    if by == "kind":
        own = [b for b in found if b.kind == name]
        return _limit(b for b in own if b.quarter is not None) or _limit(own)
    if by == "theme" and not query.theme:
        return _limit(b for b in report.budgets if b.kind in kinds and b.theme == name and b.quarter is None)
    return None


def _limit(budgets: Iterable[BudgetLine]) -> Decimal | None:
    amounts = [budget.budget for budget in budgets]
    return sum(amounts, Decimal(0)) if amounts else None

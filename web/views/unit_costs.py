"""Cost of a training run and of a thousand predictions, and depreciation of what is owned, as tables."""

from collections.abc import Sequence
from decimal import Decimal

from planner.domain.beside_cost import BesideCost
from planner.domain.variance import UnitCost
from web import words
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import PlanSource


def unit_table(
    source: PlanSource, units: Sequence[UnitCost], currency: str, name: str, csv_href: str
) -> DataTable:
    """One row a project."""
    names = {p.id: p.name for p in source.portfolio.projects}
    hrefs = source.project_hrefs()
    columns = ("Training runs", "Cost of a run", "Predictions", "Cost of a thousand")

    def count(value: float) -> Cell:
        return Cell(words.short_number(value) if value else words.NOTHING, value or "")

    rows = tuple(
        (
            Cell(names.get(one.project, one.project), href=hrefs.get(one.project)),
            count(one.runs),
            Cell(words.NOTHING, "")
            if one.run_cost is None
            else Cell(words.exact_money(one.run_cost, currency), one.run_cost),
            count(one.predictions),
            Cell(words.NOTHING, "")
            if one.thousand_cost is None
            else Cell(words.fine_money(one.thousand_cost, currency), one.thousand_cost),
        )
        for one in units
    )
    heads = (Head("Project"), *(Head(column, numeric=True) for column in columns))
    return DataTable(name, "Cost of a training run and of a thousand predictions", csv_href, heads, rows)


def planned_units_table(source: PlanSource, beside: BesideCost) -> DataTable:
    """As planned."""
    href = f"{source.href}/tables/unit-costs.csv"
    return unit_table(source, beside.units, source.portfolio.currency, "unit-costs", href)


def depreciation_table(source: PlanSource, beside: BesideCost) -> DataTable:
    """Charge and book value by pool and quarter."""
    names = {pool.id: pool.name or pool.id for pool in source.portfolio.pools}
    columns = ("Depreciation", "Book value at its end", "Cost by the pool's price")
    heads = (Head("Pool"), Head("Quarter"), *(Head(column, numeric=True) for column in columns))

    def money(amount: Decimal) -> Cell:
        return Cell(words.exact_money(amount, source.portfolio.currency), amount)

    rows = tuple(
        (
            Cell(names[row.pool], row.pool),
            Cell(words.quarter(row.quarter), row.quarter),
            money(row.charge),
            money(row.book_value),
            money(row.cost),
        )
        for row in beside.depreciation
    )
    href = f"{source.href}/tables/depreciation.csv"
    return DataTable("depreciation", "Depreciation by pool and quarter", href, heads, rows)

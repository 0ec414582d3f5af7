"""Cost in the columns of FOCUS 1.2, with the allocation columns of 1.3 and `x_` columns for what a forecast adds.

https://focus.finops.org; amounts that are billed and amounts that are amortised stand beside each other and are never
to be added. What a forecast cannot say is left empty: docs/finance.md lists those columns.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cached_property, lru_cache

from planner.domain.calendar import WEEK, next_month
from planner.domain.compute import Pool
from planner.domain.cost import CostQuery, CostReport, CostRow, as_cash, month_start, phase_name
from planner.domain.currencies import minor_digits
from planner.domain.finance import rate_on
from planner.domain.portfolio import Portfolio
from planner.domain.slugs import slug
from planner.exports.focus_beside import BesideRows, Cells, FocusBeside
from planner.exports.focus_columns import FOCUS_COLUMNS, HOURS, UNITS
from planner.exports.table import Table

QUANTITY = Decimal("0.000001")
PRICE = Decimal("0.00000001")
EXACT = Context(prec=60)
ZERO = Decimal("0.00")
ONE = Decimal(1)
UNSTATED = "Not stated"
METERS = {
    "people": "Working time",
    "compute": "Accelerator time",
    "other": "Other money",
    "serving": "Serving",
}
"""What each kind of cost measures."""
NO_HOST = "Not Applicable"
"""What FOCUS 1.3 writes where nothing runs on anybody's infrastructure, or it is not known on whose."""
_Key = tuple[str | None, dt.date | None]


def focus_table(
    portfolio: Portfolio,
    report: CostReport,
    query: CostQuery,
    *,
    snapshot: str,
    beside: FocusBeside = FocusBeside(),  # noqa: B008 - it never changes
) -> Table:
    """Charges of a plan.

    Parameters
    ----------
    portfolio
        The portfolio that the plan was made for: prices, names, regions.
    report
        All amortised rows of the plan, in the currency in which it is billed.
    query
        Which of the charges to list, and what else.
    snapshot
        Address of the portfolio that the plan was made from.
    beside
        What was spent and the quantiles of the forecast, for queries that ask for them.

    Returns
    -------
    Table
        For each commitment, Purchase rows carry its BilledCost, and Usage rows, Used and Unused, its
        EffectiveCost; both have the same sum, to the cent.
    """
    writer = _Writer(portfolio, report, snapshot)
    purchases = [row for row in as_cash(report).rows if row.charge == "purchase"]
    other = BesideRows(portfolio, report, writer.usage)
    rows: list[Cells] = []
    if "forecast" in query.data:
        rows += [writer.usage(row) for row in report.rows if query.keeps(row)]
        rows += [writer.purchase(row) for row in purchases if query.keeps(row)]
    if "quantiles" in query.data:
        rows += other.quantiles(query, beside)
    if "budget" in query.data:
        rows += other.budgets(query)
    if "actual" in query.data:
        rows += other.actual(query, beside)
    names = [column.name for column in FOCUS_COLUMNS]
    return Table(
        "FOCUS",
        FOCUS_COLUMNS,
        [tuple(map(cells.get, names)) for cells in rows],
        digits=minor_digits(report.currency),
    )


@dataclass(frozen=True)
class _Writer:
    """Turns rows of a report into charges."""

    portfolio: Portfolio
    report: CostReport
    snapshot: str

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        return {pool.id: pool for pool in self.portfolio.pools}

    @cached_property
    def projects(self) -> Mapping[str, str]:
        return {project.id: project.name for project in self.portfolio.projects}

    @cached_property
    def prices(self) -> Mapping[str, Mapping[dt.date, Decimal]]:
        """Price of an hour by pool and week."""
        mondays = self.portfolio.horizon.mondays
        return {
            pool.id: dict(zip(mondays, pool.prices(self.portfolio.horizon), strict=True))
            for pool in self.portfolio.pools
        }

    @cached_property
    def covered(self) -> Mapping[_Key, list[CostRow]]:
        """The rows that each payment for a commitment covers."""
        return _grouped(self.report.rows)

    @cached_property
    def unused(self) -> Mapping[tuple[str | None, dt.date], Decimal]:
        """Unused hours of each commitment in the days of a row, whoever is charged with them."""
        hours: dict[tuple[str | None, dt.date], Decimal] = defaultdict(Decimal)
        for row in self.report.rows:
            if row.charge in ("unused", "allocated"):
                hours[row.pool, row.first_day] += _quantity(row)
        return hours

    def usage(self, row: CostRow) -> Cells:
        """What is used, or lies idle, in the days of a row."""
        pool = self.pools.get(row.pool or "")
        quantity = ONE if pool is None else _quantity(row)
        unit = UNITS if pool is None else HOURS
        price = row.amount if pool is None else self._converted(self.prices[pool.id][row.week], row)
        listed = row.amount if pool is None else self._converted(self._list_price(pool, row.week), row)
        idle = row.charge != "usage"
        cells = self._common(row, row.first_day, min(row.week + WEEK, next_month(row.first_day))) | {
            "ChargeCategory": "Usage",
            "ChargeFrequency": "Usage-Based",
            "ChargeDescription": _description(row, pool),
            "PricingCategory": _category(pool),
            "PricingQuantity": quantity,
            "PricingUnit": unit,
            "ConsumedQuantity": None if idle and row.paid_on else quantity,
            "ConsumedUnit": None if idle and row.paid_on else unit,
            "ListUnitPrice": listed,
            "ListCost": _product(listed, quantity),
            "ContractedUnitPrice": listed,
            "ContractedCost": _product(listed, quantity),
            "BilledCost": ZERO if row.paid_on else row.amount,
            "EffectiveCost": row.amount,
            "x_EffectiveUnitPrice": price,
        }
        if row.paid_on and pool is not None:
            cells |= _commitment(pool, quantity) | {"CommitmentDiscountStatus": "Unused" if idle else "Used"}
        if row.charge == "allocated":
            cells |= self._allocation(row, quantity)
        return cells | self._money(row, listed, row.amount)

    def purchase(self, row: CostRow) -> Cells:
        """A payment for a commitment; its cost is amortised over the usage rows that it covers."""
        pool = self.pools[row.pool or ""]
        rows = self.covered[row.pool, row.paid_on]
        last = max(rows, key=lambda covered: covered.first_day)
        end = min(last.week + WEEK, next_month(last.first_day))
        cells = self._common(row, row.first_day, end) | {
            "ChargeCategory": "Purchase",
            "ChargeFrequency": "One-Time" if pool.payment == "upfront" else "Recurring",
            "ChargeDescription": f"{'Ownership' if pool.kind == 'owned' else 'Reservation'} of {pool.name or pool.id}",
            "SkuId": f"{pool.accelerator}/commitment",
            "SkuMeter": "Commitment",
            "SkuPriceId": f"{pool.accelerator}/commitment/{pool.id}",
            "PricingCategory": "Standard",
            "PricingQuantity": ONE,
            "PricingUnit": UNITS,
            "ListUnitPrice": row.amount,
            "ListCost": row.amount,
            "ContractedUnitPrice": row.amount,
            "ContractedCost": row.amount,
            "BilledCost": row.amount,
            "EffectiveCost": ZERO,
        }
        cells |= _commitment(pool, sum((_quantity(covered) for covered in rows), Decimal(0)))
        return cells | self._money(row, row.amount, ZERO)

    def _common(self, row: CostRow, start: dt.date, end: dt.date) -> Cells:
        """What every charge has: account, periods, service, names and tags."""
        pool = self.pools.get(row.pool or "")
        provider = self.portfolio.name if pool is None or pool.kind == "owned" else UNSTATED
        cells: Cells = {
            "BillingAccountId": slug(self.portfolio.name),
            "BillingAccountName": self.portfolio.name,
            "BillingAccountType": "Portfolio",
            "BillingCurrency": self.report.currency,
            "BillingPeriodStart": month_start(row.month),
            "BillingPeriodEnd": next_month(month_start(row.month)),
            "ChargePeriodStart": start,
            "ChargePeriodEnd": end,
            "InvoiceIssuerName": provider,
            "ProviderName": provider,
            "PublisherName": provider,
            "ServiceProviderName": provider,
            "HostProviderName": provider if pool else NO_HOST,
            "RegionId": pool.region if pool else None,
            "RegionName": pool.region if pool else None,
            "ResourceId": row.pool,
            "ResourceName": (pool.name or pool.id) if pool else None,
            "ResourceType": "Accelerator pool" if pool else None,
            "ServiceCategory": "Compute" if pool else "Other",
            "ServiceSubcategory": "Other (Compute)" if pool else "Other (Other)",
            "ServiceName": pool.accelerator if pool else row.kind.capitalize(),
            "SkuId": pool.accelerator if pool else row.kind,
            "SkuMeter": METERS[row.kind],
            "SkuPriceId": f"{pool.accelerator}/{pool.id}" if pool else row.kind,
            "SubAccountId": row.cost_centre,
            "SubAccountName": row.cost_centre,
            "SubAccountType": "Cost centre" if row.cost_centre else None,
            "Tags": _tags(row),
        }
        return cells | self._own(row)

    def _own(self, row: CostRow) -> Cells:
        """What FOCUS has no column for."""
        rate = rate_on(self.report.rates, _rate_day(row)) if self.report.rates else None
        return {
            "x_DataKind": "Forecast",
            "x_ForecastRunId": self.snapshot,
            "x_Quantile": "Planned",
            "x_Scenario": self.portfolio.name,
            "x_View": self.report.view,
            "x_CostKind": row.kind,
            "x_FiscalQuarter": row.quarter,
            "x_Project": row.project,
            "x_Theme": row.theme,
            "x_Phase": row.phase,
            "x_PhaseKind": row.phase_kind,
            "x_CostCenter": row.cost_centre,
            "x_GpuModel": row.accelerator,
            "x_GpuHours": None if row.hours is None else _quantity(row),
            "x_CapexOpex": "Capex" if row.treatment == "capital" else "Opex",
            "x_AllocationRule": self.report.chargeback if row.charge == "allocated" else None,
            "x_FxRate": rate.rate if rate else None,
            "x_FxRateDate": rate.from_ if rate else None,
        }

    def _money(self, row: CostRow, listed: Decimal, effective: Decimal) -> Cells:
        """The same prices in the currency in which they are agreed."""
        rate = rate_on(self.report.rates, _rate_day(row)).rate if self.report.rates else ONE
        unit, cost = (EXACT.divide(one, rate).quantize(PRICE, context=EXACT) for one in (listed, effective))
        return {
            "PricingCurrency": self.report.plan_currency or self.report.currency,
            "PricingCurrencyListUnitPrice": unit,
            "PricingCurrencyContractedUnitPrice": unit,
            "PricingCurrencyEffectiveCost": cost,
        }

    def _allocation(self, row: CostRow, quantity: Decimal) -> Cells:
        """By what, and how much of what lies idle, a project is charged."""
        whole = self.unused[row.pool, row.first_day]
        ratio = float(quantity / whole) if whole else 0.0
        element = {"AllocatedRatio": ratio, "UsageUnit": self._key_unit}
        project = row.project or ""
        # What describes the project stands here alone: the idle hours themselves are nobody's.
        return {
            "Tags": "{}",
            "AllocatedMethodId": f"unused-by-{self.report.chargeback}",
            "AllocatedMethodDetails": json.dumps({"Elements": [element]}),
            "AllocatedResourceId": project,
            "AllocatedResourceName": self.projects[project],
            "AllocatedTags": _tags(row),
        }

    @property
    def _key_unit(self) -> str:
        """What the key of the chargeback is measured in."""
        units = {"hours": HOURS, "even": UNITS}
        return units.get(self.report.chargeback, self.report.plan_currency or self.report.currency)

    def _list_price(self, pool: Pool, week: dt.date) -> Decimal:
        """What an hour would cost without a commitment: the cheapest on-demand price of the same accelerator, if
        there is one; else the pool's own price."""
        others = [
            self.prices[other.id][week]
            for other in self.portfolio.pools
            if other.kind == "on_demand" and other.accelerator == pool.accelerator
        ]
        return min(others) if pool.committed and others else self.prices[pool.id][week]

    def _converted(self, price: Decimal, row: CostRow) -> Decimal:
        if not self.report.rates:
            return price
        with localcontext(prec=60):
            return (price * rate_on(self.report.rates, _rate_day(row)).rate).quantize(PRICE)


def _grouped(rows: Iterable[CostRow]) -> Mapping[_Key, list[CostRow]]:
    groups: dict[_Key, list[CostRow]] = defaultdict(list)
    for row in rows:
        groups[row.pool, row.paid_on].append(row)
    return groups


def _rate_day(row: CostRow) -> dt.date:
    """The Monday whose rate a row is converted at: that of the payment, or its own."""
    day = row.paid_on or row.week
    return day - dt.timedelta(days=day.weekday())


def _quantity(row: CostRow) -> Decimal:
    return Decimal(repr(row.hours or 0.0)).quantize(QUANTITY)


def _product(price: Decimal, quantity: Decimal) -> Decimal:
    return EXACT.multiply(price, quantity)


def _category(pool: Pool | None) -> str:
    if pool is None or pool.kind == "on_demand":
        return "Standard"
    return "Dynamic" if pool.kind == "spot" else "Committed"


def _commitment(pool: Pool, quantity: Decimal) -> Cells:
    return {
        "CommitmentDiscountCategory": "Usage",
        "CommitmentDiscountId": pool.id,
        "CommitmentDiscountName": pool.name or pool.id,
        "CommitmentDiscountType": "Owned hardware" if pool.kind == "owned" else "Reserved capacity",
        "CommitmentDiscountQuantity": quantity,
        "CommitmentDiscountUnit": HOURS,
    }


def _description(row: CostRow, pool: Pool | None) -> str:
    what = (
        (pool.name or pool.id)
        if pool
        else {"people": "Work", "other": "Other money"}.get(row.kind, "Serving")
    )
    if row.charge == "allocated":
        return f"Share of the unused part of {what} for {row.project}"
    if row.charge == "unused":
        return f"Unused part of {what}" if pool else "Time without planned work"
    return f"{what} for {phase_name(row)}"


def _tags(row: CostRow) -> str:
    return _tags_of(row.project, row.theme, row.phase, row.cost_centre)


@lru_cache(maxsize=10_000)
def _tags_of(project: str | None, theme: str | None, phase: str | None, cost_centre: str | None) -> str:
    tags = {"project": project, "theme": theme, "phase": phase, "cost_centre": cost_centre}
    return json.dumps({key: value for key, value in tags.items() if value is not None}, ensure_ascii=False)

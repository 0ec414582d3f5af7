"""What FOCUS files hold beside the charges of a plan when it is asked for: budgets, what was spent, and the forecast's
quantiles by quarter, each marked as what it is. Lines of different kinds are never to be added."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.calendar import WEEK, next_month
from planner.domain.cost import CostKind, CostQuery, CostReport, CostRow, month_start
from planner.domain.portfolio import Portfolio
from planner.exports.table import Value

Cells = dict[str, Value]
_Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class QuarterQuantile:
    """A quantile of the cost of a quarter, in the currency of the file."""

    quarter: str
    quantile: str
    """Such as P80."""
    amount: Decimal


@dataclass(frozen=True)
class FocusBeside:
    """What there is to tell; amounts in the currency of the file."""

    actual: tuple[CostRow, ...] = ()
    """A row a line, in the week of the 15th of its month."""
    quantiles: tuple[QuarterQuantile, ...] = ()


@dataclass(frozen=True)
class BesideRows:
    """Writes them as charges of one unit at its cost."""

    portfolio: Portfolio
    report: CostReport
    usage: Callable[[CostRow], Cells]
    """Cells of a row without a pool."""

    def budgets(self, query: CostQuery) -> Iterator[Cells]:
        """A line for each budget, over its quarter or the horizon."""
        for line in self.report.budgets:
            span = self._span(line.quarter)
            row = self._row(line.kind, span, line.quarter, line.budget, theme=line.theme)
            if query.keeps(row):
                yield self._over(row, span) | {
                    "ChargeDescription": f"Budget for {line.kind}",
                    "x_DataKind": "Budget",
                    "x_FiscalQuarter": line.quarter,
                    "x_Quantile": None,
                }

    def actual(self, query: CostQuery, beside: FocusBeside) -> Iterator[Cells]:
        """A line for each line that was imported, over its month."""
        names = {pool.id: pool.name or pool.id for pool in self.portfolio.pools}
        for row in filter(query.keeps, beside.actual):
            first = month_start(row.month)
            cells = self._over(
                row.model_copy(update={"pool": None, "hours": None}), (first, next_month(first))
            ) | {
                "ChargeDescription": f"Spent on {row.kind}" + (f" for {row.project}" if row.project else ""),
                "x_DataKind": "Actual",
                "x_Quantile": None,
                "x_GpuHours": None if row.hours is None else Decimal(repr(row.hours)),
            }
            if row.pool is not None:
                cells |= {
                    "ResourceId": row.pool,
                    "ResourceName": names.get(row.pool, row.pool),
                    "ResourceType": "Accelerator pool",
                    "ServiceCategory": "Compute",
                    "ServiceSubcategory": "Other (Compute)",
                }
            yield cells

    def quantiles(self, query: CostQuery, beside: FocusBeside) -> Iterator[Cells]:
        """A line for each quantile of each quarter, of all cost together."""
        for one in beside.quantiles:
            span = self._span(one.quarter)
            row = self._row("other", span, one.quarter, one.amount)
            if query.keeps(row):
                yield self._over(row, span) | {
                    "ChargeDescription": f"Cost of {one.quarter}, {one.quantile}",
                    "ServiceName": "All cost",
                    "SkuId": "all",
                    "SkuMeter": "All cost",
                    "SkuPriceId": "all",
                    "x_CostKind": None,
                    "x_Quantile": one.quantile,
                }

    def _span(self, quarter: str | None) -> _Span:
        """First day and the day after the last one of a fiscal quarter, or of the horizon."""
        horizon = self.portfolio.horizon
        found = next((span for span in horizon.quarters if span.label == quarter), None)
        first, end = (0, horizon.weeks) if found is None else (found.first, found.end)
        return horizon.mondays[first], horizon.mondays[end - 1] + WEEK

    def _row(
        self, kind: CostKind, span: _Span, quarter: str | None, amount: Decimal, theme: str | None = None
    ) -> CostRow:
        return CostRow(
            week=span[0],
            month=f"{span[0]:%Y-%m}",
            quarter=quarter or self.report.quarters[0],
            kind=kind,
            project=None,
            theme=theme,
            phase=None,
            pool=None,
            cost_centre=None,
            hours=None,
            amount=amount,
        )

    def _over(self, row: CostRow, span: _Span) -> Cells:
        """Cells of a row that stands for more than a week."""
        first, end = span
        return self.usage(row) | {
            "BillingPeriodStart": first,
            "BillingPeriodEnd": end,
            "ChargePeriodStart": first,
            "ChargePeriodEnd": end,
        }

"""What was spent, as rows of cost in the portfolio's currency that add up to the cent."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from planner.domain.calendar import monday_of
from planner.domain.compute import Pool
from planner.domain.cost import CostKind, CostRow, month_start
from planner.domain.currencies import from_units, units_in
from planner.domain.finance import rate_on
from planner.domain.money import exact, largest_remainder
from planner.domain.portfolio import Portfolio
from planner.domain.variance import ActualLine, Actuals, MissingMonths, ToldTwice
from planner.errors import BadInput

MIDDLE = dt.timedelta(days=14)


class PriceBook:
    """Planned prices of pools, and what a line of actuals cost."""

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

    def money(self, line: ActualLine, source: str) -> Fraction:
        """What a line cost, in the portfolio's currency; hours without an amount at the price of their pool.

        Raises
        ------
        BadInput
            There is no price for its hours, or no rate for its currency.
        """
        if line.amount is None:
            pool = self.pool_of(line)
            if pool is None or pool not in self.pools:
                what = line.pool or line.accelerator or "no pool"
                raise BadInput(
                    f"line {line.line} of {source}: there is no price for {what}: name one of the pools"
                )
            return exact(line.hours or 0.0) * self.price(pool)
        if line.currency in (None, self.portfolio.currency):
            return exact(line.amount)
        rates = self.portfolio.finance.rates_to(line.currency or "")
        if not rates:
            raise BadInput(
                f"line {line.line} of {source}: there is no rate from {self.portfolio.currency} to "
                f"{line.currency}: state one under `finance.rates`"
            )
        return exact(line.amount) / exact(rate_on(rates, month_start(line.month)).rate)


class Coverage:
    """Which planned cost the actuals say the outcome of.

    A source tells the kinds of cost that it has, in all of its months; and what no project answers for only when it
    can know that.
    """

    def __init__(self, sources: Iterable[Actuals]) -> None:
        self.told: set[tuple[str, CostKind]] = set()
        self._unused: set[tuple[str, CostKind]] = set()
        for source in sources:
            found = {
                (month, kind) for month in source.months for kind in {line.kind for line in source.lines}
            }
            self.told |= found
            self._unused |= found if source.knows_unused else set()

    def closes(self, row: CostRow) -> bool:
        """Whether the actuals say what a planned cost came to."""
        unused = row.project is None or row.charge == "allocated"
        return (row.month, row.kind) in (self._unused if unused else self.told)


@dataclass(frozen=True)
class ActualCost:
    """Lines of all sources with what they cost, exactly and as rows in whole cents."""

    lines: tuple[ActualLine, ...]
    money: tuple[Fraction, ...]
    rows: tuple[CostRow, ...]
    """One a line. A month stands in the week and in the fiscal quarter of its 15th."""
    told_twice: tuple[ToldTwice, ...]


def actual_cost(portfolio: Portfolio, sources: Sequence[Actuals], book: PriceBook) -> ActualCost:
    """What the sources say was spent; errors as in `PriceBook.money`."""
    named = [(line, source.source) for source in sources for line in source.lines]
    lines = tuple(line for line, _ in named)
    money = tuple(book.money(line, name) for line, name in named)
    units = [amount * units_in(portfolio.currency) for amount in money]
    whole = largest_remainder(units, round(sum(units, Fraction())))
    themes = {project.id: project.theme for project in portfolio.projects}
    rows = tuple(
        _row(portfolio, book, line, themes, amount) for line, amount in zip(lines, whole, strict=True)
    )
    tellers: dict[tuple[str, CostKind, str | None], set[str]] = {}
    for row, (_, name) in zip(rows, named, strict=True):
        tellers.setdefault((row.month, row.kind, row.pool), set()).add(name)
    return ActualCost(lines, money, rows, tuple(_told_twice(tellers)))


def _row(
    portfolio: Portfolio, book: PriceBook, line: ActualLine, themes: Mapping[str, str | None], units: int
) -> CostRow:
    week, pool = monday_of(month_start(line.month) + MIDDLE), book.pool_of(line)
    known = book.pools.get(pool or "")
    return CostRow(
        week=week,
        month=line.month,
        quarter=portfolio.horizon.quarter_of(portfolio.horizon.week_of(week)),
        kind=line.kind,
        project=line.project,
        theme=themes.get(line.project or ""),
        phase=None,
        pool=pool,
        accelerator=known.accelerator if known else line.accelerator,
        cost_centre=None,
        charge="usage" if line.project else "unused",
        hours=line.hours,
        amount=from_units(units, portfolio.currency),
    )


def _told_twice(tellers: Mapping[tuple[str, CostKind, str | None], set[str]]) -> Iterator[ToldTwice]:
    for (month, kind, pool), names in sorted(tellers.items(), key=lambda item: tuple(map(str, item[0]))):
        if len(names) > 1:
            yield ToldTwice(month=month, kind=kind, pool=pool, sources=tuple(sorted(names)))


def missing_months(sources: Iterable[Actuals]) -> Iterator[MissingMonths]:
    """Months that some source tells, and the sources that have none of them."""
    months = {source.source: set(source.months) for source in sources}
    every = set().union(*months.values())
    for name, own in sorted(months.items()):
        if missing := sorted(every - own):
            yield MissingMonths(source=name, months=tuple(missing))

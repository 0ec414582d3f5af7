"""A price sheet: what it would change about the pools."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.portfolio import Portfolio
from planner.domain.prices import PriceChange, PriceRow, PriceUpdate
from planner.errors import Diagnostic
from web import words
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell
from web.views.general import Finding, findings_of
from web.views.shell import Nav, PortfolioPlace, Shell


@template("prices.html")
@dataclass(frozen=True)
class PricesView:
    """The form, and after it was sent the changes."""

    shell: Shell
    back: Nav
    action: str
    text: str
    since: str
    message: str
    findings: tuple[Finding, ...]
    changes: DataTable | None
    ends: tuple[str, ...]
    """Pools whose price in the sheet ends, and what they cost then; rows that had ended."""
    unmatched: str
    unused: str
    version: int
    can_edit: bool


def prices_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    version: int,
    *,
    can_edit: bool,
    text: str = "",
    since: str = "",
    message: str = "",
    diagnostics: Sequence[Diagnostic] = (),
    update: PriceUpdate | None = None,
) -> PricesView:
    """The page; nothing typed is lost."""
    names = {pool.id: pool.name or pool.id for pool in portfolio.pools}
    left = [names[pool] for pool in update.unmatched] if update else []
    return PricesView(
        shell=shell,
        back=Nav("All pools", f"{place.href}/pools"),
        action=f"{place.href}/prices",
        text=text,
        since=since,
        message=message,
        findings=findings_of(diagnostics),
        changes=_table(portfolio, update, names) if update else None,
        ends=_ends(portfolio, update, names) if update else (),
        unmatched=f"Without a price in the sheet, so as before: {words.listing(left, 8)}." if left else "",
        unused=_unused(update) if update else "",
        version=version,
        can_edit=can_edit,
    )


def _change(change: PriceChange) -> str:
    if not change.before:
        return words.NOTHING
    share = float(change.after / change.before) - 1
    return ("+" if share > 0 else "") + words.percent(share, 1)


def _row(row: PriceRow, *, ended: bool = False) -> str:
    line = f"the end of line {row.line}" if ended else f"line {row.line}"
    return f"{row.accelerator} {row.kind.replace('_', '-')}, {line}"


def _ends(portfolio: Portfolio, update: PriceUpdate, names: dict[str, str]) -> tuple[str, ...]:
    def price(amount: Decimal) -> str:
        return words.price(amount, portfolio.currency)

    again = tuple(
        f"{names[change.pool]}: {price(change.row.price_per_hour)} of line {change.row.line} ends on "
        f"{words.day(change.row.until)} and no row follows, so {price(change.after)} holds again."
        for change in update.changes
        if change.resumes
    )
    lines = [str(row.line) for row in update.expired]
    over = (
        f"Their price had ended before, so they change nothing: lines {words.listing(lines, 8)}."
        if lines
        else ""
    )
    return (*again, over) if over else again


def _unused(update: PriceUpdate) -> str:
    """Rows that fit no pool, so that a name that was written otherwise is noticed."""
    if not update.unused:
        return ""
    more = f" and {words.decimal(update.unused_count - 5)} more" if update.unused_count > 5 else ""
    return f"Rows that are of no pool: {'; '.join(map(_row, update.unused[:5]))}{more}."


def _table(portfolio: Portfolio, update: PriceUpdate, names: dict[str, str]) -> DataTable:
    def price(amount: Decimal) -> Cell:
        return Cell(words.price(amount, portfolio.currency), amount)

    heads = (
        Head("Pool"),
        Head("From"),
        Head("Before", numeric=True),
        Head("After", numeric=True),
        Head("Change", numeric=True),
        Head("Row of the sheet"),
    )
    rows = tuple(
        (
            Cell(names[change.pool]),
            date_cell(change.from_),
            price(change.before),
            price(change.after),
            Cell(_change(change)),
            Cell(_row(change.row, ended=change.resumes)),
        )
        for change in update.changes
    )
    return DataTable("prices", "Changed prices of an accelerator-hour", "", heads, rows)

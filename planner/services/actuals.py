"""What was spent, as stored: months of sources, put there by uploads, replaced only when asked, with a way back."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter
from sqlmodel import col, select

from planner.domain.cost import CostKind
from planner.domain.limits import MAX_ACTUAL_LINES, MAX_ACTUALS
from planner.domain.portfolio import Portfolio
from planner.domain.variance import ActualFormat, ActualLine, Actuals, gathered
from planner.errors import BadInput, Conflict, LimitExceeded, NotFound
from planner.exports.csv import csv_bytes
from planner.persistence.columns import utc_now
from planner.persistence.ids import digest, new_id, new_secret
from planner.persistence.portfolios import find_portfolio, load
from planner.persistence.tables import ActualsTable, Change, Json
from planner.services.actual_cost import PriceBook, actual_cost
from planner.services.changes import record, undoable
from planner.services.context import Context, Role
from planner.services.variance import months_of, outside_months

KIND = "actuals"
MOST_SOURCE = 100
"""Characters of the name of a source."""
FORMAT: TypeAdapter[ActualFormat] = TypeAdapter(ActualFormat)
LINES = TypeAdapter(tuple[ActualLine, ...])
COLUMNS = (
    "month",
    "project",
    "kind",
    "pool",
    "accelerator",
    "hours",
    "amount",
    "currency",
    "runs",
    "predictions",
)


@dataclass(frozen=True)
class Spent:
    """Amounts of a stored month in one currency."""

    currency: str | None
    """None: the portfolio's."""
    amount: Decimal


@dataclass(frozen=True)
class StoredMonth:
    """What one source says was spent in one month."""

    id: str
    source: str
    month: str
    format: ActualFormat
    file_name: str
    kinds: tuple[CostKind, ...]
    lines: int
    hours: float
    """Accelerator-hours."""
    amounts: tuple[Spent, ...]
    """As given. Hours without an amount are priced by the pools of a plan, and not in it."""
    knows_unused: bool
    created_at: dt.datetime
    created_by: str


@dataclass(frozen=True)
class ActualsChange:
    """Months that are there now, those whose place they took or that are gone, and how to take it back."""

    portfolio_id: str
    stored: tuple[StoredMonth, ...]
    removed: tuple[StoredMonth, ...]
    undo_token: str
    """Takes the change back, as one change; taking that back is doing it again."""


def list_actuals(ctx: Context, portfolio_id: str) -> tuple[StoredMonth, ...]:
    """Stored months of a portfolio, by month and source."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    return tuple(_summary(row) for row in _rows(ctx, portfolio_id))


def stored_actuals(ctx: Context, portfolio_id: str) -> tuple[Actuals, ...]:
    """What each source says, over all of its stored months."""
    found: dict[str, list[ActualsTable]] = {}
    for row in _rows(ctx, portfolio_id):
        found.setdefault(row.source, []).append(row)
    return tuple(_actuals(source, rows) for source, rows in sorted(found.items()))


def add_actuals(
    ctx: Context, portfolio_id: str, actuals: Actuals, *, file_name: str = "", replace: bool = False
) -> ActualsChange:
    """Store what a source says was spent, month by month.

    Parameters
    ----------
    actuals
        With the name of the source. Lines of the same kind, project, pool, accelerator and currency are summed up.
    file_name
        Of the upload, for people.
    replace
        Whether it takes the place of what the source has said about the same months.

    Raises
    ------
    Conflict
        When the source has said something about one of the months and `replace` is not asked for.
    BadInput
        A source without a name, months outside the portfolio's horizon, or lines that cannot be priced.
    LimitExceeded
        More months or lines than a portfolio may store.
    """
    ctx.require(Role.EDITOR)
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    source = _named(actuals.source)
    given = actuals.model_copy(update={"source": source, "lines": gathered(actuals.lines)})
    _check(load(ctx.session, portfolio), given)
    there = {row.month: row for row in _rows(ctx, portfolio_id) if row.source == source}
    if (taken := sorted(there.keys() & set(given.months))) and not replace:
        first = there[taken[0]]
        raise Conflict(
            f"'{source}' has told {', '.join(taken)} already ({taken[0]} by {first.created_by} on "
            f"{first.created_at:%Y-%m-%d}): replace that, or give this source another name."
        )
    rows = [_row(ctx, portfolio_id, given, month, file_name) for month in given.months]
    return _put(ctx, portfolio_id, rows, [there[month] for month in taken], "add")


def delete_actuals(ctx: Context, actuals_id: str) -> ActualsChange:
    """Remove one month of a source."""
    ctx.require(Role.EDITOR)
    row = _find(ctx, actuals_id)
    find_portfolio(ctx.session, ctx.organisation_id, row.portfolio_id, lock=True)
    return _put(ctx, row.portfolio_id, [], [row], "delete")


def undo_actuals(ctx: Context, portfolio_id: str, undo_token: str) -> ActualsChange:
    """Take an upload or a removal back.

    Raises
    ------
    NotFound
        When the token is unknown or used.
    Conflict
        When one of its months has changed since.
    """
    ctx.require(Role.EDITOR)
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    change = undoable(
        ctx, Change.undo_token == digest(undo_token), Change.kind == KIND, Change.portfolio_id == portfolio_id
    )
    before: list[Json] = (change.before or {})["removed"]
    added: list[Json] = (change.before or {})["stored"]
    now = {(row.source, row.month): row for row in _rows(ctx, portfolio_id)}
    left = {(row["source"], row["month"]): row["id"] for row in added}
    for place in {*left, *((row["source"], row["month"]) for row in before)}:
        found = now.get(place)
        if (found.id if found else None) != left.get(place):
            raise Conflict(f"What '{place[0]}' says about {place[1]} has changed since. Nothing was undone.")
    back = [_restored(ctx, portfolio_id, row) for row in before]
    done = _put(ctx, portfolio_id, back, [now[place] for place in left], "undo")
    change.undone_at = utc_now()
    ctx.session.flush()
    return done


def get_actuals_file(ctx: Context, actuals_id: str) -> bytes:
    """The lines of a stored month as CSV, as they can be uploaded again."""
    row = _find(ctx, actuals_id)
    lines = ([_cell(getattr(line, name)) for name in COLUMNS] for line in _lines(row))
    return csv_bytes(COLUMNS, lines)


def _cell(value: object) -> str | float | None:
    return value if isinstance(value, str | float) or value is None else str(value)


def _rows(ctx: Context, portfolio_id: str) -> Sequence[ActualsTable]:
    query = select(ActualsTable).where(
        ActualsTable.organisation_id == ctx.organisation_id, ActualsTable.portfolio_id == portfolio_id
    )
    return ctx.session.exec(query.order_by(col(ActualsTable.month), col(ActualsTable.source))).all()


def _find(ctx: Context, actuals_id: str) -> ActualsTable:
    found = ctx.session.get(ActualsTable, actuals_id)
    if found is None or found.organisation_id != ctx.organisation_id:
        raise NotFound(f"There are no stored actuals '{actuals_id}'.")
    return found


def _named(source: str) -> str:
    name = source.strip()
    if not name or "\0" in name or len(name) > MOST_SOURCE:
        raise BadInput(
            f"source: give a name of 1 to {MOST_SOURCE} characters, such as the system it comes from"
        )
    return name


def _check(portfolio: Portfolio, given: Actuals) -> None:
    if outside := outside_months(portfolio, given.months):
        known = months_of(portfolio)
        raise BadInput(
            f"month {outside[0]} of {given.source} is not in the portfolio, which runs from {known[0]} to {known[-1]}"
        )
    for month in given.months:
        count = sum(line.month == month for line in given.lines)
        if count > MAX_ACTUAL_LINES:
            raise LimitExceeded(
                f"{month}: {count:,} different lines are more than the {MAX_ACTUAL_LINES:,} of a month: sum them up "
                "by project, kind and pool"
            )
    if any(
        "\0" in text for line in given.lines for text in (line.project, line.pool, line.accelerator) if text
    ):
        raise BadInput(f"a name in {given.source} holds a NUL character; remove it")
    actual_cost(
        portfolio, [given], PriceBook(portfolio)
    )  # Whether it can be priced is said now, not at month's end.


def _row(ctx: Context, portfolio_id: str, given: Actuals, month: str, file_name: str) -> ActualsTable:
    lines = tuple(line for line in given.lines if line.month == month)
    return ActualsTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        source=given.source,
        month=month,
        format=given.format,
        file_name=file_name.replace("\0", "")[:200],
        knows_unused=given.knows_unused,
        body=LINES.dump_json(lines, exclude_defaults=True).decode(),
        created_by=ctx.actor.name,
    )


def _put(
    ctx: Context, portfolio_id: str, new: Sequence[ActualsTable], old: Sequence[ActualsTable], action: str
) -> ActualsChange:
    """Take rows away and put others there, as one change."""
    count = len(_rows(ctx, portfolio_id)) - len(old) + len(new)
    if new and count > MAX_ACTUALS:
        raise LimitExceeded(
            f"{count} stored months are more than the {MAX_ACTUALS} that a portfolio keeps: remove some"
        )
    secret = new_secret()
    stored, removed = tuple(map(_summary, new)), tuple(map(_summary, old))
    before = {
        "removed": [_kept(row) for row in old],
        "stored": [{"id": row.id, "source": row.source, "month": row.month} for row in new],
    }
    for row in old:
        ctx.session.delete(row)
    ctx.session.flush()  # Their places are free only then.
    ctx.session.add_all(new)
    slug = new[0].id if len(new) == 1 else old[0].id if len(old) == 1 and not new else ""
    record(ctx, portfolio_id, action, kind=KIND, slug=slug, before=before, undo_token=digest(secret))
    ctx.session.flush()
    return ActualsChange(portfolio_id, stored, removed, secret)


KEPT = ("id", "source", "month", "format", "file_name", "knows_unused", "body", "created_by")


def _kept(row: ActualsTable) -> Json:
    return {name: getattr(row, name) for name in KEPT} | {"created_at": row.created_at.isoformat()}


def _restored(ctx: Context, portfolio_id: str, kept: Json) -> ActualsTable:
    return ActualsTable(
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        created_at=dt.datetime.fromisoformat(kept["created_at"]),
        **{name: kept[name] for name in KEPT},
    )


def _lines(row: ActualsTable) -> tuple[ActualLine, ...]:
    return LINES.validate_json(row.body)


def _actuals(source: str, rows: Iterable[ActualsTable]) -> Actuals:
    found = list(rows)
    return Actuals.model_validate(
        {
            "source": source,
            "format": found[-1].format,
            "lines": [line for row in found for line in _lines(row)],
            "knows_unused": any(row.knows_unused for row in found),
        }
    )


def _summary(row: ActualsTable) -> StoredMonth:
    lines = _lines(row)
    amounts: dict[str | None, Decimal] = {}
    for line in lines:
        if line.amount is not None:
            amounts[line.currency] = amounts.get(line.currency, Decimal()) + line.amount
    return StoredMonth(
        id=row.id,
        source=row.source,
        month=row.month,
        format=FORMAT.validate_python(row.format),
        file_name=row.file_name,
        kinds=tuple(sorted({line.kind for line in lines})),
        lines=len(lines),
        hours=sum(line.hours or 0.0 for line in lines),
        amounts=tuple(Spent(currency, amount) for currency, amount in sorted(amounts.items(), key=str)),
        knows_unused=row.knows_unused,
        created_at=row.created_at,
        created_by=row.created_by,
    )

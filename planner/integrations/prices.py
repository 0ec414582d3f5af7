"""Price sheets as CSV: plain ones, and the catalogues of SkyPilot."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from planner.domain.prices import PricedKind, PriceRow
from planner.errors import BadInput, Diagnostic
from planner.integrations.sheet import MOST_SAID, FaultError, SheetRow, number, read_sheet

STEP = Decimal("0.0001")
MOST = Decimal("1e9")
"""Price of an instance-hour."""
KINDS: tuple[PricedKind, ...] = ("on_demand", "spot", "reserved")
PLAIN = frozenset({"accelerator", "price_per_hour"})
SKYPILOT = frozenset({"acceleratorname", "acceleratorcount", "price"})


def read_prices(content: bytes) -> tuple[PriceRow, ...]:
    """The rows of a price sheet; all of it or nothing.

    A plain sheet has accelerator and price_per_hour, and may have kind (on_demand, spot, reserved; default on_demand),
    region, from (a day) and currency. A catalogue of SkyPilot has AcceleratorName, AcceleratorCount, Price,
    SpotPrice and Region: an instance's price is divided by its accelerators, rounded to four decimals; instances
    without are left out.

    Raises
    ------
    BadInput
        No known columns; or diagnostics that name row, column and value.
    """
    columns, rows = read_sheet(content, "the price sheet")
    if not (columns >= PLAIN or columns >= SKYPILOT):
        raise BadInput(
            "the price sheet needs the columns accelerator and price_per_hour, or AcceleratorName, AcceleratorCount "
            "and Price"
        )
    found: list[PriceRow] = []
    faults: list[Diagnostic] = []
    for line, row in rows:
        try:
            found += _plain(row, line) if columns >= PLAIN else _skypilot(row, line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            column = ".".join(map(str, first["loc"])).replace("from_", "from")
            faults.append(
                Diagnostic("error", column, f"{column} '{first.get('input')}': {first['msg']}", line)
            )
        except FaultError as fault:
            faults.append(Diagnostic("error", "", str(fault), line))
    if faults:
        raise BadInput(f"the price sheet has {len(faults)} rows that cannot be used", faults[:MOST_SAID])
    return tuple(found)


def _plain(row: SheetRow, line: int) -> Iterator[PriceRow]:
    if not row["accelerator"]:
        raise FaultError("accelerator is empty: name it, or leave the row out")
    given = {
        "accelerator": row["accelerator"],
        "kind": row.get("kind") or "on_demand",
        "price_per_hour": row["price_per_hour"],
        "region": row.get("region") or None,
        "from_": row.get("from") or None,
        "currency": row.get("currency") or None,
        "line": line,
    }
    yield PriceRow.model_validate(given)


def _skypilot(row: SheetRow, line: int) -> Iterator[PriceRow]:
    name, count = row.get("acceleratorname", ""), number(row, "acceleratorcount", least=Decimal(0))
    if not name or not count:
        return
    kinds: tuple[tuple[PricedKind, str], ...] = (("on_demand", "price"), ("spot", "spotprice"))
    for kind, column in kinds:
        price = number(row, column, least=Decimal(0), most=MOST)
        if price is not None:
            each = (price / count).quantize(STEP)
            region = row.get("region") or None
            given = {
                "accelerator": name,
                "kind": kind,
                "price_per_hour": each,
                "region": region,
                "line": line,
            }
            yield PriceRow.model_validate(given)


def day(text: str, what: str) -> dt.date:
    """A day such as 2027-01-31; BadInput that names what it is for."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{what}: '{text}' is not a day such as 2027-01-31") from None

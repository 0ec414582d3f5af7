"""Price sheets as CSV: plain ones, and the catalogues of SkyPilot."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from planner.domain.prices import PricedKind, PriceRow
from planner.errors import BadInput, Diagnostic

Row = Mapping[str, str]
MOST_SAID = 20
STEP = Decimal("0.0001")
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
    try:
        text = content.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, _small(row)) for row in reader]
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the price sheet is not UTF-8 text (byte {error.start}): save it as CSV in UTF-8"
        ) from error
    except csv.Error as error:
        raise BadInput(f"the price sheet is not a CSV file: {error}") from error
    columns = frozenset(name.strip().lower() for name in reader.fieldnames or ())
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
        except _FaultError as fault:
            faults.append(Diagnostic("error", "", str(fault), line))
    if faults:
        raise BadInput(f"the price sheet has {len(faults)} rows that cannot be used", faults[:MOST_SAID])
    return tuple(found)


class _FaultError(Exception):
    """A value that cannot be used, in words."""


def _small(row: Mapping[str, str | list[str] | None]) -> Row:
    return {k.strip().lower(): v.strip() for k, v in row.items() if isinstance(k, str) and isinstance(v, str)}


def _plain(row: Row, line: int) -> Iterator[PriceRow]:
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


def _skypilot(row: Row, line: int) -> Iterator[PriceRow]:
    name, count = row.get("acceleratorname", ""), _number(row, "acceleratorcount")
    if not name or not count:
        return
    kinds: tuple[tuple[PricedKind, str], ...] = (("on_demand", "price"), ("spot", "spotprice"))
    for kind, column in kinds:
        price = _number(row, column)
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


def _number(row: Row, column: str) -> Decimal | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _FaultError(f"{column} '{text}' is not a number such as 2.95") from None
    if not number.is_finite() or not 0 <= number <= Decimal("1e9"):
        raise _FaultError(f"{column} '{text}' is not a price")
    return number


def day(text: str, what: str) -> dt.date:
    """A day such as 2027-01-31; BadInput that names what it is for."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{what}: '{text}' is not a day such as 2027-01-31") from None

"""Price sheets as CSV: plain ones, and the catalogues of SkyPilot."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from planner.domain.prices import PricedKind, PriceRow
from planner.errors import BadInput, Diagnostic
from planner.integrations.days import a_day
from planner.integrations.sheet import MOST_SAID, FaultError, SheetRow, amount, number, read_sheet

STEP = Decimal("0.0001")
MOST = Decimal("1e9")
"""Price of an instance-hour."""
KINDS: tuple[PricedKind, ...] = ("on_demand", "spot", "reserved")
SAID_KINDS = {
    "": "on_demand", "ondemand": "on_demand", "spot": "spot", "preemptible": "spot", "reserved": "reserved",
    "committed": "reserved",
}  # fmt: skip
"""Kinds as price sheets write them, letters only."""
ALIASES = {
    "gpu": "accelerator", "gpu_type": "accelerator", "gpu_model": "accelerator", "accelerator_type": "accelerator",
    "pricing_model": "kind", "purchase_option": "kind", "pricing": "kind", "location": "region",
    "effective_date": "from", "effective_from": "from", "valid_from": "from", "start_date": "from", "start": "from",
    "to": "until", "end": "until", "end_date": "until", "effective_to": "until", "effective_until": "until",
    "valid_to": "until", "valid_until": "until", "expires": "until", "expiry_date": "until", "expiration_date": "until",
    "currency_code": "currency", "billing_currency": "currency",
}  # fmt: skip
"""Columns as others call them, small letters and underscores."""
HOURLY = re.compile(
    r"(?:hourly_(?:price|rate)|(?:price|rate|cost)_per_(?:gpu_|accelerator_)?hour)(?:_(?P<currency>[a-z]{3}))?"
)
OTHERS = ("kind", "region", "from", "until", "currency")
PLAIN = frozenset({"accelerator", "price_per_hour"})
SKYPILOT = frozenset({"acceleratorname", "acceleratorcount", "price"})


def read_prices(content: bytes) -> tuple[PriceRow, ...]:
    """The rows of a price sheet; all of it or nothing.

    A plain sheet has accelerator and price_per_hour, and may have kind (on_demand, spot, reserved; default on_demand),
    region, from and until (days, both included) and currency, under the names of ALIASES too; the currency may stand
    beside the number. A catalogue of SkyPilot has AcceleratorName, AcceleratorCount, Price, SpotPrice and Region: an
    instance's price is divided by its accelerators, rounded to four decimals; instances without are left out.

    Raises
    ------
    BadInput
        No known columns; or diagnostics that name row, column and value.
    """
    columns, rows = read_sheet(content, "the price sheet")
    called = {name: _ours(name) for name in columns}
    twice = next(
        (n for n in called.values() if list(called.values()).count(n) > 1 and n in (*PLAIN, *OTHERS)), None
    )
    if twice is not None:
        both = sorted(theirs for theirs, ours in called.items() if ours == twice)
        raise BadInput(f"the price sheet has {twice} twice, as {' and '.join(both)}: keep one column")
    if not columns >= SKYPILOT:
        priced = next((theirs for theirs, ours in called.items() if ours == "price_per_hour"), "")
        columns = frozenset(called.values())
        rows = [
            (line, {called[k]: cell for k, cell in row.items()} | _currency_of(priced, row))
            for line, row in rows
        ]
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
            faults.append(Diagnostic("error", fault.column, str(fault), line))
    if faults:
        raise BadInput(f"the price sheet has {len(faults)} rows that cannot be used", faults[:MOST_SAID])
    return tuple(found)


def _ours(theirs: str) -> str:
    """Our name of a column of a plain sheet."""
    name = re.sub(r"[^a-z]+", "_", theirs).strip("_")
    return (
        "price_per_hour" if HOURLY.fullmatch(name) else ALIASES.get(name, name if name in OTHERS else theirs)
    )


def _currency_of(priced: str, row: SheetRow) -> dict[str, str]:
    """The currency that the head of the price says, as in `Price per hour (EUR)`, for rows that say none."""
    found = HOURLY.fullmatch(re.sub(r"[^a-z]+", "_", priced).strip("_"))
    said = found["currency"] if found else None
    return {"currency": said.upper()} if said and not row.get("currency") else {}


def _plain(row: SheetRow, line: int) -> Iterator[PriceRow]:
    if not row["accelerator"]:
        raise FaultError("accelerator is empty: name it, or leave the row out")
    if not row["price_per_hour"]:
        raise FaultError(
            "price_per_hour '' is empty: say what an hour costs, or leave the row out", "price_per_hour"
        )
    price, currency = amount(row, "price_per_hour", row.get("currency", "").upper())
    kind = re.sub(r"[^a-z]", "", row.get("kind", "").lower())
    since, until = a_day(row.get("from", ""), "from"), a_day(row.get("until", ""), "until")
    if since and until and until < since:
        raise FaultError(f"until '{until}' is before from '{since}': a price ends after it begins", "until")
    given = {
        "accelerator": row["accelerator"],
        "kind": SAID_KINDS.get(kind, row.get("kind")),
        "price_per_hour": price,
        "region": row.get("region") or None,
        "from_": since,
        "until": until,
        "currency": currency,
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

"""Dated list prices, as anchors for those who have not given their own; never used where a price is given."""

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class ListPrice:
    """What somebody asked for a device-hour at a time."""

    usd_per_hour: str
    """Decimal text."""
    as_of: str
    source: str


def list_price(accelerator: str) -> ListPrice | None:
    """The list price that ships for an accelerator (prices.csv); None when there is none."""
    for row in csv.DictReader((files(__package__) / "prices.csv").read_text("utf-8").splitlines()):
        if row["accelerator"] == accelerator:
            return ListPrice(row["usd_per_hour"], row["as_of"], row["source"])
    return None

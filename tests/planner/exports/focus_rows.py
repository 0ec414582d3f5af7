"""Rows of FOCUS files, for tests that read them."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

Row = dict[str, str]


def read(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def money(rows: Iterator[Row] | list[Row], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))

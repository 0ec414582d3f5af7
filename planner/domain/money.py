"""Exact amounts, rounded to cents so that every part adds up to its whole."""

import math
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

CENT = Decimal("0.01")
CENTS = 100

K = TypeVar("K", bound=tuple[Hashable, ...])


def exact(number: float | Decimal | int) -> Fraction:
    """The number as it is written: 0.15 is 3/20, not the binary fraction nearest to it."""
    return Fraction(str(number))


def from_cents(cents: int) -> Decimal:
    """An amount with two decimals."""
    return (Decimal(cents) / CENTS).quantize(CENT)


def largest_remainder(amounts: Sequence[Fraction], whole: int) -> list[int]:
    """Round amounts down to integers and give what is missing from `whole` to the largest remainders, first
    come first served among equals.

    `whole` lies between the sum of the rounded-down amounts and that of the rounded-up ones; then no amount
    is off by one or more.
    """
    floors = [math.floor(amount) for amount in amounts]
    missing = whole - sum(floors)
    if not 0 <= missing <= sum(amount != floor for amount, floor in zip(amounts, floors, strict=True)):
        raise ValueError(f"{whole} is not a rounding of a sum of {float(sum(amounts)):g}")
    order = sorted(range(len(amounts)), key=lambda i: (floors[i] - amounts[i], i))
    for i in order[:missing]:
        floors[i] += 1
    return floors


def round_to_cents(amounts: Mapping[K, Fraction]) -> dict[K, int]:
    """Round amounts to cents, level by level of their keys: the total, then its parts by the first element
    of the key, then theirs by the second, and so on.

    Every amount, and every sum over keys with the same beginning, is less than a cent from its exact value,
    and the total is rounded half to even. Sums over any other grouping of the rounded amounts give the same
    total.
    """
    result: dict[K, int] = {}
    total = round(sum(amounts.values(), Fraction()) * CENTS)
    _share_out(sorted(amounts, key=_order), amounts, total, 0, result)
    return result


def _share_out(
    keys: Sequence[K], amounts: Mapping[K, Fraction], cents: int, level: int, result: dict[K, int]
) -> None:
    groups: dict[Hashable, list[K]] = {}
    for key in keys:
        groups.setdefault(key[level] if level < len(key) else None, []).append(key)
    sums = [sum((amounts[key] for key in group), Fraction()) * CENTS for group in groups.values()]
    for group, part in zip(groups.values(), largest_remainder(sums, cents), strict=True):
        if len(group) == 1:
            result[group[0]] = part
        else:
            _share_out(group, amounts, part, level + 1, result)


def _order(key: tuple[Hashable, ...]) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in key)

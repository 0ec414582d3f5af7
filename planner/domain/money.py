"""Exact amounts, rounded to the smallest units of their currency so that every part adds up to its whole."""

import math
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

K = TypeVar("K", bound=tuple[Hashable, ...])


@lru_cache(maxsize=8192, typed=True)
def exact(number: float | Decimal | int) -> Fraction:
    """The number as it is written: 0.15 is 3/20, not the binary fraction nearest to it."""
    return Fraction(str(number))


def largest_remainder(amounts: Sequence[Fraction], whole: int) -> list[int]:
    """Round amounts down to integers and give what is missing from `whole` to the largest remainders, first
    come first served among equals.

    `whole` lies between the sum of the rounded-down amounts and that of the rounded-up ones; then no amount
    is off by one or more.
    """
    unit = math.lcm(*(amount.denominator for amount in amounts))
    return _largest_remainder(
        [amount.numerator * (unit // amount.denominator) for amount in amounts], unit, whole
    )


def _largest_remainder(parts: Sequence[int], unit: int, whole: int) -> list[int]:
    """`largest_remainder` of amounts that are given in `unit`-ths."""
    divided = [divmod(part, unit) for part in parts]
    floors = [floor for floor, _ in divided]
    missing = whole - sum(floors)
    if not 0 <= missing <= sum(left > 0 for _, left in divided):
        raise ValueError(f"{whole} is not a rounding of a sum of {sum(parts) / unit:g}")
    if missing > 0:
        for i in sorted(range(len(parts)), key=lambda i: (-divided[i][1], i))[:missing]:
            floors[i] += 1
    return floors


def round_to_units(amounts: Mapping[K, Fraction], units: int) -> dict[K, int]:
    """Round amounts to smallest units, of which one has `units`, level by level of their keys: the total, then its
    parts by the first element of the key, then theirs by the second, and so on.

    Every amount, and every sum over keys with the same beginning, is less than a unit from its exact value,
    and the total is rounded half to even. Sums over any other grouping of the rounded amounts give the same
    total.
    """
    result: dict[K, int] = {}
    # Integers over one denominator: sums of fractions with their own take most of the time.
    unit = math.lcm(*(amount.denominator for amount in amounts.values()))
    parts = {key: units * amount.numerator * (unit // amount.denominator) for key, amount in amounts.items()}
    _share_out(
        sorted(amounts, key=_order), parts, unit, round(Fraction(sum(parts.values()), unit)), 0, result
    )
    return result


def _share_out(
    keys: Sequence[K], parts: Mapping[K, int], unit: int, units: int, level: int, result: dict[K, int]
) -> None:
    """Share units out among keys; `parts` are their exact units in `unit`-ths."""
    if len(keys) == 1:
        result[keys[0]] = units
        return
    groups: dict[Hashable, list[K]] = {}
    for key in keys:
        groups.setdefault(key[level] if level < len(key) else None, []).append(key)
    if len(groups) == 1:
        _share_out(keys, parts, unit, units, level + 1, result)
        return
    sums = [sum([parts[key] for key in group]) for group in groups.values()]
    for group, part in zip(groups.values(), _largest_remainder(sums, unit, units), strict=True):
        _share_out(group, parts, unit, part, level + 1, result)


def _order(key: tuple[Hashable, ...]) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in key)

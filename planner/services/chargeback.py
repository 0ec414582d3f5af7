"""Who pays for the unused part of commitments: shares of it by a chosen key."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from planner.domain.finance import ChargebackKey
from planner.services.cost_ledger import Line, Spent

Weights = dict[str, Fraction]


class _Group(NamedTuple):
    """Within which the key is counted: a quarter, and a pool where the key looks at one."""

    quarter: str
    pool: str | None


def charged_back(
    entries: Iterable[Spent],
    key: ChargebackKey,
    *,
    quarters: tuple[str, ...],
    centres: Mapping[str, str | None],
) -> Iterator[Spent]:
    """The entries, with unused commitments shared out over projects.

    Parameters
    ----------
    entries
        Every exact cost.
    key
        What a project's share is in proportion to, within the fiscal quarter.
    quarters
        Label of the quarter of each week.
    centres
        Cost centre by project; it takes over the share of its project.

    Yields
    ------
    Spent
        Where nobody has any of the key in a quarter, the cost stays unassigned. The sum never changes.
    """
    spent = list(entries)
    if key == "none":
        yield from spent
        return
    weights = _weights(spent, key, quarters)
    for entry in spent:
        line = entry.line
        shares = weights.get(_group(entry, key, quarters), {}) if _unused_commitment(line) else {}
        total = sum(shares.values(), Fraction())
        if not total:
            yield entry
            continue
        for project, weight in shares.items():
            part = weight / total
            yield Spent(
                Line(project, "compute", None, line.pool, centres[project], "allocated"),
                entry.week,
                entry.amount * part,
                None if entry.hours is None else entry.hours * part,
            )


def _unused_commitment(line: Line) -> bool:
    return line.charge == "unused" and line.kind == "compute"


def _group(entry: Spent, key: ChargebackKey, quarters: tuple[str, ...]) -> _Group:
    return _Group(quarters[entry.week], entry.line.pool if key == "hours" else None)


def _hours(entry: Spent) -> Fraction:
    return entry.hours or Fraction() if entry.line.kind == "compute" else Fraction()


def _compute(entry: Spent) -> Fraction:
    return entry.amount if entry.line.kind == "compute" else Fraction()


def _direct(entry: Spent) -> Fraction:
    return entry.amount


_MEASURES: dict[ChargebackKey, Callable[[Spent], Fraction]] = {
    "hours": _hours,
    "compute": _compute,
    "direct": _direct,
    "even": _direct,
}


def _weights(
    spent: Iterable[Spent], key: ChargebackKey, quarters: tuple[str, ...]
) -> Mapping[_Group, Weights]:
    """What each project has of the key, by group."""
    measure = _MEASURES[key]
    weights: dict[_Group, Weights] = defaultdict(lambda: defaultdict(Fraction))
    for entry in spent:
        project, amount = entry.line.project, measure(entry)
        if project is None or amount <= 0:
            continue
        group = weights[_group(entry, key, quarters)]
        group[project] = Fraction(1) if key == "even" else group[project] + amount
    return weights

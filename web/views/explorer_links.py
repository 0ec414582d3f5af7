"""Where the names in the cost explorer lead: down into what they stand for, and the way back up."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

from planner.domain.cost import NO_CENTRE, UNASSIGNED, CostQuery, Dimension
from planner.domain.outcome import OUTCOME_BY
from planner.domain.portfolio import Portfolio
from web import words
from web.views.costs import KINDS
from web.views.outcome import ACTUAL
from web.views.plan_parts import PlanSource
from web.views.shell import Nav

Across = Dimension | Literal["actual"]
"""Columns: the names of a dimension, or plan and actual."""


def address(query: CostQuery, **more: str) -> str:
    """The query as parameters of an address, without what is left at its default."""
    asked = query.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return urlencode(asked | more, doseq=True)


DOWN: Mapping[Dimension, Dimension] = {
    "quarter": "project",
    "theme": "project",
    "kind": "project",
    "project": "phase",
}
"""What a name is opened into."""


def _narrowed(portfolio: Portfolio, query: CostQuery, down: Dimension, name: str) -> CostQuery | None:
    """The query for what one name stands for; None where nothing lies below it."""
    if down == "quarter":
        span = next((q for q in portfolio.horizon.quarters if q.label == name), None)
        if span is None:
            return None
        first = max(filter(None, (portfolio.horizon.monday(span.first), query.from_)))
        last = min(filter(None, (portfolio.horizon.monday(span.end) - dt.timedelta(days=1), query.to)))
        return query.model_copy(update={"from_": first, "to": last})
    if down in ("theme", "kind", "project"):
        return query.model_copy(update={down: (name,)})
    return None


def opened(source: PlanSource, query: CostQuery, down: Dimension, across: Across, name: str) -> str | None:
    """Where a row leads: from a quarter, theme or kind to its projects, from a project to its phases."""
    narrowed = _narrowed(source.portfolio, query, down, name) if down in DOWN else None
    if narrowed is None:
        return None
    wide: Across = "month" if down == "quarter" and across != ACTUAL else across
    if across == ACTUAL and DOWN[down] not in OUTCOME_BY:
        return None
    return f"{source.href}/cost/explorer?{address(narrowed, down=DOWN[down], across=wide)}"


def steps(source: PlanSource, query: CostQuery, down: Dimension, across: Across) -> tuple[Nav, ...]:
    """The way back up: everything, the days, theme and kind, and the project."""
    narrow: dict[str, object] = {}
    found: list[tuple[str, Dimension, dict[str, object]]] = [("All cost", "quarter", {})]
    if query.from_ or query.to:
        narrow |= {"from_": query.from_, "to": query.to}
        ends = (words.day(day) if day else "" for day in (query.from_, query.to))
        found.append((" to ".join(ends).strip(), "project", dict(narrow)))
    filters: tuple[tuple[Dimension, tuple[str, ...]], ...] = (("theme", query.theme), ("kind", query.kind))
    for dimension, names in filters:
        if names:
            narrow[dimension] = names
            label = words.listing([name_of(source.portfolio, dimension, name) for name in names])
            found.append((label, "project", dict(narrow)))
    if query.project:
        label = words.listing([name_of(source.portfolio, "project", name) for name in query.project], 3)
        found.append((label, down, narrow | {"project": query.project}))
    plain = query.model_copy(update={"from_": None, "to": None, "theme": (), "kind": (), "project": ()})
    return tuple(
        Nav(
            label,
            f"{source.href}/cost/explorer?{address(plain.model_copy(update=kept), down=by, across=across)}",
            n == len(found) - 1,
        )
        for n, (label, by, kept) in enumerate(found)
    )


def name_of(portfolio: Portfolio, dimension: Dimension, name: str) -> str:
    """What people call the name of a dimension."""
    if name == UNASSIGNED:
        return "Not used by projects"
    if name == NO_CENTRE:
        return "None"
    if dimension == "quarter":
        return words.quarter(name)
    if dimension == "month":
        return words.month(name)
    known: dict[str, str] = {str(kind): label for kind, label in KINDS.items()}
    if dimension == "project":
        known = {p.id: p.name for p in portfolio.projects}
    elif dimension == "theme":
        known = {t.id: t.name for t in portfolio.themes}
    elif dimension == "pool":
        known |= {p.id: p.name or p.id for p in portfolio.pools}
    return known.get(name, name)

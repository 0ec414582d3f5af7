"""What is different between two plans, as a table: what moved, from where, to where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.differences import Difference, Span, differences
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from web import words
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import PlanSource


@dataclass(frozen=True)
class Moves:
    """The differences from the plan of record."""

    summary: str
    table: DataTable
    publish_href: str | None
    """Where the plan is made the plan of record; None when it cannot be."""


def moves_from(source: PlanSource, record: Plan, record_portfolio: Portfolio, *, can_edit: bool) -> Moves:
    """What a plan changes about the plan of record."""
    found = differences(record, source.plan)
    return Moves(
        summary(found),
        moves_table(
            found,
            names_of(source.portfolio, record_portfolio),
            f"{source.href}/tables/moves.csv",
            source.project_hrefs(),
        ),
        f"{source.href}/publish" if can_edit and source.plan.value is not None else None,
    )


def summary(found: Sequence[Difference]) -> str:
    """The differences counted: 2 projects come in, 1 drops out, 7 phases move, 3 crews change."""
    count = {what: sum(d.what == what for d in found) for what in ("comes in", "drops out", "crew", "pool")}
    later = [d.weeks or 0 for d in found if d.what == "dates"]
    parts = (
        (count["comes in"], words.count(count["comes in"], "project comes in", "projects come in")),
        (count["drops out"], words.count(count["drops out"], "project drops out", "projects drop out")),
        (len(later), words.count(len(later), "phase moves", "phases move")),
        (count["crew"], words.count(count["crew"], "crew changes", "crews change")),
        (count["pool"], words.count(count["pool"], "phase changes its pool", "phases change their pools")),
    )
    return words.listing([text for n, text in parts if n]) or "Nothing moves"


@dataclass(frozen=True)
class Names:
    """Names of everything that differences name by id; those of the newer portfolio count."""

    projects: Mapping[str, str]
    phases: Mapping[tuple[str, str], str]
    people: Mapping[str, str]
    pools: Mapping[str, str]


def names_of(newer: Portfolio, older: Portfolio) -> Names:
    """Names out of both portfolios: a project that dropped out may be in the older one only."""
    both = (older, newer)
    return Names(
        {p.id: p.name for of in both for p in of.projects},
        {(p.id, f.id): f.name or f.id for of in both for p in of.projects for f in p.phases},
        {w.id: w.name for of in both for w in of.workers},
        {p.id: p.name or p.id for of in both for p in of.pools},
    )


WHAT = {"comes in": "Comes in", "drops out": "Drops out", "dates": "Dates", "crew": "Crew", "pool": "Pool"}


def moves_table(
    found: Sequence[Difference], names: Names, csv_href: str, hrefs: Mapping[str, str]
) -> DataTable:
    """One row for each difference."""
    heads = (
        Head("Project"),
        Head("Phase"),
        Head("What"),
        Head("From"),
        Head("To"),
        Head("Weeks later", numeric=True),
    )
    rows = tuple(_row(d, names, hrefs.get(d.project)) for d in found)
    return DataTable("moves", "What moved", csv_href, heads, rows)


def _row(d: Difference, names: Names, href: str | None) -> tuple[Cell, ...]:
    phase = names.phases.get((d.project, d.phase), d.phase) if d.phase else words.NOTHING
    of = names.pools if d.what == "pool" else names.people
    if d.what in ("crew", "pool"):
        ends = [words.listing([of.get(n, n) for n in who]) for who in (d.names_before, d.names_after)]
    else:
        ends = [_span(span) for span in (d.before, d.after)]
    later = d.weeks if d.what == "dates" else None
    return (
        Cell(names.projects.get(d.project, d.project), href=href),
        Cell(phase),
        Cell(WHAT[d.what]),
        Cell(ends[0] or "nobody"),
        Cell(ends[1] or "nobody"),
        Cell(words.NOTHING, "") if later is None else Cell(words.signed(later), later),
    )


def _span(span: Span | None) -> str:
    return words.span(span.start, words.last_day(span.finish)) if span else "out"

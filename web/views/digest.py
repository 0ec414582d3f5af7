"""What has changed in a portfolio over some days, for people."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.digest import Digest, DigestProject
from web import words
from web.rendering import template
from web.tables import Cell, DataTable, Head, until_cell
from web.views.plan_parts import Fact
from web.views.rules import rule_name
from web.views.shell import Nav, PortfolioPlace, Shell

PERIODS = ((1, "Day"), (7, "Week"), (14, "Fortnight"), (30, "30 days"))


@dataclass(frozen=True)
class InOut:
    """A project that came in or went out."""

    name: str
    href: str
    rule: str
    text: str


@dataclass(frozen=True)
class Decided:
    """A plan that was made the plan of record."""

    when: str
    by: str
    note: str
    value: str
    href: str


@template("digest.html")
@dataclass(frozen=True)
class DigestView:
    """The page."""

    shell: Shell
    href: str
    since: str
    error: str
    """What is wrong with the day that was typed; then the usual period is shown."""
    latest: str
    period: str
    periods: tuple[Nav, ...]
    facts: tuple[Fact, ...]
    compared: str
    """Which plans are compared; empty without two."""
    compare_href: str
    decided: tuple[Decided, ...]
    came_in: tuple[InOut, ...]
    went_out: tuple[InOut, ...]
    launches: DataTable | None
    edits: DataTable | None
    edits_left_out: int
    files: tuple[Nav, ...]
    quiet: bool


def digest_view(
    shell: Shell, place: PortfolioPlace, found: Digest, *, typed: str = "", error: str = ""
) -> DigestView:
    """The digest with its periods and files."""
    href = f"{place.href}/digest"
    day = found.since.date()
    today = found.until.date()
    periods = tuple(
        Nav(label, f"{href}?since={(start := today - dt.timedelta(days=days))}", day == start)
        for days, label in PERIODS
    )
    before, after = found.before, found.after
    return DigestView(
        shell=shell,
        href=href,
        since=typed if error else str(day),
        error=error,
        latest=str(today),
        period=f"{words.moment(found.since)} to {words.moment(found.until)} (UTC)",
        periods=periods,
        facts=_facts(found),
        compared=_compared(found),
        compare_href=f"{place.href}/compare?plan={before.id}&plan={after.id}" if before and after else "",
        decided=tuple(
            Decided(
                words.moment(one.at),
                one.by,
                one.note,
                words.short_money(one.value, found.currency),
                f"{place.href}/plans/{one.plan}" if one.value is not None else "",
            )
            for one in found.publications
        ),
        came_in=tuple(_in_out(place, one, known=True) for one in found.came_in),
        went_out=tuple(_in_out(place, one, known=one.reason is not None) for one in found.went_out),
        launches=_launches(place, found) if found.launches else None,
        edits=_edits(found) if found.edits else None,
        edits_left_out=found.edits_left_out,
        files=(
            Nav("Markdown", f"{href}.md?since={day}"),
            Nav("JSON", f"{href}.json?since={day}"),
        ),
        quiet=found.quiet and not found.launches,
    )


def _facts(found: Digest) -> tuple[Fact, ...]:
    people = len({edit.by for edit in found.edits})
    facts = [
        Fact(
            "Edits",
            words.short_number(len(found.edits) + found.edits_left_out),
            f"by {words.count(people, 'person', 'people')}" if people else "",
        ),
        Fact("Plans made", words.short_number(found.plans_made), words.count(found.comments, "comment")),
    ]
    if found.before and found.after:
        for name, old, new in (
            ("Value", found.before.value, found.after.value),
            ("Cost", found.before.cost, found.after.cost),
        ):
            if old is not None and new is not None:
                note = f"{_change(Decimal(new) - Decimal(old), found.currency)} against before"
                facts.append(Fact(name, words.short_money(new, found.currency), note))
        facts.append(
            Fact(
                "Projects in",
                str(found.after.projects_in),
                f"{len(found.came_in)} came in, {len(found.went_out)} went out",
            )
        )
    return tuple(facts)


def _change(amount: Decimal, currency: str) -> str:
    return ("+" if amount > 0 else "") + words.short_money(amount, currency)


def _compared(found: Digest) -> str:
    if found.before is None or found.after is None:
        return ""

    def name(is_record: bool, at: dt.datetime) -> str:
        return f"the {'plan of record' if is_record else 'plan'} of {words.moment(at)}"

    first, last = found.before, found.after
    return f"{name(first.is_record, first.at)} with {name(last.is_record, last.at)}"


def _in_out(place: PortfolioPlace, one: DigestProject, *, known: bool) -> InOut:
    return InOut(
        one.name,
        f"{place.href}/projects/{one.id}" if known else "",
        rule_name(one.reason.rule) if one.reason else "",
        one.reason.text if one.reason else "",
    )


def _launches(place: PortfolioPlace, found: Digest) -> DataTable:
    heads = (
        Head("Project"),
        Head("Planned before"),
        Head("Planned now"),
        Head("Weeks later", numeric=True),
        Head("P50 now"),
        Head("Weeks later", numeric=True),
        Head("P80 now"),
        Head("Weeks later", numeric=True),
    )
    rows = tuple(
        (
            Cell(row.name, href=f"{place.href}/projects/{row.id}"),
            until_cell(row.before),
            until_cell(row.after),
            _weeks(row.weeks),
            until_cell(row.p50_after),
            _weeks(row.p50_weeks),
            until_cell(row.p80_after),
            _weeks(row.p80_weeks),
        )
        for row in found.launches
    )
    return DataTable("launches", "Launches that moved", "", heads, rows)


def _weeks(weeks: int | None) -> Cell:
    if weeks is None:
        return Cell(words.NOTHING, "")
    return Cell(words.signed(weeks) if weeks else "0", weeks)


def _edits(found: Digest) -> DataTable:
    heads = (Head("What"), Head("By"), Head("When (UTC)"))
    rows = tuple(
        (Cell(edit.text), Cell(edit.by), Cell(words.moment(edit.at), edit.at.isoformat()))
        for edit in found.edits
    )
    return DataTable("edits", "Edits", "", heads, rows)

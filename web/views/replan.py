"""Replan after changes: the plans after them, with their moves and reasons."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.changes import Move
from planner.domain.job import Job
from planner.domain.projects import Project
from planner.services.replan_review import PricedPlan, ReplanReview
from web import words
from web.charts.frontier import Frontier
from web.charts.moves_curve import CurvePoint, moves_curve
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.moves import names_of
from web.views.plan_parts import Fact, PlanControls, PlanSource
from web.views.progress import ProgressView
from web.views.shell import Nav, Shell, Tone

STATES: dict[str, tuple[str, Tone | str]] = {
    "draft": ("Being planned", "info"),
    "planned": ("To be decided", "info"),
    "applied": ("Accepted", "good"),
    "dropped": ("Refused", ""),
}
WHAT = {"start": "Start", "people": "People"}
PHASE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
WAY = re.compile(r"^(makes way for )([a-z0-9-]+(?:, [a-z0-9-]+)*)")
ONE = re.compile(r"^([a-z0-9-]+)( is new| is removed| has new estimates)")
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True)
class PriceRow:
    """A price of moves and what comes of it."""

    price: str
    moves: str
    value: str
    net: str
    note: str
    href: str
    current: bool


@template("plan_replan_review.html")
@dataclass(frozen=True)
class ReplanReviewView:
    """The plans after the changes, of which one is accepted or none."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    href: str
    state: str
    tone: str
    told: tuple[str, ...]
    as_of: str
    back: Nav
    waiting: str
    """How many plans are still to come; empty when all are there."""
    facts: tuple[Fact, ...]
    prices: tuple[PriceRow, ...]
    curve: Frontier | None
    shown: str
    """What the list of moves is of."""
    moves: DataTable | None
    no_moves: str
    """Why there is no list of moves."""
    repairs: tuple[str, ...]
    plan: Nav | None
    plan_id: str
    keeps_price: str
    """What accepting does to the price of moves of the portfolio; empty when nothing."""
    can_decide: bool
    can_accept: bool


def replan_review_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    review: ReplanReview,
    told: tuple[str, ...],
    shown: PricedPlan | None,
    moves: Sequence[Move],
    progress: ProgressView | None,
    job: Job | None,
    *,
    can_edit: bool,
) -> ReplanReviewView:
    """The review, with the moves of one of the plans; `source` is the plan that holds until then."""
    href = f"{source.href}/replan/{review.id}"
    label, tone = STATES[review.state]
    currency = source.portfolio.currency
    planned = [point for point in review.points if point.moves is not None and point.value is not None]
    curve = [CurvePoint(_price(point, currency), point.moves or 0, point.value or 0.0) for point in planned]
    open_ = review.state in ("draft", "planned")
    missing = 3 - len(review.points) if open_ and job is not None else 0
    return ReplanReviewView(
        shell=shell,
        controls=controls,
        progress=progress,
        href=href,
        state=label,
        tone=tone,
        told=tuple(told_in_names(said, *_known(source, review)) for said in told),
        as_of=f"As of {words.day(review.changes.as_of)}" if review.changes.as_of else "Nothing has begun yet",
        back=Nav("The plan before", source.href),
        waiting=f"{words.count(missing, 'plan is', 'plans are')} still to come" if missing > 0 else "",
        facts=_facts(source, shown) if shown is not None else (),
        prices=tuple(_price_row(review, point, shown, href, currency) for point in review.points),
        curve=moves_curve(curve, currency) if curve else None,
        shown=f"Moves at {_price(shown, currency)} each" if shown is not None else "",
        moves=moves_table(source, shown, moves, href) if shown is not None and moves else None,
        no_moves=_no_moves(shown, moves),
        repairs=tuple(row.text for row in shown.record.plan.repair) if shown is not None else (),
        plan=Nav("Open this plan", f"{source.place.href}/plans/{shown.record.id}")
        if shown is not None
        else None,
        plan_id=shown.record.id if shown is not None else "",
        keeps_price=_keeps(source, shown) if shown is not None else "",
        can_decide=can_edit and open_,
        can_accept=shown is not None and shown.record.verified,
    )


def _facts(source: PlanSource, shown: PricedPlan) -> tuple[Fact, ...]:
    currency = source.portfolio.currency
    if shown.value is None:
        return ()
    before = source.plan.value
    change = None if before is None else shown.value - before
    sign = "+" if change is not None and change > 0 else ""
    against = "" if change is None else f"{sign}{words.short_money(change, currency)} against the plan before"
    was = {row.id for row in source.plan.projects if row.selected}
    now = {row.id for row in shown.record.plan.projects if row.selected}
    return (
        Fact("Value after the changes", words.short_money(shown.value, currency), against),
        Fact("Moves", str(shown.moves), f"{_price(shown, currency)} each"),
        Fact("Projects in", str(len(now)), f"{len(now - was)} come in, {len(was - now)} drop out"),
    )


def _price(point: PricedPlan, currency: str) -> str:
    return words.money(point.price, currency) if point.price else "nothing"


def _price_row(
    review: ReplanReview, point: PricedPlan, shown: PricedPlan | None, href: str, currency: str
) -> PriceRow:
    note = ""
    if point.record.id == review.chosen:
        note = "accepted" if review.state == "applied" else "the price that holds"
    elif point.record.id == review.best and review.state != "applied":
        note = "better at the price that holds, too"
    value = point.record.plan.value
    return PriceRow(
        _price(point, currency),
        words.NOTHING if point.moves is None else str(point.moves),
        words.short_money(point.value, currency) if point.value is not None else "no plan",
        words.short_money(value, currency) if value is not None else words.NOTHING,
        note,
        f"{href}?plan={point.record.id}#moves-title",
        shown is not None and point.record.id == shown.record.id,
    )


def _no_moves(shown: PricedPlan | None, moves: Sequence[Move]) -> str:
    if shown is None:
        return "The first plan is not there yet."
    if shown.record.plan.value is None:
        return "With these changes there is no plan."
    return "" if moves else "Nothing moves: the plan holds as it is."


def _keeps(source: PlanSource, shown: PricedPlan) -> str:
    before = source.portfolio.policies.change_price
    if shown.price == before:
        return ""
    was = words.money(before, source.portfolio.currency) if before else "nothing"
    return f"The price of a move of the portfolio becomes {_price(shown, source.portfolio.currency)}; it was {was}."


def moves_table(source: PlanSource, shown: PricedPlan, moves: Sequence[Move], href: str) -> DataTable:
    """One row for each move, with its reason."""
    heads = (
        *(Head(label) for label in ("Project", "Phase", "What", "From", "To", "Why")),
        Head("Gains", numeric=True),
    )
    after = shown.record.portfolio
    names = names_of(after, source.portfolio)
    links = source.project_hrefs()
    rows = tuple(
        (
            Cell(names.projects.get(move.project, move.project), href=links.get(move.project)),
            Cell(names.phases.get((move.project, move.phase), move.phase) if move.phase else words.NOTHING),
            Cell(_what(move)),
            Cell(_end(move, move.from_, names.people)),
            Cell(_end(move, move.to, names.people)),
            Cell(told_in_names(move.reason, *after.projects)),
            Cell(words.NOTHING, "")
            if move.gain is None
            else Cell(words.short_money(move.gain, source.portfolio.currency), round(move.gain, 2)),
        )
        for move in moves
    )
    csv = f"{href}/moves.csv?plan={shown.record.id}"
    return DataTable("replan-moves", "Moves, each with its reason", csv, heads, rows)


def _what(move: Move) -> str:
    if move.what == "selected":
        return "Comes in" if move.to == "in" else "Drops out"
    return WHAT[move.what]


def _end(move: Move, said: str, people: Mapping[str, str]) -> str:
    if move.what == "people":
        return ", ".join(people.get(name, name) for name in said.split(", "))
    return said if move.what == "selected" else words.day(dt.date.fromisoformat(said))


def _known(source: PlanSource, review: ReplanReview) -> tuple[Project, ...]:
    """The projects before the changes, and those that are new."""
    new = (change.new_project for change in review.changes.changes)
    return (*source.portfolio.projects, *(project for project in new if project is not None))


def told_in_names(said: str, *known: Project) -> str:
    """A reason or a change with the names of projects instead of their ids, and days as people write them."""
    phases = {f"{p.id}/{f.id}": f"{p.name}: {f.name or f.id}" for p in known for f in p.phases}
    projects = {p.id: p.name for p in known}
    said = ONE.sub(lambda found: projects.get(found.group(1), found.group(1)) + found.group(2), said)
    said = PHASE.sub(lambda found: phases.get(found.group(), found.group()), said)
    said = WAY.sub(
        lambda found: found.group(1) + ", ".join(projects.get(i, i) for i in found.group(2).split(", ")), said
    )
    said = DAY.sub(lambda found: words.day(dt.date.fromisoformat(found.group())), said)
    return said[:1].upper() + said[1:]

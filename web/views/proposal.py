"""A proposal: one gesture on the roadmap, what it would do, and what can be made of it."""

import datetime as dt
from dataclasses import dataclass

from planner.domain.calendar import WEEK
from planner.domain.plan import Plan, PlannedPhase
from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Drag, Shift, WhatIf
from planner.services.gestures import pinned_phase
from planner.services.replans import Tried
from web import words
from web.forms.decisions import decision_text
from web.rendering import template
from web.views.broken import BrokenRow, broken_rows
from web.views.look import Look
from web.views.moves import Names, names_of
from web.views.shell import Tone

WHAT = {"start": "Start", "people": "People", "selected": "In the plan"}


@dataclass(frozen=True)
class ProposedRow:
    """One move of the repaired plan."""

    place: str
    what: str
    before: str
    after: str
    keep: str
    """Its pins in a line; empty where pins cannot say it."""
    own: bool
    """Whether it is the gesture itself, which is kept in any case."""


@dataclass(frozen=True)
class Proposal:
    """What is shown while a bar is held over a place, and after it was dropped."""

    project: str
    title: str
    tone: Tone
    change: str
    """Of the value, with its sign, in few characters."""
    verdict: str
    possible: bool
    rules: tuple[str, ...]
    """Names of the rules that the gesture breaks on its own."""
    broken: tuple[BrokenRow, ...]
    moved: str
    """Who else moves, in a few words."""
    rows: tuple[ProposedRow, ...]
    bars: tuple[PlannedPhase, ...]
    """What is drawn striped."""
    leaving: tuple[str, ...]
    """Projects that go out of the plan."""
    said: str
    """For those who do not see it."""
    pins: tuple[str, ...]
    """The gesture itself, one decision a line."""
    version: int
    keep_href: str
    """Where it is kept as pins; empty when it cannot be."""
    cannot: str
    """Why it cannot be kept."""
    back_href: str


@template("parts/proposal_fragment.html")
@dataclass(frozen=True)
class ProposalPart:
    """A proposal alone, for the script of the board."""

    proposal: Proposal


def proposal_view(href: str, look: Look, drag: Drag, tried: Tried, *, can_edit: bool) -> Proposal:
    """The consequences of a gesture on the plan at `href`, in words."""
    portfolio, answer = tried.portfolio, tried.answer
    names = names_of(portfolio, portfolio)
    title = _title(portfolio, tried.plan, names, drag)
    broken = broken_rows(portfolio, answer.broken)
    others = list(dict.fromkeys(names.projects[s.project] for s in answer.moved if s.project != drag.project))
    moved = f"{words.listing(others, 3)} {'moves' if len(others) == 1 else 'move'} too" if others else ""
    tone, change, verdict = _verdict(answer, tried.plan)
    cannot = ""
    if not can_edit:
        cannot = "You may try this out; only editors can keep it."
    elif tried.scenario_id:
        cannot = "This plan belongs to a scenario. Pins belong to the portfolio: drag in one of its plans to keep it."
    rules = tuple(dict.fromkeys(row.rule for row in broken))
    said = [title, verdict, f"On its own it breaks: {words.listing(rules)}" if rules else "", moved]
    return Proposal(
        project=drag.project,
        title=title,
        tone=tone,
        change=change,
        verdict=verdict,
        possible=answer.possible,
        rules=rules,
        broken=broken,
        moved=moved,
        rows=tuple(_row(names, shift, answer) for shift in answer.moved),
        bars=answer.phases,
        leaving=tuple(s.project for s in answer.moved if s.what == "selected" and s.to == "out"),
        said=" ".join(part if part.endswith(".") else part + "." for part in said if part),
        pins=(decision_text([pin for pin in answer.pins if len(answer.pins) == 1 or pin.phase]),),
        version=tried.version,
        keep_href="" if cannot else f"{href}/pins{look.query}",
        cannot=cannot,
        back_href=href + look.query,
    )


def _title(portfolio: Portfolio, plan: Plan, names: Names, drag: Drag) -> str:
    name = names.projects[drag.project]
    if drag.selected is not None:
        return f"{name} into the plan" if drag.selected else f"{name} out of the plan"
    if drag.person is not None:
        return f"{names.people[drag.person]} onto {names.phases[drag.project, drag.phase or '']} of {name}"
    assert drag.starts is not None
    phase = pinned_phase(portfolio, plan, drag)
    now = next((r.start for r in plan.phases if (r.project, r.phase) == (drag.project, phase)), None)
    what = name if drag.phase is None else f"{name}, {names.phases[drag.project, drag.phase]}"
    place = f"{what} to the week of {words.day(drag.starts)}"
    if now is None or now == drag.starts:
        return f"{place}, where it is" if now else place
    weeks = (drag.starts - now) // WEEK
    return f"{place}, {words.count(abs(weeks), 'week')} {'later' if weeks > 0 else 'earlier'}"


def _verdict(answer: WhatIf, plan: Plan) -> tuple[Tone, str, str]:
    """Tone, change of the value, sentence."""
    if answer.value is None or answer.change is None:
        return (
            "bad",
            "No way found",
            "No way was found to make room for it; planning again with the pin may find one.",
        )
    worth = f"{words.short_money(answer.value, plan.currency)}"
    if abs(answer.change) < 0.5:
        return "good", "no change", f"The plan stays worth {worth}."
    amount = words.short_money(abs(answer.change), plan.currency)
    if answer.change > 0:
        return "good", f"+{amount}", f"The plan gains {amount} and is worth {worth}."
    return "warn", f"{words.MINUS}{amount}", f"The plan loses {amount} and is worth {worth}."


def _row(names: Names, shift: Shift, answer: WhatIf) -> ProposedRow:
    project = names.projects[shift.project]
    place = f"{project}, {names.phases[shift.project, shift.phase]}" if shift.phase else project
    return ProposedRow(
        place=place,
        what=WHAT[shift.what],
        before=_end(names, shift.what, shift.from_),
        after=_end(names, shift.what, shift.to),
        keep=decision_text(shift.pins),
        own=bool(shift.pins) and set(shift.pins) <= set(answer.pins),
    )


def _end(names: Names, what: str, value: str) -> str:
    if what == "start":
        return words.day(dt.date.fromisoformat(value))
    if what == "people":
        return words.listing([names.people.get(name, name) for name in value.split(", ") if name]) or "nobody"
    return value

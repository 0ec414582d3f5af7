"""Scenarios: the list to compare from, the form of a new one, one with its changes, the review before applying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.domain.document_differences import differences_told, told
from planner.domain.document_edits import Edit
from planner.domain.portfolio import Portfolio
from planner.services.plans import PlanRecord
from planner.services.scenarios import Review, Scenario
from web import words
from web.forms.entries import Option
from web.rendering import template
from web.views.progress import ProgressView
from web.views.shell import Nav, PortfolioPlace, Shell, Tone

STATES: dict[str, tuple[str, Tone | str]] = {
    "draft": ("Draft", ""),
    "planned": ("Planned", "info"),
    "applied": ("Applied", "good"),
    "dropped": ("Dropped", ""),
}


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario in the list."""

    name: str
    href: str
    state: str
    tone: str
    by: str
    changes: str
    value: str
    difference: str
    plan_id: str | None
    chosen: bool


@template("scenarios.html")
@dataclass(frozen=True)
class ScenariosView:
    """All scenarios of a portfolio."""

    shell: Shell
    href: str
    compare_href: str
    base: ScenarioRow | None
    """The portfolio itself, with its newest plan."""
    rows: tuple[ScenarioRow, ...]
    next_href: str | None
    can_edit: bool


@template("scenario_new.html")
@dataclass(frozen=True)
class NewScenarioView:
    """The form of a new scenario, with what was typed."""

    shell: Shell
    action: str
    back: Nav
    typed: Mapping[str, str]
    message: str
    details: tuple[str, ...]
    skills: tuple[Option, ...]
    pools: tuple[Option, ...]
    themes: tuple[Option, ...]
    projects: tuple[Option, ...]
    plan_id: str
    """The plan that a changes document is about; empty without one."""


@dataclass(frozen=True)
class EditRow:
    """A change, in words."""

    number: int
    part: str
    what: str
    change: str
    before: str
    now: str
    after: str
    clash: bool
    possible: bool


@template("scenario.html")
@dataclass(frozen=True)
class ScenarioView:
    """One scenario."""

    shell: Shell
    href: str
    back: Nav
    note: str
    state: str
    tone: str
    by: str
    edits: tuple[EditRow, ...]
    clashes: int
    plan: Nav | None
    value: str
    luck: str
    compare_href: str | None
    share_href: str | None
    progress: ProgressView | None
    can_edit: bool
    is_open: bool
    is_dropped: bool
    name: str
    version: int


@template("scenario_apply.html")
@dataclass(frozen=True)
class ApplyView:
    """What applying meets: both versions of every place that both have changed."""

    shell: Shell
    href: str
    back: Nav
    message: str
    clashes: tuple[EditRow, ...]
    others: tuple[EditRow, ...]
    """What goes in as it is."""
    portfolio_version: int


def scenarios_view(
    shell: Shell,
    place: PortfolioPlace,
    found: Sequence[Scenario],
    base: PlanRecord | None,
    currency: str,
    next_cursor: str | None,
    *,
    can_edit: bool,
) -> ScenariosView:
    """The list, the newest first; the portfolio and the newest planned scenario are chosen to compare."""
    href = f"{place.href}/scenarios"
    newest = next((one.id for one in found if one.plan_id and one.state == "planned"), None)
    value = base.plan.value if base else None
    return ScenariosView(
        shell=shell,
        href=href,
        compare_href=f"{place.href}/compare",
        base=_base_row(place, base, currency) if base else None,
        rows=tuple(_row(href, one, value, currency, chosen=one.id == newest) for one in found),
        next_href=f"{href}?cursor={next_cursor}" if next_cursor else None,
        can_edit=can_edit,
    )


def _base_row(place: PortfolioPlace, base: PlanRecord, currency: str) -> ScenarioRow:
    return ScenarioRow(
        "The portfolio as it is",
        f"{place.href}/plans/{base.id}",
        "Plan of record" if base.is_record else "Newest plan",
        "info" if base.is_record else "",
        words.moment(base.created_at),
        "",
        words.short_money(base.plan.value, currency),
        "",
        base.id if base.plan.value is not None else None,
        True,
    )


def _row(href: str, one: Scenario, base: float | None, currency: str, *, chosen: bool) -> ScenarioRow:
    label, tone = STATES[one.state]
    more = None if one.value is None or base is None else one.value - base
    return ScenarioRow(
        one.name,
        f"{href}/{one.id}",
        label,
        tone,
        f"{one.created_by}, {words.day(one.created_at.date())}",
        words.count(len(one.edits), "change"),
        words.short_money(one.value, currency),
        "" if more is None else ("+" if more > 0 else "") + words.short_money(more, currency),
        one.plan_id if one.value is not None else None,
        chosen,
    )


def new_scenario_view(
    shell: Shell,
    place: PortfolioPlace,
    portfolio: Portfolio,
    typed: Mapping[str, str],
    plan_id: str,
    message: str = "",
    details: tuple[str, ...] = (),
) -> NewScenarioView:
    """The form; nothing typed is lost."""

    def options(rows: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
        return (Option("", "no change"), *(Option(key, name) for key, name in rows))

    href = f"{place.href}/scenarios"
    return NewScenarioView(
        shell=shell,
        action=href,
        back=Nav("All scenarios", href),
        typed=typed,
        message=message,
        details=details,
        skills=options([(s.id, s.name) for s in portfolio.skills]),
        pools=options([(p.id, p.name or p.id) for p in portfolio.pools]),
        themes=options([(t.id, t.name) for t in portfolio.themes]),
        projects=options([(p.id, p.name) for p in portfolio.projects]),
        plan_id=plan_id,
    )


def edit_rows(review: Review) -> tuple[EditRow, ...]:
    """All changes in words, with those that clash."""
    edits = review.scenario.edits
    clashes = {clash.edit: clash for clash in review.clashes}
    rows = []
    for number, (edit, said) in enumerate(zip(edits, differences_told(edits), strict=True)):
        clash = clashes.get(number)
        now = "" if clash is None else (_value(clash.now) if clash.possible else "gone")
        arrow = " \N{RIGHTWARDS ARROW} "
        rows.append(
            EditRow(
                number,
                said.part.replace("_", " "),
                " ".join(filter(None, (_row_name(edit) or said.id, said.field.replace(".", arrow)))),
                said.what,
                said.before or (_value(edit.before) if edit.before is not None else words.NOTHING),
                now or words.NOTHING,
                said.after or (_value(edit.after) if edit.after is not None else words.NOTHING),
                clash is not None,
                clash is None or clash.possible,
            )
        )
    return tuple(rows)


def _row_name(edit: Edit) -> str:
    rows = (value for value in (edit.after, edit.before) if isinstance(value, dict))
    return next((str(row["name"]) for row in rows if row.get("name")), "")


def _value(value: object) -> str:
    """A value in words; a whole row by its name."""
    if isinstance(value, dict) and value.get("id"):
        return str(value.get("name") or value["id"])
    return told(value) or words.NOTHING


def scenario_view(
    shell: Shell,
    place: PortfolioPlace,
    review: Review,
    base_plan: str | None,
    currency: str,
    progress: ProgressView | None,
    luck: str,
    *,
    can_edit: bool,
) -> ScenarioView:
    """One scenario; `base_plan` is what it is compared with, and `luck` how often it is better than that."""
    one = review.scenario
    label, tone = STATES[one.state]
    rows = edit_rows(review) if one.state != "applied" else edit_rows(Review(one, (), 0))
    planned = one.value is not None and one.plan_id is not None
    pair = f"plan={base_plan}&plan={one.plan_id}" if planned and base_plan else ""
    return ScenarioView(
        shell=shell,
        href=f"{place.href}/scenarios/{one.id}",
        back=Nav("All scenarios", f"{place.href}/scenarios"),
        note=one.note,
        state=label,
        tone=tone,
        by=f"{one.created_by}, {words.moment(one.created_at)}",
        edits=rows,
        clashes=sum(row.clash for row in rows),
        plan=Nav("Open its plan", f"{place.href}/plans/{one.plan_id}") if one.plan_id else None,
        value=words.short_money(one.value, currency),
        luck=luck,
        compare_href=f"{place.href}/compare?{pair}" if pair else None,
        share_href=f"{place.href}/sharing?plan={one.plan_id}" if planned else None,
        progress=progress,
        can_edit=can_edit,
        is_open=one.state in ("draft", "planned"),
        is_dropped=one.state == "dropped",
        name=one.name,
        version=one.version,
    )


def apply_view(shell: Shell, place: PortfolioPlace, review: Review, message: str = "") -> ApplyView:
    """The review before a scenario is applied."""
    rows = edit_rows(review)
    href = f"{place.href}/scenarios/{review.scenario.id}"
    clashing = tuple(row for row in rows if row.clash)
    return ApplyView(
        shell,
        f"{href}/apply",
        Nav("Back to the scenario", href),
        message,
        clashing,
        tuple(row for row in rows if not row.clash),
        review.portfolio_version,
    )

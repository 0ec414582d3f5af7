"""Why a project is in or out of a plan: the reason first, then what forcing it costs and what would let it in."""

from dataclasses import dataclass

from planner.domain.answers import Explanation, Tried
from planner.domain.plan import PlannedProject
from web import words
from web.rendering import template
from web.views.plan_parts import PlanSource
from web.views.progress import ProgressView
from web.views.project import Status, status_of
from web.views.rules import rule_name
from web.views.shell import Nav, Shell


@dataclass(frozen=True)
class Forced:
    """What the opposite decision would bring."""

    title: str
    text: str
    leaves: tuple[Nav, ...]
    enters: tuple[Nav, ...]


@dataclass(frozen=True)
class TriedRow:
    """A change that was tried."""

    rule: str
    change: str
    outcome: str
    value: str
    difference: str
    selects: bool


@template("plan_why.html")
@dataclass(frozen=True)
class WhyView:
    """One project in or out of one plan."""

    shell: Shell
    href: str
    plan: Nav
    project: Nav
    status: Status
    progress: ProgressView | None
    forced: Forced | None
    tried: tuple[TriedRow, ...]
    asked: bool
    """Whether there is an answer."""
    can_ask: bool
    can_apply: bool
    try_href: str
    plan_id: str
    project_id: str


def why_view(
    shell: Shell,
    source: PlanSource,
    planned: PlannedProject,
    found: Explanation | None,
    progress: ProgressView | None,
    *,
    can_edit: bool,
) -> WhyView:
    """The page of an explanation, also before anybody has asked."""
    return WhyView(
        shell=shell,
        href=f"{source.href}/why/{planned.id}",
        plan=Nav("Back to the plan", source.href),
        project=Nav("The project", source.project_hrefs()[planned.id]),
        status=status_of(planned, has_plan=True),
        progress=progress,
        forced=forced_view(source, found) if found else None,
        tried=tuple(_tried(source, found, row) for row in found.relaxations) if found else (),
        asked=found is not None,
        can_ask=can_edit and progress is None,
        can_apply=can_edit,
        try_href=f"{source.place.href}/scenarios/tried",
        plan_id=source.plan_id,
        project_id=planned.id,
    )


def forced_view(source: PlanSource, found: Explanation) -> Forced:
    """What the opposite decision would bring, in words."""
    other = "without it" if found.selected else "with it"
    title = "If it were out" if found.selected else "If it had to be in"
    if found.value_if_forced is None:
        why = found.forced_reason.text if found.forced_reason else f"No plan {other} was found in the time."
        return Forced(title, f"No plan {other} is possible. {why}" if found.forced_reason else why, (), ())
    return Forced(
        title,
        f"The best plan found {other} is worth {_money(source, found.value_if_forced)}: "
        f"{_against(source, found.value_if_forced, found.value)}.",
        _links(source, found.displaces),
        _links(source, found.admits),
    )


def _links(source: PlanSource, projects: tuple[str, ...]) -> tuple[Nav, ...]:
    names, hrefs = {p.id: p.name for p in source.portfolio.projects}, source.project_hrefs()
    return tuple(Nav(names.get(p, p), hrefs[p]) for p in projects)


def _money(source: PlanSource, value: float) -> str:
    return words.short_money(value, source.plan.currency)


def _against(source: PlanSource, value: float, before: float | None) -> str:
    """More or less than the plan, in words."""
    gain = value - (before or 0.0)
    if abs(gain) < 1:
        return "as much as this plan"
    more = "more" if gain > 0 else "less"
    hint = ", so planning again longer pays" if gain > 0 else ""
    return f"{_money(source, abs(gain))} {more} than this plan{hint}"


def _tried(source: PlanSource, found: Explanation, row: Tried) -> TriedRow:
    gain = None if row.value is None or found.value is None else row.value - found.value
    return TriedRow(
        rule_name(row.rule),
        row.change,
        "It is in" if row.selects else "Still out" if row.value is not None else "No plan",
        _money(source, row.value) if row.value is not None else words.NOTHING,
        "" if gain is None else ("+" if gain > 0 else "") + _money(source, gain),
        row.selects,
    )

"""What the pages of a plan have in common: head, sections, controls, progress, what is out and why."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.forecast import Forecast
from planner.domain.job import Job
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.promises import Promises
from web import words
from web.charts.deadlines import Finish
from web.charts.lanes import theme_colours
from web.views.rules import rule_name
from web.views.shell import Nav, PortfolioPlace
from web.views.verdict import Verdict, verdict

SECONDS = (5, 10, 30, 60, 300)
CONFIDENCES = (0.7, 0.8, 0.9)
"""How sure dates can be asked to be."""
MOST_MISSED = 3
"""Projects that miss the confidence and are named above the plan."""


@dataclass(frozen=True)
class PlanSource:
    """Everything that the pages of one plan are made from."""

    place: PortfolioPlace
    plan_id: str
    plan: Plan
    portfolio: Portfolio
    finishes: Mapping[str, Finish]
    created_at: dt.datetime
    seconds: float
    now: dt.datetime
    edited_since: bool = False
    is_record: bool = False
    forecast: Forecast | None = None
    scenario: Nav | None = None
    """The scenario that it is a plan of."""

    @property
    def href(self) -> str:
        """The plan's own address."""
        return f"{self.place.href}/plans/{self.plan_id}"

    def project_hrefs(self) -> dict[str, str]:
        """Address of each project's page."""
        return {p.id: f"{self.place.href}/projects/{p.id}" for p in self.portfolio.projects}


@dataclass(frozen=True)
class Fact:
    """A figure with its name and a remark."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class RepairRow:
    """A relaxation that would make a plan possible."""

    rule: str
    text: str


@dataclass(frozen=True)
class PlanHead:
    """The status line and the sections of a plan."""

    plan_id: str
    href: str
    verdict: Verdict
    made: str
    promise: str
    """What planning with a confidence reached; empty at likely values."""
    stale: bool
    is_record: bool
    has_forecast: bool
    sections: tuple[Nav, ...]
    repairs: tuple[RepairRow, ...]
    exists: bool
    plans_href: str
    digest_href: str
    share_href: str
    scenario: Nav | None


@dataclass(frozen=True)
class Choice:
    """An option of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class PlanControls:
    """The Plan button, how long it may search, and how sure its dates shall be."""

    action: str
    choices: tuple[Choice, ...]
    sure: tuple[Choice, ...]
    can_edit: bool
    busy: bool
    """Whether the page waits for something; nothing else is asked about its plan meanwhile."""
    planning: bool
    again: bool


@dataclass(frozen=True)
class OutRow:
    """A project that is not in the plan, and why."""

    name: str
    href: str
    theme: str
    colour: int
    value: str
    rule: str
    reason: str
    why_href: str
    try_href: str
    """What it would do to bring it in."""


def plan_controls(
    place: PortfolioPlace,
    *,
    can_edit: bool,
    job: Job | None,
    again: bool,
    before: float = 10,
    confidence: float | None = None,
    query: str = "",
) -> PlanControls:
    """The controls; the seconds and the confidence of the plan before are chosen, and the view comes back."""
    seconds = before if before in SECONDS else 10
    sure = (
        Choice("", "at likely values", confidence not in CONFIDENCES),
        *(Choice(str(c), f"{words.percent(c)} sure", c == confidence) for c in CONFIDENCES),
    )
    options = tuple(
        Choice(str(s), f"{s} s" if s < 60 else words.count(s // 60, "minute"), s == seconds) for s in SECONDS
    )
    planning = job is not None and job.kind == "plan"
    return PlanControls(
        f"{place.href}/plans{query}", options, sure, can_edit, job is not None, planning, again
    )


def plan_head(source: PlanSource, section: str) -> PlanHead:
    """The head of a section's page."""
    links = (
        ("Roadmap", ""),
        ("Load", "/load"),
        ("Compute", "/compute"),
        ("Cost", "/cost"),
        *((("Forecast", "/forecast"),) if source.forecast else ()),
        ("New work", "/available"),
        ("Replan", "/replan"),
        ("One more", "/marginal"),
        ("Trade-offs", "/frontier"),
    )
    return PlanHead(
        plan_id=source.plan_id,
        href=source.href,
        verdict=verdict(source.plan),
        made=f"Planned {words.ago(source.created_at, source.now)}, {words.seconds(source.seconds)} of search",
        promise=_promise(source),
        stale=source.edited_since and source.scenario is None,
        is_record=source.is_record,
        has_forecast=bool(source.finishes),
        sections=tuple(Nav(label, source.href + path, label == section) for label, path in links),
        repairs=tuple(RepairRow(rule_name(r.rule), r.text) for r in source.plan.repair),
        exists=source.plan.value is not None,
        plans_href=f"{source.place.href}/plans",
        digest_href=f"{source.place.href}/digest",
        share_href=f"{source.place.href}/sharing" + ("" if source.is_record else f"?plan={source.plan_id}"),
        scenario=source.scenario,
    )


def _promise(source: PlanSource) -> str:
    plan, promises = source.plan, source.plan.promises
    if promises is None or plan.value is None:
        return ""
    each = "each date is" if promises.scope == "project" else "all dates together are"
    kept = "kept" if promises.reached else f"not kept{_missed(source.portfolio, promises)}"
    runs = words.count(promises.runs, "fresh scenario")
    text = f"{words.percent(promises.confidence)} sure that {each} in time: {kept} on {runs}"
    if promises.value_without is None:
        return text + "."
    price = max(0.0, promises.value_without - plan.value)
    return f"{text}. Certainty costs {words.short_money(price, plan.currency)} of value."


def _missed(portfolio: Portfolio, promises: Promises) -> str:
    """Who misses the confidence, with the share of runs: the worst few by name."""
    if promises.scope == "whole":
        return f" (all together {words.percent(promises.together)})"
    short = promises.short()
    named = ", ".join(
        f"{portfolio.project(row.project).name} ({words.percent(row.probability)})"
        for row in short[:MOST_MISSED]
    )
    more = f" and {len(short) - MOST_MISSED} more" if len(short) > MOST_MISSED else ""
    return f" by {named}{more}"


def out_rows(source: PlanSource) -> tuple[OutRow, ...]:
    """The projects left out, those worth most first."""
    portfolio, colours = source.portfolio, theme_colours(source.portfolio)
    themes = {t.id: t.name for t in portfolio.themes}
    hrefs = source.project_hrefs()
    reasons = {p.id: p.reason for p in source.plan.projects if not p.selected}
    rows = []
    for project in portfolio.projects:
        if project.id not in reasons:
            continue
        reason, rate = reasons[project.id], project.value.per_week
        weekly = rate.mean(portfolio.meaning(project)) if rate else 0.0
        value = f"{words.short_money(weekly, portfolio.currency)} a week" if rate else words.NOTHING
        row = OutRow(
            project.name,
            hrefs[project.id],
            themes.get(project.theme or "", "No theme"),
            colours.get(project.theme or "", 0),
            value,
            rule_name(reason.rule) if reason else "",
            reason.text if reason else "No reason was recorded.",
            f"{source.href}/why/{project.id}",
            f"{source.href}/proposal?project={project.id}&selected=true#proposal",
        )
        rows.append((-weekly, row))
    return tuple(row for _, row in sorted(rows, key=lambda item: (item[0], item[1].name)))

"""The page of one project: dates as a distribution, phases with crews, cost, reason."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from planner.domain.calibration_report import CorrectedEstimate
from planner.domain.estimates import Estimate
from planner.domain.forecast import ProjectForecast
from planner.domain.plan import Plan, PlannedProject
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Project
from web import words
from web.charts.deadlines import Finish, judge_deadline
from web.charts.distribution import Curve, curve_points, finish_curve, finish_points
from web.charts.lanes import theme_colours
from web.rendering import template
from web.views.comments import Comments
from web.views.origins import PinRow
from web.views.plan_parts import Fact
from web.views.rules import rule_name
from web.views.shell import Shell, Tone
from web.views.values import Three, three


@dataclass(frozen=True)
class PhaseRow:
    """A phase as needed and as planned."""

    name: str
    kind: str
    dates: str
    crew: str
    needs: tuple[tuple[str, Three, Three | None], ...]
    """What it needs, as estimated and as corrected by finished work."""
    gate: str
    after: str


@dataclass(frozen=True)
class Status:
    """Where the project stands in the latest plan."""

    tone: Tone
    badge: str
    text: str
    rule: str


@template("project.html")
@dataclass(frozen=True)
class ProjectView:
    """One project."""

    shell: Shell
    name: str
    description: str
    edit_href: str
    delete_href: str
    plan_href: str | None
    version: int
    can_edit: bool
    badges: tuple[str, ...]
    theme: str
    colour: int
    status: Status
    facts: tuple[Fact, ...]
    curve: Curve | None
    phases: tuple[PhaseRow, ...]
    details: tuple[tuple[str, str], ...]
    cost: tuple[tuple[str, str], ...]
    has_plan: bool
    correction: str
    """Where corrections come from; empty when there are none."""
    calibration_href: str
    comments: Comments
    pins: tuple[PinRow, ...]
    sources: tuple[tuple[str, str], ...]
    """Where the values come from."""


def project_view(
    shell: Shell,
    href: str,
    portfolio: Portfolio,
    project: Project,
    version: int,
    *,
    comments: Comments,
    plan: Plan | None,
    plan_href: str | None,
    finish: Finish | None,
    forecast: ProjectForecast | None = None,
    cost: tuple[tuple[str, str], ...] = (),
    corrected: Sequence[CorrectedEstimate] = (),
    calibration_href: str = "",
    pins: Sequence[PinRow] = (),
    sources: Sequence[tuple[str, str]] = (),
    can_edit: bool = True,
) -> ProjectView:
    """The page of a project with what the latest plan says about it."""
    planned = next((p for p in plan.projects if p.id == project.id), None) if plan else None
    names = {t.id: t.name for t in portfolio.themes}
    return ProjectView(
        shell=shell,
        name=project.name,
        description=project.description or "",
        edit_href=f"{href}/edit",
        delete_href=f"{href}/delete",
        plan_href=plan_href,
        version=version,
        can_edit=can_edit,
        badges=_badges(project),
        theme=names.get(project.theme or "", ""),
        colour=theme_colours(portfolio).get(project.theme or "", 0),
        status=status_of(planned, has_plan=plan is not None),
        facts=_facts(portfolio, project, planned, finish),
        curve=_curve(portfolio, project, planned, finish, forecast),
        phases=tuple(_phase_row(portfolio, project, phase, plan, corrected) for phase in project.phases),
        details=_details(portfolio, project),
        cost=cost,
        has_plan=plan is not None,
        correction=_correction(corrected),
        calibration_href=calibration_href,
        comments=comments,
        pins=tuple(pins),
        sources=tuple(sources),
    )


def _correction(corrected: Sequence[CorrectedEstimate]) -> str:
    if not corrected:
        return ""
    rows = max(row.rows for row in corrected)
    source = (
        f"{words.decimal(rows)} pieces of finished work" if rows else "the prior alone, without finished work"
    )
    return f"Corrected P10, P50 and P90 by {source}; the P50 is planned"


def _badges(project: Project) -> tuple[str, ...]:
    found = (project.kind.replace("-", " "), "must have" if project.mandatory else "", project.stage or "")
    return tuple(text for text in found if text)


def status_of(planned: PlannedProject | None, *, has_plan: bool) -> Status:
    """Where a project stands in a plan, in words."""
    if planned is None:
        text = (
            "It was added after the latest plan. Plan again to place it."
            if has_plan
            else "There is no plan yet."
        )
        return Status("info", "Not planned", text, "")
    if planned.selected and planned.start and planned.finish:
        dates = words.span(planned.start, words.last_day(planned.finish))
        return Status("good", "In the plan", f"Planned {dates}.", "")
    reason = planned.reason
    return Status(
        "warn",
        "Left out",
        reason.text if reason else "No reason was recorded.",
        rule_name(reason.rule) if reason else "",
    )


def _facts(
    portfolio: Portfolio, project: Project, planned: PlannedProject | None, finish: Finish | None
) -> tuple[Fact, ...]:
    facts = []
    if planned and planned.launch:
        facts.append(
            Fact(
                "Launch, planned",
                words.day(words.last_day(planned.launch)),
                words.quarter(planned.quarter) if planned.quarter else "",
            )
        )
    if finish and finish.p50 and finish.p80 and finish.p90:
        until = [words.last_day(day) for day in (finish.p50, finish.p80, finish.p90)]
        facts.append(Fact("Even chance (P50)", words.day(until[0]), "of those futures in which it launches"))
        facts.append(Fact("Quite sure (P80)", words.day(until[1]), f"P90 {words.day(until[2])}"))
    if finish:
        facts.append(Fact("Launches at all", words.percent(finish.p_done), "of futures, within the horizon"))
    elif project.success_probability < 1:
        facts.append(Fact("Chance of success", words.percent(project.success_probability), "from its gates"))
    if project.value.per_week:
        mean = project.value.per_week.mean(portfolio.meaning(project))
        facts.append(
            Fact("Value a week", words.short_money(mean, portfolio.currency), "mean, from launch on")
        )
    if project.deadline:
        note = "hard" if project.deadline.hard else ""
        if planned and planned.launch:
            note = judge_deadline(project.deadline.date, finish, planned.launch)[1]
        facts.append(Fact("Deadline", words.day(project.deadline.date), note))
    return tuple(facts)


def _curve(
    portfolio: Portfolio,
    project: Project,
    planned: PlannedProject | None,
    finish: Finish | None,
    forecast: ProjectForecast | None,
) -> Curve | None:
    if finish is None:
        return None
    dots = curve_points(forecast) if forecast else finish_points(finish)
    if not dots:
        return None
    deadline = project.deadline.date if project.deadline else None
    return finish_curve(
        project.name,
        finish=finish,
        points=dots,
        horizon=portfolio.horizon,
        planned=planned.launch if planned else None,
        deadline=deadline,
        by_quarter={q.quarter: q.p_done for q in forecast.by_quarter} if forecast else {},
    )


def _phase_row(
    portfolio: Portfolio,
    project: Project,
    phase: Phase,
    plan: Plan | None,
    corrected: Sequence[CorrectedEstimate],
) -> PhaseRow:
    people = {w.id: w.name for w in portfolio.workers}
    skills = {s.id: s.name for s in portfolio.skills}
    names = {p.id: p.name or p.id for p in project.phases}
    placed = (
        next((p for p in plan.phases if (p.project, p.phase) == (project.id, phase.id)), None)
        if plan
        else None
    )
    new = {(row.measure, row.skill): row for row in corrected if row.phase == phase.id}
    needs = [
        (f"{skills.get(s, s)}, engineer-weeks", three(estimate), _three(new.get(("effort", s))))
        for s, estimate in phase.effort.items()
    ]
    if phase.weeks:
        needs.append(("Calendar weeks", three(phase.weeks), _three(new.get(("weeks", None)))))
    if phase.gpu:
        label = f"{phase.gpu.reference} hours"
        needs.append((label, three(phase.gpu.hours), _three(new.get(("gpu_hours", None)))))
    gate = ""
    if phase.gate:
        again = (
            ""
            if phase.gate.on_failure == "stop"
            else f", may be redone {words.count(phase.gate.on_failure.times, 'time')}"
        )
        gate = f"passes with {words.percent(phase.gate.probability)}{again or ', else the project stops'}"
    return PhaseRow(
        name=phase.name or phase.id,
        kind=phase.kind,
        dates=words.span(placed.start, words.last_day(placed.finish)) if placed else "",
        crew=words.listing([people.get(p, p) for p in placed.crew]) if placed else "",
        needs=tuple((label, amount, change) for label, amount, change in needs if amount),
        gate=gate,
        after=words.listing([names.get(a.phase, a.phase) for a in phase.after]),
    )


def _three(row: CorrectedEstimate | None) -> Three | None:
    if row is None:
        return None
    low, likely, high = (
        round(value, 2 if row.measure == "effort" else 1) for value in (row.p10, row.p50, row.p90)
    )
    return three(Estimate(low=low, likely=likely, high=high))


def _details(portfolio: Portfolio, project: Project) -> tuple[tuple[str, str], ...]:
    names = {p.id: p.name for p in portfolio.projects}
    skills = {s.id: s.name for s in portfolio.skills}
    waits = [
        names.get(d.project, d.project) + (f" ({d.phase})" if d.phase else "") for d in project.depends_on
    ]
    upkeep = [f"{skills.get(s, s)} {words.number(n)}" for s, n in project.upkeep.items()]
    penalty = project.deadline.penalty_per_week if project.deadline else None
    found = (
        ("Id", project.id),
        ("Sponsor", project.sponsor or ""),
        ("Tags", ", ".join(project.tags)),
        ("Cost centre", project.cost_centre or ""),
        ("Waits for", words.listing(waits)),
        ("Penalty a week late", words.money(penalty, portfolio.currency) if penalty else ""),
        ("Upkeep a week", words.listing(upkeep)),
        (
            "Serving cost a week",
            words.money(project.serving_cost_per_week, portfolio.currency)
            if project.serving_cost_per_week
            else "",
        ),
        ("Retires", _retires(project.retires)),
        (
            "Estimates mean",
            "P10 / P50 / P90" if portfolio.meaning(project) == "quantiles" else "minimum / mode / maximum",
        ),
    )
    return tuple((name, text) for name, text in found if text)


def _retires(day: dt.date | None) -> str:
    return words.day(day) if day else ""

"""Deadlines in danger, with what drives them and what they lose, and other risks of a plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.domain.lateness import Lateness, LateProject, OtherRisk
from web import words
from web.tables import Cell, DataTable, Head, share_cell, until_cell
from web.views.plan_parts import PlanSource

SURE = 0.8
"""Deadlines that are kept at least this often are called safe."""


@dataclass(frozen=True)
class Late:
    """The section on the plan's page."""

    summary: str
    table: DataTable | None
    risks: tuple[str, ...]
    forecast_href: str


def late_section(source: PlanSource, found: Lateness) -> Late:
    """Deadlines, the largest expected loss first, and other risks in words."""
    return Late(
        summary=_summary(found),
        table=late_table(source, found) if found.projects else None,
        risks=tuple(_risk(risk) for risk in found.risks),
        forecast_href=f"{source.href}/forecast" if found.has_forecast else "",
    )


def _summary(found: Lateness) -> str:
    if not found.projects:
        return "No selected project has a deadline"
    if not found.has_forecast:
        late = sum(row.planned_late > 0 for row in found.projects)
        return f"By the planned dates {late} of {words.count(len(found.projects), 'deadline')} missed"
    danger = sum(row.p_on_time is not None and row.p_on_time < SURE for row in found.projects)
    return f"{danger} of {words.count(len(found.projects), 'deadline')} less than {words.percent(SURE)} sure"


def late_table(source: PlanSource, found: Lateness, *, linked: bool = True) -> DataTable:
    """One row for each selected project with a deadline; readers without a login follow no links."""
    heads = [Head("Project"), Head("Deadline"), Head("Planned"), Head("In words")]
    if found.has_forecast:
        heads += [Head("On time", numeric=True), Head("Expected delay, weeks", numeric=True)]
        heads += [Head("Driven by"), Head("Expected loss", numeric=True)]
    names = {(p.id, f.id): f.name or f.id for p in source.portfolio.projects for f in p.phases}
    hrefs = source.project_hrefs() if linked else {}
    rows = tuple(
        (
            *_dates(source, row, hrefs.get(row.project)),
            *(_chances(source, row, names) if found.has_forecast else ()),
        )
        for row in found.projects
    )
    return DataTable(
        "lateness",
        "Deadlines, the largest loss first",
        f"{source.href}/tables/lateness.csv",
        tuple(heads),
        rows,
    )


def _dates(source: PlanSource, row: LateProject, href: str | None) -> tuple[Cell, ...]:
    hard = " (hard)" if row.hard else ""
    return (
        Cell(source.portfolio.project(row.project).name, href=href),
        Cell(words.day(row.deadline) + hard, row.deadline.isoformat()),
        until_cell(row.planned),
        Cell(_standing(row)),
    )


def _standing(row: LateProject) -> str:
    if row.planned_late:
        return f"planned {words.count(row.planned_late, 'week')} late"
    if row.p_on_time is None:
        return "on time by plan"
    if row.p_on_time < 0.5:
        return "late more often than not"
    return "at risk" if row.p_on_time < SURE else "safe"


def _chances(source: PlanSource, row: LateProject, names: Mapping[tuple[str, str], str]) -> tuple[Cell, ...]:
    nothing = Cell(words.NOTHING, "")
    driver = nothing
    if row.driver is not None:
        driver = Cell(names.get((row.project, row.driver.phase), row.driver.phase))
        if row.driver.criticality is not None:
            share = words.percent(row.driver.criticality)
            driver = Cell(f"{driver.text}, critical in {share}", driver.text)
    return (
        share_cell(row.p_on_time),
        nothing
        if row.late_weeks is None
        else Cell(words.decimal(row.late_weeks, 1), round(row.late_weeks, 3)),
        driver,
        nothing
        if row.loss is None
        else Cell(words.short_money(row.loss, source.portfolio.currency), round(row.loss, 2)),
    )


def _risk(risk: OtherRisk) -> str:
    if risk.kind == "budget":
        return f"The budget for {risk.name} is overrun in {words.percent(risk.amount)} of futures."
    return f"{risk.name} adds {words.decimal(risk.amount, 1)} weeks to the P80 of the last launch it touches."

"""One page about a plan: value, risk, spend, what is in, what is out, what changed. Also what shared links show."""

from dataclasses import dataclass

from planner.domain.cost import CostReport
from planner.domain.differences import differences
from planner.domain.lateness import Lateness
from planner.services.plans import PlanRecord
from planner.services.publications import Publication
from web import words
from web.charts.roadmap import roadmap
from web.charts.roadmap_shapes import Roadmap
from web.charts.scale import fit_to_sheet
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.costs import KINDS
from web.views.late import late_table
from web.views.moves import names_of, summary
from web.views.plan_parts import Fact, OutRow, PlanSource, out_rows
from web.views.plans import plan_facts, roadmap_table
from web.views.shell import Nav, Shell

MOST_ROWS = 5
"""Of each list: the page is one page."""
OTHER_HEIGHT = 350
"""Of what stands above the roadmap, and of its legend."""
LEAST_HEIGHT = 780
"""Of the four lists beside the roadmap, on paper."""


@dataclass(frozen=True)
class Changed:
    """What is different from an earlier plan of record."""

    since: str
    text: str
    table: DataTable


@template("summary.html")
@dataclass(frozen=True)
class SummaryView:
    """The page; without a plan it says so."""

    shell: Shell
    decided: str
    note: str
    facts: tuple[Fact, ...]
    roadmap: Roadmap | None
    dates: DataTable | None
    """Of every project, for readers who have no other page."""
    late: DataTable | None
    spend: DataTable | None
    out: tuple[OutRow, ...]
    out_more: int
    reasons: bool
    """Whether the whole reason is told, not only its rule."""
    changed: Changed | None
    links: tuple[Nav, ...]
    fit: int
    picture: str = ""
    """Address of the roadmap as a picture; empty without one."""

    """Percent to which the page is scaled on paper."""


@dataclass(frozen=True)
class Before:
    """The plan of record before, with the decision for it."""

    record: PlanRecord
    decision: Publication


def summary_view(
    shell: Shell,
    source: PlanSource,
    late: Lateness,
    costs: CostReport | None,
    decision: Publication | None,
    before: Before | None,
    links: tuple[Nav, ...],
    *,
    shared: bool = False,
) -> SummaryView:
    """The summary of a plan.

    Parameters
    ----------
    costs
        None when they may not be shown.
    shared
        Whether readers have no login: then nothing leads to other pages, and this one tells dates and reasons of all
        projects.
    """
    hrefs = dict.fromkeys(source.project_hrefs(), "#roadmap-title") if shared else source.project_hrefs()
    drawn = roadmap(source.portfolio, source.plan, source.finishes, hrefs, source.now.date())
    out = out_rows(source)
    return SummaryView(
        shell=shell,
        decided=decided_words(decision) if decision else "Not the plan of record.",
        note=decision.note if decision else "",
        facts=(*plan_facts(source), *_spend_facts(costs)),
        roadmap=drawn if drawn.lanes else None,
        dates=roadmap_table(source, linked=False) if shared and drawn.lanes else None,
        late=(late_table(source, late, linked=False) if shared else _late(source, late))
        if late.projects
        else None,
        spend=spend_table(costs) if costs else None,
        out=out if shared else out[:MOST_ROWS],
        out_more=0 if shared else max(0, len(out) - MOST_ROWS),
        reasons=shared,
        changed=_changed(source, before, shared=shared) if before else None,
        links=links,
        fit=fit_to_sheet(max(drawn.height, LEAST_HEIGHT) + OTHER_HEIGHT),
        picture=next((link.href for link in links if link.href.endswith(".svg")), "") if drawn.lanes else "",
    )


def nothing_published(shell: Shell) -> SummaryView:
    """What a link shows before anything is published."""
    said = "Nothing is published yet. This page shows the plan of record as soon as there is one."
    return SummaryView(shell, said, "", (), None, None, None, None, (), 0, False, None, (), 100)


def decided_words(decision: Publication) -> str:
    """Since when, and by whom."""
    return f"Plan of record since {words.moment(decision.at)}, decided by {decision.by}."


def _spend_facts(costs: CostReport | None) -> tuple[Fact, ...]:
    if costs is None:
        return ()
    return (Fact("Spend", words.short_money(costs.total, costs.currency), "within the horizon"),)


def spend_table(costs: CostReport) -> DataTable:
    """Cost by kind and quarter; only sums, from which no salary can be told."""
    heads = (
        Head("Cost"),
        *(Head(words.quarter(q), numeric=True) for q in costs.quarters),
        Head("Sum", numeric=True),
    )
    rows = []
    for kind, name in KINDS.items():
        amounts = [
            sum((row.amount for row in costs.rows if row.kind == kind and row.quarter == quarter), start=0)
            for quarter in costs.quarters
        ]
        if any(amounts):
            figures = (*amounts, sum(amounts))
            rows.append((Cell(name), *(Cell(words.short_money(n, costs.currency)) for n in figures)))
    sums = (*costs.by_quarter.values(), costs.total)
    footer = (Cell("Total"), *(Cell(words.short_money(n, costs.currency)) for n in sums))
    return DataTable("spend", "Spend by quarter", "", heads, tuple(rows), footer)


def _late(source: PlanSource, late: Lateness) -> DataTable:
    """The deadlines that lose most: how sure they are and what is lost."""
    heads = (
        Head("Project"),
        Head("Deadline"),
        Head("On time", numeric=True),
        Head("Expected loss", numeric=True),
    )
    hrefs = source.project_hrefs()
    rows = []
    for row in late.projects[:MOST_ROWS]:
        sure = "late" if row.planned_late else "by plan"
        loss = words.NOTHING if row.loss is None else words.short_money(row.loss, source.portfolio.currency)
        rows.append(
            (
                Cell(source.portfolio.project(row.project).name, href=hrefs[row.project]),
                Cell(words.day(row.deadline)),
                Cell(sure if row.p_on_time is None else words.percent(row.p_on_time)),
                Cell(loss),
            )
        )
    return DataTable("late", "Deadlines, the largest loss first", "", heads, tuple(rows))


def _changed(source: PlanSource, before: Before, *, shared: bool) -> Changed:
    """Projects that come in, drop out, or are launched at another time, the largest changes first."""
    was = {p.id: p for p in before.record.plan.projects if p.selected}
    now = {p.id: p for p in source.plan.projects if p.selected}
    names = names_of(source.portfolio, before.record.portfolio).projects
    hrefs = {} if shared else source.project_hrefs()
    found: list[tuple[float, str, str]] = []
    for key in dict.fromkeys([*now, *was]):
        if key not in was or key not in now:
            found.append((float("inf"), key, "comes in" if key in now else "drops out"))
            continue
        old, new = was[key].launch, now[key].launch
        weeks = (new - old).days // 7 if old and new else 0
        if weeks:
            told = f"{words.count(abs(weeks), 'week')} {'later' if weeks > 0 else 'earlier'}"
            found.append((abs(weeks), key, told))
    found.sort(key=lambda one: (-one[0], names[one[1]]))
    rows = tuple((Cell(names[key], href=hrefs.get(key)), Cell(told)) for _, key, told in found[:MOST_ROWS])
    table = DataTable("changed", "What changed", "", (Head("Project"), Head("Launch")), rows)
    text = summary(differences(before.record.plan, source.plan))
    return Changed(words.moment(before.decision.at), text, table)

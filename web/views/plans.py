"""The roadmap page of a plan. One view model serves the page and its fragments."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from planner.domain.lateness import Lateness
from planner.domain.plan import Plan, PlannedProject
from planner.domain.portfolio import Portfolio
from web import words
from web.charts.deadlines import Finish, judge_deadline
from web.charts.lanes import LaneKey, Zoom
from web.charts.proposed import Proposed
from web.charts.roadmap import roadmap
from web.charts.roadmap_shapes import Fold, Roadmap
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell, share_cell, until_cell
from web.views.board_menu import BoardMenu, board_menu, board_of
from web.views.late import Late, late_section
from web.views.look import Look
from web.views.moves import Moves
from web.views.panel import Panel
from web.views.plan_parts import Fact, OutRow, PlanControls, PlanHead, PlanSource, out_rows, plan_head
from web.views.progress import ProgressView
from web.views.proposal import Proposal
from web.views.shell import Nav, Shell

USUAL = Look()


@dataclass(frozen=True)
class Step:
    """A gesture that can be taken back, or made again."""

    href: str
    told: str
    """What it was, whose, and when."""


@dataclass(frozen=True)
class ByHand:
    """What can be undone and redone of the changes by hand."""

    undo: Step | None
    redo: Step | None
    history_href: str


@template("plan.html")
@dataclass(frozen=True)
class PlanView:
    """The roadmap page, also before there is a plan."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead | None
    facts: tuple[Fact, ...]
    roadmap: Roadmap | None
    choices: tuple[tuple[str, tuple[Nav, ...]], ...]
    """Ways to draw the roadmap: what is chosen, and the address of each way."""
    table: DataTable | None
    late: Late | None
    """Deadlines and risks; None without a plan."""
    moves: Moves | None
    """What is different from the plan of record; None without one, or when this is it."""
    out: tuple[OutRow, ...]
    missing: tuple[Nav, ...]
    """What must be entered before planning makes sense, with the place to do it."""
    by_person: bool = False
    """Whether lanes are people, between whom bars are dragged."""
    by_hand: ByHand | None = None
    """How the last pins are taken back or made again."""
    menu: BoardMenu | None = None
    """The gestures without dragging; None where there is nothing to move."""
    proposal: Proposal | None = None
    refusal: str = ""
    """Why a gesture cannot be tried."""
    panel: Panel | None = None
    """Of the project that is looked at beside the roadmap."""

    @classmethod
    def empty(
        cls,
        shell: Shell,
        controls: PlanControls,
        progress: ProgressView | None,
        missing: tuple[Nav, ...],
    ) -> "PlanView":
        """Before there is a plan."""
        return cls(shell, controls, progress, None, (), None, (), None, None, None, (), missing)


@dataclass(frozen=True)
class Trial:
    """A gesture that was tried on the page."""

    typed: Mapping[str, str]
    proposal: Proposal | None
    refusal: str


def plan_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    today: dt.date,
    progress: ProgressView | None,
    moves: Moves | None = None,
    record: Plan | None = None,
    look: Look = USUAL,
    late: Lateness | None = None,
    trial: Trial | None = None,
    by_hand: ByHand | None = None,
    panel: Panel | None = None,
) -> PlanView:
    """The roadmap of a plan with what is in and out, over the bars of the plan of record, under a proposal."""
    proposal = trial.proposal if trial else None
    # Another look at the roadmap keeps what lies beside it.
    home = panel.href if panel else source.href
    drawn = roadmap(
        source.portfolio,
        source.plan,
        source.finishes,
        source.project_hrefs(),
        today,
        ghost=record if look.record == "on" else None,
        lanes_by=look.lanes,
        zoom=look.zoom,
        board=board_of(source, look),
        proposed=Proposed(proposal.bars, frozenset(proposal.leaving)) if proposal else Proposed(),
        fold=Fold(frozenset(look.closed), lambda key: home + look.fold(key).query),
    )
    return PlanView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Roadmap"),
        facts=plan_facts(source),
        roadmap=drawn if drawn.lanes else None,
        choices=_choices(source, home, look, with_record=record is not None),
        table=roadmap_table(source),
        late=late_section(source, late) if late and source.plan.value is not None else None,
        moves=moves,
        out=out_rows(source) if source.plan.value is not None else (),
        missing=(),
        by_hand=by_hand,
        by_person=look.lanes == "person",
        menu=board_menu(source, look, trial.typed if trial else {}),
        proposal=proposal,
        refusal=trial.refusal if trial else "",
        panel=panel,
    )


def _choices(
    source: PlanSource, home: str, look: Look, *, with_record: bool
) -> tuple[tuple[str, tuple[Nav, ...]], ...]:
    """Lanes that the portfolio has, and zooms. Each keeps the other choice."""
    keys: list[LaneKey] = ["theme", *(("team",) if source.portfolio.teams else ()), "person"]
    keys += ["pool"] if source.portfolio.pools else []
    zooms: tuple[Zoom, ...] = ("week", "month", "quarter")

    def way(label: str, then: Look) -> Nav:
        return Nav(label.title(), home + then.query, then == look)

    return (
        ("Lanes by", tuple(way(key, look.but(lanes=key)) for key in keys)),
        ("Zoom", tuple(way(near, look.but(zoom=near)) for near in zooms)),
        *(
            (("Plan of record", tuple(way(to, look.but(record=to)) for to in ("on", "off"))),)
            if with_record
            else ()
        ),
    )


def plan_facts(source: PlanSource) -> tuple[Fact, ...]:
    """The figures over the roadmap."""
    portfolio, plan = source.portfolio, source.plan
    if plan.value is None:
        return ()
    selected = [p for p in plan.projects if p.selected]
    people = sum(a.share * (a.finish - a.start).days / 7 for a in plan.assignments)
    hours = sum(use.hours for use in plan.compute)
    bound = (
        f"at most {words.short_money(plan.bound, plan.currency)} is possible"
        if plan.bound is not None
        else ""
    )
    late = sum(_is_late(portfolio, plan, p.id) for p in selected)
    with_deadline = sum(1 for p in selected if portfolio.project(p.id).deadline)
    deadlines = f"{with_deadline - late} of {with_deadline}" if with_deadline else "none set"
    return (
        Fact("Value", words.short_money(plan.value, plan.currency), bound),
        Fact(
            "Projects in",
            f"{len(selected)} of {len(plan.projects)}",
            f"{len(plan.projects) - len(selected)} left out",
        ),
        Fact("Deadlines kept", deadlines, _sure_deadlines(source) if with_deadline else ""),
        Fact("Engineer-weeks", words.decimal(people), "planned, upkeep included"),
        Fact("Accelerator-hours", words.short_number(hours), "paid, over all pools"),
    )


def _sure_deadlines(source: PlanSource) -> str:
    """How the planned dates stand against the simulated ones."""
    if not source.finishes:
        return "by the planned dates"
    sure = 0
    for planned in source.plan.projects:
        deadline, finish = source.portfolio.project(planned.id).deadline, source.finishes.get(planned.id)
        if deadline and finish and planned.launch:
            sure += judge_deadline(deadline.date, finish, planned.launch)[0] in ("safe", "yellow")
    return f"by the planned dates; {sure} at {words.percent(0.8)} or more"


def _is_late(portfolio: Portfolio, plan: Plan, project_id: str) -> bool:
    project = portfolio.project(project_id)
    planned = next(p for p in plan.projects if p.id == project_id)
    if project.deadline is None or planned.launch is None:
        return False
    return judge_deadline(project.deadline.date, None, planned.launch)[0] == "red"


def roadmap_table(source: PlanSource, *, linked: bool = True) -> DataTable:
    """The roadmap as a table; readers without a login follow no links."""
    themes = {t.id: t.name for t in source.portfolio.themes}
    hrefs = source.project_hrefs() if linked else {}
    heads = [Head("Project"), Head("Theme"), Head("Start"), Head("Done"), Head("Quarter")]
    heads += (
        [Head("P50"), Head("P80"), Head("P90"), Head("Launches", numeric=True)] if source.finishes else []
    )
    promises = source.plan.promises
    if promises:
        heads += [Head("Promised"), Head("Kept", numeric=True)]
    heads += [Head("Deadline"), Head("In words")]
    selected = sorted(
        (p for p in source.plan.projects if p.selected), key=lambda p: (p.start or dt.date.max, p.id)
    )
    rows = tuple(_roadmap_row(source, planned, themes, hrefs.get(planned.id)) for planned in selected)
    href = f"{source.href}/tables/roadmap.csv"
    return DataTable("roadmap", "Dates of the selected projects", href, tuple(heads), rows)


def _roadmap_row(
    source: PlanSource, planned: PlannedProject, themes: Mapping[str, str], href: str | None
) -> tuple[Cell, ...]:
    project = source.portfolio.project(planned.id)
    finish = source.finishes.get(planned.id)
    launch = planned.launch or planned.finish
    row = [
        Cell(project.name, href=href),
        Cell(themes.get(project.theme or "", words.NOTHING)),
        date_cell(planned.start),
        until_cell(planned.finish),
        Cell(words.quarter(planned.quarter) if planned.quarter else words.NOTHING),
    ]
    if source.finishes:
        row += _forecast_cells(finish)
    if source.plan.promises:
        told = next(p for p in source.plan.promises.projects if p.project == planned.id)
        missed = told in source.plan.promises.short()
        share = share_cell(told.probability)
        row += [
            until_cell(told.promised),
            replace(share, text=f"{share.text}, not kept") if missed else share,
        ]
    if project.deadline and launch:
        judgement = judge_deadline(project.deadline.date, finish, launch)[1]
        return (*row, date_cell(project.deadline.date), Cell(judgement))
    return (*row, Cell(words.NOTHING, ""), Cell("no deadline", ""))


def _forecast_cells(finish: Finish | None) -> list[Cell]:
    if finish is None:
        return [Cell(words.NOTHING, "")] * 4
    return [
        until_cell(finish.p50),
        until_cell(finish.p80),
        until_cell(finish.p90),
        share_cell(finish.p_done),
    ]

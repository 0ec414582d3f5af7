"""Plans of a portfolio: the list to choose from, and up to four of them side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from planner.domain.comparison import AgainstFirst, ComparedPlan, ComparedProject, Comparison
from planner.domain.cost import CostKind
from planner.domain.document_differences import DocumentDifference
from planner.services.plans import PlanSummary
from web import words
from web.charts.lanes import LaneKey
from web.charts.roadmap import roadmap
from web.charts.roadmap_shapes import Roadmap
from web.rendering import template
from web.tables import Cell, DataTable, Head, share_cell, until_cell
from web.views.costs import KINDS
from web.views.moves import moves_table, names_of, summary
from web.views.paired import PairedView, paired_view
from web.views.plan_parts import PlanSource
from web.views.progress import ProgressView
from web.views.publishing import DecisionRow
from web.views.rules import rule_name
from web.views.shell import Nav, PortfolioPlace, Shell
from web.views.verdict import Verdict, verdict

LETTERS = "ABCD"


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list."""

    id: str
    href: str
    made: str
    value: str
    gap: str
    asked: str
    is_record: bool
    chosen: bool
    scenario: str
    """Name of the scenario that it is a plan of; else empty."""


@template("plans.html")
@dataclass(frozen=True)
class PlansView:
    """All plans of a portfolio, to look at or to compare."""

    shell: Shell
    compare_href: str
    rows: tuple[PlanRow, ...]
    next_href: str | None
    decisions: tuple[DecisionRow, ...]
    sharing_href: str
    message: str


@dataclass(frozen=True)
class Column:
    """A plan at the head of the comparison."""

    letter: str
    href: str
    made: str
    is_record: bool
    verdict: Verdict
    scenario: Nav | None


@dataclass(frozen=True)
class Against:
    """How the plan that is laid over the first one differs from it."""

    letter: str
    moved: str
    moves: DataTable
    documents: DataTable | None


@template("compare.html")
@dataclass(frozen=True)
class CompareView:
    """Plans side by side, and one of them over the first."""

    shell: Shell
    back: Nav
    columns: tuple[Column, ...]
    cautions: tuple[str, ...]
    figures: DataTable
    projects: DataTable
    over: tuple[Nav, ...]
    roadmap: Roadmap | None
    against: Against
    paired: PairedView
    can_edit: bool
    progress: ProgressView | None


def plans_view(
    shell: Shell,
    place: PortfolioPlace,
    plans: Sequence[PlanSummary],
    currency: str,
    next_cursor: str | None,
    decisions: tuple[DecisionRow, ...] = (),
    chosen: Sequence[str] = (),
    message: str = "",
) -> PlansView:
    """The list, newest first. Unless some are chosen, the newest and the plan of record are."""
    ticked = set(chosen) or {plan.id for n, plan in enumerate(plans) if n == 0 or plan.is_record}
    rows = tuple(
        PlanRow(
            id=plan.id,
            href=f"{place.href}/plans/{plan.id}",
            made=words.moment(plan.created_at),
            value="no plan is possible" if plan.value is None else words.short_money(plan.value, currency),
            gap=words.NOTHING if plan.gap is None else words.percent(plan.gap, 1),
            asked=words.seconds(plan.settings.seconds)
            + (f", {words.percent(plan.settings.confidence)} sure" if plan.settings.confidence else ""),
            is_record=plan.is_record,
            chosen=plan.id in ticked,
            scenario=plan.scenario or "",
        )
        for plan in plans
    )
    following = f"{place.href}/plans?cursor={next_cursor}" if next_cursor else None
    return PlansView(
        shell, f"{place.href}/compare", rows, following, decisions, f"{place.href}/sharing", message
    )


def compare_href(place: PortfolioPlace, ids: Sequence[str], path: str = "", **more: str) -> str:
    """Address of a comparison of these plans."""
    query = urlencode([("plan", plan_id) for plan_id in ids] + list(more.items()))
    return f"{place.href}/compare{path}?{query}"


def compare_view(
    shell: Shell,
    sources: Sequence[PlanSource],
    found: Comparison,
    over: int,
    lanes: LaneKey = "theme",
    *,
    can_edit: bool,
    progress: ProgressView | None = None,
) -> CompareView:
    """The page; `over` is the place of the plan that is laid over the first one."""
    first, laid = sources[0], sources[over]
    place, ids = first.place, [source.plan_id for source in sources]
    drawn = roadmap(
        laid.portfolio,
        laid.plan,
        laid.finishes,
        laid.project_hrefs(),
        laid.now.date(),
        ghost=first.plan,
        ghost_name="Plan A",
        lanes_by=lanes,
    )
    return CompareView(
        shell=shell,
        back=Nav("All plans", f"{place.href}/plans"),
        columns=tuple(
            Column(
                letter,
                source.href,
                words.moment(source.created_at),
                source.is_record,
                verdict(source.plan),
                source.scenario,
            )
            for letter, source in zip(LETTERS, sources, strict=False)
        ),
        cautions=_cautions(sources),
        figures=figures_table(found, compare_href(place, ids, "/figures.csv")),
        projects=projects_table(found, sources, compare_href(place, ids, "/projects.csv")),
        over=tuple(
            Nav(f"{LETTERS[n]} over A", compare_href(place, ids, over=ids[n]), n == over)
            for n in range(1, len(sources))
        ),
        roadmap=drawn if drawn.lanes else None,
        against=_against(sources, found.against_first[over - 1], over),
        paired=_paired(sources, found.against_first[over - 1], over),
        can_edit=can_edit,
        progress=progress,
    )


def _paired(sources: Sequence[PlanSource], differs: AgainstFirst, over: int) -> PairedView:
    first, laid = sources[0], sources[over]
    ids = [source.plan_id for source in sources]

    def table(name: str) -> str:
        return compare_href(first.place, ids, over=laid.plan_id, path=f"/{name}.csv")

    return paired_view(
        differs,
        LETTERS[over],
        first.portfolio.currency,
        {p.id: p.name for source in (laid, first) for p in source.portfolio.projects},
        table("luck"),
        table("luck-projects"),
        compare_href(first.place, ids, over=laid.plan_id, path="/forecasts"),
    )


def _cautions(sources: Sequence[PlanSource]) -> tuple[str, ...]:
    """What makes figures of these plans no longer comparable at sight."""
    said = []
    if len({source.portfolio.currency for source in sources}) > 1:
        said.append("The plans are in different currencies, so that their amounts have no differences here.")
    horizons = {(source.portfolio.calendar.start, source.portfolio.horizon.weeks) for source in sources}
    if len(horizons) > 1:
        said.append(
            "The plans begin or end at different dates: value and spend are over each plan's own horizon."
        )
    if len({source.plan.snapshot for source in sources}) > 1:
        said.append("The plans were made from different versions of the portfolio; what changed is below.")
    return tuple(said)


def _against(sources: Sequence[PlanSource], differs: AgainstFirst, over: int) -> Against:
    first, laid = sources[0], sources[over]
    href = compare_href(
        first.place, [source.plan_id for source in sources], over=laid.plan_id, path="/{}.csv"
    )
    names = names_of(laid.portfolio, first.portfolio)
    moves = moves_table(differs.moves, names, href.format("moves"), laid.project_hrefs())
    documents = document_table(differs.documents, href.format("documents")) if differs.documents else None
    return Against(LETTERS[over], summary(differs.moves), moves, documents)


def document_table(found: Sequence[DocumentDifference], csv_href: str) -> DataTable:
    """What changed in the portfolio between two plans."""
    heads = (Head("Part"), Head("What"), Head("Change"), Head("Before"), Head("After"))
    rows = tuple(
        (
            Cell(d.part.replace("_", " ")),
            Cell(" ".join(filter(None, (d.id, d.field.replace(".", " \N{RIGHTWARDS ARROW} "))))),
            Cell(d.what),
            Cell(d.before or words.NOTHING, d.before),
            Cell(d.after or words.NOTHING, d.after),
        )
        for d in found
    )
    return DataTable("documents", "Changes of the portfolio", csv_href, heads, rows)


def figures_table(found: Comparison, csv_href: str) -> DataTable:
    """One row a figure, one column a plan; each with its difference from the first."""
    plans = found.plans
    heads = (Head("Figure"), *(Head(f"Plan {LETTERS[n]}", numeric=True) for n in range(len(plans))))

    def amounts(name: str, of: Callable[[ComparedPlan], float | Decimal | None]) -> tuple[Cell, ...]:
        return (Cell(name), *(_amount(of(plan), of(plans[0]), plan, plans[0]) for plan in plans))

    def kind(name: CostKind) -> Callable[[ComparedPlan], Decimal | None]:
        return lambda plan: None if plan.spend is None else plan.spend_by_kind.get(name, Decimal(0))

    def quarter(name: str) -> Callable[[ComparedPlan], Decimal | None]:
        return lambda plan: plan.spend_by_quarter.get(name)

    rows = [
        amounts("Value", lambda plan: plan.value),
        amounts("At most possible", lambda plan: plan.bound),
        (Cell("Gap"), *(share_cell(plan.gap, 1) for plan in plans)),
        (Cell("Projects in"), *(Cell(f"{p.projects_in} of {p.projects}", p.projects_in) for p in plans)),
        (
            Cell("Engineer-weeks"),
            *(Cell(words.decimal(p.engineer_weeks), round(p.engineer_weeks, 2)) for p in plans),
        ),
        amounts("Spend", lambda plan: plan.spend),
    ]
    for name, label in KINDS.items():
        if any(plan.spend_by_kind.get(name) for plan in plans):
            rows.append(amounts(f"{label} cost", kind(name)))
    rows += [amounts(f"Spend in {words.quarter(name)}", quarter(name)) for name in found.quarters]
    return DataTable("figures", "Figures side by side", csv_href, heads, tuple(rows))


def _amount(
    value: float | Decimal | None, base: float | Decimal | None, plan: ComparedPlan, first: ComparedPlan
) -> Cell:
    if value is None:
        return Cell(words.NOTHING, "")
    text = words.short_money(value, plan.currency)
    if plan is not first and base is not None and plan.currency == first.currency:
        more = float(value) - float(base)
        sign = "+" if more > 0 else ""
        same = words.short_money(base, plan.currency) == text and abs(more) < 0.005
        text += " (same)" if same else f" ({sign}{words.short_money(more, plan.currency)})"
    return Cell(text, round(value, 2) if isinstance(value, float) else value)


def projects_table(found: Comparison, sources: Sequence[PlanSource], csv_href: str) -> DataTable:
    """Launch of every project in every plan, or why it is out; quantiles where there is a forecast."""
    hrefs = sources[0].project_hrefs()
    heads = [Head("Project")]
    for n, source in enumerate(sources):
        heads.append(Head(f"{LETTERS[n]} launches"))
        heads += [Head(f"{LETTERS[n]} {name}") for name in ("P50", "P80")] if source.forecast else []
    rows = tuple(
        (
            Cell(row.name, href=hrefs.get(row.id)),
            *(
                cell
                for one, source in zip(row.plans, sources, strict=True)
                for cell in _launch(one, with_forecast=source.forecast is not None)
            ),
        )
        for row in found.projects
    )
    return DataTable("projects", "What is in, what is out, and when", csv_href, tuple(heads), rows)


def _launch(one: ComparedProject, *, with_forecast: bool) -> list[Cell]:
    if one.selected:
        told = until_cell(one.launch) if one.launch else Cell("in")
    else:
        why = f": {rule_name(one.reason.rule).lower()}" if one.reason else ""
        told = Cell(("out" if one.known else "not in the portfolio") + why)
    return [told, *map(until_cell, (one.p50, one.p80) if with_forecast else ())]

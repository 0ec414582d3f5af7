"""What less money, or more certainty of dates, costs in value."""

from dataclasses import dataclass

from planner.domain.answers import FrontierAxis, FrontierStep
from web import words
from web.charts.frontier import Frontier, frontier_chart
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Nav, Shell

TITLES: dict[FrontierAxis, str] = {
    "spend": "What less money costs in value",
    "confidence": "What more certainty costs in value",
}
ASKS: dict[FrontierAxis, str] = {
    "spend": "The portfolio is planned without a limit, then with budgets that fall to a fifth of the spending.",
    "confidence": "The portfolio is planned so that each date is kept in half of all futures, then in more and more.",
}


@template("plan_frontier.html")
@dataclass(frozen=True)
class FrontierView:
    """The frontier of a plan, also before anybody has asked."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    axes: tuple[Nav, ...]
    action: str
    title: str
    ask: str
    frontier: Frontier | None
    table: DataTable | None
    can_ask: bool


def frontier_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    against: FrontierAxis,
    steps: tuple[FrontierStep, ...] | None,
    progress: ProgressView | None,
) -> FrontierView:
    """The page of a frontier."""
    href = f"{source.href}/frontier"
    return FrontierView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Trade-offs"),
        axes=(
            Nav("Value against spend", href, against == "spend"),
            Nav("Value against certainty", f"{href}?against=confidence", against == "confidence"),
        ),
        action=f"{href}?against={against}",
        title=TITLES[against],
        ask=ASKS[against],
        frontier=frontier_chart(steps, against, source.plan.currency) if steps else None,
        table=frontier_table(source, against, steps) if steps else None,
        can_ask=controls.can_edit and not controls.busy and source.plan.value is not None,
    )


def frontier_table(source: PlanSource, against: FrontierAxis, steps: tuple[FrontierStep, ...]) -> DataTable:
    """The steps with what each gives up against the first one."""
    currency, names = source.plan.currency, {p.id: p.name for p in source.portfolio.projects}
    level = "Limit" if against == "spend" else "Certainty"
    heads = (
        Head(level, numeric=True),
        Head("Spend", numeric=True),
        Head("Value", numeric=True),
        Head("Given up", numeric=True),
        Head("Projects", numeric=True),
        Head("Without"),
    )
    best = steps[0].value
    return DataTable(
        f"frontier-{against}",
        TITLES[against],
        f"{source.href}/tables/frontier-{against}.csv",
        heads,
        tuple(
            (
                Cell(
                    words.percent(float(step.level)) + ("" if step.reached else " (not reached)"), step.level
                ),
                Cell(words.money(step.spend, currency), step.spend),
                Cell(words.money(step.value, currency), round(step.value, 2)),
                Cell(words.money(best - step.value, currency), round(best - step.value, 2)),
                Cell(str(step.projects), step.projects),
                Cell(words.listing([names.get(name, name) for name in step.gives_up]) or words.NOTHING),
            )
            for step in steps
        ),
    )

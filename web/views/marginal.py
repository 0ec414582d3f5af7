"""What one more of each resource is worth to a plan, beside the noise of planning again."""

from dataclasses import dataclass

from planner.domain.answers import MarginalValue
from planner.domain.portfolio import Portfolio
from web import words
from web.charts.scale import rounded
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell


@dataclass(frozen=True)
class WorthBar:
    """A resource with its worth as a sentence and as a bar."""

    name: str
    sentence: str
    worth: str
    share: float
    """Of the largest worth, in per cent."""
    clear: bool


@template("plan_marginal.html")
@dataclass(frozen=True)
class MarginalView:
    """The marginal values of a plan, also before anybody has asked."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    bars: tuple[WorthBar, ...]
    noise: str
    table: DataTable | None
    can_ask: bool


def marginal_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    rows: tuple[MarginalValue, ...] | None,
    progress: ProgressView | None,
) -> MarginalView:
    """The page of the marginal values."""
    largest = max((row.value or 0.0 for row in rows or () if row.clear), default=0.0) or 1.0
    return MarginalView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "One more"),
        action=f"{source.href}/marginal",
        bars=tuple(_bar(source, row, largest) for row in rows or ()),
        noise=words.short_money(rows[0].noise, source.plan.currency) if rows else "",
        table=marginal_table(source, rows) if rows else None,
        can_ask=controls.can_edit and not controls.busy and source.plan.value is not None,
    )


NO_EFFECT = "no measurable effect"


def _bar(source: PlanSource, row: MarginalValue, largest: float) -> WorthBar:
    name = _name(source.portfolio, row)
    worth = words.short_money(row.value, source.plan.currency) if row.clear else NO_EFFECT
    share = rounded(100 * (row.value or 0.0) / largest) if row.clear else 0.0
    return WorthBar(name, _sentence(row, name, worth), worth, share, row.clear)


def _name(portfolio: Portfolio, row: MarginalValue) -> str:
    named = {s.id: s.name for s in portfolio.skills} | {p.id: p.name or p.id for p in portfolio.pools}
    return named.get(row.resource, row.resource)


def _sentence(row: MarginalValue, name: str, worth: str) -> str:
    if row.kind == "skill":
        more = f"One more engineer for {name}"
    elif row.kind == "pool":
        more = f"A tenth more of {name}"
    else:
        more = f"A tenth more {name}"
    return f"{more} is worth {worth}" if row.clear else f"{more} has {worth}"


def marginal_table(source: PlanSource, rows: tuple[MarginalValue, ...]) -> DataTable:
    """The same as a table, with the measured gains also where the noise is larger."""
    heads = (
        Head("Resource"),
        Head("Change"),
        Head("Worth"),
        Head("Measured gain", numeric=True),
        Head("Noise", numeric=True),
    )
    currency = source.plan.currency
    body = tuple(
        (
            Cell(_name(source.portfolio, row)),
            Cell(f"{row.change.removeprefix('+')} more"),
            Cell(words.money(row.value, currency) if row.clear else NO_EFFECT),
            Cell(words.money(row.value, currency), "" if row.value is None else round(row.value, 2)),
            Cell(words.money(row.noise, currency), round(row.noise, 2)),
        )
        for row in rows
    )
    return DataTable("marginal", "What one more is worth", f"{source.href}/tables/marginal.csv", heads, body)

"""The page of a plan's compute: use of each pool by week and quarter."""

from dataclasses import dataclass

from planner.domain.placement import Placement
from web import words
from web.charts.bars import ComputeChart, compute_chart, pool_hours
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import Choice, Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell

FORMATS = (("kueue", "Kueue manifests"), ("slurm", "Slurm commands"), ("csv", "CSV"), ("json", "JSON"))


@template("plan_compute.html")
@dataclass(frozen=True)
class ComputeView:
    """Use of pools."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    facts: tuple[Fact, ...]
    chart: ComputeChart
    table: DataTable
    quotas: str
    formats: tuple[Choice, ...]
    quarters: tuple[Choice, ...]


def compute_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    placed: Placement,
    progress: ProgressView | None,
) -> ComputeView:
    """Use of each pool by week, what of it is paid in vain, and quotas to take along."""
    return ComputeView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Compute"),
        facts=_facts(source, placed),
        chart=compute_chart(source.portfolio, source.plan),
        table=compute_table(source),
        quotas=f"{source.href}/quotas",
        formats=tuple(Choice(name, label, name == "kueue") for name, label in FORMATS),
        quarters=tuple(
            Choice(span.label, words.quarter(span.label), n == 0)
            for n, span in enumerate(source.portfolio.horizon.quarters)
        ),
    )


def _facts(source: PlanSource, placed: Placement) -> tuple[Fact, ...]:
    if not source.portfolio.pools:
        return ()
    currency = source.portfolio.currency
    unused, avoidable = (words.money(amount, currency) for amount in (placed.unused_cost, placed.avoidable))
    return (
        Fact("Paid and not used", unused, "of owned and reserved pools"),
        Fact("Avoidable", avoidable, "bought while a commitment of the same type had room"),
    )


def compute_table(source: PlanSource) -> DataTable:
    """Hours by pool and quarter."""
    horizon = source.portfolio.horizon
    heads = (
        Head("Pool"),
        Head("Accelerator"),
        *(Head(words.quarter(q.label), numeric=True) for q in horizon.quarters),
        Head("Hours", numeric=True),
    )
    rows = []
    for pool in source.portfolio.pools:
        hours = pool_hours(source.portfolio, source.plan, pool.id)
        sums = [sum(hours[q.first : q.end]) for q in horizon.quarters]
        figures = [Cell(f"{n:,.0f}", round(n, 2)) for n in (*sums, sum(hours))]
        rows.append((Cell(pool.name or pool.id), Cell(pool.accelerator), *figures))
    return DataTable(
        "compute",
        "Accelerator-hours by pool and quarter",
        f"{source.href}/tables/compute.csv",
        heads,
        tuple(rows),
    )

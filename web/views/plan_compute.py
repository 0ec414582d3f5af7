"""The page of a plan's compute: use of each pool by week and quarter."""

from dataclasses import dataclass

from web import words
from web.charts.bars import ComputeChart, compute_chart, pool_hours
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.plan_parts import PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell


@template("plan_compute.html")
@dataclass(frozen=True)
class ComputeView:
    """Use of pools."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    chart: ComputeChart
    table: DataTable


def compute_view(
    shell: Shell, controls: PlanControls, source: PlanSource, progress: ProgressView | None
) -> ComputeView:
    """Use of each pool by week."""
    return ComputeView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Compute"),
        chart=compute_chart(source.portfolio, source.plan),
        table=compute_table(source),
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

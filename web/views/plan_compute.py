"""The page of a plan's compute: use of each pool by week and quarter."""

from dataclasses import dataclass
from decimal import Decimal

from planner.domain.forecast import CommitmentAdvice
from planner.domain.placement import Placement
from web import words
from web.charts.bars import ComputeChart, compute_chart, pool_hours
from web.rendering import template
from web.tables import Cell, DataTable, Head, date_cell, share_cell
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
    weeks: DataTable
    commitments: DataTable | None
    advice: tuple[str, ...]
    prices_href: str
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
        weeks=placement_table(source, placed),
        commitments=commitment_table(source) if source.forecast and source.forecast.commitments else None,
        advice=_advice(source),
        prices_href=f"{source.place.href}/prices",
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


def placement_table(source: PlanSource, placed: Placement) -> DataTable:
    """Each pool in each week: hours, price, what is paid in vain, and what one more hour would cost."""
    names = {pool.id: pool.name or pool.id for pool in source.portfolio.pools}
    currency = source.portfolio.currency
    columns = ("Usable hours", "Used", "Price", "Unused cost", "One more hour", "Avoidable")
    heads = (Head("Week"), Head("Pool"), *(Head(name, numeric=True) for name in columns))

    def price(amount: Decimal | None) -> Cell:
        if amount is None:
            return Cell("none left", "")
        return Cell(words.price(amount, currency), amount)

    rows = tuple(
        (
            date_cell(row.week),
            Cell(names[row.pool], row.pool),
            Cell(words.decimal(row.usable), round(row.usable, 2)),
            Cell(words.decimal(row.used), round(row.used, 2)),
            price(row.price),
            Cell(words.exact_money(row.unused_cost, currency), row.unused_cost),
            price(row.marginal_price),
            Cell(words.exact_money(row.avoidable, currency), row.avoidable),
        )
        for row in placed.rows
    )
    href = f"{source.href}/tables/placement.csv"
    return DataTable("placement", "Placement by week", href, heads, rows)


def commitment_table(source: PlanSource) -> DataTable:
    """Reserve or buy on demand, by accelerator."""
    currency = source.portfolio.currency
    columns = (
        "Reserve more", "On demand", "Reserved", "Pays below", "Break-even use", "Saving", "P10", "P90",
        "Dearer than none in",
    )  # fmt: skip

    def hourly(amount: float | None) -> Cell:
        return (
            Cell(words.NOTHING, "")
            if amount is None
            else Cell(words.price(round(amount, 2), currency), round(amount, 4))
        )

    def money(amount: float | None) -> Cell:
        return Cell(words.short_money(amount, currency), "" if amount is None else round(amount, 2))

    rows = tuple(
        (
            Cell(one.accelerator),
            Cell(words.NOTHING, "") if one.devices is None else Cell(words.decimal(one.devices), one.devices),
            hourly(one.on_demand_price),
            hourly(one.reserved_price),
            hourly(one.worth_up_to),
            share_cell(one.break_even),
            money(one.saving),
            money(one.saving_p10),
            money(one.saving_p90),
            share_cell(one.risk),
        )
        for one in (source.forecast.commitments if source.forecast else ())
    )
    heads = (Head("Accelerator"), *(Head(name, numeric=True) for name in columns))
    href = f"{source.href}/tables/commitments.csv"
    return DataTable("commitments", "Devices to commit to, on top of those there", href, heads, rows)


def _advice(source: PlanSource) -> tuple[str, ...]:
    """The advice by accelerator, in a sentence."""
    currency, said = source.portfolio.currency, []
    for one in source.forecast.commitments if source.forecast else ():
        below = f"{words.price(round(one.worth_up_to, 2), currency)} an hour"
        if one.devices is None or one.saving is None or one.risk is None:
            said.append(
                f"{one.accelerator}: no reserved pool to compare with; reserving one device pays below {below}."
            )
        elif not one.devices:
            costs = one.reserved_price
            price = f"; it costs {words.price(round(costs, 2), currency)}" if costs is not None else ""
            said.append(
                f"{one.accelerator}: reserve no more. One further device pays below {below}{price}."
                + _present(one)
            )
        else:
            more = words.count(one.devices, "more device", "more devices")
            said.append(
                f"{one.accelerator}: reserve {more} and save {words.short_money(one.saving, currency)} on average; "
                f"dearer than none in {words.percent(one.risk)} of the runs." + _present(one)
            )
    return tuple(said)


def _present(one: CommitmentAdvice) -> str:
    """How what is committed to now is used, and what of it would be reserved again."""
    now = one.present
    if now is None:
        return ""
    one_only = round(now.devices, 1) == 1
    there = (
        "The device that is" if one_only else f"The {words.number(round(now.devices, 1))} devices that are"
    )
    share = f"{'is' if one_only else 'are'} used {words.percent(now.used)} of the time"
    used = f" {there} reserved or owned {share}"
    if one.break_even is None or now.worth is None:
        return f"{used}."
    anew = words.count(now.worth, "reserved device") if now.worth else "no reserved device"
    return f"{used}; a reserved one pays from {words.percent(one.break_even)} on, so that {anew} would be chosen anew."


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
        figures = [Cell(words.decimal(n), round(n, 2)) for n in (*sums, sum(hours))]
        rows.append((Cell(pool.name or pool.id), Cell(pool.accelerator), *figures))
    return DataTable(
        "compute",
        "Accelerator-hours by pool and quarter",
        f"{source.href}/tables/compute.csv",
        heads,
        tuple(rows),
    )

"""What was spent against the plan: the months that are stored, or a file that is not; and where to give more."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.variance import Actuals, VarianceReport
from planner.errors import Diagnostic
from planner.services.actuals import StoredMonth
from web import words
from web.charts.bars import StackedBars
from web.rendering import template
from web.tables import DataTable
from web.views.costs import KINDS
from web.views.general import Finding, findings_of
from web.views.plan_parts import Choice, Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Nav, Shell
from web.views.unit_costs import unit_table
from web.views.variance_tables import (
    budgets_table,
    matrix_table,
    months_chart,
    months_table,
    projects_table,
)

FORMATS = (
    ("", "Find out from its columns"),
    ("csv", "CSV"),
    ("focus", "FOCUS"),
    ("sacct", "Slurm (sacct -P)"),
    ("opencost", "OpenCost"),
    ("mlflow", "Runs of MLflow"),
)
MLFLOW = (
    "MLflow: the CSV of mlflow experiments csv or search_runs, or JSON; the project is the tag project, devices are "
    "those of the tag or parameter gpus (or num_gpus, world_size), else of the system metrics."
)
KNOWN = (
    "CSV: month or date, and amount; also project, kind, pool, accelerator, hours, runs, predictions, currency.",
    "FOCUS: ChargePeriodStart and EffectiveCost; the project is x_Project or the tag project.",
    "Slurm: sacct -a -P -o JobID,Account,Partition,Start,ElapsedRaw,AllocTRES; the account is the project.",
    "OpenCost: Namespace, GPU Hours and GPU Cost; the namespace is the project.",
    MLFLOW,
)
ADD_UP = (
    "Effects add up to the difference, to the cent; more than 0 is overspent. Kinds of cost that no source tells in a "
    "month are left out of the plan as well."
)
FILES = (("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON"))


@dataclass(frozen=True)
class Given:
    """What was typed into the form, and what is wrong with it."""

    text: str = ""
    format: str = ""
    source: str = ""
    replace: bool = False
    message: str = ""
    diagnostics: Sequence[Diagnostic] = ()


@dataclass(frozen=True)
class StoredRow:
    """What one source says about one month."""

    month: str
    source: str
    what: str
    amount: str
    added: str
    file: str
    csv_href: str
    delete_href: str


@dataclass(frozen=True)
class Compared:
    """A plan beside what was spent."""

    facts: tuple[Fact, ...]
    covered: str
    chart: StackedBars | None
    months: DataTable | None
    """None for a single month: the facts say it."""
    lines: DataTable
    matrix: DataTable | None
    budgets: DataTable | None
    units: DataTable | None
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]
    files: tuple[Nav, ...]


@template("plan_actuals.html")
@dataclass(frozen=True)
class ActualsView:
    """The comparison, what is stored, and the form."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    can_edit: bool
    formats: tuple[Choice, ...]
    kinds: tuple[str, ...]
    given: Given
    message: str
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]
    stored: tuple[StoredRow, ...]
    sources: tuple[str, ...]
    unsaved: bool
    """Whether the comparison is of a file that is not stored."""
    trouble: str
    """Why what is stored cannot be compared with this plan."""
    compared: Compared | None


def actuals_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    progress: ProgressView | None,
    *,
    can_edit: bool = True,
    stored: Sequence[StoredMonth] = (),
    report: VarianceReport | None = None,
    unsaved: Actuals | None = None,
    given: Given | None = None,
    trouble: str = "",
) -> ActualsView:
    """The page; `report` is about `unsaved` where that is given, else about what is stored."""
    given, action = given or Given(), f"{source.href}/cost/actuals"
    compared = _compared(source, report, unsaved, action) if report else None
    return ActualsView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Cost"),
        action=action,
        can_edit=can_edit,
        formats=tuple(Choice(key, label, key == given.format) for key, label in FORMATS),
        kinds=KNOWN,
        given=given,
        message=given.message,
        findings=findings_of(given.diagnostics),
        facts=compared.facts if compared else (),
        stored=tuple(_stored(source, one, action) for one in stored),
        sources=tuple(sorted({one.source for one in stored})),
        unsaved=unsaved is not None,
        trouble=trouble,
        compared=compared,
    )


def _stored(source: PlanSource, one: StoredMonth, action: str) -> StoredRow:
    currency = source.portfolio.currency
    amounts = [words.exact_money(spent.amount, spent.currency or currency) for spent in one.amounts]
    if one.hours and not amounts:
        amounts = [f"{words.number(round(one.hours, 1))} h, priced by the plan"]
    return StoredRow(
        month=words.month(one.month),
        source=one.source,
        what=words.listing([KINDS[kind] for kind in one.kinds]),
        amount=" + ".join(amounts),
        added=f"{one.created_by}, {words.ago(one.created_at, source.now)}",
        file=one.file_name,
        csv_href=f"{action}/{one.id}.csv",
        delete_href=f"{action}/{one.id}/delete",
    )


def _compared(source: PlanSource, report: VarianceReport, unsaved: Actuals | None, action: str) -> Compared:
    def href(name: str) -> str:
        return "" if unsaved else f"{action}/tables/{name}.csv"

    several = len(report.months) > 1
    return Compared(
        facts=_facts(report),
        covered=_covered(report),
        chart=months_chart(report) if several else None,
        months=months_table(report, href("months")) if several else None,
        lines=projects_table(source, report, href("causes")),
        matrix=matrix_table(source, report, href("variance")) if several else None,
        budgets=budgets_table(source, report, href("budgets")) if report.budgets else None,
        units=unit_table(source, report.units, report.currency, "units", href("units"))
        if report.units
        else None,
        warnings=_warnings(report),
        remarks=_remarks(report, unsaved),
        files=() if unsaved else tuple(Nav(label, f"{action}/files/{name}") for name, label in FILES),
    )


def _facts(report: VarianceReport) -> tuple[Fact, ...]:
    total = report.total

    def signed(amount: Decimal) -> str:
        return ("+" if amount > 0 else "") + words.short_money(amount, report.currency)

    more = "overspent" if total.variance > 0 else "underspent" if total.variance < 0 else "as planned"
    share = words.percent(float(abs(total.variance) / total.planned), 1) if total.planned else ""
    return (
        Fact("Planned", words.short_money(total.planned, report.currency), "in the same months"),
        Fact("Spent", words.short_money(total.actual, report.currency)),
        Fact("Difference", signed(total.variance), f"{share} {more}".strip()),
        Fact("Volume", signed(total.volume), "more or fewer hours"),
        Fact("Mix", signed(total.mix), "dearer or cheaper pools"),
        Fact("Price", signed(total.price), "other prices"),
        Fact("Other", signed(total.other), "what has no hours"),
    )


def _covered(report: VarianceReport) -> str:
    kinds = words.listing([KINDS[kind].lower() for kind in report.kinds])
    first, last = words.month(report.months[0]), words.month(report.months[-1])
    return f"{first if first == last else f'{first} to {last}'}; {kinds}"


def _warnings(report: VarianceReport) -> tuple[str, ...]:
    """What makes the sums misleading."""
    said = []
    for one in report.told_twice[:5]:
        what = one.pool or KINDS[one.kind].lower()
        said.append(
            f"{words.month(one.month)}: {words.listing(one.sources)} both tell {what}. Both count: when they mean the "
            "same cost, remove one of them."
        )
    for gap in report.missing:
        months = words.listing([words.month(month) for month in gap.months], 6)
        said.append(f"{gap.source} says nothing about {months}, which other sources tell.")
    return tuple(said)


def _remarks(report: VarianceReport, unsaved: Actuals | None) -> tuple[str, ...]:
    said = [ADD_UP]
    if report.unknown_projects:
        names = words.listing(report.unknown_projects, 8)
        said.append(f"Not projects of this portfolio, and counted as they are: {names}.")
    if report.outside:
        months = words.listing([words.month(month) for month in report.outside], 6)
        said.append(f"Stored, but not in this plan's months, and left out: {months}.")
    if unsaved is not None and unsaved.skipped:
        said.append(f"{words.count(unsaved.skipped, 'row')} of the file say nothing about spending.")
    if unsaved is not None and not unsaved.knows_unused:
        said.append(
            "The file does not know commitments without use, so they are left out of the plan as well."
        )
    return tuple(said)

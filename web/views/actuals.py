"""What was spent against the plan: causes of the difference by project, and what is left of budgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.cost import UNASSIGNED
from planner.domain.variance import AMOUNTS, Actuals, VarianceLine, VarianceReport
from planner.errors import Diagnostic
from web import words
from web.rendering import template
from web.tables import Cell, DataTable, Head
from web.views.costs import KINDS
from web.views.general import Finding, findings_of
from web.views.plan_parts import Choice, Fact, PlanControls, PlanHead, PlanSource, plan_head
from web.views.progress import ProgressView
from web.views.shell import Shell
from web.views.unit_costs import unit_table

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
    "Effects add up to the difference, to the cent; more than 0 is overspent. Kinds of cost and months that the file "
    "does not have are left out of the plan as well."
)


@template("plan_actuals.html")
@dataclass(frozen=True)
class ActualsView:
    """The form, and after it was sent what came of it."""

    shell: Shell
    controls: PlanControls
    progress: ProgressView | None
    head: PlanHead
    action: str
    formats: tuple[Choice, ...]
    kinds: tuple[str, ...]
    text: str
    message: str
    findings: tuple[Finding, ...]
    facts: tuple[Fact, ...]
    covered: str
    lines: DataTable | None
    budgets: DataTable | None
    units: DataTable | None
    remarks: tuple[str, ...]


def actuals_view(
    shell: Shell,
    controls: PlanControls,
    source: PlanSource,
    progress: ProgressView | None,
    *,
    format_: str = "",
    text: str = "",
    message: str = "",
    diagnostics: Sequence[Diagnostic] = (),
    found: tuple[Actuals, VarianceReport] | None = None,
) -> ActualsView:
    """The page."""
    report = found[1] if found else None
    return ActualsView(
        shell=shell,
        controls=controls,
        progress=progress,
        head=plan_head(source, "Cost"),
        action=f"{source.href}/cost/actuals",
        formats=tuple(Choice(key, label, key == format_) for key, label in FORMATS),
        kinds=KNOWN,
        text=text,
        message=message,
        findings=findings_of(diagnostics),
        facts=_facts(report) if report else (),
        covered=_covered(report) if report else "",
        lines=_lines(source, report) if report else None,
        budgets=_budgets(source, report) if report and report.budgets else None,
        units=_units(source, report) if report and report.units else None,
        remarks=_remarks(*found) if found else (),
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
    first, last = report.months[0], report.months[-1]
    return f"{first if first == last else f'{first} to {last}'}; {kinds}"


def _remarks(actuals: Actuals, report: VarianceReport) -> tuple[str, ...]:
    said = [ADD_UP]
    if report.unknown_projects:
        names = words.listing(report.unknown_projects, 8)
        said.append(f"Not projects of this portfolio, and counted as they are: {names}.")
    if actuals.skipped:
        said.append(f"{words.count(actuals.skipped, 'row')} of the file say nothing about spending.")
    if not actuals.knows_unused:
        said.append(
            "The file does not know commitments without use, so they are left out of the plan as well."
        )
    return tuple(said)


def _lines(source: PlanSource, report: VarianceReport) -> DataTable:
    names = {p.id: p.name for p in source.portfolio.projects} | {UNASSIGNED: "Not used by projects"}
    hrefs = source.project_hrefs()
    heads = (Head("Project"), *(Head(name.capitalize(), numeric=True) for name in AMOUNTS))
    ordered = sorted(report.lines, key=lambda line: -abs(line.variance))
    rows = tuple(
        (Cell(names.get(line.project, line.project), href=hrefs.get(line.project)), *_amounts(report, line))
        for line in ordered
    )
    footer = (Cell("Total"), *_amounts(report, report.total))
    return DataTable("causes", "Planned and spent by project", "", heads, rows, footer)


def _amounts(report: VarianceReport, line: VarianceLine) -> tuple[Cell, ...]:
    amounts = [getattr(line, name) for name in AMOUNTS]
    return tuple(Cell(words.exact_money(amount, report.currency), amount) for amount in amounts)


def _budgets(source: PlanSource, report: VarianceReport) -> DataTable:
    themes = {t.id: t.name for t in source.portfolio.themes}
    columns = ("budget", "planned", "committed", "actual", "outlook", "left")
    heads = (Head("Budget"), *(Head(name.capitalize(), numeric=True) for name in columns))
    rows = []
    for line in report.budgets:
        when = words.quarter(line.quarter) if line.quarter else "Whole horizon"
        theme = f", {themes.get(line.theme, line.theme)}" if line.theme else ""
        amounts = [getattr(line, name) for name in columns]
        cells = (Cell(words.exact_money(amount, report.currency), amount) for amount in amounts)
        rows.append((Cell(f"{when}, {KINDS[line.kind].lower()}{theme}"), *cells))
    return DataTable("budgets", "Budgets, spending and outlook", "", heads, tuple(rows))


def _units(source: PlanSource, report: VarianceReport) -> DataTable:
    return unit_table(source, report.units, report.currency, "units", "")

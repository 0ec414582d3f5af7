"""The verb `variance`."""

from decimal import Decimal
from pathlib import Path
from typing import cast

import click

from planner.commands.files import file_argument, file_option, files_argument
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import (
    DONE,
    answers,
    emit,
    expect_writable,
    json_option,
    read_file,
    write_file,
)
from planner.domain.currencies import shown_amount
from planner.domain.variance import AMOUNTS, ActualFormat, VarianceReport
from planner.errors import BadInput
from planner.integrations.actuals import read_actuals
from planner.services.export_variance import VARIANCE_FORMATS, VarianceFormat, variance_file
from planner.services.variance import variance_report


@click.command("variance")
@file_argument("file")
@file_argument("plan")
@files_argument("actuals")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "focus", "sacct", "opencost", "mlflow"]),
    help="What ACTUALS is; default: known by its columns.",
)
@file_option("-o", "--output", help="File to write as well: .csv, .xlsx or .json by its ending.")
@json_option
@answers
def variance_command(
    file: Path,
    plan: Path,
    actuals: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Compare what was spent (ACTUALS, one file or several) with what PLAN costs, and say why they differ."""
    written = _ending(output) if output else None
    known = cast(ActualFormat | None, format_)
    spent = [read_actuals(read_file(path), known, source=path.name) for path in actuals]
    report = variance_report(portfolio_at(file), plan_at(plan), spent)
    if output and written:
        write_file(output, variance_file(report, written).content)
    emit(report.model_dump(mode="json"), _text(report), as_json=as_json)
    return DONE


def _ending(output: Path) -> VarianceFormat:
    """The format of a file by its name; BadInput when it is none of ours, or cannot be written."""
    expect_writable(output)
    found = next((name for name in VARIANCE_FORMATS if output.suffix.lower() == f".{name}"), None)
    if found is None:
        raise BadInput(f"{output}: give it the ending .{', .'.join(VARIANCE_FORMATS)}")
    return found


def _text(report: VarianceReport) -> str:
    """A line for each project, the total, months where there are several, and budgets."""

    def text(amount: Decimal) -> str:
        return shown_amount(amount, report.currency)

    months = [month.total.model_copy(update={"project": month.month}) for month in report.by_month]
    shown = (*report.lines, report.total, *(months if len(months) > 1 else ()))
    width = max(len(line.project) for line in shown)
    lines = [
        f"{report.months[0]} to {report.months[-1]}, {', '.join(report.kinds)}, {report.currency}; + is overspent",
        " " * width + "".join(f"{head:>15}" for head in AMOUNTS),
    ]
    lines += [
        f"{line.project:<{width}}" + "".join(f"{text(getattr(line, head)):>15}" for head in AMOUNTS)
        for line in shown
    ]
    for budget in report.budgets:
        of = " ".join(part for part in (budget.quarter, budget.theme, budget.kind) if part)
        lines.append(
            f"budget {of}: outlook {text(budget.outlook)} of {text(budget.budget)}, {text(budget.left)} left"
        )
    for unit in report.units:
        if unit.run_cost is not None:
            lines.append(f"{unit.project}: {text(unit.run_cost)} a training run, {unit.runs:g} runs")
        if unit.thousand_cost is not None:
            lines.append(f"{unit.project}: {unit.thousand_cost:,.4f} a thousand predictions")
    lines += [
        f"told by several sources, and counted as often: {one.month} {one.pool or one.kind} ({', '.join(one.sources)})"
        for one in report.told_twice
    ]
    lines += [f"{one.source} says nothing about {', '.join(one.months)}" for one in report.missing]
    if report.unknown_projects:
        lines.append(f"not in the portfolio: {', '.join(report.unknown_projects)}")
    return "\n".join(lines)

"""The verb `variance`."""

from pathlib import Path
from typing import cast

import click

from planner.commands.files import file_argument
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, json_option, read_file
from planner.domain.variance import ActualFormat, VarianceReport
from planner.integrations.actuals import read_actuals
from planner.services.variance import variance_report


@click.command("variance")
@file_argument("file")
@file_argument("plan")
@file_argument("actuals")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "focus", "sacct", "opencost", "mlflow"]),
    help="What ACTUALS is; default: known by its columns.",
)
@json_option
@answers
def variance_command(file: Path, plan: Path, actuals: Path, format_: str | None, as_json: bool) -> int:
    """Compare what was spent (ACTUALS) with what PLAN costs, and say why they differ."""
    spent = read_actuals(read_file(actuals), cast(ActualFormat | None, format_))
    report = variance_report(portfolio_at(file), plan_at(plan), spent)
    emit(report.model_dump(mode="json"), _text(report), as_json=as_json)
    return DONE


def _text(report: VarianceReport) -> str:
    """A line for each project, the total, and budgets."""
    heads = ("planned", "actual", "variance", "volume", "mix", "price", "other")
    width = max(len(line.project) for line in (*report.lines, report.total))
    lines = [
        f"{report.months[0]} to {report.months[-1]}, {', '.join(report.kinds)}, {report.currency}; + is overspent",
        " " * width + "".join(f"{head:>15}" for head in heads),
    ]
    lines += [
        f"{line.project:<{width}}" + "".join(f"{getattr(line, head):>15,.2f}" for head in heads)
        for line in (*report.lines, report.total)
    ]
    for budget in report.budgets:
        of = " ".join(part for part in (budget.quarter, budget.theme, budget.kind) if part)
        lines.append(
            f"budget {of}: outlook {budget.outlook:,.2f} of {budget.budget:,.2f}, {budget.left:,.2f} left"
        )
    for unit in report.units:
        if unit.run_cost is not None:
            lines.append(f"{unit.project}: {unit.run_cost:,.2f} a training run, {unit.runs:g} runs")
        if unit.thousand_cost is not None:
            lines.append(f"{unit.project}: {unit.thousand_cost:,.4f} a thousand predictions")
    if report.unknown_projects:
        lines.append(f"not in the portfolio: {', '.join(report.unknown_projects)}")
    return "\n".join(lines)

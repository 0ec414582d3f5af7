"""The verb `cost`."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import click

from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, json_option, say, write_file
from planner.domain.cost import CostReport, CostView
from planner.domain.snapshot import snapshot_id
from planner.errors import BadInput
from planner.exports.csv import cost_csv
from planner.exports.json import cost_document, cost_json
from planner.services.forecast_cost import cost_report

WRITERS: dict[str, Callable[[CostReport], bytes]] = {"csv": cost_csv, "json": cost_json}


@click.command("cost")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--format", "format_", default="csv", show_default=True, help="csv or json.")
@click.option(
    "--view",
    type=click.Choice(["plan", "organisation"]),
    default="plan",
    show_default=True,
    help="`plan`: its work and all commitments; `organisation`: salaries of people without work as well.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write.")
@json_option
@answers
def cost_command(file: Path, plan: Path, format_: str, view: str, output: Path, as_json: bool) -> int:
    """Forecast what PLAN costs, week by week, for the portfolio in FILE."""

    if format_ not in WRITERS:
        raise BadInput(f"'{format_}' is not a format of cost exports: use {' or '.join(WRITERS)}")
    portfolio, planned = portfolio_at(file), plan_at(plan)
    if planned.snapshot != snapshot_id(portfolio):
        say(f"{plan} was made from another version of this portfolio; prices and people are those of {file}.")
    report = cost_report(portfolio, planned, view=cast(CostView, view))
    write_file(output, WRITERS[format_](report))
    emit(cost_document(report), _text(report), as_json=as_json)
    if not as_json:
        say(f"{len(report.rows)} rows written to {output}")
    return DONE


def _text(report: CostReport) -> str:
    """The total, then by quarter, project and pool, and the budgets."""
    lines = [f"total {report.total:,.2f} {report.currency}"]
    for title, sums in (
        ("quarter", report.by_quarter),
        ("project", report.by_project),
        ("pool", report.by_pool),
    ):
        width = max((len(name) for name in sums), default=0)
        lines.append(f"by {title}")
        lines += [f"  {name:<{width}}  {amount:>16,.2f}" for name, amount in sums.items()]
    for line in report.budgets:
        of = " ".join(part for part in (line.quarter, line.theme, line.kind) if part)
        lines.append(f"budget {of}: {line.spent:,.2f} of {line.budget:,.2f}, {line.left:,.2f} left")
    return "\n".join(lines)

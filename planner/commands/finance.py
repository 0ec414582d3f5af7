"""The verb `cost`."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import forecast_at, plan_at, portfolio_at
from planner.commands.output import (
    DONE,
    answers,
    emit,
    expect_writable,
    json_option,
    read_file,
    say,
    write_file,
)
from planner.domain.beside_cost import BesideCost
from planner.domain.cost import CostQuery, CostReport
from planner.domain.currencies import shown_amount
from planner.domain.snapshot import snapshot_id
from planner.errors import BadInput
from planner.exports.json import cost_document
from planner.integrations.actuals import read_actuals
from planner.services.export_cost import FORMATS, CostSources, cost_file
from planner.services.unit_costs import beside_cost


@click.command("cost")
@file_argument("file")
@file_argument("plan")
@click.option("--format", "format_", default="csv", show_default=True, help=", ".join(FORMATS) + ".")
@click.option(
    "--view",
    type=click.Choice(["plan", "organisation"]),
    default="plan",
    show_default=True,
    help="`plan`: its work and all commitments; `organisation`: salaries of people without work as well.",
)
@click.option(
    "--basis",
    type=click.Choice(["amortised", "cash"]),
    default="amortised",
    show_default=True,
    help="`amortised`: commitments cost what their weeks cost; `cash`: they cost when they are paid.",
)
@click.option("--currency", help="Convert by the rates stated under `finance.rates`.")
@click.option(
    "--chargeback",
    type=click.Choice(["none", "hours", "compute", "direct", "even"]),
    help="By what unused commitments are charged to projects; default: what the portfolio says.",
)
@click.option("--from", "from_", metavar="DATE", help="First day.")
@click.option("--to", metavar="DATE", help="Last day.")
@click.option("--kind", multiple=True, help="Only people, compute, other or serving; may be repeated.")
@click.option("--project", multiple=True, help="Only this project, or `unassigned`; may be repeated.")
@click.option("--theme", multiple=True, help="Only this theme; may be repeated.")
@click.option("--pool", multiple=True, help="Only this pool; may be repeated.")
@click.option("--cost-centre", multiple=True, help="Only this cost centre, or `none`; may be repeated.")
@click.option(
    "--data",
    multiple=True,
    help="What a FOCUS file holds: forecast, quantiles, budget, actual; may be repeated.  [default: forecast]",
)
@file_option("--actuals", multiple=True, help="What was spent, as for `variance`; may be repeated.")
@file_option("--forecast", help="What `simulate --json` has printed, for the quantiles.")
@file_option("-o", "--output", required=True, help="File to write.")
@json_option
@answers
def cost_command(
    file: Path,
    plan: Path,
    format_: str,
    actuals: tuple[Path, ...],
    forecast: Path | None,
    output: Path,
    as_json: bool,
    **asked: Any,
) -> int:
    """Forecast what PLAN costs, week by week, for the portfolio in FILE."""
    query = _query(asked)
    portfolio, planned = portfolio_at(file), plan_at(plan)
    expect_writable(output)
    if planned.snapshot != snapshot_id(portfolio):
        say(f"{plan} was made from another version of this portfolio; prices and people are those of {file}.")
    told = CostSources(
        tuple(read_actuals(read_file(path), source=path.name) for path in actuals),
        forecast_at(forecast) if forecast else None,
    )
    made = cost_file(portfolio, planned, query, format_, told)
    write_file(output, made.content)
    beside = beside_cost(portfolio, planned)
    emit(
        cost_document(made.report, beside),
        _text(made.report) + _beside(beside, portfolio.currency),
        as_json=as_json,
    )
    if not as_json:
        say(f"{made.rows} rows written to {output}")
    return DONE


def _query(asked: dict[str, Any]) -> CostQuery:
    """The options as a query; BadInput that names the option."""
    given = {("from" if name == "from_" else name): value for name, value in asked.items() if value}
    try:
        return CostQuery.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        option = str(found["loc"][0]).replace("_", "-")
        message = str(found["msg"]).removeprefix("Value error, ")
        raise BadInput(f"--{option} {found.get('input')!r}: {message}") from error


def _text(report: CostReport) -> str:
    """The total, then by quarter, project and pool, and the budgets."""

    def text(amount: Decimal) -> str:
        return shown_amount(amount, report.currency)

    lines = [f"total {text(report.total)} {report.currency}"]
    for title, sums in (
        ("quarter", report.by_quarter),
        ("project", report.by_project),
        ("pool", report.by_pool),
    ):
        width = max((len(name) for name in sums), default=0)
        lines.append(f"by {title}")
        lines += [f"  {name:<{width}}  {text(amount):>16}" for name, amount in sums.items()]
    for line in report.budgets:
        of = " ".join(part for part in (line.quarter, line.theme, line.kind) if part)
        lines.append(f"budget {of}: {text(line.spent)} of {text(line.budget)}, {text(line.left)} left")
    return "\n".join(lines)


def _beside(beside: BesideCost, currency: str) -> str:
    """Unit costs and depreciation, in the portfolio's currency."""
    lines = []
    for unit in beside.units:
        if unit.run_cost is not None:
            lines.append(
                f"{unit.project}: {shown_amount(unit.run_cost, currency)} a training run, {unit.runs:g} runs"
            )
        if unit.thousand_cost is not None:
            lines.append(f"{unit.project}: {unit.thousand_cost:,.4f} a thousand predictions")
    lines += [
        f"depreciation {row.quarter} {row.pool}: {shown_amount(row.charge, currency)}, "
        f"book value {shown_amount(row.book_value, currency)}"
        for row in beside.depreciation
    ]
    return "".join(f"\n{line}" for line in lines)

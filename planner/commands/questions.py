"""The verbs `explain` and `marginal`."""

from dataclasses import asdict
from pathlib import Path

import click

from planner.commands.files import file_argument
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, json_option
from planner.commands.search_options import seconds_option


@click.command("explain")
@file_argument("file")
@file_argument("plan")
@click.argument("project")
@seconds_option(4.0, "Time for planning again.")
@json_option
@answers
def explain_command(file: Path, plan: Path, project: str, seconds: float, as_json: bool) -> int:
    """Say why PROJECT is in or out of PLAN of the portfolio in FILE, and what would change it."""
    from planner.services.explain import explain

    portfolio, planned = portfolio_at(file), plan_at(plan)
    found = explain(portfolio, planned, project, seconds=seconds)
    payload = asdict(found) | {
        "reason": found.reason.model_dump(mode="json"),
        "forced_reason": found.forced_reason.model_dump(mode="json") if found.forced_reason else None,
    }
    lines = [f"{project}: {found.reason.text}"]
    opposite = "without it" if found.selected else "with it"
    if found.value_if_forced is None:
        lines.append(
            f"  no plan {opposite}" + (f": {found.forced_reason.text}" if found.forced_reason else "")
        )
    else:
        lines.append(
            f"  the best plan found {opposite} is worth {found.value_if_forced:,.0f}, not {found.value:,.0f}"
        )
    if found.displaces:
        lines.append(f"  out instead: {', '.join(found.displaces)}")
    if found.admits:
        lines.append(f"  in instead: {', '.join(found.admits)}")
    for row in found.relaxations:
        outcome = "it is in" if row.selects else "it stays out"
        worth = "no plan" if row.value is None else f"{outcome}, the plan is worth {row.value:,.0f}"
        lines.append(f"  {row.change}: {worth}")
    emit(payload, "\n".join(lines), as_json=as_json)
    return DONE


@click.command("marginal")
@file_argument("file")
@file_argument("plan")
@seconds_option(1.5, "Time for each plan.")
@json_option
@answers
def marginal_command(file: Path, plan: Path, seconds: float, as_json: bool) -> int:
    """Say what one more of each resource would be worth to PLAN of the portfolio in FILE."""
    from planner.services.marginal import marginal_values

    portfolio, planned = portfolio_at(file), plan_at(plan)
    rows = marginal_values(portfolio, planned, seconds=seconds)
    payload = {"rows": [asdict(row) | {"clear": row.clear} for row in rows], "currency": portfolio.currency}
    lines = []
    for row in rows:
        worth = (
            "no plan"
            if row.value is None
            else f"{row.value:>14,.0f}"
            if row.clear
            else f"{'within noise':>14}"
        )
        lines.append(f"{row.resource:<24} {row.change:<14} {worth}")
    noise = rows[0].noise if rows else 0.0
    lines.append(f"noise {noise:,.0f} {portfolio.currency}")
    emit(payload, "\n".join(lines), as_json=as_json)
    return DONE

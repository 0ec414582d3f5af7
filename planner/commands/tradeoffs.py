"""The verb `frontier`."""

from pathlib import Path

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import portfolio_at
from planner.commands.output import DONE, NEGATIVE, answers, emit, expect_writable, json_option, write_file
from planner.commands.search_options import search_options


@click.command("frontier")
@file_argument("file")
@click.option(
    "--against", type=click.Choice(["spend"]), default="spend", show_default=True, help="What is traded."
)
@click.option(
    "--points", type=click.IntRange(2, 20), default=6, show_default=True, help="Plans that are made."
)
@search_options(5.0, "Time for each plan.")
@file_option(
    "-o",
    "--output",
    help="Folder for the plan file of each point, plan-1.json and on.",
)
@json_option
@answers
def frontier_command(
    file: Path,
    against: str,
    points: int,
    seconds: float,
    seed: int,
    decodes: int | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Plan the portfolio in FILE with less and less money, and show what each step costs in value."""
    from planner.document.plan_file import write_plan
    from planner.services.frontier import spend_frontier

    if output is not None:
        expect_writable(output / "plan-1.json")
    portfolio = portfolio_at(file)
    found = spend_frontier(portfolio, points=points, seconds=seconds, seed=seed, decodes=decodes)
    rows = [
        {"spend": str(p.spend), "value": p.value, "limit": str(p.share), "projects": p.projects}
        for p in found
    ]
    for n, point in enumerate(found if output is not None else ()):
        assert output is not None
        write_file(output / f"plan-{n + 1}.json", write_plan(point.plan))
    lines = [f"{'spend':>16} {'value':>16} {'projects':>9} {'limit':>7}"]
    lines += [f"{p.spend:>16,.0f} {p.value:>16,.0f} {p.projects:>9} {p.share:>7.0%}" for p in found]
    if not found:
        lines = ["there is no plan of this portfolio: `plan` says what to repair"]
    payload = {"against": against, "points": rows, "currency": portfolio.currency}
    emit(payload, "\n".join(lines), as_json=as_json)
    return DONE if found else NEGATIVE

"""The verb `frontier`."""

from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from planner.commands.files import file_argument, file_option
from planner.commands.inputs import portfolio_at
from planner.commands.output import DONE, NEGATIVE, answers, emit, expect_writable, json_option, write_file
from planner.commands.search_options import search_options
from planner.domain.answers import FrontierAxis


@click.command("frontier")
@file_argument("file")
@click.option(
    "--against",
    type=click.Choice(get_args(FrontierAxis)),
    default="spend",
    show_default=True,
    help="What is traded.",
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
    against: FrontierAxis,
    points: int,
    seconds: float,
    seed: int,
    decodes: int | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Plan the portfolio in FILE with less and less money, or to be more and more sure of its dates, and show what each
    step costs in value."""
    from planner.document.plan_file import write_plan
    from planner.services.frontier import frontier, steps

    if output is not None:
        expect_writable(output / "plan-1.json")
    portfolio = portfolio_at(file)
    found = frontier(portfolio, against, points=points, seconds=seconds, seed=seed, decodes=decodes)
    level = "limit" if against == "spend" else "confidence"
    rows = [
        {level: str(s.level)} | asdict(s) | {"spend": str(s.spend), "level": str(s.level)}
        for s in steps(found)
    ]
    for n, point in enumerate(found if output is not None else ()):
        assert output is not None
        write_file(output / f"plan-{n + 1}.json", write_plan(point.plan))
    lines = [f"{level:>10} {'spend':>16} {'value':>16} {'projects':>9}"]
    lines += [
        f"{p.level:>10.0%} {p.spend:>16,.0f} {p.value:>16,.0f} {len(p.selected):>9}"
        + ("" if p.reached else "  not reached")
        for p in found
    ]
    if not found:
        lines = ["there is no plan of this portfolio: `plan` says what to repair"]
    payload = {"against": against, "points": rows, "currency": portfolio.currency}
    emit(payload, "\n".join(lines), as_json=as_json)
    return DONE if found else NEGATIVE

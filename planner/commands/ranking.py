"""The verb `rank`."""

from pathlib import Path
from typing import get_args

import click

from planner.commands.files import file_argument
from planner.commands.inputs import portfolio_at
from planner.commands.output import DONE, answers, emit, json_option
from planner.domain.scores import FORMULAS, ScoreMethod


@click.command("rank")
@file_argument("file")
@click.option(
    "--score",
    type=click.Choice(get_args(ScoreMethod)),
    default="rice",
    show_default=True,
    help="What counts.",
)
@click.option("--formula", default="", help=f"The own formula, such as '{FORMULAS['rice']}'.")
@click.option("--weeks", type=click.FloatRange(0), help="Engineer-weeks there are; default: the people's.")
@json_option
@answers
def rank_command(file: Path, score: ScoreMethod, formula: str, weeks: float | None, as_json: bool) -> int:
    """List the projects of FILE by score: must-haves first, with the line where the people's time is used up."""
    from planner.services.ranking import ranked

    found = ranked(portfolio_at(file), "own" if formula else score, formula, weeks)
    lines, cut = [f"{found.method}: {found.formula}"], False
    for row in found.projects:
        if not row.fits and not cut:
            lines.append(f"---- cut-off: {found.capacity:.1f} engineer-weeks ----")
            cut = True
        told = "no score" if row.score is None else f"{row.score:,.2f}"
        must = "  must have" if row.mandatory else ""
        lines.append(f"{row.rank:4}  {told:>14}  {row.effort:8.1f}  {row.total:8.1f}  {row.name}{must}")
    emit(found.model_dump(mode="json"), "\n".join(lines), as_json=as_json)
    return DONE

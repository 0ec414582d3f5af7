"""The verb `compare`."""

from pathlib import Path

import click

from planner.commands.files import file_argument
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, json_option
from planner.commands.progress import progress_bar
from planner.domain.paired import PairedFigure, PairedRuns


@click.command("compare")
@file_argument("file")
@file_argument("plan")
@file_argument("other")
@click.option(
    "--other-file",
    type=click.Path(path_type=Path),
    default=None,
    help="The portfolio of OTHER, when it was made for a changed one (a scenario).",
)
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=None, help="Number of runs; default 4096.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Seed of the luck."
)
@json_option
@answers
def compare_command(
    file: Path, plan: Path, other: Path, other_file: Path | None, runs: int | None, seed: int, as_json: bool
) -> int:
    """How often plan OTHER beats PLAN of the portfolio in FILE, with the same luck in every run: by value, total cost
    and last launch."""
    from planner.services.compare_runs import paired_runs
    from planner.services.simulate import simulated

    one = portfolio_at(file)
    two = portfolio_at(other_file) if other_file else one
    first, second = plan_at(plan), plan_at(other)
    with progress_bar("simulating PLAN") as on_progress:
        _, first_runs = simulated(one, first, runs=runs, seed=seed, on_progress=on_progress)
    with progress_bar("simulating OTHER") as on_progress:
        _, second_runs = simulated(two, second, runs=runs, seed=seed, on_progress=on_progress)
    found = paired_runs(one, first_runs, two, second_runs)
    emit(found.model_dump(mode="json"), _summary(found, one.currency), as_json=as_json)
    return DONE


def _summary(found: PairedRuns, currency: str) -> str:
    lines = [f"{found.runs} runs, both plans with the same luck; differences are OTHER less PLAN"]
    lines += [_line(one, currency) for one in found.figures]
    lines += [
        f"  {one.id}: OTHER launches it earlier in {one.p_second:.1%}, PLAN in {one.p_first:.1%}"
        for one in found.projects
        if one.p_first != one.p_second
    ]
    if found.own_luck:
        lines.append(
            f"  with luck of their own, because phases or skills differ: {', '.join(found.own_luck)}"
        )
    return "\n".join(lines)


def _line(one: PairedFigure, currency: str) -> str:
    unit = "weeks" if one.measure == "finish" else currency
    digits = 1 if one.measure == "finish" else 0

    def told(value: float | None) -> str:
        return "-" if value is None else f"{value:,.{digits}f}"

    error = "" if one.p_second_se is None else f" (error {one.p_second_se:.2%})"
    mean_error = "" if one.mean_se is None else f" (error {told(one.mean_se)})"
    return (
        f"  {one.measure:<6} OTHER better in {one.p_second:.1%}{error}, PLAN in {one.p_first:.1%}; "
        f"mean {told(one.mean)}{mean_error}, P10 {told(one.p10)}, P50 {told(one.p50)}, P90 {told(one.p90)} {unit}"
    )

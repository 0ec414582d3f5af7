"""The verb `bench`: the planner's search on published instances."""

from dataclasses import asdict
from pathlib import Path

import click

from planner.commands.files import file_argument
from planner.commands.output import answers, emit, json_option, say


@click.group("bench")
def bench_command() -> None:
    """Measure the search on published instances."""


@bench_command.command("scheduling")
@file_argument("folder", metavar="DIR")
@click.option(
    "--seconds", type=click.FloatRange(0.01), default=20.0, show_default=True, help="Time for each instance."
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Runs of each; the best counts.",
)
@click.option(
    "--trials", type=click.IntRange(1), help="Count the work instead of the time: the result is reproducible."
)
@json_option
@answers
def scheduling_command(folder: Path, seconds: float, seeds: int, trials: int | None, as_json: bool) -> None:
    """Solve the resource-constrained project scheduling files in DIR (Patterson and MPLIB formats; a folder for each
    set, or one set) and compare them with the best known makespans in best_known.csv. Every schedule is checked."""
    from planner.services.scheduling import entries, mean_gaps, run

    rows = []
    for row in run(entries(folder), seconds=seconds, seeds=seeds, trials=trials):
        gap = "" if row.gap is None else f"{row.gap:+.2%}"
        say(f"{row.set:<10} {row.instance:<28} {row.makespan:>6} {gap:>8} {row.seconds:>6.1f} s")
        rows.append(row)
    gaps = mean_gaps(rows)
    lines = [f"{'set':<10} {'instances':>9} {'proved':>7} {'mean gap':>9} {'seconds':>8}"]
    for name in sorted({row.set for row in rows}):
        own = [row for row in rows if row.set == name]
        gap = f"{gaps[name]:.2%}" if name in gaps else "unknown"
        mean = sum(row.seconds for row in own) / len(own)
        lines.append(f"{name:<10} {len(own):>9} {sum(row.proved for row in own):>7} {gap:>9} {mean:>8.1f}")
    payload = {"rows": [asdict(row) for row in rows], "mean_gap": gaps}
    emit(payload, "\n".join(lines), as_json=as_json)

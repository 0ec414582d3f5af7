"""The verb `simulate`."""

from pathlib import Path

import click

from planner.commands.files import file_argument
from planner.commands.inputs import plan_at, portfolio_at
from planner.commands.output import DONE, answers, emit, json_option
from planner.commands.progress import progress_bar
from planner.domain.forecast import CommitmentAdvice, Forecast


@click.command("simulate")
@file_argument("file")
@file_argument("plan")
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=None, help="Number of runs; default 4096.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Seed of the luck."
)
@click.option(
    "--error-weeks",
    type=click.FloatRange(0, 52, min_open=True),
    default=None,
    help="Go on until the standard error of every P80 launch is at most so many weeks.",
)
@json_option
@answers
def simulate_command(
    file: Path, plan: Path, runs: int | None, seed: int, error_weeks: float | None, as_json: bool
) -> int:
    """Forecast PLAN of the portfolio in FILE: dates, value and cost as distributions."""
    from planner.services.simulate import forecast

    portfolio, planned = portfolio_at(file), plan_at(plan)
    with progress_bar("simulating") as on_progress:
        result = forecast(
            portfolio, planned, runs=runs, seed=seed, error_weeks=error_weeks, on_progress=on_progress
        )
    emit(result.model_dump(mode="json", by_alias=True), _summary(result, portfolio.currency), as_json=as_json)
    return DONE


def _summary(result: Forecast, currency: str) -> str:
    width = max((len(project.id) for project in result.projects), default=0)
    lines = [
        f"{result.runs} runs in {result.seconds:.1f} s",
        f"  value P10 {result.value.p10:,.0f}  P50 {result.value.p50:,.0f}  P90 {result.value.p90:,.0f} {currency}",
        f"  cost  P10 {result.cost.p10:,.0f}  P50 {result.cost.p50:,.0f}  P90 {result.cost.p90:,.0f} {currency}",
    ]
    for project in result.projects:
        dates = f"P50 {project.finish_p50}  P80 {project.finish_p80}  P90 {project.finish_p90}"
        lines.append(f"  {project.id:<{width}}  {dates}  within the horizon in {project.p_done:.0%}")
    lines += [f"  {swing.id} moves the last launch by {swing.weeks:g} weeks" for swing in result.tornado[:3]]
    lines += [f"  {_sentence(advice, currency)}" for advice in result.commitments]
    return "\n".join(lines)


def _sentence(advice: CommitmentAdvice, currency: str) -> str:
    """Whether to commit to more devices, in words."""
    if advice.devices is None or advice.saving is None or advice.risk is None:
        return f"{advice.accelerator}: reserving one pays below {advice.worth_up_to:.2f} {currency} an hour"
    if not advice.devices:
        now = advice.present
        used = f"; the {now.devices:g} there are used {now.used:.0%} of the time" if now else ""
        below = f"one pays below {advice.worth_up_to:.2f} {currency} an hour"
        return f"{advice.accelerator}: reserve no more; {below}{used}"
    return (
        f"{advice.accelerator}: reserve {advice.devices} more and save {advice.saving:,.0f} {currency} on average; "
        f"dearer than on demand in {advice.risk:.0%} of the runs"
    )

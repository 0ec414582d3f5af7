"""The verbs `estimate training`, `estimate pilot`, `estimate serving` and `estimate team`."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from planner.commands.files import file_argument, file_option
from planner.commands.output import DONE, NEGATIVE, answers, emit, json_option, read_file
from planner.document.asked import asked
from planner.document.diagnose import diagnostics_of
from planner.document.source import parse
from planner.domain.base import Model
from planner.domain.capacity import (
    DerivationLine,
    MoneyRange,
    PastRun,
    PilotQuestion,
    Range,
    TrainingAnswer,
    TrainingQuestion,
)
from planner.domain.serving import ModelShape, ServingAnswer, ServingQuestion
from planner.domain.team_capacity import TeamCapacity
from planner.errors import BadInput
from planner.integrations.throughput import read_throughput

M = TypeVar("M", bound=Model)
PAST_COLUMNS = ("params_b", "tokens_b", "accelerator", "gpu_hours")


@click.group("estimate")
def estimate_command() -> None:
    """Estimate accelerator-hours, replicas, and supply of people against demand."""


def question(kind: type[M], values: dict[str, Any], where: str = "") -> M:
    """The values as a question; BadInput that names each option that cannot be used. None counts as not given."""
    given = {name: value for name, value in values.items() if value is not None}
    return asked(kind, given, lambda path: f"{where or '--'}{path.replace('_', '-')}: ")


@estimate_command.command("training")
@click.option("--params-b", type=float, required=True, help="Active parameters, billions.")
@click.option("--tokens-b", type=float, required=True, help="Tokens of the final run, billions, all epochs.")
@click.option("--accelerator", required=True, help="Name in the hardware catalogue, such as H100-SXM.")
@click.option("--total-params-b", type=float, help="All parameters of a mixture of experts, billions.")
@click.option("--devices", type=int, help="Devices of the run, for memory fit and wall clock.")
@click.option("--precision", default="bf16", show_default=True, help="bf16, fp16, fp8 or fp32.")
@click.option(
    "--experiments", type=float, default=0.0, show_default=True, help="Extra compute, share of the run."
)
@click.option(
    "--evaluation", type=float, default=0.0, show_default=True, help="Extra evaluation, share of the run."
)
@click.option("--sequence", type=int, default=4096, show_default=True, help="Tokens of context.")
@click.option("--layers", type=int, help="Layers; with --hidden, else both follow from the parameters.")
@click.option("--hidden", type=int, help="Hidden size.")
@click.option(
    "--trainable", type=float, default=1.0, show_default=True, help="Share of weights trained (LoRA)."
)
@click.option("--frozen-bits", type=int, help="Bits of weights that are not trained: 4 for QLoRA, 8 or 16.")
@click.option("--recompute/--keep-activations", default=True, help="Compute activations again, or keep them.")
@click.option(
    "--micro-batch", type=int, default=1, show_default=True, help="Sequences on a device at a time."
)
@click.option("--mfu", type=float, help="Your own measured model FLOP utilisation of steady steps.")
@click.option(
    "--checkpoint-minutes", type=float, default=0.25, show_default=True, help="Pause for a checkpoint."
)
@click.option(
    "--restart-minutes", type=float, default=5.0, show_default=True, help="From a failure to new steps."
)
@click.option("--price-per-hour", help="Price of an accelerator-hour.")
@click.option("--currency", default="USD", show_default=True, help="Of the price and the costs.")
@file_option(
    "--own-runs",
    help=f"CSV of your past runs: {', '.join(PAST_COLUMNS)}; also model, total_params_b, precision.",
)
@file_option("--hardware", help="CSV with accelerators of yours.")
@json_option
@answers
def training_command(own_runs: Path | None, hardware: Path | None, as_json: bool, **values: Any) -> int:
    """Accelerator-hours of training a transformer, with the derivation."""
    from planner.services.accelerators import own_catalogue
    from planner.services.estimate_training import estimate_training

    if own_runs is not None:
        values["own_runs"] = _past_runs(own_runs)
    known = own_catalogue(read_file(hardware)) if hardware else None
    answer = estimate_training(question(TrainingQuestion, values), known)
    emit(answer.model_dump(mode="json"), _training_text(answer), as_json=as_json)
    return NEGATIVE if answer.fits is False else DONE


def _past_runs(path: Path) -> list[PastRun]:
    try:
        rows = list(csv.DictReader(io.StringIO(read_file(path).decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path} is not a CSV file in UTF-8: {error}") from error
    missing = [name for name in PAST_COLUMNS if not rows or name not in rows[0]]
    if missing:
        raise BadInput(f"{path} has no column '{missing[0]}': it needs {', '.join(PAST_COLUMNS)} and one row")
    return [
        question(PastRun, {k: v for k, v in row.items() if k and v}, f"{path} row {n}: ")
        for n, row in enumerate(rows, 2)
    ]


@estimate_command.command("pilot")
@click.option("--examples", type=float, required=True, help="Examples of one epoch.")
@click.option("--epochs", type=float, default=1.0, show_default=True)
@click.option(
    "--examples-per-second", type=float, required=True, help="Measured, all pilot devices together."
)
@click.option("--pilot-devices", type=int, default=1, show_default=True)
@click.option("--devices", type=int, help="Devices of the run; as in the pilot when left out.")
@click.option("--scaling-efficiency", type=float, default=1.0, show_default=True)
@click.option(
    "--experiments", type=float, default=0.0, show_default=True, help="Extra compute, share of the run."
)
@click.option("--price-per-hour", help="Price of an accelerator-hour.")
@click.option("--currency", default="USD", show_default=True, help="Of the price and the costs.")
@json_option
@answers
def pilot_command(as_json: bool, **values: Any) -> int:
    """Accelerator-hours from a measured pilot: vision, speech, recommenders, tabular models."""
    from planner.services.estimate_training import estimate_pilot

    answer = estimate_pilot(question(PilotQuestion, values))
    cost = [_cost(answer.cost, answer.currency)] if answer.cost else []
    text = "\n".join([_line("Accelerator-hours", answer.gpu_hours), *cost, *_derivation(answer.derivation)])
    emit(answer.model_dump(mode="json"), text, as_json=as_json)
    return DONE


@estimate_command.command("serving")
@click.option(
    "--model", help="A model that ships (see docs/capacity.md), or a YAML or JSON file with its shape."
)
@click.option("--accelerator", help="Name in the hardware catalogue, such as H100-SXM.")
@click.option("--precision", default="fp8", show_default=True, help="bf16, fp16, fp8, fp4, int8 or int4.")
@click.option("--rps", type=float, required=True, help="Requests a second at the peak.")
@click.option("--input-tokens", type=int, default=1, show_default=True)
@click.option("--output-tokens", type=int, default=1, show_default=True)
@click.option(
    "--latency-p95-s", type=float, required=True, help="Seconds for 95 % of requests, waiting included."
)
@click.option("--devices-per-replica", type=int, help="Tensor parallel degree; chosen when left out.")
@click.option("--cache-bits", type=int, default=8, show_default=True, help="8 or 16.")
@click.option(
    "--service-cv", type=float, default=0.5, show_default=True, help="Spread of the time of a request."
)
@click.option("--arrival-cv", type=float, default=1.0, show_default=True, help="Above 1 for bursts.")
@click.option("--spare", type=int, default=0, show_default=True, help="Replicas beyond what is needed.")
@click.option("--pattern", help="Load by hour as shares of the peak, such as 0.2,0.5,1,0.6.")
@click.option(
    "--scale-lag", type=int, default=1, show_default=True, help="Periods a new replica needs to start."
)
@click.option("--least-replicas", type=int, default=1, show_default=True)
@click.option("--price-per-hour", help="Price of a device-hour.")
@click.option("--currency", default="USD", show_default=True, help="Of the price and the costs.")
@file_option(
    "--measured",
    help="perf_analyzer CSV, vLLM benchmark JSON, or CSV: concurrency, requests_per_second or latency_ms.",
)
@click.option(
    "--milliseconds", type=float, help="Time of one prediction of a classical model, in place of a file."
)
@click.option(
    "--workers", type=int, default=1, show_default=True, help="Predictions at a time with --milliseconds."
)
@file_option("--hardware", help="CSV with accelerators of yours.")
@json_option
@answers
def serving_command(
    model: str | None,
    pattern: str | None,
    measured: Path | None,
    milliseconds: float | None,
    workers: int,
    hardware: Path | None,
    as_json: bool,
    **values: Any,
) -> int:
    """Replicas for an arrival rate and a latency objective, with cost and derivation."""
    from planner.services.accelerators import own_catalogue
    from planner.services.estimate_serving import estimate_serving

    values["model"] = _model(model) if model else None
    if pattern is not None:
        values["pattern"] = [part.strip() for part in pattern.split(",")]
    if measured is not None:
        values["measured"] = read_throughput(read_file(measured))
    elif milliseconds is not None:
        if not 0 < milliseconds < 1e9:
            raise BadInput(f"--milliseconds: must be above 0, got {milliseconds:g}")
        values["measured"] = [{"concurrency": workers, "requests_per_second": workers * 1000 / milliseconds}]
    known = own_catalogue(read_file(hardware)) if hardware else None
    answer = estimate_serving(question(ServingQuestion, values), known)
    emit(answer.model_dump(mode="json"), _serving_text(answer), as_json=as_json)
    return NEGATIVE if answer.replicas is None else DONE


def _model(name: str) -> Any:
    """The shape in a file, or the name of a model that ships."""
    path = Path(name)
    if not (path.suffix in (".yaml", ".yml", ".json") or path.exists()):
        return name
    source = parse(read_file(path), filename=name)
    try:
        return ModelShape.model_validate(source.value)
    except ValidationError as error:
        found = diagnostics_of(error, source, ModelShape)
        raise BadInput(f"{name}: {found[0].path}: {found[0].message}", found) from error


def _serving_text(answer: ServingAnswer) -> str:
    if answer.replicas is None:
        return "\n".join(["No number of replicas meets the objective.", *answer.notes])
    lines = [
        f"{'Replicas':<28} {answer.replicas} of {answer.devices_per_replica} devices",
        f"{'Output tokens a second':<28} {_figure(answer.tokens_per_second)} a replica",
        f"{'Busy at the peak':<28} {answer.utilisation:.0%}",
        f"{'Cost':<28} {_paid(answer.cost_per_1k_requests, answer)} a thousand requests",
        f"{'':<28} {_paid(answer.cost_per_month, answer)} a month",
    ]
    if answer.autoscaled is not None:
        scaled = answer.autoscaled
        lines.append(
            f"{'Autoscaled':<28} {scaled.mean_replicas:.1f} replicas on average, {scaled.saved_share:.0%} less; "
            f"{_paid(scaled.cost_per_month, answer)} a month"
        )
    return "\n".join([*lines, *_derivation(answer.derivation), *answer.notes])


def _paid(amount: Decimal | None, answer: ServingAnswer) -> str:
    return "unknown" if amount is None else f"{amount:f} {answer.currency}"


@estimate_command.command("team")
@file_argument("file")
@file_argument("plan", required=False)
@json_option
@answers
def team_command(file: Path, plan: Path | None, as_json: bool) -> int:
    """Supply of people against demand by skill and week: of PLAN, else of all projects at their earliest."""
    from planner.document import read_portfolio
    from planner.document.plan_file import read_plan
    from planner.services.estimate_team import estimate_team

    portfolio = read_portfolio(read_file(file), filename=str(file)).portfolio
    answer = estimate_team(portfolio, read_plan(read_file(plan)) if plan else None)
    emit(answer.model_dump(mode="json"), _team_text(answer), as_json=as_json)
    return DONE


def _team_text(answer: TeamCapacity) -> str:
    width = max([5, *(len(row.skill) for row in answer.skills)])
    head = f"{'skill':<{width}}  {'supply':>8} {'demand':>8} {'unfilled':>8} {'short weeks':>11} {'bus factor':>10}"
    lines = [
        f"{row.skill:<{width}}  {row.supply:>8.1f} {row.demand:>8.1f} {row.unfilled:>8.1f} {row.short_weeks:>11} "
        f"{'-' if row.bus_factor is None else row.bus_factor:>10}"
        for row in answer.skills
    ]
    short = [row for row in answer.rows if row.unfilled > 0]
    lines += [f"{row.week} {row.skill}: {row.unfilled:.2f} of {row.demand:.2f} unfilled" for row in short]
    lines += [f"{row.week} {row.person}: {row.assigned:.2f} of {row.capacity:.2f}" for row in answer.overload]
    return "\n".join([head, *lines, *answer.notes])


def _training_text(answer: TrainingAnswer) -> str:
    lines = [_line("Accelerator-hours", answer.gpu_hours)]
    if answer.cost is not None:
        lines.append(_cost(answer.cost, answer.currency))
    if answer.wall_clock_days is not None:
        lines.append(_line("Days of wall clock", answer.wall_clock_days))
    lines.append(f"{'Fewest devices':<28} {answer.devices_min or 'none'}: {answer.plan}")
    if answer.plan_given:
        lines.append(f"{'On the devices given':<28} {answer.plan_given}")
    return "\n".join([*lines, *_derivation(answer.derivation), *answer.notes])


def _cost(cost: MoneyRange, currency: str) -> str:
    return f"{'Cost':<28} {cost.p10} / {cost.p50} / {cost.p90} {currency}"


def _line(name: str, quantiles: Range) -> str:
    three = " / ".join(_figure(x) for x in (quantiles.p10, quantiles.p50, quantiles.p90))
    return f"{name:<28} {three}  (P10 / P50 / P90)"


def _figure(value: float | None) -> str:
    """A number with thousands, in four digits below them."""
    if value is None:
        return "unknown"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _derivation(lines: tuple[DerivationLine, ...]) -> list[str]:
    return ["", *(f"  {x.what:<42} {x.value:>10.4g} {x.unit:<8} {x.how}" for x in lines)]

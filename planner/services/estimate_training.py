"""Estimate the accelerator-hours of training. Pure: no database."""

from collections.abc import Mapping
from math import isfinite

from planner.domain.capacity import (
    DerivationLine,
    PhaseHours,
    PilotAnswer,
    PilotQuestion,
    Range,
    TrainingAnswer,
    TrainingQuestion,
    money_range,
)
from planner.errors import BadInput, Diagnostic
from planner.services.accelerators import Accelerator, find_accelerator
from solvers.capacity.training.compute import Shape
from solvers.capacity.training.estimate import (
    OWN,
    TrainingEstimate,
    TrainingRun,
    estimate,
    training_tflops,
)
from solvers.capacity.training.goodput import Failures
from solvers.capacity.training.pilot import Pilot, pilot_hours
from solvers.capacity.training.records import Record, published_runs, published_steps, utilisation_of
from solvers.capacity.training.utilisation import Quantiles


def estimate_training(
    question: TrainingQuestion, known: Mapping[str, Accelerator] | None = None
) -> TrainingAnswer:
    """Accelerator-hours, memory fit and wall clock of a training run; `known` replaces the shipped catalogue.

    Raises
    ------
    BadInput
        When the accelerator is unknown, lacks the precision, or fields contradict each other.
    """
    accelerator = find_accelerator(question.accelerator, known)
    _check(question, accelerator)
    own = [_record(question, n, known) for n in range(len(question.own_runs))]
    found = estimate(_run(question, accelerator), own)
    hours = _range(found.hours)
    return TrainingAnswer(
        gpu_hours=hours,
        mfu=_range(found.mfu),
        utilisation=_range(found.utilisation),
        devices_min=found.fewest.devices if found.fewest else None,
        method=_method(question),
        plan=found.fewest.plan if found.fewest else "no number of devices holds it without splitting layers",
        flops=found.flops,
        devices=question.devices,
        fits=found.given is not None if question.devices else None,
        plan_given=found.given.plan if found.given else None,
        wall_clock_days=_range(found.days) if found.days else None,
        goodput=found.goodput.share if found.goodput else None,
        cost=money_range(hours, question.price_per_hour, question.currency),
        currency=question.currency,
        reference=accelerator.name,
        hours=PhaseHours(low=round(hours.p10, 1), likely=round(hours.p50, 1), high=round(hours.p90, 1)),
        derivation=tuple(
            DerivationLine(what=x.what, value=x.value, unit=x.unit, how=x.how) for x in found.lines
        ),
        notes=_notes(question, accelerator, found),
    )


def _check(question: TrainingQuestion, accelerator: Accelerator) -> None:
    if question.precision == "fp8" and accelerator.fp8_tflops is None:
        raise _refusal("precision", f"{accelerator.name} has no fp8; use bf16")
    if question.precision == "fp32" and accelerator.fp32_tflops is None:
        raise _refusal(
            "precision", f"no 32-bit peak of {accelerator.name} is known; use bf16, or add its fp32_tflops"
        )
    if question.frozen_bits is not None and question.trainable == 1.0:
        raise _refusal("frozen_bits", "nothing is frozen: give `trainable` below 1, or leave it out")
    if question.total_params_b is not None and question.total_params_b < question.params_b:
        raise _refusal(
            "total_params_b",
            f"{question.total_params_b:g} is below the {question.params_b:g} active parameters; "
            "give all parameters, or leave it out for a dense model",
        )
    if (question.layers is None) != (question.hidden is None):
        missing = "hidden" if question.hidden is None else "layers"
        raise _refusal(missing, "give layers and hidden together, or neither")
    if not isfinite(question.params_b * question.tokens_b):
        raise _refusal("tokens_b", "too large to count")


def _refusal(path: str, message: str) -> BadInput:
    return BadInput(f"{path}: {message}", [Diagnostic("error", path, message)])


def _run(question: TrainingQuestion, accelerator: Accelerator) -> TrainingRun:
    shape = Shape(question.layers, question.hidden) if question.layers and question.hidden else None
    return TrainingRun(
        question.params_b,
        question.tokens_b,
        accelerator,
        question.total_params_b,
        question.precision,
        question.devices,
        question.sequence,
        shape,
        question.trainable,
        question.recompute,
        question.micro_batch,
        question.experiments,
        question.evaluation,
        question.mfu,
        question.frozen_bits,
        Failures(question.checkpoint_minutes, question.restart_minutes),
    )


def _record(question: TrainingQuestion, n: int, known: Mapping[str, Accelerator] | None) -> Record:
    past = question.own_runs[n]
    accelerator = find_accelerator(past.accelerator, known, f"own_runs[{n}].accelerator")
    if past.precision == "fp32" and accelerator.fp32_tflops is None:
        raise _refusal(f"own_runs[{n}].precision", f"no 32-bit peak of {accelerator.name} is known")
    peak = training_tflops(accelerator, past.precision)
    share = utilisation_of(past.params_b, past.tokens_b, past.gpu_hours, peak)
    if not 1e-4 < share < 2.0:
        raise _refusal(
            f"own_runs[{n}].gpu_hours",
            f"'{past.model}' would have used {share:.2%} of its peak; check parameters, tokens (both in billions) "
            "and hours",
        )
    total = past.total_params_b or past.params_b
    return Record(
        past.model, OWN, past.params_b, total, accelerator, past.precision == "fp8", False, share, "own run"
    )


def _range(quantiles: Quantiles) -> Range:
    return Range(p10=quantiles.p10, p50=quantiles.p50, p90=quantiles.p90)


def _method(question: TrainingQuestion) -> str:
    own = len(question.own_runs) + (question.mfu is not None)
    return (
        "6 x active parameters x tokens over peak x utilisation of paid hours; utilisation learnt from "
        f"{len(published_runs())} published runs and {len(published_steps())} measured steps"
        + (f" and {own} of your own" if own else "")
        + ", by generation, type, size, experts and precision, with shrinkage"
    )


def _notes(question: TrainingQuestion, accelerator: Accelerator, found: TrainingEstimate) -> tuple[str, ...]:
    notes = []
    if question.precision == "bf16" and not accelerator.native_bf16:
        notes.append(f"{accelerator.name} has no bf16; its FP16 peak is used")
    if question.precision == "fp32":
        notes.append(
            "no published run in 32 bit is known here: its share of the 32-bit peak is taken to be that of 16 bit"
        )
    if not any(r.accelerator.generation == accelerator.generation for r in published_runs()):
        notes.append(f"no whole run on {accelerator.generation} hardware is known, so the range is wide")
    if question.devices and found.given is None:
        notes.append(
            f"it does not fit on {question.devices} devices even fully sharded; take more, or smaller batches"
        )
    return tuple(notes)


def estimate_pilot(question: PilotQuestion) -> PilotAnswer:
    """Accelerator-hours of a run whose throughput was measured in a pilot."""
    devices = question.devices or question.pilot_devices
    final = pilot_hours(
        Pilot(
            question.examples,
            question.epochs,
            question.examples_per_second,
            question.pilot_devices,
            question.devices,
            question.scaling_efficiency,
        )
    )
    hours = _range(final.times(1.0 + question.experiments))
    each = question.examples_per_second / question.pilot_devices
    lines = (
        DerivationLine(
            what="Examples", value=question.examples * question.epochs, unit="", how="examples x epochs"
        ),
        DerivationLine(what="Throughput of a device in the pilot", value=each, unit="1/s", how="measured"),
        DerivationLine(
            what="Scaling efficiency", value=question.scaling_efficiency, unit="x", how=f"on {devices}"
        ),
        DerivationLine(what="Final run, P50", value=final.p50, unit="h", how="examples / throughput / 3600"),
        DerivationLine(what="With experiments, P50", value=hours.p50, unit="h", how="x (1 + experiments)"),
    )
    return PilotAnswer(
        gpu_hours=hours,
        wall_clock_days=_range(final.times(1.0 / devices / 24.0)),
        cost=money_range(hours, question.price_per_hour, question.currency),
        currency=question.currency,
        derivation=lines,
    )

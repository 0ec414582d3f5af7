"""Questions about capacity and their answers: the bodies of the API and the arguments of the command line."""

from decimal import Decimal, localcontext
from typing import Annotated, Literal

from pydantic import Field

from planner.domain.base import MAX_DEVICES, Currency, Model, Money, Name, Number, Whole
from planner.domain.currencies import step

Billions = Annotated[Number, Field(ge=1e-6, le=1e6)]
Times = Annotated[Number, Field(ge=0, le=1000)]
Minutes = Annotated[Number, Field(gt=0, le=10_000)]
Positive = Annotated[Number, Field(ge=1e-9, le=1e15)]
Count = Annotated[Whole, Field(ge=1, le=MAX_DEVICES)]
Tokens = Annotated[Whole, Field(ge=1, le=100_000_000)]
TrainingPrecision = Literal["bf16", "fp16", "fp8", "fp32"]


class Range(Model):
    """Three quantiles."""

    p10: float
    p50: float
    p90: float


class MoneyRange(Model):
    """Three quantiles of an amount."""

    p10: Decimal
    p50: Decimal
    p90: Decimal


class DerivationLine(Model):
    """One step of how a figure came about."""

    what: str
    value: float
    unit: str
    how: str


class PastRun(Model):
    """A training run of one's own, to learn from."""

    model: Name = "own run"
    params_b: Billions
    """Active parameters, billions."""
    tokens_b: Billions
    accelerator: Name
    gpu_hours: Positive
    total_params_b: Billions | None = None
    precision: TrainingPrecision = "bf16"


class TrainingQuestion(Model):
    """A transformer that is to be trained."""

    params_b: Billions
    """Active parameters, billions."""
    tokens_b: Billions
    """Tokens of the final run, billions, all epochs together."""
    accelerator: Name
    """A type of the hardware catalogue, as people write it."""
    total_params_b: Billions | None = None
    """All parameters of a mixture of experts, billions."""
    precision: TrainingPrecision = "bf16"
    devices: Count | None = None
    sequence: Tokens = 4096
    """Tokens of context."""
    layers: Annotated[Whole, Field(ge=1, le=10_000)] | None = None
    hidden: Annotated[Whole, Field(ge=1, le=1_000_000)] | None = None
    """Hidden size; with `layers`, else both follow from the parameter count."""
    trainable: Annotated[Number, Field(gt=0, le=1)] = 1.0
    """Share of the weights that is trained: below 1 for LoRA and frozen parts."""
    frozen_bits: Literal[4, 8, 16] | None = None
    """Bits of a weight that is not trained: 4 for QLoRA; those of the precision when left out."""
    recompute: bool = True
    """Whether activations are computed again instead of kept."""
    micro_batch: Annotated[Whole, Field(ge=1, le=100_000)] = 1
    """Sequences on a device at a time."""
    experiments: Times = 0.0
    """Compute of experiments as a share of the final run."""
    evaluation: Times = 0.0
    """Compute of evaluation beyond what published runs include, as a share of the final run."""
    mfu: Annotated[Number, Field(gt=0, le=1)] | None = None
    """Your own measured model FLOP utilisation of steady steps."""
    checkpoint_minutes: Minutes = 0.25
    """Time for which a checkpoint stops training."""
    restart_minutes: Minutes = 5.0
    """From a failure to the next step."""
    price_per_hour: Money | None = None
    """Price of an accelerator-hour."""
    currency: Currency = "USD"
    """Of the price; costs are rounded to its smallest unit."""
    own_runs: Annotated[tuple[PastRun, ...], Field(max_length=200)] = ()
    """Past runs of yours; they count most."""


class PhaseHours(Model):
    """Hours as a phase of a portfolio document takes them: `gpu: {hours: ..., reference: ...}`."""

    low: float
    likely: float
    high: float


class TrainingAnswer(Model):
    """What a training run needs."""

    gpu_hours: Range
    """Accelerator-hours to pay for, experiments and evaluation included."""
    mfu: Range
    """Utilisation of steady steps."""
    utilisation: Range
    """Utilisation of all hours paid for: with restarts, evaluation and idling it is lower than `mfu`."""
    devices_min: int | None
    """Fewest devices that hold weights, gradients, optimiser and activations; null when layers must be split."""
    method: str
    plan: str
    """How the job is sharded on the fewest devices."""
    flops: float
    devices: int | None = None
    fits: bool | None = None
    """Whether the job fits on the devices that were given."""
    plan_given: str | None = None
    wall_clock_days: Range | None = None
    goodput: float | None = None
    cost: MoneyRange | None = None
    currency: str
    reference: str
    hours: PhaseHours
    derivation: tuple[DerivationLine, ...]
    notes: tuple[str, ...] = ()


class PilotQuestion(Model):
    """A run of any kind, measured in a short pilot: vision, speech, recommenders, tabular models."""

    examples: Positive
    """Examples of one epoch."""
    epochs: Positive = 1.0
    examples_per_second: Positive
    """Measured on all devices of the pilot together."""
    pilot_devices: Count = 1
    devices: Count | None = None
    scaling_efficiency: Annotated[Number, Field(gt=0, le=2)] = 1.0
    """Throughput of a device in the run over that in the pilot."""
    experiments: Times = 0.0
    price_per_hour: Money | None = None
    currency: Currency = "USD"


class PilotAnswer(Model):
    """What the measured run needs."""

    gpu_hours: Range
    wall_clock_days: Range
    cost: MoneyRange | None = None
    currency: str
    derivation: tuple[DerivationLine, ...]


def money_range(hours: Range, price: Decimal | None, currency: str) -> MoneyRange | None:
    """Cost of the hours to the smallest unit of the currency; None without a price."""
    if price is None:
        return None
    with localcontext(prec=60):
        low, middle, high = (
            (Decimal(h) * price).quantize(step(currency)) for h in (hours.p10, hours.p50, hours.p90)
        )
    return MoneyRange(p10=low, p50=middle, p90=high)

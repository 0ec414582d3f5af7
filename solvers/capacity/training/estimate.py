"""Accelerator-hours of a training run, from its parameters and tokens to P10, P50 and P90, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from solvers.capacity.hardware.catalogue import Accelerator
from solvers.capacity.training.compute import (
    USUAL_CONTEXT,
    Shape,
    attention_factor,
    flops_per_token,
    frozen_factor,
    recomputation_factor,
    shape_of,
)
from solvers.capacity.training.goodput import TYPICAL_DEVICES, Failures, Goodput, goodput
from solvers.capacity.training.memory import Fit, Job, fewest_devices, fits
from solvers.capacity.training.records import Record
from solvers.capacity.training.utilisation import Quantiles, Utilisation, as_steps, learn

OWN = "own runs"


@dataclass(frozen=True)
class TrainingRun:
    """The run that is asked for."""

    params_b: float
    """Active parameters, billions."""
    tokens_b: float
    """Tokens of the final run, billions, all epochs together."""
    accelerator: Accelerator
    total_params_b: float | None = None
    """All parameters of a mixture of experts; None: as many as are active."""
    precision: str = "bf16"
    devices: int | None = None
    sequence: int = USUAL_CONTEXT
    shape: Shape | None = None
    """None: the usual shape for the parameter count."""
    trainable: float = 1.0
    recompute: bool = True
    micro_batch: int = 1
    experiments: float = 0.0
    """Compute of experiments as a share of the final run."""
    evaluation: float = 0.0
    """Compute of evaluation beyond what published runs include, as a share of the final run."""
    mfu: float | None = None
    """One's own measured utilisation of steady steps on this hardware."""
    frozen_bits: int | None = None
    """Bits of a weight that is not trained; None: those of the precision."""
    failures: Failures = field(default_factory=Failures)

    @property
    def total_b(self) -> float:
        """All parameters, billions."""
        return self.total_params_b or self.params_b

    @property
    def tflops(self) -> float:
        """The peak that utilisation is a share of."""
        return training_tflops(self.accelerator, self.precision)


@dataclass(frozen=True)
class Line:
    """One step of the derivation."""

    what: str
    value: float
    unit: str
    how: str


@dataclass(frozen=True)
class TrainingEstimate:
    """What a run needs."""

    hours: Quantiles
    """Accelerator-hours paid for, experiments and evaluation included."""
    utilisation: Quantiles
    """Of paid hours."""
    mfu: Quantiles
    """Of steady steps."""
    flops: float
    """Model FLOPs of the final run."""
    fewest: Fit | None
    """Fewest devices that hold the job; None when no number of them does without splitting layers."""
    given: Fit | None
    """The plan on the devices that were given; None when none were given or the job does not fit on them."""
    days: Quantiles | None
    """Wall-clock of the final run on the given devices."""
    goodput: Goodput | None
    lines: tuple[Line, ...]


def estimate(
    run: TrainingRun, own: Sequence[Record] = (), model: Utilisation | None = None
) -> TrainingEstimate:
    """Estimate a run; `own` are one's own past runs, which then count most."""
    if run.mfu is not None:
        own = (*own, _record(run, OWN, run.mfu, steps=True))
    model = model or learn(own)
    asked = _record(run, OWN if own else "", 1.0, steps=False)
    paid, steps = model.quantiles(asked), model.quantiles(as_steps(asked))
    shape = run.shape or shape_of(run.total_b)
    factors = _factors(run, shape)
    plain = flops_per_token(run.params_b) * run.tokens_b * 1e9
    flops = plain
    for line in factors:
        flops *= line.value
    lost = goodput(run.devices, run.failures) if run.devices else None
    usual = goodput(TYPICAL_DEVICES, Failures()).share
    slower = usual / lost.share if lost else 1.0
    paid = paid.times(1.0 / slower)
    final = paid.over(flops / (run.tflops * 1e12 * 3600.0))
    extra = 1.0 + run.experiments + run.evaluation
    hours = final.times(extra)
    value_bytes = 4.0 if run.precision == "fp32" else 2.0
    frozen = run.frozen_bits / 8.0 if run.frozen_bits else value_bytes
    job = Job(
        run.total_b, shape, run.sequence, run.trainable, run.micro_batch, run.recompute, frozen, value_bytes
    )
    given = fits(job, run.accelerator, run.devices) if run.devices else None
    lines = (
        Line(
            "Model compute",
            plain,
            "FLOP",
            f"6 x {run.params_b:g}e9 active parameters x {run.tokens_b:g}e9 tokens",
        ),
        *factors,
        *_hardware_lines(run, paid, steps, lost, slower),
        *_hour_lines(run, final, hours, flops),
    )
    days = final.times(1.0 / 24.0 / run.devices) if run.devices else None
    fewest = fewest_devices(job, run.accelerator)
    return TrainingEstimate(hours, paid, steps, flops, fewest, given, days, lost, lines)


def training_tflops(accelerator: Accelerator, precision: str) -> float:
    """Peak that utilisation is a share of: of 16 bit, also for fp8; of 32 bit for fp32, where it is known."""
    return (accelerator.fp32_tflops if precision == "fp32" else None) or accelerator.tensor16_tflops


def _record(run: TrainingRun, family: str, utilisation: float, *, steps: bool) -> Record:
    return Record(
        "the run asked for",
        family,
        run.params_b,
        run.total_b,
        run.accelerator,
        run.precision == "fp8",
        steps,
        utilisation,
        "",
    )


def _factors(run: TrainingRun, shape: Shape) -> tuple[Line, ...]:
    lines = []
    if run.sequence != USUAL_CONTEXT:
        share = attention_factor(run.params_b, shape, run.sequence)
        how = f"6 N + 12 L d T at T = {run.sequence} over that at {USUAL_CONTEXT}, which published utilisation includes"
        lines.append(Line("Attention", share, "x", how))
    if run.trainable < 1.0:
        how = "(4 + 2 x trainable share) / 6: no weight gradients for what is frozen"
        lines.append(Line("Frozen weights", frozen_factor(run.trainable), "x", how))
    return tuple(lines)


def _hardware_lines(
    run: TrainingRun, paid: Quantiles, steps: Quantiles, lost: Goodput | None, slower: float
) -> list[Line]:
    lines = [
        Line(
            "Peak",
            run.tflops,
            "TFLOP/s",
            f"{run.accelerator.name}, dense, {32 if run.precision == 'fp32' else 16} bit",
        ),
        Line(
            "Utilisation of steady steps (MFU), P50", steps.p50, "share", "learnt from published step tables"
        ),
        Line(
            "Hardware work beside model work",
            recomputation_factor(full=run.recompute),
            "x",
            "4/3 with full recomputation; utilisation counts model work, so hours do not change",
        ),
    ]
    if lost:
        lines += [
            Line(
                "Hours between failures",
                lost.job_mtbf_hours,
                "h",
                f"{run.failures.device_mtbf_hours:g} h a device",
            ),
            Line(
                "Checkpoint every",
                lost.interval_minutes,
                "min",
                "sqrt(2 x checkpoint time x hours between failures)",
            ),
            Line("Goodput", lost.share, "share", "1 - checkpoints - work done again - restarts"),
            Line(
                "Against a usual run",
                slower,
                "x",
                f"goodput on {TYPICAL_DEVICES} devices, which the next line includes",
            ),
        ]
    how = "learnt from the hours of published whole runs: includes restarts, evaluation and idling"
    lines.append(Line("Utilisation of paid hours, P50", paid.p50, "share", how))
    return lines


def _hour_lines(run: TrainingRun, final: Quantiles, hours: Quantiles, flops: float) -> list[Line]:
    lines = [Line("Final run, P50", final.p50, "h", f"{flops:.3g} FLOP / (peak x utilisation x 3600)")]
    if run.experiments or run.evaluation:
        extra = f"x (1 + {run.experiments:g} experiments + {run.evaluation:g} evaluation)"
        lines.append(Line("With experiments, P50", hours.p50, "h", extra))
    if run.devices:
        lines.append(
            Line("Wall clock, P50", final.p50 / run.devices / 24.0, "days", f"on {run.devices} devices")
        )
    return lines

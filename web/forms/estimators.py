"""The questions of the estimators as forms: fields, what they hold at first, and the question that they make."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from planner.domain.base import Model
from planner.domain.capacity import PilotQuestion, TrainingQuestion
from planner.domain.serving import ServingQuestion
from planner.errors import BadInput
from planner.integrations.throughput import read_throughput
from planner.services.accelerators import accelerator_names
from planner.services.estimate_serving import served_models
from web.forms.entries import Entry, MistypedError, Option, number, percent, select, shares, text
from web.forms.places import field_errors

MORE = "More"
CURRENCY = "Of the price and the costs; left out: USD"


@dataclass(frozen=True)
class EstimatorForm:
    """One estimator."""

    kind: str
    title: str
    about: str
    entries: tuple[Entry, ...]
    first: Mapping[str, str]
    """What the form holds before anybody has typed."""
    question: type[Model]


def _among(name: str, label: str, values: tuple[str, ...], hint: str = "") -> Entry:
    return select(name, label, [Option(value, value) for value in values], hint=hint)


def _more(entry: Entry) -> Entry:
    """The entry under a title that is folded at first."""
    return Entry(**{**entry.__dict__, "group": MORE})


def _training() -> EstimatorForm:
    entries = (
        number("params_b", "Active parameters", unit="billions", required=True),
        number("tokens_b", "Tokens", unit="billions", hint="Of the final run, all epochs", required=True),
        _among("accelerator", "Accelerator", accelerator_names()),
        _among("precision", "Precision", ("bf16", "fp16", "fp8", "fp32")),
        number("devices", "Devices", hint="For wall clock and memory; optional"),
        number("price_per_hour", "Price of an accelerator-hour"),
        text("currency", "Currency", hint=CURRENCY),
        percent("experiments", "Experiments", hint="Compute beside the final run, of it"),
        _more(number("total_params_b", "All parameters", unit="billions", hint="Of a mixture of experts")),
        _more(number("sequence", "Context", unit="tokens", hint="Left out: 4,096")),
        _more(
            percent(
                "trainable", "Weights that are trained", hint="Left out: all; less for LoRA and frozen parts"
            )
        ),
        _more(
            select(
                "frozen_bits",
                "Bits of weights that are not trained",
                [Option("", "As the precision"), Option("4", "4"), Option("8", "8"), Option("16", "16")],
                hint="4 for QLoRA",
            )
        ),
        _more(percent("evaluation", "Evaluation", hint="Beyond what published runs include")),
        _more(percent("mfu", "Your measured MFU", hint="Of steady steps on this hardware")),
        _more(number("micro_batch", "Sequences on a device at a time", hint="Left out: 1")),
        _more(
            select("recompute", "Activations", [Option("", "Computed again"), Option("no", "Kept in memory")])
        ),
    )
    first = {
        "params_b": "7", "tokens_b": "140", "accelerator": "H100-SXM", "precision": "bf16", "devices": "64",
    }  # fmt: skip
    about = "A transformer: compute over what published runs got out of the hardware"
    return EstimatorForm("training", "Training", about, entries, first, TrainingQuestion)


def _pilot() -> EstimatorForm:
    entries = (
        number("examples", "Examples of an epoch", required=True),
        number("epochs", "Epochs"),
        number("examples_per_second", "Examples a second", hint="Measured, all pilot devices", required=True),
        number("pilot_devices", "Devices of the pilot"),
        number("devices", "Devices of the run"),
        percent("scaling_efficiency", "Scaling efficiency", hint="A device in the run over one in the pilot"),
        percent("experiments", "Experiments", hint="Compute beside the final run, of it"),
        number("price_per_hour", "Price of an accelerator-hour"),
        text("currency", "Currency", hint=CURRENCY),
    )
    first = {
        "examples": "1281167", "epochs": "90", "examples_per_second": "2500", "pilot_devices": "8",
        "devices": "64", "scaling_efficiency": "90",
    }  # fmt: skip
    about = "Vision, speech, recommenders, tabular models: from the throughput of a short run"
    return EstimatorForm("pilot", "Training from a pilot", about, entries, first, PilotQuestion)


def _serving() -> EstimatorForm:
    entries = (
        _among("model", "Model", served_models(), "Other shapes: command line and API"),
        _among("accelerator", "Accelerator", accelerator_names()),
        _among("precision", "Precision", ("bf16", "fp16", "fp8", "fp4", "int8", "int4")),
        number("rps", "Requests a second", hint="At the peak", required=True),
        number("input_tokens", "Input tokens"),
        number("output_tokens", "Output tokens"),
        number("latency_p95_s", "P95 latency", unit="seconds", hint="Waiting included", required=True),
        number("price_per_hour", "Price of a device-hour", hint="Left out: a dated list price in USD"),
        text("currency", "Currency", hint=CURRENCY),
        _more(number("devices_per_replica", "Devices of a replica", hint="Left out: the best is chosen")),
        _more(number("spare", "Spare replicas")),
        _more(select("cache_bits", "Bits of a cached value", [Option("", "8"), Option("16", "16")])),
        _more(number("service_cv", "Variation of service times", hint="Left out: 0.5")),
        _more(number("arrival_cv", "Variation of arrivals", hint="Left out: 1, independent; more: bursts")),
        _more(shares("pattern", "Load over the day", hint="Of the peak, such as 0.2; 0.5; 1; 0.6")),
        _more(number("scale_lag", "Periods to start a replica", hint="Left out: 1")),
        _more(
            text(
                "measured",
                "Measured throughput, in place of the model",
                area=True,
                wide=True,
                hint="perf_analyzer's CSV, vLLM's JSON, or CSV with concurrency and requests_per_second or latency_ms; "
                "a classical model of 12 ms on 8 workers is concurrency,latency_ms and 8,12",
            )
        ),
    )
    first = {
        "model": "Llama-3.3-70B", "accelerator": "H100-SXM", "precision": "fp8", "rps": "20",
        "input_tokens": "1000", "output_tokens": "500", "latency_p95_s": "30",
    }  # fmt: skip
    about = "Replicas for a stream of requests, from a roofline or from measurements, and a queue"
    return EstimatorForm("serving", "Serving", about, entries, first, ServingQuestion)


FORMS: Mapping[str, EstimatorForm] = {form.kind: form for form in (_training(), _pilot(), _serving())}


def question_of(form: EstimatorForm, typed: Mapping[str, str]) -> tuple[Model | None, dict[str, str]]:
    """The question, or what is wrong by field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for entry in form.entries:
        try:
            value = _read(entry, typed.get(entry.name, ""))
        except (MistypedError, BadInput) as wrong:
            errors[entry.name] = wrong.message if isinstance(wrong, BadInput) else str(wrong)
            continue
        if value is not None:
            values[entry.name] = value
    for entry in form.entries:
        if entry.required and entry.name not in values and entry.name not in errors:
            errors[entry.name] = "is needed"
    if errors:
        return None, errors
    try:
        return form.question.model_validate(values), {}
    except ValidationError as error:
        return None, field_errors(form.entries, typed, error)


def _read(entry: Entry, typed: str) -> Any:
    if entry.name == "measured":
        return read_throughput(typed.encode()) if typed.strip() else None
    value = entry.read(typed)
    if entry.name in ("cache_bits", "frozen_bits") and isinstance(value, str):
        return int(value) if value.isdecimal() else value
    if entry.name == "recompute":
        return False if value == "no" else None
    return value

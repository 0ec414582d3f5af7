"""Estimate replicas and cost of serving. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from planner.domain.capacity import DerivationLine
from planner.domain.findings import nearest
from planner.domain.serving import Autoscaling, ModelShape, ServingAnswer, ServingQuestion
from planner.errors import BadInput, Diagnostic
from planner.services.accelerators import Accelerator, find_accelerator
from planner.services.serving_cost import Price, price_of
from solvers.capacity.serving.model import ServedModel, known_models
from solvers.capacity.serving.roofline import FACTORS, Load, Replica, degrees, fewest_devices
from solvers.capacity.serving.size import Demand, Option, Size, autoscaled, options, size


@dataclass(frozen=True)
class _Kind:
    """One kind of replica: its devices and the numbers of requests it can let in."""

    devices: int
    choices: tuple[Option, ...]
    replica: Replica | None
    """None when the throughput was measured."""


def estimate_serving(
    question: ServingQuestion, known: Mapping[str, Accelerator] | None = None
) -> ServingAnswer:
    """Replicas that meet the latency objective at the peak, their throughput and cost.

    Raises
    ------
    BadInput
        When the accelerator or model is unknown.
    """
    accelerator = find_accelerator(question.accelerator, known) if question.accelerator else None
    kinds = _kinds(question, accelerator)
    demand = Demand(
        question.rps,
        question.latency_p95_s,
        service_cv=question.service_cv,
        arrival_cv=question.arrival_cv,
    )
    best: tuple[_Kind, Size] | None = None
    for kind in kinds:
        found = size(kind.choices, demand)
        if found and (best is None or found.replicas * kind.devices < best[1].replicas * best[0].devices):
            best = kind, found
    if best is None:
        return _impossible(question, kinds)
    return _answer(question, *best, demand, price_of(question.price_per_hour, question.currency, accelerator))


def served_models() -> tuple[str, ...]:
    """Names of the models that ship."""
    return tuple(known_models())


def find_model(model: str | ModelShape) -> ServedModel:
    """A model that ships by its name, or the shape that is given."""
    if isinstance(model, ModelShape):
        values = model.model_dump()
        values["active_params_b"] = model.active_params_b or model.total_params_b
        return ServedModel(**values)
    by_letters = {name.casefold(): found for name, found in known_models().items()}
    found = by_letters.get(model.strip().casefold())
    if found is None:
        message = f"unknown model '{model[:64]}'{nearest(model, known_models())}"
        raise BadInput(message, [Diagnostic("error", "model", message)])
    return found


def _kinds(question: ServingQuestion, accelerator: Accelerator | None) -> list[_Kind]:
    """Replicas to choose from: as asked, else every tensor parallel degree that holds the model."""
    if question.measured:
        points = tuple(
            Option(p.concurrency, p.concurrency / p.requests_per_second) for p in question.measured
        )
        return [_Kind(question.devices_per_replica or 1, points, None)]
    assert question.model is not None
    assert accelerator is not None
    model = find_model(question.model)
    load = Load(question.input_tokens, question.output_tokens)
    value_bytes = question.cache_bits / 8
    if question.devices_per_replica:
        counts: tuple[int, ...] = (question.devices_per_replica,)
    else:
        least = fewest_devices(model, accelerator, question.precision, load, value_bytes)
        counts = tuple(sorted({n for n in degrees(accelerator) if n > (least or 1)} | {least or 1}))
    replicas = [Replica(model, accelerator, question.precision, n, load, value_bytes) for n in counts]
    return [_Kind(replica.devices, options(replica), replica) for replica in replicas]


def _impossible(question: ServingQuestion, kinds: list[_Kind]) -> ServingAnswer:
    kind = min(kinds, key=lambda k: min((option.residence for option in k.choices), default=float("inf")))
    replica = kind.replica
    if not kind.choices and replica is not None:
        note = (
            f"{replica.weights / 1e9:.0f} GB of weights and the cache of one request do not fit on {kind.devices} x "
            f"{replica.accelerator.name}; take more devices a replica, fewer bits or other hardware"
        )
    else:
        quickest = min(option.residence for option in kind.choices)
        note = (
            f"even an idle replica takes {quickest:.3g} s on average and longer for 5 % of the requests; the objective "
            f"is {question.latency_p95_s:g} s: take more devices a replica, fewer bits, or shorter answers"
        )
    return ServingAnswer(
        replicas=None,
        devices=None,
        devices_per_replica=kind.devices,
        tokens_per_second=None,
        tokens_per_second_per_device=None,
        utilisation=None,
        slots=None,
        service_seconds=None,
        currency=question.currency,
        method=_method(replica),
        derivation=_lines(question, kind, None),
        notes=(note,),
    )


def _answer(
    question: ServingQuestion, kind: _Kind, found: Size, demand: Demand, price: Price
) -> ServingAnswer:
    replica, devices = kind.replica, kind.devices
    fleet = found.replicas + question.spare
    slots, seconds = found.option.slots, found.option.residence
    tokens = slots / seconds * question.output_tokens
    pattern = question.pattern
    mean_rate = question.rps * (sum(pattern) / len(pattern) if pattern else 1.0)
    used = Decimal(fleet * devices)
    return ServingAnswer(
        replicas=fleet,
        devices=fleet * devices,
        devices_per_replica=devices,
        tokens_per_second=tokens,
        tokens_per_second_per_device=tokens / devices,
        utilisation=demand.rate * seconds / (fleet * slots),
        slots=slots,
        service_seconds=seconds,
        ttft_seconds=found.wait_mean + replica.prompt_seconds() if replica else None,
        tpot_seconds=seconds / question.output_tokens if replica else None,
        wait_probability=found.wait_probability,
        on_time=found.on_time,
        device_hours_per_1k_requests=fleet * devices / (mean_rate * 3.6) if mean_rate > 0 else None,
        cost_per_1k_requests=price.thousand(used, mean_rate),
        cost_per_month=price.month(used),
        serving_cost_per_week=price.week(used),
        currency=price.currency,
        autoscaled=_autoscaled(question, kind, demand, fleet, mean_rate, price) if pattern else None,
        method=_method(replica),
        derivation=_lines(question, kind, found),
        notes=tuple(filter(None, [price.note, *_doubts(replica)])),
    )


def _autoscaled(
    question: ServingQuestion, kind: _Kind, demand: Demand, fleet: int, mean_rate: float, price: Price
) -> Autoscaling:
    def needed(rate: float) -> int:
        at = size(kind.choices, replace(demand, rate=rate)) if rate else None
        return at.replicas + question.spare if at else 0

    counts = {share: needed(share * question.rps) for share in set(question.pattern)}
    found = autoscaled(
        [counts[share] for share in question.pattern], question.scale_lag, question.least_replicas
    )
    mean = sum(found) / len(found)
    used = Decimal(sum(found) * kind.devices) / len(found)
    return Autoscaling(
        replicas=found,
        mean_replicas=mean,
        saved_share=1.0 - mean / fleet,
        cost_per_month=price.month(used),
        cost_per_1k_requests=price.thousand(used, mean_rate),
    )


def _method(replica: Replica | None) -> str:
    queue = "replicas by M/G/c (Erlang C, Allen-Cunneen)"
    if replica is None:
        return f"measured throughput; {queue}"
    return (
        f"roofline of memory and arithmetic x {replica.factor:.2g} for {replica.accelerator.generation}, "
        f"continuous batching; {queue}"
    )


def _doubts(replica: Replica | None) -> list[str]:
    if replica is None:
        return []
    accelerator, notes = replica.accelerator, []
    if replica.model.sparse:
        notes.append(
            "a mixture of experts: published throughput mostly lay between half and double of this model"
        )
    if accelerator.generation not in FACTORS:
        notes.append(f"no factor was fitted to published throughput on {accelerator.generation}: measure")
    if replica.precision in ("fp8", "fp4") and accelerator.peak(replica.precision) <= accelerator.peak(
        "bf16"
    ):
        notes.append(f"{accelerator.name} stores {replica.precision} weights but computes in 16 bit")
    return notes


def _lines(question: ServingQuestion, kind: _Kind, found: Size | None) -> tuple[DerivationLine, ...]:
    lines: list[tuple[str, float, str, str]] = []
    replica = kind.replica
    if replica is not None:
        gb = replica.accelerator.memory_gb * kind.devices
        lines += [
            (
                "Weights",
                replica.weights / 1e9,
                "GB",
                f"{replica.model.total_params_b:g}e9 in {question.precision}",
            ),
            ("Cache of a request", replica.cache / 1e9, "GB", f"at {replica.load.context:g} tokens"),
            ("Requests in memory", replica.sequences, "", f"in 90 % of {gb:g} GB on {kind.devices} devices"),
        ]
    if replica is not None and found is not None:
        lines += [
            (
                "Step of decoding",
                replica.step_seconds(found.option.slots) * 1e3,
                "ms",
                "weights and caches read once",
            ),
            ("Prompt", replica.prompt_seconds() * 1e3, "ms", f"{question.input_tokens} tokens"),
        ]
    if found is not None:
        lines += [
            ("Slots of a replica", found.option.slots, "", "most with which the fewest replicas do"),
            ("Time in a slot", found.option.residence, "s", "output x step + slots x prompt, or as measured"),
            (
                "Offered load",
                question.rps * found.option.residence,
                "slots",
                "requests a second x time in a slot",
            ),
            ("Chance of waiting", found.wait_probability, "share", "Erlang C"),
            ("Mean wait", found.wait_mean, "s", "x (Ca^2 + Cs^2) / 2"),
            ("In time", found.on_time, "share", f"wait and service within {question.latency_p95_s:g} s"),
            (
                "Replicas",
                found.replicas + question.spare,
                "",
                f"fewest with 95 % in time, + {question.spare} spare",
            ),
        ]
    return tuple(
        DerivationLine(what=what, value=value, unit=unit, how=how) for what, value, unit, how in lines
    )

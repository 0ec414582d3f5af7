"""Questions about serving and their answers."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.domain.base import Currency, Model, Money, Name, Number, Share, Whole
from planner.domain.capacity import Count, DerivationLine, Tokens

ServingPrecision = Literal["bf16", "fp16", "fp8", "fp4", "int8", "int4"]
Rate = Annotated[Number, Field(ge=0, le=1e6)]
Seconds = Annotated[Number, Field(gt=0, le=1e6)]
Spread = Annotated[Number, Field(ge=0, le=10)]
Dimension = Annotated[Whole, Field(ge=1, le=1_000_000)]
Parameters = Annotated[Number, Field(ge=1e-6, le=1e6)]


OTHER_NAMES = {
    "hidden_size": "hidden",
    "key_value_heads": "kv_heads",
    "head_dim": "head_size",
    "num_hidden_layers": "layers",
    "num_attention_heads": "heads",
    "num_key_value_heads": "kv_heads",
}
"""What the sizes of a model are called elsewhere, such as in its own configuration."""


class ModelShape(Model):
    """A transformer that is to be served."""

    name: Name = "model"
    layers: Dimension
    hidden: Dimension
    """Hidden size."""
    heads: Dimension
    kv_heads: Dimension
    """Key-value heads."""
    head_size: Dimension
    total_params_b: Parameters
    """All parameters, billions: they are held in memory."""
    active_params_b: Parameters | None = None
    """Parameters that a token meets, billions; all of them unless it is a mixture of experts."""
    kv_values: Annotated[Number, Field(gt=0, le=1e7)] | None = None
    """Cached values a token and layer when they are not 2 x kv_heads x head_size (latent attention)."""
    window: Tokens | None = None
    """Tokens that windowed layers look back."""
    window_share: Share = 0.0
    """Share of the layers that are windowed."""
    weight_bytes: Annotated[Number, Field(gt=0, le=8)] | None = None
    """Bytes a stored weight, when it does not follow the precision."""
    moe_layers: Annotated[Whole, Field(ge=0, le=1_000_000)] | None = None
    """Layers of a mixture that have experts, when not all have."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        names = {name: ours for name, ours in OTHER_NAMES.items() if name in given and ours not in given}
        return {names.get(name, name): value for name, value in given.items()}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.active_params_b is not None and self.active_params_b > self.total_params_b:
            raise ValueError(
                f"{self.active_params_b:g} active parameters are more than all {self.total_params_b:g}"
            )
        if self.moe_layers is not None and self.moe_layers > self.layers:
            raise ValueError(f"{self.moe_layers} layers with experts are more than the {self.layers} layers")
        if self.kv_heads > self.heads:
            raise ValueError(f"{self.kv_heads} key-value heads are more than the {self.heads} heads")
        return self


class MeasuredPoint(Model):
    """Measured on one replica: so many requests at a time, so many finished a second."""

    concurrency: Annotated[Whole, Field(ge=1, le=1_000_000)]
    requests_per_second: Annotated[Number, Field(ge=1e-6, le=1e9)]


class ServingQuestion(Model):
    """A model behind a stream of requests."""

    rps: Rate
    """Requests a second at the peak."""
    latency_p95_s: Seconds
    """Seconds that 95 % of the requests must not exceed, waiting included."""
    accelerator: Name | None = None
    """A type of the hardware catalogue, as people write it; not needed when the throughput was measured."""
    model: Name | ModelShape | None = None
    """A model that ships with the product by its name, or a shape; not needed when the throughput was measured."""
    precision: ServingPrecision = "fp8"
    input_tokens: Tokens = 1
    output_tokens: Tokens = 1
    devices_per_replica: Count | None = None
    """Tensor parallel degree; the fewest that hold the model when left out."""
    cache_bits: Literal[8, 16] = 8
    """Bits of a cached value."""
    measured: Annotated[tuple[MeasuredPoint, ...], Field(max_length=1000)] = ()
    """Throughput that was measured; it takes the place of the roofline."""
    service_cv: Spread = 0.5
    """Coefficient of variation of the time that a request is worked on."""
    arrival_cv: Spread = 1.0
    """Coefficient of variation between arrivals: 1 for independent requests, more for bursts."""
    spare: Annotated[Whole, Field(ge=0, le=1000)] = 0
    """Replicas beyond what the objective needs, for failures and releases."""
    pattern: Annotated[tuple[Share, ...], Field(max_length=168)] = ()
    """Load in equal periods of a day or week, as shares of the peak; all at the peak when left out."""
    scale_lag: Annotated[Whole, Field(ge=0, le=168)] = 1
    """Periods that a new replica needs to start."""
    least_replicas: Annotated[Whole, Field(ge=0, le=100_000)] = 1
    price_per_hour: Money | None = None
    """Price of a device-hour; a dated list price of the accelerator is used when left out, and said."""
    currency: Currency = "USD"
    """Of the price; costs are rounded to its smallest unit, those of a thousand requests to a hundredth of it."""

    @model_validator(mode="after")
    def _something_to_go_by(self) -> Self:
        if not self.measured and (self.model is None or self.accelerator is None):
            raise ValueError("give a model and an accelerator, or measured throughput")
        return self


class Autoscaling(Model):
    """Replicas that follow the pattern, beside a fleet for the peak."""

    replicas: tuple[int, ...]
    mean_replicas: float
    saved_share: float
    """Share of the device-hours of the peak fleet that it saves."""
    cost_per_month: Decimal | None = None
    cost_per_1k_requests: Decimal | None = None


class ServingAnswer(Model):
    """What serving needs."""

    replicas: int | None
    """Null when even an idle replica is too slow for the objective, or the model does not fit."""
    devices: int | None
    devices_per_replica: int
    tokens_per_second: float | None
    """Output tokens a second of one replica with all its slots busy; requests a second when measured in requests."""
    tokens_per_second_per_device: float | None
    utilisation: float | None
    """Share of the slots that is busy at the peak."""
    slots: int | None
    """Requests that a replica works on at the same time."""
    service_seconds: float | None
    """Mean time in a slot when all are busy."""
    ttft_seconds: float | None = None
    """Mean time to the first token, waiting included."""
    tpot_seconds: float | None = None
    """Time between tokens."""
    wait_probability: float | None = None
    on_time: float | None = None
    """Share of the requests within the objective."""
    device_hours_per_1k_requests: float | None = None
    cost_per_1k_requests: Decimal | None = None
    cost_per_month: Decimal | None = None
    """730 hours of the fleet for the peak."""
    serving_cost_per_week: Decimal | None = None
    """As a project of a portfolio document takes it."""
    currency: str
    autoscaled: Autoscaling | None = None
    method: str
    derivation: tuple[DerivationLine, ...]
    notes: tuple[str, ...] = ()

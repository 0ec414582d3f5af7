"""What a served transformer is made of, and those that ship with the product."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from solvers.capacity.hardware.catalogue import BYTES

SPARSE = 1.5
"""A mixture of experts holds more than so many times its active parameters."""


@dataclass(frozen=True)
class ServedModel:
    """A decoder-only transformer."""

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    total_params_b: float
    active_params_b: float
    kv_values: float | None = None
    """Values a token and layer keeps in the cache when it is not 2 x kv_heads x head_size (latent attention)."""
    window: float | None = None
    """Tokens that layers with windowed attention look back."""
    window_share: float = 0.0
    """Share of the layers that have it."""
    weight_bytes: float | None = None
    """Bytes a stored weight when it does not follow the precision of serving."""
    moe_layers: int | None = None
    """Layers of a mixture that have experts; None: all."""
    source: str = ""

    @property
    def sparse(self) -> bool:
        """Whether it is a mixture of experts."""
        return self.total_params_b > SPARSE * self.active_params_b

    @property
    def expert_layers(self) -> int:
        """Layers at which a token has to find its experts."""
        if not self.sparse:
            return 0
        return self.layers if self.moe_layers is None else self.moe_layers

    def weights_gb(self, precision: str) -> float:
        """Weights in memory."""
        return self.total_params_b * (self.weight_bytes or BYTES[precision])

    def seen(self, context: float) -> float:
        """Mean tokens that a layer looks back over from the end of a context."""
        if not self.window:
            return context
        return context * (1.0 - self.window_share) + min(context, self.window) * self.window_share

    def cache_bytes(self, context: float, value_bytes: float) -> float:
        """Key-value cache of one sequence: 2 x layers x kv heads x head size x bytes for each token it keeps."""
        values = self.kv_values or 2.0 * self.kv_heads * self.head_size
        return values * self.layers * value_bytes * self.seen(context)

    def decode_attention(self, context: float) -> float:
        """FLOPs with which one new token looks back: 4 x heads x head size for each token and layer that it sees.

        Latent attention compares the latent values themselves, so each head works on `kv_values` of them.
        """
        width = self.kv_values or float(self.head_size)
        return 4.0 * self.layers * self.heads * width * self.seen(context)

    def prefill_attention(self, tokens: float) -> float:
        """FLOPs of causal attention over a prompt: 2 x layers x heads x head size x tokens^2."""
        # A window sees each of its tokens twice as often as a triangle would.
        seen = self.seen(tokens)
        if self.window:
            seen = tokens * (1.0 - self.window_share) + min(tokens, 2.0 * self.window) * self.window_share
        return 2.0 * self.layers * self.heads * self.head_size * tokens * seen


@cache
def known_models() -> Mapping[str, ServedModel]:
    """The models that ship, by name (models.csv)."""
    found = {}
    for row in csv.DictReader((files(__package__) / "models.csv").read_text("utf-8").splitlines()):
        found[row["model"]] = ServedModel(
            row["model"],
            int(row["layers"]),
            int(row["hidden"]),
            int(row["heads"]),
            int(row["kv_heads"]),
            int(row["head_size"]),
            float(row["total_params_b"]),
            float(row["active_params_b"]),
            float(row["kv_values"]) if row["kv_values"] else None,
            float(row["window"]) if row["window"] else None,
            float(row["window_share"] or 0.0),
            float(row["weight_bytes"]) if row["weight_bytes"] else None,
            int(row["moe_layers"]) if row["moe_layers"] else None,
            row["source"],
        )
    return found

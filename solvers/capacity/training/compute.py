"""Floating-point operations of training a transformer."""

from dataclasses import dataclass

ASPECT = 128.0
"""Hidden size over layers when only the parameter count is known; common models lie between 90 and 140."""
USUAL_CONTEXT = 4096
"""Tokens of context of most published runs: their utilisation counts parameters only, attention up to here is in it."""


@dataclass(frozen=True)
class Shape:
    """Layers and hidden size of a transformer."""

    layers: float
    hidden: float
    vocabulary: float = 128_000.0


def shape_of(params_b: float) -> Shape:
    """The usual shape for a parameter count: params = 12 x layers x hidden^2 with hidden = 128 x layers."""
    hidden = (ASPECT * params_b * 1e9 / 12.0) ** (1.0 / 3.0)
    return Shape(max(1.0, round(hidden / ASPECT)), hidden)


def flops_per_token(params_b: float, shape: Shape | None = None, sequence: int = 0) -> float:
    """FLOPs of one training token: 6 N + 12 L d T (forward, backward and weight gradients).

    Parameters
    ----------
    params_b
        Parameters that a token meets, in billions (the active ones of a mixture of experts).
    shape, sequence
        Layers L, hidden size d and context T for the attention term, which counts the whole T x T square as published
        tables do (mosaicml/llm-foundry, scripts/train/benchmarking); left out when there is no shape.
    """
    attention = 12.0 * shape.layers * shape.hidden * sequence if shape else 0.0
    return 6.0 * params_b * 1e9 + attention


def attention_factor(params_b: float, shape: Shape, sequence: int) -> float:
    """Work of a token at this context over that at the usual context."""
    long = flops_per_token(params_b, shape, sequence)
    return long / flops_per_token(params_b, shape, USUAL_CONTEXT)


def frozen_factor(trainable: float) -> float:
    """Work of a token when only a share of the weights is trained, over full training.

    Forward (2 of 6) and the backward pass through activations (2 of 6) stay; weight gradients (2 of 6) are needed for
    the trainable share only. LoRA: Hu et al. 2021, arXiv:2106.09685.
    """
    return (4.0 + 2.0 * trainable) / 6.0


def recomputation_factor(*, full: bool) -> float:
    """Hardware work over model work: 4/3 when every activation is computed again, as one more forward pass.

    Model FLOP utilisation does not count it: published utilisation already pays for it (Korthikanti et al. 2022,
    arXiv:2205.05198).
    """
    return 4.0 / 3.0 if full else 1.0

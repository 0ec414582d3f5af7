"""Memory of training and the fewest devices that hold it."""

from dataclasses import dataclass
from math import ceil

from solvers.capacity.hardware.catalogue import Accelerator
from solvers.capacity.training.compute import Shape

WEIGHTS, GRADIENTS, OPTIMISER = 6.0, 4.0, 8.0
"""Bytes a trained parameter, 18 in all: 16-bit copy and 32-bit master; 32-bit gradient; two 32-bit moments of AdamW
(stas00/ml-engineering, training/performance). Split as in ZeRO: Rajbhandari et al. 2020, arXiv:1910.02054."""
WEIGHTS_32 = 4.0
"""Weights in 32 bit need no copy."""
VALUE = 2.0
"""Bytes of a 16-bit value."""
COPIES = 28.0
"""Activations kept in a layer, in hidden sizes a token: measured on Llama-3.1-8B (same source; range 20 to 50)."""
USABLE = 0.9
"""Share of the memory that a job can fill; the rest goes to the runtime and fragmentation."""
MOST_DEVICES = 131_072
STAGES = (
    "data parallel, everything on each device",
    "ZeRO-1: optimiser split",
    "ZeRO-2: optimiser and gradients split",
    "ZeRO-3 (FSDP): optimiser, gradients and weights split",
)


@dataclass(frozen=True)
class Job:
    """What has to be held."""

    total_params_b: float
    shape: Shape
    sequence: int
    trainable: float = 1.0
    """Share of the weights that is trained."""
    micro_batch: int = 1
    """Sequences on a device at a time."""
    recompute: bool = True
    """Whether activations are computed again in the backward pass, keeping one copy a layer."""
    frozen_bytes: float = VALUE
    """Of a parameter that is only read."""
    value_bytes: float = VALUE
    """Of an activation and of a weight at work."""


@dataclass(frozen=True)
class Fit:
    """A plan that fits."""

    devices: int
    stage: int
    gb_per_device: float
    usable_gb: float

    @property
    def plan(self) -> str:
        """The sharding in words."""
        return f"{STAGES[self.stage]}; {self.gb_per_device:.0f} of {self.usable_gb:.0f} GB on each of {self.devices}"


def activations_gb(job: Job) -> float:
    """One device's activations: with recomputation one copy a layer, one layer in full, and the logits in 32 bit."""
    tokens = job.micro_batch * job.sequence
    layer = job.value_bytes * COPIES * tokens * job.shape.hidden
    kept = job.value_bytes * tokens * job.shape.hidden * job.shape.layers + layer
    logits = 4.0 * tokens * job.shape.vocabulary
    return ((kept if job.recompute else layer * job.shape.layers) + logits) / 1e9


def gb_per_device(job: Job, devices: int, stage: int) -> float:
    """Memory of each of so many devices under a stage of sharding."""
    trained = job.total_params_b * job.trainable
    frozen = job.total_params_b * (1.0 - job.trainable) * job.frozen_bytes
    split = [devices if stage >= least else 1 for least in (3, 2, 1)]
    weights = WEIGHTS if job.value_bytes == VALUE else WEIGHTS_32
    states = trained * (weights / split[0] + GRADIENTS / split[1] + OPTIMISER / split[2]) + frozen / split[0]
    # Under full sharding a layer's weights are gathered while it is computed, two layers at a time.
    gathered = (
        2.0 * job.value_bytes * job.total_params_b / job.shape.layers if stage == 3 and devices > 1 else 0.0
    )
    return states + gathered + activations_gb(job)


def fits(job: Job, accelerator: Accelerator, devices: int) -> Fit | None:
    """The least sharding with which the job fits on so many devices; None when none does."""
    usable = USABLE * accelerator.memory_gb
    for stage in range(len(STAGES)):
        if devices == 1 and stage > 0:
            break
        used = gb_per_device(job, devices, stage)
        if used <= usable:
            return Fit(devices, stage, used, usable)
    return None


def fewest_devices(job: Job, accelerator: Accelerator) -> Fit | None:
    """Fewest devices that hold the job: 1, 2, 4 ... within a node, then whole nodes; None when no number does.

    When a single sequence's activations alone are too much, tensor or context parallelism is needed, which this plan
    does not have.
    """
    node = accelerator.node
    within = [2**k for k in range(node.bit_length()) if 2**k < node]
    for devices in within:
        found = fits(job, accelerator, devices)
        if found:
            return found
    low, high = 1, ceil(MOST_DEVICES / node)
    if fits(job, accelerator, high * node) is None:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(job, accelerator, middle * node) else (middle + 1, high)
    return fits(job, accelerator, low * node)

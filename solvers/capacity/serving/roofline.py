"""Throughput of one replica of a transformer: memory traffic and arithmetic, with one factor a hardware family.

A step of decoding reads the weights once and the cache of every running sequence; a prompt costs its arithmetic. With b
sequences in a replica of g devices, all seconds on the whole replica:

    step(b)  = (weights + b x cache) / (g x bandwidth)                       memory of one token for all
    token    = 2 x active / (g x peak) + looking back / (g x 16-bit peak)    arithmetic of one token
    prompt   = (2 x active x input + causal attention) / (g x peak)
    residence(b) = output x (step(b) + b x token) + b x prompt               continuous batching

all divided by the family's factor, which published measurements give (throughput.csv). Experts add memory traffic for
moving tokens between them; several devices add two exchanges a layer (all-reduce of tensor parallelism, Shoeybi et al.
2019, arXiv:1909.08053).
"""

from dataclasses import dataclass

from solvers.capacity.hardware.catalogue import BYTES, CEILING, Accelerator
from solvers.capacity.serving.model import ServedModel

USABLE = 0.9
"""Share of the memory for weights and cache."""
FACTORS = {"hopper": 0.69, "blackwell": 0.55, "blackwell-rtx": 0.71}
"""Published over ideal throughput of Llama-3.3-70B, median of the cells of a family; TensorRT-LLM, 2025."""
USUAL_FACTOR = 0.55
"""For families nobody has measured here, whose matrix products reach the usual share of the peak."""
EXPERT_BYTES = 1100.0
EXPERT_BYTES_PROMPT = 330.0
"""Memory traffic of a mixture of experts for each layer that has any, hidden unit and token: sorting, gathering and
adding up. A prompt's tokens go to their experts together, those of decoding in smaller heaps."""
ON_CHIP = {"blackwell-rtx": 6.0}
"""How many times faster than from memory experts move tokens, where a cache of 100 MB and more stands before slow
memory: the moved values stay in it. Median of the Qwen3-30B-A3B cells of throughput.csv; 1 for other families."""
EXCHANGE_SECONDS = 8e-6
"""Time to begin an exchange between devices."""
LINK_SHARE = 0.7
"""Part of a link's published rate that an exchange of some tens of megabytes reaches."""
SLOW_LINK_GBS = 64.0
"""Links where none are published: PCIe 4."""
MOST_NODES = 16
"""Nodes that one replica may span."""
MOST_SEQUENCES = 4096
"""Sequences that one device schedules at most."""


@dataclass(frozen=True)
class Load:
    """What is asked of the model: tokens of a request."""

    input_tokens: float
    output_tokens: float

    @property
    def context(self) -> float:
        """Mean tokens in the cache of a request while it is answered."""
        return self.input_tokens + self.output_tokens / 2.0


@dataclass(frozen=True)
class Replica:
    """A copy of the model on so many devices."""

    model: ServedModel
    accelerator: Accelerator
    precision: str
    devices: int
    load: Load
    cache_bytes_a_value: float = 1.0
    """1 for an 8-bit cache, 2 for 16 bit."""

    @property
    def factor(self) -> float:
        """Part of the ideal speed that is reached."""
        usual = USUAL_FACTOR * (self.accelerator.achievable or CEILING) / CEILING
        return FACTORS.get(self.accelerator.generation, usual)

    @property
    def peak(self) -> float:
        """FLOP/s of a device for weights; those kept in 4 bit are unpacked to 16 where nothing multiplies 4 bit."""
        unpacked = (self.model.weight_bytes or 1.0) < BYTES["fp8"] and self.accelerator.fp4_tflops is None
        return self.accelerator.peak("bf16" if unpacked else self.precision)

    @property
    def weights(self) -> float:
        """Bytes."""
        return self.model.weights_gb(self.precision) * 1e9

    @property
    def cache(self) -> float:
        """Bytes of one request at its mean context."""
        return self.model.cache_bytes(self.load.context, self.cache_bytes_a_value)

    @property
    def sequences(self) -> int:
        """Requests that fit in memory at the same time; 0 when not even one does."""
        free = self.accelerator.memory_gb * 1e9 * USABLE * self.devices - self.weights
        return min(max(0, int(free / self.cache)), MOST_SEQUENCES * self.devices)

    @property
    def bandwidth(self) -> float:
        """Bytes a second."""
        return self.accelerator.bandwidth_gbs * 1e9 * self.devices

    def step_seconds(self, sequences: float) -> float:
        """Time in which each running request gains a token, without prompts."""
        memory = (self.weights + sequences * self.cache) / self.bandwidth
        work = 2.0 * self.model.active_params_b * 1e9
        back = self.model.decode_attention(self.load.context) / self.accelerator.peak("bf16")
        arithmetic = sequences * (work / self.peak + back) / self.devices
        fixed, token = self._exchange()
        return (memory + arithmetic) / self.factor + fixed + sequences * (token + self._experts(EXPERT_BYTES))

    def prompt_seconds(self) -> float:
        """Time that a prompt takes the whole replica."""
        tokens, devices = self.load.input_tokens, self.devices
        work = 2.0 * self.model.active_params_b * 1e9 * tokens / self.peak
        attention = self.model.prefill_attention(tokens) / self.accelerator.peak("bf16")
        fixed, token = self._exchange()
        return (
            (work + attention) / devices / self.factor
            + fixed
            + tokens * (token + self._experts(EXPERT_BYTES_PROMPT))
        )

    def residence_seconds(self, sequences: float) -> float:
        """Time from the first work on a request to its last token while so many run."""
        return self.load.output_tokens * self.step_seconds(sequences) + sequences * self.prompt_seconds()

    def requests_per_second(self, sequences: float) -> float:
        """Finished requests with so many always running."""
        return sequences / self.residence_seconds(sequences)

    def tokens_per_second(self, sequences: float) -> float:
        """Output tokens of the whole replica."""
        return self.load.output_tokens * self.requests_per_second(sequences)

    def _exchange(self) -> tuple[float, float]:
        """Seconds of the exchanges of a pass over the layers, and of each token in it: 2 a layer, 16-bit values."""
        if self.devices == 1:
            return 0.0, 0.0
        exchanges = 2.0 * self.model.layers
        one_way = LINK_SHARE * (self.accelerator.interconnect_gbs or SLOW_LINK_GBS) / 2.0 * 1e9
        moved = 2.0 * (self.devices - 1) / self.devices * 2.0 * self.model.hidden
        return exchanges * EXCHANGE_SECONDS, exchanges * moved / one_way

    def _experts(self, moved: float) -> float:
        """Seconds for one token to find its experts, with so many bytes a layer and hidden unit."""
        faster = ON_CHIP.get(self.accelerator.generation, 1.0)
        return moved * self.model.expert_layers * self.model.hidden / self.bandwidth / faster


def fewest_devices(
    model: ServedModel, accelerator: Accelerator, precision: str, load: Load, value_bytes: float
) -> int | None:
    """Fewest devices (powers of 2 in a node, then whole nodes) that hold the weights and a request; None: none do."""
    for devices in (*degrees(accelerator), *(accelerator.node * n for n in range(2, MOST_NODES + 1))):
        if Replica(model, accelerator, precision, devices, load, value_bytes).sequences:
            return devices
    return None


def degrees(accelerator: Accelerator) -> tuple[int, ...]:
    """Tensor parallel degrees within a node."""
    powers = [2**k for k in range(accelerator.node.bit_length()) if 2**k <= accelerator.node]
    return tuple(powers)

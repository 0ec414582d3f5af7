"""Examples of estimates of capacity: training, serving, team."""

from typing import Any

RANGE = {"p10": 139780.0, "p50": 218681.0, "p90": 342121.0}
SHARES = {"p10": 0.22, "p50": 0.34, "p90": 0.54}
LINE = {
    "what": "Model compute",
    "value": 8.4e22,
    "unit": "FLOP",
    "how": "6 x 7e9 active parameters x 2000e9 tokens",
}
TRAINED = {
    "gpu_hours": RANGE,
    "mfu": {"p10": 0.27, "p50": 0.43, "p90": 0.68},
    "utilisation": SHARES,
    "devices_min": 2,
    "method": "6 x active parameters x tokens over peak x utilisation of paid hours",
    "plan": "ZeRO-3 (FSDP): optimiser, gradients and weights split; 68 of 72 GB on each of 2",
    "flops": 8.4e22,
    "cost": {"p10": "209670.00", "p50": "328021.50", "p90": "513181.50"},
    "currency": "USD",
    "reference": "A100-80GB-SXM",
    "hours": {"low": 139780.0, "likely": 218681.0, "high": 342121.0},
    "derivation": [LINE],
}
SERVED = {
    "replicas": 6,
    "devices": 12,
    "devices_per_replica": 2,
    "tokens_per_second": 1775.0,
    "tokens_per_second_per_device": 887.5,
    "utilisation": 0.94,
    "slots": 53,
    "service_seconds": 14.9,
    "cost_per_1k_requests": "0.8551",
    "cost_per_month": "25842.00",
    "currency": "USD",
    "method": "roofline of memory and arithmetic; replicas by M/G/c",
    "derivation": [{"what": "Weights", "value": 70.55, "unit": "GB", "how": "70.55e9 in fp8"}],
}
TEAM = {
    "basis": "earliest",
    "rows": [
        {"week": "2027-01-04", "skill": "data", "supply": 1.5, "demand": 2.0, "unfilled": 0.5, "people": 2}
    ],
    "skills": [
        {
            "skill": "data",
            "supply": 37.0,
            "demand": 13.0,
            "unfilled": 2.5,
            "short_weeks": 3,
            "bus_factor": 2,
        }
    ],
    "overload": [],
}

CAPACITY_EXAMPLES: dict[str, Any] = {
    "PilotAnswer": {
        "gpu_hours": {"p10": 8.1, "p50": 9.4, "p90": 11.0},
        "wall_clock_days": {"p10": 0.04, "p50": 0.05, "p90": 0.06},
        "currency": "USD",
        "derivation": [LINE],
    },
    "PilotQuestion": {"examples": 1200000, "examples_per_second": 850, "epochs": 3, "pilot_devices": 8},
    "ServingAnswer": SERVED,
    "ServingQuestion": {
        "rps": 20,
        "latency_p95_s": 30,
        "accelerator": "H100-SXM",
        "model": "Llama-3.3-70B",
        "input_tokens": 1000,
        "output_tokens": 500,
    },
    "TeamCapacity": TEAM,
    "TrainingAnswer": TRAINED,
    "TrainingQuestion": {"params_b": 7, "tokens_b": 140, "accelerator": "H100-SXM", "devices": 64},
}

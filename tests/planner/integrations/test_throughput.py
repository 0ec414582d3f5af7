"""Measured throughput in the forms in which benchmarks write it."""

import json

import pytest

from planner.errors import BadInput
from planner.integrations.throughput import read_throughput

TRITON = b"""Concurrency,Inferences/Second,Client Send,Network+Server Send/Recv,Server Queue,Client Recv,p50 latency,p90 latency
1,120.5,20,300,50,2,8200,8500
8,610.0,25,350,90,2,12900,14100
"""
VLLM = {
    "backend": "vllm",
    "max_concurrency": 64,
    "request_throughput": 12.5,
    "output_throughput": 3100.0,
    "mean_ttft_ms": 200.0,
}


def pairs(content: bytes) -> list[tuple[int, float]]:
    return [(point.concurrency, point.requests_per_second) for point in read_throughput(content)]


def test_perf_analyzer_writes_one_row_a_concurrency() -> None:
    assert pairs(TRITON) == [(1, 120.5), (8, 610.0)]


def test_vllm_writes_one_object_or_one_in_each_line() -> None:
    assert pairs(json.dumps(VLLM).encode()) == [(64, 12.5)]
    lines = "\n".join(json.dumps(VLLM | {"max_concurrency": n}) for n in (1, 2))
    assert pairs(lines.encode()) == [(1, 12.5), (2, 12.5)]


def test_perf_analyzer_at_a_request_rate_tells_latency_in_microseconds() -> None:
    # 100 a second, 80 ms each: 8 at a time.
    table = b"Request Rate,Inferences/Second,Client Send,p95 latency,Avg latency\n100,100,20,95000,80000\n"
    assert pairs(table) == [(8, 100.0)]


def test_vllm_at_a_request_rate_tells_the_parts_of_the_latency() -> None:
    # 200 ms to the first of 101 tokens, 18 ms for each other one: 2 s a request, 8 a second, so 16 at a time.
    result = {
        "endpoint_type": "vllm",
        "request_rate": 8.0,
        "max_concurrency": None,
        "completed": 1000,
        "total_input_tokens": 512_000,
        "total_output_tokens": 101_000,
        "request_throughput": 8.0,
        "output_throughput": 808.0,
        "mean_ttft_ms": 200.0,
        "mean_tpot_ms": 18.0,
    }
    assert pairs(json.dumps(result).encode()) == [(16, 8.0)]
    assert pairs(json.dumps(result | {"mean_e2el_ms": 1000.0}).encode()) == [(8, 8.0)]


def test_a_plain_table_needs_a_rate_or_a_latency() -> None:
    # 4 at a time, 20 ms each: 200 a second.
    assert pairs(b"concurrency,latency_ms\n4,20\n") == [(4, 200.0)]
    # 100 a second that take 50 ms: 5 at a time.
    assert pairs(b"requests_per_second,latency_ms\n100,50\n") == [(5, 100.0)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no row"),
        (b"concurrency,requests_per_second\n", "no row"),
        (
            b"concurrency,requests_per_second\n4,fast\n",
            "row 2 of the measurement: requests_per_second is 'fast'",
        ),
        (b"concurrency,requests_per_second\n4,-1\n", "must be above 0"),
        (b"concurrency,requests_per_second\n4,nan\n", "must be above 0"),
        (b"requests_per_second\n4\n", "no concurrency"),
        (b"concurrency\n4\n", "no rate"),
        (b"{broken", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_throughput(content)

"""Measured throughput of a served model: Triton perf_analyzer CSV, vLLM benchmark JSON, a plain CSV."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from planner.domain.serving import MeasuredPoint
from planner.errors import BadInput

CONCURRENCY = ("concurrency", "max_concurrency", "batch", "clients", "threads")
RATE = ("inferences/second", "requests_per_second", "request_throughput", "throughput", "rps", "qps")
LATENCY_MS = ("latency_ms", "mean_ms", "mean_latency_ms", "mean_e2el_ms")
LATENCY_US = ("avg latency",)
"""perf_analyzer counts in microseconds."""


def read_throughput(content: bytes) -> tuple[MeasuredPoint, ...]:
    """Measured points, each a number of requests at a time and how many finished a second.

    perf_analyzer writes a CSV with `Concurrency` and `Inferences/Second`; vLLM's benchmark a JSON object (or one a
    line) with `request_throughput` and `max_concurrency`. A plain CSV (TorchServe, TF Serving, own scripts) needs
    `concurrency` and either `requests_per_second` or `latency_ms`. Without a concurrency (a benchmark at a rate), it
    follows from mean latency x rate (Little 1961, doi:10.1287/opre.9.3.383).

    Raises
    ------
    BadInput
        Naming the row and value that cannot be used, or the column that is missing.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the measurement is not UTF-8 text (byte {error.start}): save it as CSV or JSON"
        ) from error
    rows = _json_rows(text) if text.lstrip()[:1] in ("{", "[") else _csv_rows(text)
    points = [_point(row, n) for n, row in rows]
    if not points:
        raise BadInput("the measurement has no row: give at least one")
    return tuple(points)


def _csv_rows(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(text.strip(), newline=""), strict=True)
        return [(f"row {reader.line_num}", _small(row)) for row in reader]
    except csv.Error as error:
        raise BadInput(f"the measurement is not a CSV file: {error}") from error


def _json_rows(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        try:
            found = json.loads(text)
        except json.JSONDecodeError:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInput(
            "the measurement is not JSON: give what the benchmark wrote with --save-result"
        ) from error
    items = found if isinstance(found, list) else [found]
    if not all(isinstance(item, dict) for item in items):
        raise BadInput("the measurement is not a JSON object or a list of them")
    return [(f"item {n}", _small(item)) for n, item in enumerate(items)]


def _small(row: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {str(key).strip().lower(): value for key, value in row.items()}


def _point(row: Mapping[str, Any], place: str) -> MeasuredPoint:
    slots, rate = _number(row, CONCURRENCY, place), _number(row, RATE, place)
    latency = _latency_ms(row, place)
    if rate is None and slots is not None and latency is not None:
        rate = slots / (latency / 1000.0)
    if slots is None and rate is not None and latency is not None:
        slots = max(1.0, rate * latency / 1000.0)
    if slots is None or rate is None:
        missing = "concurrency" if slots is None else "rate"
        raise BadInput(
            f"{place} of the measurement has no {missing}: give concurrency and requests_per_second or latency_ms"
        )
    try:
        return MeasuredPoint(concurrency=round(slots), requests_per_second=rate)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{place} of the measurement: {first['loc'][0]}: {first['msg']}") from error


def _latency_ms(row: Mapping[str, Any], place: str) -> float | None:
    """Mean time of a request; of vLLM's parts, that to the first token and that of each further one."""
    micro = _number(row, LATENCY_US, place)
    whole = micro / 1000.0 if micro is not None else _number(row, LATENCY_MS, place)
    if whole is not None:
        return whole
    parts = ("mean_ttft_ms", "mean_tpot_ms", "total_output_tokens", "completed")
    first, each, tokens, requests = (_number(row, (name,), place) for name in parts)
    if first is None or each is None or tokens is None or requests is None:
        return None
    return first + each * max(0.0, tokens / requests - 1.0)


def _number(row: Mapping[str, Any], names: tuple[str, ...], place: str) -> float | None:
    for name in names:
        value = row.get(name)
        if value in (None, ""):
            continue
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise BadInput(
                f"{place} of the measurement: {name} is '{str(value)[:40]}', which is no number"
            ) from None
        if not 0 < number < 1e9:
            raise BadInput(f"{place} of the measurement: {name} must be above 0 and finite, got {number:g}")
        return number
    return None

"""Estimates through the API."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.conftest import JSON

ROOT = "/api/v1/estimates"
TRAINING = {"params_b": 7, "tokens_b": 2000, "accelerator": "A100-80GB-SXM"}


def test_training_is_estimated_as_on_the_command_line(client: TestClient) -> None:
    answer = client.post(f"{ROOT}/training", json=TRAINING | {"price_per_hour": "2.00"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["gpu_hours"]["p10"] < body["gpu_hours"]["p50"] < body["gpu_hours"]["p90"]
    assert isinstance(body["cost"]["p50"], str)
    assert body["derivation"][0]["value"] == pytest.approx(8.4e22)


def test_estimates_are_for_those_who_are_signed_in(app: FastAPI) -> None:
    assert TestClient(app).post(f"{ROOT}/training", json=TRAINING).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"params_b": NaN, "tokens_b": 1, "accelerator": "H100-SXM"}',
        b'{"params_b": 1e999, "tokens_b": 1, "accelerator": "H100-SXM"}',
        b'{"params_b": 7, "tokens_b": 1, "accelerator": "H100"}',
        b'{"params_b": 7, "tokens_b": 1, "accelerator": "\\ud800"}',
        b'{"params_b": true, "tokens_b": 1, "accelerator": "H100-SXM"}',
        b'{"params_b": 7, "tokens_b": 1, "accelerator": "H100-SXM", "colour": 1}',
        b'{"params_b": 7, "tokens_b": 1, "accelerator": "H100-SXM", "layers": 3}',
    ],
)
def test_a_bad_question_is_refused_with_its_place(client: TestClient, body: bytes) -> None:
    answer = client.post(f"{ROOT}/training", content=body, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("extreme", ["low", "high"])
def test_extremes_get_an_answer_and_never_an_error_of_ours(client: TestClient, extreme: str) -> None:
    high = extreme == "high"
    size = 1e6 if high else 1e-6
    body = TRAINING | {
        "params_b": size,
        "tokens_b": size,
        "devices": 1_000_000 if high else 1,
        "sequence": 100_000_000 if high else 1,
        "experiments": 1000 if high else 0,
        "price_per_hour": "1000000000000" if high else "0",
        "checkpoint_minutes": 10_000 if high else 0.001,
    }
    assert client.post(f"{ROOT}/training", json=body).status_code == 200


def test_a_pilot_is_scaled_up(client: TestClient) -> None:
    answer = client.post(f"{ROOT}/training/pilot", json={"examples": 3.6e6, "examples_per_second": 1000})
    assert answer.json()["gpu_hours"]["p50"] == pytest.approx(1.0)


SERVING = {"rps": 20, "latency_p95_s": 30, "accelerator": "H100-SXM", "model": "Llama-3.3-70B"}


def test_serving_is_estimated(client: TestClient) -> None:
    answer = client.post(f"{ROOT}/serving", json=SERVING | {"input_tokens": 1000, "output_tokens": 500})
    assert answer.status_code == 200
    assert answer.json()["replicas"] >= 1
    assert isinstance(answer.json()["cost_per_month"], str)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": None},
        {"model": "Llama-9"},
        {"model": {"layers": 1}},
        {"latency_p95_s": 0},
        {"rps": -1},
        {"pattern": [2]},
        {"precision": "fp32"},
        {"measured": [{"concurrency": 0, "requests_per_second": 1}]},
    ],
)
def test_a_bad_serving_question_is_refused(client: TestClient, changes: dict[str, object]) -> None:
    answer = client.post(f"{ROOT}/serving", json=SERVING | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rps": 1e6, "latency_p95_s": 1e6, "input_tokens": 100_000_000, "output_tokens": 100_000_000},
        {"rps": 0, "latency_p95_s": 1e-9},
        {
            "rps": 1e6,
            "latency_p95_s": 1e6,
            "price_per_hour": "1000000000000",
            "service_cv": 10,
            "arrival_cv": 10,
        },
        {"measured": [{"concurrency": 1_000_000, "requests_per_second": 1e-6}], "latency_p95_s": 1e6},
        {"rps": 1e-300, "arrival_cv": 0, "service_cv": 0},
    ],
)
def test_extreme_serving_questions_get_an_answer(client: TestClient, changes: dict[str, object]) -> None:
    assert client.post(f"{ROOT}/serving", json=SERVING | changes).status_code == 200


def test_the_team_of_a_portfolio_is_set_against_its_projects(client: TestClient, portfolio_id: str) -> None:
    answer = client.get(f"/api/v1/portfolios/{portfolio_id}/team-capacity")
    assert answer.status_code == 200
    assert answer.json()["basis"] == "earliest"
    assert len(answer.json()["rows"]) == 50
    missing = client.get(f"/api/v1/portfolios/{portfolio_id}/team-capacity", params={"plan": "none"})
    assert missing.status_code == 404


def test_the_team_of_another_organisation_is_not_shown(stranger: TestClient, portfolio_id: str) -> None:
    assert stranger.get(f"/api/v1/portfolios/{portfolio_id}/team-capacity").status_code == 404

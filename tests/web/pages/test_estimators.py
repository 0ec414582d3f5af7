"""The pages of the estimators: the same answers as the API, kept in the address, and what is wrong said in place."""

import html
import re
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from planner.domain.capacity import TrainingQuestion
from planner.services.estimate_training import estimate_training

ASK = {
    "training": "params_b=70&tokens_b=1500&accelerator=H200-SXM&devices=512&experiments=30&price_per_hour=2.5",
    "pilot": "examples=1281167&epochs=90&examples_per_second=2500&pilot_devices=8&devices=64",
    "serving": "model=Llama-3.1-8B&accelerator=L40S&rps=5&input_tokens=500&output_tokens=200&latency_p95_s=20",
}


def shown(client: TestClient, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, found.text[:300]
    return html.unescape(found.text)


@pytest.mark.parametrize("kind", ASK)
def test_the_first_visit_shows_an_example_and_its_derivation(client: TestClient, kind: str) -> None:
    page = shown(client, f"/estimators/{kind}")
    assert 'id="estimate-title"' in page and "No estimate yet" not in page
    assert "How it came about" in page


def test_training_has_the_hours_of_the_estimator_ready_to_paste(client: TestClient) -> None:
    page = shown(client, f"/estimators/training?{ASK['training']}")
    answer = estimate_training(
        TrainingQuestion(
            params_b=70,
            tokens_b=1500,
            accelerator="H200-SXM",
            devices=512,
            experiments=0.3,
            price_per_hour=Decimal("2.5"),
        )
    )
    hours = answer.hours
    assert f"low: {hours.low:g}, likely: {hours.likely:g}, high: {hours.high:g}" in page
    assert "reference: H200-SXM" in page
    assert answer.cost is not None and f"{answer.cost.p50:,.0f}" in page
    assert all(line.how in page for line in answer.derivation)


def test_serving_tells_replicas_cost_and_the_key_for_a_project(client: TestClient) -> None:
    page = shown(client, f"/estimators/serving?{ASK['serving']}&price_per_hour=1.2&pattern=0.2,1,0.5")
    weekly = re.search(r"serving_cost_per_week: ([\d.]+)", page)
    assert weekly and float(weekly[1]) > 0
    assert "Autoscaled" in page and "A thousand requests" in page


def test_measured_throughput_takes_the_place_of_the_model(client: TestClient) -> None:
    # Eight at a time, 20 ms each: 400 a second; 300 a second need one replica.
    measured = "concurrency%2Clatency_ms%0A8%2C20"
    page = shown(client, f"/estimators/serving?rps=300&latency_p95_s=1&measured={measured}")
    assert "1 replica of 1 device" in page


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("training?params_b=x&tokens_b=1&accelerator=H100-SXM", "Active parameters: 'x' is not a number"),
        ("training?tokens_b=1&accelerator=H100-SXM", "Active parameters: is needed"),
        ("training?params_b=7&tokens_b=1&accelerator=V100-32GB-SXM&precision=fp8", "has no fp8; use bf16"),
        ("training?params_b=7&tokens_b=1&accelerator=H1000", "unknown accelerator 'H1000'"),
        ("pilot?examples=1&examples_per_second=-1", "Examples a second: must be at least"),
        ("serving?rps=1&latency_p95_s=1", "give a model and an accelerator, or measured throughput"),
        ("serving?rps=1&latency_p95_s=1&measured=a,b", "Measured throughput, in place of the model: "),
        ("serving?model=GPT-9&accelerator=H100-SXM&rps=1&latency_p95_s=1", "unknown model 'GPT-9'"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_field(client: TestClient, address: str, said: str) -> None:
    found = client.get(f"/estimators/{address}")
    assert found.status_code == 422
    assert said in html.unescape(found.text)
    typing = client.get(f"/estimators/{address}", headers={"HX-Request": "true"})
    assert typing.status_code == 200 and said in html.unescape(typing.text)


def test_an_estimator_that_is_none_is_not_found(client: TestClient) -> None:
    assert client.get("/estimators/horoscope").status_code == 404
    assert client.get("/estimators", follow_redirects=False).headers["location"] == "/estimators/training"

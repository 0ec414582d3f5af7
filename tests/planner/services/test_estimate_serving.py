"""The service of serving estimates."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain.serving import MeasuredPoint, ModelShape, ServingQuestion
from planner.errors import BadInput
from planner.services.estimate_serving import estimate_serving

ASKED = ServingQuestion(
    rps=20,
    latency_p95_s=30,
    accelerator="H100-SXM",
    model="Llama-3.3-70B",
    input_tokens=1000,
    output_tokens=500,
    price_per_hour=Decimal(3),
)
SHAPE = ModelShape(layers=80, hidden=8192, heads=64, kv_heads=8, head_size=128, total_params_b=70.55)


def ask(**changes: object) -> ServingQuestion:
    return ServingQuestion.model_validate(ASKED.model_dump() | changes)


def test_a_shape_is_served_like_the_model_that_ships() -> None:
    named, shaped = estimate_serving(ASKED), estimate_serving(ask(model=SHAPE.model_dump()))
    assert (named.replicas, named.tokens_per_second) == (shaped.replicas, shaped.tokens_per_second)


def test_cost_is_that_of_the_devices() -> None:
    answer = estimate_serving(ASKED)
    assert answer.devices is not None
    # Devices x 3 an hour over 20 x 3,600 requests an hour; 730 hours a month, 168 a week.
    assert answer.cost_per_1k_requests == (Decimal(answer.devices) * 3 / 72).quantize(Decimal("0.0001"))
    assert answer.cost_per_month == answer.devices * 3 * 730
    assert answer.serving_cost_per_week == answer.devices * 3 * 168


def test_without_a_price_a_dated_list_price_is_used_and_said() -> None:
    answer = estimate_serving(ask(price_per_hour=None))
    assert any("list price of" in note for note in answer.notes)
    silent = estimate_serving(ask(price_per_hour=None, accelerator="MI300X"))
    assert silent.cost_per_month is None
    assert any("no price" in note for note in silent.notes)


def test_costs_have_the_decimals_of_their_currency_and_a_thousand_requests_two_more() -> None:
    answer = estimate_serving(ask(price_per_hour=Decimal("450.5"), currency="JPY"))
    assert answer.cost_per_month is not None
    assert answer.cost_per_1k_requests is not None
    assert (answer.cost_per_month.as_tuple().exponent, answer.cost_per_1k_requests.as_tuple().exponent) == (
        0,
        -2,
    )
    assert answer.currency == "JPY"


def test_a_list_price_in_dollars_is_no_price_in_euros() -> None:
    answer = estimate_serving(ask(price_per_hour=None, currency="EUR"))
    assert (answer.cost_per_month, answer.currency) == (None, "EUR")
    assert any("no price in EUR" in note for note in answer.notes)


def test_a_measurement_takes_the_place_of_the_roofline() -> None:
    # 10 at a time and 5 a second: 2 s each. 20 a second need at least 40 slots, so 4 replicas and some slack: 5.
    points = (MeasuredPoint(concurrency=10, requests_per_second=5),)
    answer = estimate_serving(ask(measured=[p.model_dump() for p in points], service_cv=0))
    assert answer.service_seconds == pytest.approx(2.0)
    assert answer.replicas == 5
    assert "measured" in answer.method


def test_a_classical_model_goes_by_its_milliseconds() -> None:
    answer = estimate_serving(
        ServingQuestion(
            rps=500,
            latency_p95_s=0.1,
            measured=(MeasuredPoint(concurrency=8, requests_per_second=800),),
            service_cv=0,
        )
    )
    # 10 ms each, 5 busy slots of 8: one replica.
    assert (answer.replicas, answer.utilisation) == (1, pytest.approx(500 / 800))


def test_a_hopeless_objective_says_so() -> None:
    answer = estimate_serving(ask(latency_p95_s=0.01))
    assert answer.replicas is None
    assert "idle replica" in answer.notes[0]


def test_a_model_that_does_not_fit_says_so() -> None:
    answer = estimate_serving(ask(model="Llama-3.1-405B", devices_per_replica=1))
    assert answer.replicas is None
    assert "do not fit on 1 x H100-SXM" in answer.notes[0]


def test_tighter_objectives_never_need_fewer_devices() -> None:
    devices = [estimate_serving(ask(latency_p95_s=s)).devices for s in (12, 15, 20, 30, 60, 600)]
    known = [n for n in devices if n is not None]
    assert known == sorted(known, reverse=True)
    assert len(known) >= 4


def test_a_fleet_that_follows_the_load_costs_less_than_one_for_the_peak() -> None:
    answer = estimate_serving(ask(rps=40, pattern=[0.1] * 16 + [1.0] * 8, spare=1))
    scaled = answer.autoscaled
    assert scaled is not None
    assert answer.replicas == max(scaled.replicas)
    assert 0.3 < scaled.saved_share < 0.7
    assert scaled.cost_per_month is not None
    assert answer.cost_per_month is not None
    assert scaled.cost_per_month < answer.cost_per_month


def test_nobody_asking_needs_one_replica_and_costs_nothing_a_request() -> None:
    answer = estimate_serving(ask(rps=0))
    assert (answer.replicas, answer.utilisation, answer.cost_per_1k_requests) == (1, 0.0, None)


def test_unknown_models_and_half_questions_are_refused() -> None:
    with pytest.raises(BadInput, match=r"did you mean 'Llama-3\.3-70B'"):
        estimate_serving(ask(model="Llama-3.3-70"))
    with pytest.raises(ValidationError, match="give a model and an accelerator"):
        ServingQuestion(rps=1, latency_p95_s=1, model="Llama-3.3-70B")
    with pytest.raises(ValidationError, match="80 active parameters are more than all"):
        ModelShape.model_validate(SHAPE.model_dump() | {"active_params_b": 80})

"""Advice on commitments: what the runs of the example's forecast say."""

import pytest

from planner.domain.forecast import CommitmentAdvice
from planner.services.simulate import forecast
from tests.planner.verify.example import Case


def advice(case: Case) -> tuple[CommitmentAdvice, ...]:
    return forecast(*case.read(), runs=64).commitments


def test_without_a_reserved_pool_it_says_what_a_device_is_worth() -> None:
    # Nothing is uncertain, and Ann has time: 300 hours in two weeks of 150. One device serves 84 in each, at 2 an hour:
    # 336 over 25 weeks of 168 paid hours.
    found = advice(Case())
    assert [item.accelerator for item in found] == ["H100"]
    assert found[0].worth_up_to == pytest.approx(0.08)
    assert found[0].cost_without == pytest.approx(600)
    assert (found[0].devices, found[0].saving, found[0].risk) == (None, None, None)


def reserved(price: str, count: int = 0) -> Case:
    case = Case()
    pool = {"id": "term", "accelerator": "H100", "kind": "reserved", "count": count, "price_per_hour": price}
    case.portfolio["pools"].append(pool | {"availability": 0.5})
    return case


def test_a_device_is_reserved_below_that_price_and_not_above() -> None:
    # A second would serve 66 in each week: worth 264 / 4200 = 0.063 an hour.
    below, above = advice(reserved("0.07"))[0], advice(reserved("0.10"))[0]
    assert (below.devices, above.devices) == (1, 0)
    assert below.cost_with == pytest.approx(0.07 * 4200 + 264)
    assert below.saving == pytest.approx(336 - 0.07 * 4200)
    assert above.saving == 0
    assert below.break_even == pytest.approx(0.07 * 168 / (2 * 84))


def test_what_is_reserved_already_is_not_reserved_again() -> None:
    found = advice(reserved("0.07", count=1))[0]
    assert found.devices == 0
    assert found.cost_without == pytest.approx(264)


def test_what_is_reserved_is_told_with_its_use_and_whether_it_would_be_chosen_anew() -> None:
    # Two weeks of 150 hours. One device gives 84 hours in each of 25 weeks, two give 168: more than is needed.
    one, two = advice(reserved("0.07", count=1))[0].present, advice(reserved("0.10", count=2))[0].present
    assert one is not None
    assert two is not None
    assert (one.devices, one.worth) == (pytest.approx(1), 1)
    assert one.used == pytest.approx(2 * 84 / (25 * 84))
    # At 0.10 an hour even the first costs more than the 336 that it saves.
    assert (two.devices, two.worth) == (pytest.approx(2), 0)
    assert two.used == pytest.approx(2 * 150 / (25 * 168))
    assert advice(Case())[0].present is None


def test_an_accelerator_that_cannot_be_had_on_demand_has_no_advice() -> None:
    case = Case()
    case.pool("cloud")["kind"] = "reserved"
    assert advice(case) == ()

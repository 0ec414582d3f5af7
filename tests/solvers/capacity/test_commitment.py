"""Devices to commit to: worked out by hand, against every number of devices, and against simpler rules."""

import numpy as np
import pytest

from solvers.capacity.commitment import Offer, best_commitment, cost, use_of_next


def test_a_device_is_committed_to_when_it_is_used_in_more_than_the_break_even() -> None:
    # One week in four needs 2 devices, two need 1, one none: a device at 0.6 of the price pays at 3 weeks of 4, a second
    # at 1 of 4 does not. Cost without: 4 weeks' hours at 1 = 4 x 168; with one: 4 x 168 x 0.6 + 168.
    demand = np.array([[336.0, 168.0, 168.0, 0.0]])
    best = best_commitment(demand, Offer(reserved=0.6, on_demand=1.0))
    assert best.devices == 1
    assert best.nothing == 4 * 168
    assert best.expected == pytest.approx(4 * 168 * 0.6 + 168)
    assert best.saving == pytest.approx(168 * (4 - 2.4 - 1))
    assert best.risk == 0
    assert Offer(0.6, 1.0).break_even == 0.6


def test_a_device_that_just_pays_for_itself_is_left() -> None:
    demand = np.array([[168.0, 0.0]])
    assert best_commitment(demand, Offer(reserved=0.5, on_demand=1.0)).devices == 0


def test_the_risk_is_the_share_of_runs_that_had_been_cheaper_without() -> None:
    demand = np.array([[168.0, 168.0], [168.0, 168.0], [0.0, 0.0]])
    best = best_commitment(demand, Offer(reserved=0.5, on_demand=1.0))
    assert (best.devices, best.risk) == (1, pytest.approx(1 / 3))
    assert best.saving == pytest.approx(2 / 3 * 336 - 168)


def test_hours_that_cannot_be_used_make_a_commitment_dearer() -> None:
    offer = Offer(reserved=0.45, on_demand=1.0, usable=84.0)
    assert offer.break_even == pytest.approx(0.9)
    assert best_commitment(np.full((1, 4), 84.0 * 3), offer).devices == 3
    assert use_of_next(np.array([[100.0, 50.0]]), 84.0, 1) == 16.0


@pytest.mark.parametrize("seed", range(30))
def test_no_number_of_devices_is_cheaper_and_simple_rules_are_not(seed: int) -> None:
    rng = np.random.default_rng(seed)
    level = rng.uniform(0, 2000, size=(1, 20))
    demand = level * rng.lognormal(0, rng.uniform(0.1, 1.0), size=(200, 20)) * (rng.random((200, 20)) < 0.7)
    offer = Offer(rng.uniform(0.1, 1.2), 1.0, usable=168 * rng.uniform(0.5, 1))
    best = best_commitment(demand, offer)
    every = [float(cost(demand, offer, n).mean()) for n in range(int(demand.max() // offer.usable) + 2)]
    assert best.expected == pytest.approx(min(every))
    assert best.expected <= best.nothing + 1e-9
    assert best.expected <= best.at_mean + 1e-9


def test_senseless_input_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one run"):
        best_commitment(np.zeros((0, 3)), Offer(1, 2))
    with pytest.raises(ValueError, match="prices are at least 0"):
        Offer(-1, 2)

"""Use of pools by week: worked out by hand on the example, and adding up for random plans."""

from decimal import Decimal

import pytest

from planner.domain.placement import PoolWeek
from planner.services.forecast_cost import cost_report
from planner.services.placement import placement
from tests.finance_plans import case as random_case
from tests.planner.verify.example import Case


def week_of(case: Case, pool: str, week: int) -> PoolWeek:
    return [row for row in placement(*case.read()).rows if row.pool == pool][week]


def same_type(**more: object) -> Case:
    """The shelf as a commitment of the type that the cloud offers."""
    case = Case()
    case.pool("shelf").update(accelerator="H100", availability=0.5, **more)
    return case


def test_use_and_unused_cost_of_a_week() -> None:
    # The cloud: 150 of 4 x 84 h in week 0, at 2; the shelf: 168 h at 1, unused.
    cloud, shelf = week_of(Case(), "cloud", 0), week_of(Case(), "shelf", 0)
    assert (cloud.used, cloud.usable, cloud.unused_cost) == (150.0, 336.0, 0)
    assert (shelf.used, shelf.unused_cost, shelf.marginal_price) == (0.0, 168, 0)
    assert cloud.marginal_price == 2
    assert placement(*Case().read()).unused_cost == 4200


def test_one_more_hour_costs_nothing_while_a_commitment_has_room() -> None:
    assert week_of(same_type(), "cloud", 0).marginal_price == 0


def test_when_no_pool_has_room_there_is_no_price() -> None:
    case = Case()
    case.pool("cloud")["count"] = 1
    assert week_of(case, "cloud", 0).marginal_price is None
    assert week_of(case, "cloud", 5).marginal_price == 2


def test_hours_bought_beside_a_free_commitment_are_avoidable() -> None:
    # 84 free hours in each of the two weeks of 150, at 2.
    case = same_type()
    assert week_of(case, "cloud", 0).avoidable == 168
    assert week_of(case, "shelf", 0).avoidable == 0
    assert placement(*case.read()).avoidable == 336
    assert placement(*Case().read()).avoidable == 0


@pytest.mark.parametrize("seed", range(3))
def test_unused_cost_is_that_of_the_cost_report(seed: int) -> None:
    portfolio, plan = random_case(seed)
    found = placement(portfolio, plan)
    unused = cost_report(portfolio, plan).by("charge").get("unused", Decimal(0))
    assert abs(found.unused_cost - unused) <= Decimal("0.01") * len(found.rows)
    assert sum(row.used for row in found.rows) == pytest.approx(sum(use.hours for use in plan.compute))

"""Value against spend, on a case that can be worked out on paper.

Three projects of 2, 2 and 4 engineer-weeks for three people at 1,000 a week, worth 3,000, 2,000 and 1,000 a week from
launch on. All of them cost 8,000; each limit keeps the projects that are worth most for the money.
"""

from decimal import Decimal

import pytest

from planner.document import portfolio_from
from planner.domain.portfolio import Portfolio
from planner.services.frontier import shares, spend_frontier
from planner.verify import verify_plan


def three() -> Portfolio:
    def project(name: str, value: int, weeks: int) -> dict[str, object]:
        phase = {"id": "do", "effort": {"ml": weeks}, "crew": {"min": 1, "max": 1}}
        return {"id": name, "name": name.title(), "value": {"per_week": value}, "phases": [phase]}

    person = {"skills": {"ml": 1.0}, "weekly_cost": 1000, "max_projects": 1}
    return portfolio_from(
        {
            "schema": "quarterdeck/portfolio/1",
            "name": "Three",
            "calendar": {"start": "2027-01-04", "quarters": 1, "value_tail_weeks": 0},
            "skills": [{"id": "ml", "name": "ML"}],
            "people": [person | {"id": name, "name": name.title()} for name in ("ann", "bob", "cy")],
            "projects": [project("one", 3000, 2), project("two", 2000, 2), project("three", 1000, 4)],
        }
    ).portfolio


def test_each_step_gives_up_what_is_worth_least_for_its_money() -> None:
    # Limits of 8,000, 5,867 (73 %), 3,733 (47 %) and 1,600 (20 %): all, the first two, the first alone, nothing.
    found = spend_frontier(three(), points=4, decodes=40)
    assert [(p.spend, p.value, p.projects) for p in found] == [
        (Decimal(8000), pytest.approx(30_000 + 20_000 + 8_000), 3),
        (Decimal(4000), pytest.approx(30_000 + 20_000), 2),
        (Decimal(2000), pytest.approx(30_000), 1),
        (Decimal(0), pytest.approx(0), 0),
    ]


def test_every_point_is_a_plan_of_the_portfolio_as_it_is() -> None:
    portfolio = three()
    for point in spend_frontier(portfolio, points=4, decodes=40):
        assert verify_plan(portfolio, point.plan).valid


def test_what_must_be_done_ends_the_frontier() -> None:
    portfolio = three()
    must = tuple(p.model_copy(update={"mandatory": True}) for p in portfolio.projects)
    found = spend_frontier(portfolio.model_copy(update={"projects": must}), points=4, decodes=40)
    assert [point.projects for point in found] == [3]


def test_limits_fall_in_equal_steps() -> None:
    assert shares(5) == tuple(map(Decimal, ("1.000", "0.800", "0.600", "0.400", "0.200")))

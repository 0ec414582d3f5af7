"""Value against spend and confidence, on a case that can be worked out on paper.

Three projects of 2, 2 and 4 engineer-weeks for three people at 1,000 a week, worth 3,000, 2,000 and 1,000 a week from
launch on. All of them cost 8,000; each limit keeps the projects that are worth most for the money.
"""

from decimal import Decimal

import pytest

from planner.document import portfolio_from
from planner.domain.portfolio import Portfolio
from planner.services.frontier import FrontierPoint, confidences, frontier, shares, steps
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


def by_spend(portfolio: Portfolio) -> tuple[FrontierPoint, ...]:
    return frontier(portfolio, "spend", points=4, decodes=40)


def test_each_step_gives_up_what_is_worth_least_for_its_money() -> None:
    # Limits of 8,000, 5,867 (73 %), 3,733 (47 %) and 1,600 (20 %): all, the first two, the first alone, nothing.
    found = by_spend(three())
    assert [(p.spend, p.value, len(p.selected)) for p in found] == [
        (Decimal(8000), pytest.approx(30_000 + 20_000 + 8_000), 3),
        (Decimal(4000), pytest.approx(30_000 + 20_000), 2),
        (Decimal(2000), pytest.approx(30_000), 1),
        (Decimal(0), pytest.approx(0), 0),
    ]


def test_every_point_is_a_plan_of_the_portfolio_as_it_is() -> None:
    portfolio = three()
    for point in by_spend(portfolio):
        assert verify_plan(portfolio, point.plan).valid


def test_what_must_be_done_ends_the_frontier() -> None:
    portfolio = three()
    must = tuple(p.model_copy(update={"mandatory": True}) for p in portfolio.projects)
    found = by_spend(portfolio.model_copy(update={"projects": must}))
    assert [len(point.selected) for point in found] == [3]


def test_limits_fall_in_equal_steps() -> None:
    assert shares(5) == tuple(map(Decimal, ("1.000", "0.800", "0.600", "0.400", "0.200")))
    assert confidences(4) == tuple(map(Decimal, ("0.500", "0.650", "0.800", "0.950")))


def test_steps_name_the_projects_that_are_given_up() -> None:
    assert [step.gives_up for step in steps(by_spend(three()))] == [
        (),
        ("three",),
        ("two", "three"),
        ("one", "two", "three"),
    ]


def uncertain() -> Portfolio:
    """Two projects for two people, due after six weeks: one takes 4, or 5 in a tenth of all futures; the other one 4,
    or 10 in more than a third of them."""
    portfolio = three()
    deadline = {"date": "2027-02-15", "hard": True}

    def project(name: str, likely: int, high: int) -> dict[str, object]:
        effort = {"low": 4, "likely": likely, "high": high}
        phase = {"id": "do", "effort": {"ml": effort}, "crew": {"min": 1, "max": 1}}
        return {
            "id": name,
            "name": name,
            "value": {"per_week": 1000},
            "deadline": deadline,
            "phases": [phase],
        }

    document = portfolio.model_dump(mode="json", by_alias=True, exclude_none=True)
    document["projects"] = [project("safe", 4, 5), project("risky", 5, 12)]
    document["people"] = document["people"][:2]
    return portfolio_from(document).portfolio


def test_more_certainty_gives_up_what_is_likely_to_be_late() -> None:
    found = frontier(uncertain(), "confidence", points=4, decodes=60)
    assert [point.level for point in found] == sorted(point.level for point in found)
    assert [point.value for point in found] == sorted((point.value for point in found), reverse=True)
    assert found[0].selected == ("safe", "risky")
    assert found[-1].selected == ("safe",)
    assert all(point.reached and point.plan.promises is not None for point in found)
    assert steps(found)[-1].gives_up == ("risky",)


def test_progress_is_told_before_each_plan() -> None:
    seen: list[float | None] = []
    frontier(three(), "spend", points=4, decodes=40, on_progress=lambda look: seen.append(look.fraction))
    assert seen == [0, 0.25, 0.5, 0.75]


def test_stopping_keeps_the_points_so_far() -> None:
    looks: list[str] = []

    def stop() -> bool:
        return len(looks) >= 2

    found = frontier(
        three(),
        "spend",
        points=4,
        decodes=40,
        should_stop=stop,
        on_progress=lambda look: looks.append(look.phase),
    )
    assert 1 <= len(found) <= 2

"""Room for more work: Ann and Bob of `test_replan` on paper, then random plans.

Ann is on `first` and Bob on `second` for weeks 0 to 3 (1,000 and 900 a week from launch); twelve weeks in all.
"""

import numpy as np
import pytest

from planner.document import portfolio_from
from planner.domain.available import Availability, Wanted
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.available import available
from planner.services.optimise import plan_portfolio
from tests.planner.services.test_replan import before, monday, two_projects
from tests.random_portfolios import planned

__all__ = ["before"]
ONE = {"min": 1, "max": 1}


def ask(case: tuple[Portfolio, Plan], **shape: object) -> Availability:
    return available(*case, Wanted.model_validate(shape))


def test_what_fits_in_time_moves_nothing_and_costs_the_rest_nothing(before: tuple[Portfolio, Plan]) -> None:
    # Both are free from week 4 on; three weeks of work are done when week 7 begins.
    answer = ask(before, effort={"ml": 3}, crew=ONE, by=str(monday(7)))
    assert answer.possible
    room = answer.untouched
    assert room is not None
    assert (room.start, room.finish, room.in_time) == (monday(4), monday(7), True)
    assert answer.no_sooner == monday(7)
    assert (room.moved, room.lost, answer.repaired) == ((), 0.0, None)
    assert [(m.skill, m.start, m.finish, m.share) for m in room.crew] == [("ml", monday(4), monday(7), 1.0)]


def test_two_people_are_sooner_but_lose_some_time_to_each_other(before: tuple[Portfolio, Plan]) -> None:
    # Two do the work of 2^0.9 = 1.87: 4 / 1.87 = 2.14 weeks, so three.
    answer = ask(before, effort={"ml": 4}, crew={"min": 1, "max": 2})
    assert answer.untouched is not None
    assert (answer.untouched.start, answer.untouched.finish) == (monday(4), monday(7))
    assert {m.person for m in answer.untouched.crew} == {"ann", "bob"}
    assert answer.no_sooner == monday(7)
    assert answer.untouched.in_time is None


def test_what_is_wanted_sooner_takes_the_place_of_what_is_worth_less(before: tuple[Portfolio, Plan]) -> None:
    # By week 4 somebody must give way: `second` waits four weeks, at 900 each.
    answer = ask(before, effort={"ml": 4}, crew=ONE, by=str(monday(4)))
    assert answer.untouched is not None
    assert (answer.untouched.finish, answer.untouched.in_time) == (monday(8), False)
    room = answer.repaired
    assert room is not None
    assert (room.start, room.finish, room.in_time) == (monday(0), monday(4), True)
    assert room.lost == pytest.approx(4 * 900)
    assert {s.project for s in room.moved} == {"second"}


def test_what_is_too_much_for_the_time_is_refused(before: tuple[Portfolio, Plan]) -> None:
    answer = ask(before, effort={"ml": 4}, crew=ONE, by=str(monday(3)))
    assert not answer.possible
    assert answer.repaired is None
    # Of twelve weeks eight are left to each.
    assert ask(before, effort={"ml": 9}, crew=ONE).no_sooner is None
    assert ask(before, effort={"ml": 9}, crew=ONE).untouched is None


def test_accelerators_that_are_in_use_make_it_wait() -> None:
    # One device gives 168 h a week; `first` needs all of weeks 0 to 3, so 504 more are there after week 4.
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_none=True)
    document["pools"] = [
        {
            "id": "one",
            "accelerator": "A100",
            "kind": "owned",
            "count": 1,
            "price_per_hour": "1",
            "availability": 1,
        }
    ]
    document["projects"][0]["phases"][0]["gpu"] = {"hours": 672, "reference": "A100"}
    portfolio = portfolio_from(document).portfolio
    plan = plan_portfolio(portfolio, decodes=20).plan
    answer = ask((portfolio, plan), gpu={"hours": 504, "reference": "A100"})
    assert answer.untouched is not None
    assert (answer.untouched.start, answer.untouched.finish) == (monday(4), monday(7))
    assert answer.no_sooner == monday(7)
    assert [(p.pool, p.hours) for p in answer.untouched.pools] == [("one", 504.0)]


def test_the_cost_is_that_of_the_work_alone_to_the_cent() -> None:
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_none=True)
    for person, cost in zip(document["people"], ("4200", "3600.50"), strict=True):
        person["weekly_cost"] = cost
    portfolio = portfolio_from(document).portfolio
    plan = plan_portfolio(portfolio, decodes=20).plan
    room = ask((portfolio, plan), effort={"ml": 2}, crew=ONE).untouched
    assert room is not None
    assert str(room.cost) == {"ann": "8400.00", "bob": "7201.00"}[room.crew[0].person]


def test_sureness_is_that_of_the_estimate(before: tuple[Portfolio, Plan]) -> None:
    # It ends in time when it takes four weeks or less: the P50 of 2 / 4 / 8.
    sure = ask(before, effort={"ml": {"low": 2, "likely": 4, "high": 8}}, crew=ONE, by=str(monday(8)))
    assert sure.untouched is not None
    found = sure.untouched.sure
    assert found.p_in_time == pytest.approx(0.5, abs=0.05)
    assert (found.finish_p50, found.finish_p90) == (monday(8), monday(12))


@pytest.mark.parametrize("seed", range(5))
def test_random_plans_answer_with_plans_that_hold_and_no_sooner_than_possible(seed: int) -> None:
    portfolio, plan = planned(seed)
    rng = np.random.default_rng(seed)
    for _ in range(3):
        skills = rng.choice([s.id for s in portfolio.skills], size=2)
        due = int(rng.integers(portfolio.now + 3, portfolio.horizon.weeks + 1))
        shape = {str(skill): float(rng.integers(1, 5)) for skill in skills}
        answer = ask(
            (portfolio, plan), effort=shape, crew={"min": 1, "max": 3}, by=str(portfolio.horizon.monday(due))
        )
        if answer.untouched is not None:
            assert answer.untouched.moved == ()
            assert answer.untouched.lost == pytest.approx(0, abs=0.02)
            assert answer.no_sooner is not None
            assert answer.untouched.finish >= answer.no_sooner
        if answer.repaired is not None:
            assert answer.repaired.in_time
            assert answer.repaired.finish <= portfolio.horizon.monday(due)
        assert answer.possible == any(
            r is not None and r.in_time for r in (answer.untouched, answer.repaired)
        )


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({"effort": {"mll": 4}}, "unknown skill 'mll'"),
        ({"effort": {"ml": 4}, "by": "2029-01-01"}, "by: 2029-01-01 is not after 2027-01-04"),
        ({"gpu": {"hours": 10, "reference": "H100"}}, "no pool has H100"),
        ({"effort": {"ml": 4}, "theme": "x"}, "unknown theme 'x'"),
    ],
)
def test_questions_about_what_is_not_there_are_refused(
    before: tuple[Portfolio, Plan], shape: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        ask(before, **shape)

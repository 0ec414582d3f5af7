"""Which rule is in the way of more work: on paper, then on random plans by lifting it and planning again."""

from decimal import Decimal
from typing import Any

import pytest

from planner.document import portfolio_from
from planner.domain.available import Availability, Wanted
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.services.available import available
from planner.services.liftings import active_by_week, everything, liftings
from planner.services.moves import decisions
from planner.services.optimise import plan_portfolio
from tests.planner.services.test_replan import monday, two_projects
from tests.random_portfolios import planned
from web.views.available import _verdict

ONE = {"min": 1, "max": 1}


def case(effort: float, weeks: int = 0, **changes: Any) -> tuple[Portfolio, Plan]:
    """Ann and Bob on a project each from the first week on."""
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_none=True)
    for project in document["projects"]:
        project["phases"][0]["effort"] = {"ml": effort}
        project["mandatory"] = True
        if weeks:
            project["phases"][0]["weeks"] = weeks
    for key, value in changes.items():
        document[key] = value(document.get(key)) if callable(value) else value
    portfolio = portfolio_from(document).portfolio
    return portfolio, plan_portfolio(portfolio, decodes=40).plan


def ask(found: tuple[Portfolio, Plan], **shape: object) -> Availability:
    return available(*found, Wanted.model_validate({"crew": ONE} | shape))


def with_cem(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*people, {"id": "cem", "name": "Cem", "skills": {"ml": 1.0}}]


def test_people_who_are_short_are_named_with_their_numbers() -> None:
    # Of twelve weeks eight are left to each: nine in one piece need somebody else.
    answer = ask(case(4), effort={"ml": 9})
    assert answer.binding is not None
    assert answer.binding.rule == "capacity.person"
    assert "9 engineer-weeks of ML, and what 2 people have left" in answer.binding.text
    assert (answer.binding.start, answer.binding.finish) == (monday(0), monday(9))


def test_the_limit_of_active_projects_is_named_when_somebody_is_free() -> None:
    found = case(12, people=with_cem, policies={"max_active_projects": 2})
    answer = ask(found, effort={"ml": 2})
    assert answer.untouched is None
    assert answer.binding is not None
    assert answer.binding.rule == "policy.wip"
    assert (
        "At most 2 projects may be active at a time, and in 12 of the 12 weeks left they are"
        in answer.binding.text
    )
    assert answer.binding.change == "3 active projects at a time instead of 2"
    assert (answer.binding.start, answer.binding.finish) == (monday(0), monday(2))
    tone, said = _verdict(answer)
    assert tone == "bad"
    assert "no room within the horizon. At most 2 projects" in said
    assert "With 3 active projects at a time instead of 2 it fits" in said


def test_the_limit_of_projects_of_a_person_is_named_when_there_is_time() -> None:
    # Both give a quarter of each week to their one project, and may have no second one.
    answer = ask(case(3, weeks=12), effort={"ml": 6})
    assert answer.binding is not None
    assert answer.binding.rule == "focus"
    assert "(Ann, Bob) may be on at most 1 projects at a time" in answer.binding.text


def test_two_limits_that_bind_together_are_named_together() -> None:
    answer = ask(case(3, weeks=12, policies={"max_active_projects": 2}), effort={"ml": 6})
    assert answer.binding is not None
    assert answer.binding.rule == "policy.wip"
    assert answer.binding.text.startswith("At most 2 projects may be active")
    assert "those with its skills (Ann, Bob) may be on at most 1" in answer.binding.text
    assert answer.binding.change.endswith("and one more project at a time for each of them")


def test_a_freeze_is_named() -> None:
    days = [{"from": str(monday(0)), "to": str(monday(11))}]
    found = case(4, people=with_cem)
    document = found[0].model_dump(mode="json", by_alias=True, exclude_none=True)
    document["policies"]["freezes"] = days
    document["projects"] = []
    document["pins"] = []
    portfolio = portfolio_from(document).portfolio
    answer = ask((portfolio, plan_portfolio(portfolio, decodes=10).plan), effort={"ml": 2})
    assert answer.binding is not None
    assert answer.binding.rule == "policy.freeze"
    assert "4 Jan 2027 to 22 Mar 2027" in answer.binding.text


def test_pools_that_are_short_are_named() -> None:
    pool = {
        "id": "h100",
        "accelerator": "H100-SXM",
        "kind": "owned",
        "count": 1,
        "availability": 1.0,
        "price_per_hour": "1",
    }
    found = case(4, pools=[pool])
    answer = ask(found, gpu={"hours": 3000, "reference": "H100-SXM"}, crew=None)
    assert answer.binding is not None
    assert answer.binding.rule == "capacity.pool"
    assert "3,000 accelerator-hours, and what h100 have left" in answer.binding.text


def test_what_fits_has_nothing_in_the_way_and_what_is_too_long_for_anybody_says_so() -> None:
    assert ask(case(4), effort={"ml": 3}).binding is None
    far = ask(case(4), effort={"ml": 500})
    assert not far.possible
    assert far.binding is not None
    assert (far.binding.rule, far.binding.change, far.binding.start) == ("crew.range", None, None)
    assert _verdict(far)[1] == (
        "No: with nothing moved there is no room within the horizon. The work itself is too long for the 12 weeks until "
        "29 Mar 2027, whoever is free for it, and for the horizon."
    )


def test_work_that_takes_longer_than_its_date_allows_says_when_it_could_be_done() -> None:
    # Six weeks of one person cannot be done in four, whoever it is.
    answer = ask(case(4), effort={"ml": 6}, by=str(monday(4)))
    assert answer.binding is not None
    assert answer.binding.rule == "crew.range"
    assert "too long for the 4 weeks" in answer.binding.text
    assert answer.binding.change is not None
    assert answer.binding.change.startswith("the date put off to")
    assert (answer.binding.start, answer.binding.finish) == (monday(0), monday(6))


def test_what_no_rule_alone_makes_room_for_names_all_that_have_to_give_way() -> None:
    # Three people are needed at once, and one more is not enough: both others are busy.
    answer = ask(case(12), effort={"ml": 6}, crew={"min": 3, "max": 3}, by=str(monday(4)))
    assert answer.binding is not None
    assert answer.binding.rule == "capacity.person"
    assert answer.binding.text.startswith("No rule alone")
    assert answer.binding.change == "3 more full-time people for ML"


def test_a_refusal_names_what_is_in_the_way_also_when_time_is_over() -> None:
    portfolio, plan = case(12)
    work = Wanted.model_validate({"effort": {"ml": 2}, "crew": ONE, "by": str(monday(4))})
    answer = available(portfolio, plan, work, seconds=1e-6)
    assert not answer.possible
    assert answer.cut
    assert answer.binding is not None


def moved(portfolio: Portfolio, plan: Plan, work: Wanted) -> int | None:
    """Decisions of a plan, and ends of its phases, that change when it is planned again with the work as a must-have and
    every move is dear; None when there is no such plan."""
    asked = work.project("asked-for").model_copy(update={"mandatory": True})
    policies = portfolio.policies.model_copy(update={"change_price": Decimal(10_000_000)})
    changed = portfolio.model_copy(update={"projects": (*portfolio.projects, asked), "policies": policies})
    again = plan_portfolio(changed, base=plan, decodes=300).plan
    if again.value is None:
        return None
    assert next(row for row in again.projects if row.id == asked.id).selected
    ends = {(row.project, row.phase): row.finish for row in again.phases}
    drawn_out = sum(ends.get((row.project, row.phase), row.finish) != row.finish for row in plan.phases)
    return len(list(decisions(portfolio, plan, again))) + drawn_out


@pytest.mark.parametrize("seed", [1, 2, 4, 5, 7, 9, 11, 12])
def test_random_plans_have_room_once_the_named_rule_is_lifted_and_planned_again(seed: int) -> None:
    portfolio, plan = planned(seed)
    active = max(active_by_week(portfolio, plan), default=0)
    policies = portfolio.policies.model_copy(update={"max_active_projects": max(1, active)})
    portfolio = portfolio.model_copy(update={"policies": policies})
    plan = plan.model_copy(update={"snapshot": snapshot_id(portfolio)})
    skill = portfolio.skills[seed % len(portfolio.skills)].id
    for part in (0.4, 0.7):
        effort = round(portfolio.horizon.weeks * part, 1)
        work = Wanted.model_validate({"effort": {skill: effort}, "crew": ONE})
        answer = available(portfolio, plan, work)
        if answer.possible or answer.binding is None:
            assert answer.binding is None
            continue
        asked = work.project("asked-for")
        tried = {
            one.lifted.change: one
            for one in (*liftings(portfolio, plan, asked), everything(portfolio, asked))
        }
        if answer.binding.start is None:
            continue  # longer than the horizon, whoever is free
        lifted = tried[answer.binding.change].lifted
        assert lifted.rule == answer.binding.rule
        # Once the rule is lifted there is room with nothing moved, and a plan; as it is, something has to move.
        same = plan.model_copy(update={"snapshot": snapshot_id(lifted.portfolio)})
        again = available(lifted.portfolio, same, work).untouched
        assert again is not None
        assert (again.start, again.finish) == (answer.binding.start, answer.binding.finish)
        assert again.moved == ()
        assert moved(lifted.portfolio, plan, work) is not None
        assert moved(portfolio, plan, work) != 0

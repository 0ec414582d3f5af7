"""What one gesture would do, on the case of `test_replan` and on random plans."""

import datetime as dt

import numpy as np
import pytest

from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.what_if import Drag, WhatIf
from planner.errors import BadInput
from planner.services.gestures import pinned_phase
from planner.services.what_if import Workbench, what_if
from tests.planner.services.test_replan import before, monday
from tests.random_portfolios import planned

__all__ = ["before"]


def ask(before: tuple[Portfolio, Plan], **drag: object) -> WhatIf:
    return what_if(Workbench(*before), Drag.model_validate(drag))


def test_a_bar_that_is_dragged_later_costs_its_weeks(before: tuple[Portfolio, Plan]) -> None:
    answer = ask(before, project="second", phase="do", starts=monday(2))
    assert answer.possible
    assert answer.change == pytest.approx(-2 * 900)
    assert [(s.project, s.what, s.to) for s in answer.moved] == [("second", "start", str(monday(2)))]
    assert answer.broken == ()


def test_a_start_of_a_project_is_that_of_its_first_phase(before: tuple[Portfolio, Plan]) -> None:
    assert ask(before, project="second", starts=monday(2)).change == pytest.approx(-2 * 900)


def test_a_person_on_another_bar_breaks_rules_until_the_neighbour_gives_way(
    before: tuple[Portfolio, Plan],
) -> None:
    # Bob on both at the same time is two full weeks in one; when Ann takes the second, nothing is lost.
    answer = ask(before, project="first", phase="do", person="bob")
    assert {"capacity.person", "focus"} <= {row.rule for row in answer.broken}
    assert answer.possible
    assert answer.change == pytest.approx(0)
    assert {(s.project, s.what, s.to) for s in answer.moved} == {
        ("first", "people", "bob"),
        ("second", "people", "ann"),
    }


def test_a_project_that_is_taken_out_takes_its_value_along(before: tuple[Portfolio, Plan]) -> None:
    answer = ask(before, project="second", selected=False)
    assert answer.change == pytest.approx(-900 * 8)
    assert [(s.project, s.what, s.to) for s in answer.moved] == [("second", "selected", "out")]


def test_what_no_repair_can_mend_is_named(before: tuple[Portfolio, Plan]) -> None:
    # Twelve weeks; a start in the tenth leaves three for four weeks of work.
    answer = ask(before, project="second", phase="do", starts=monday(10))
    assert not answer.possible
    assert answer.value is None
    assert {row.rule for row in answer.broken} >= {"calendar.window"}


@pytest.mark.parametrize(
    ("drag", "message"),
    [
        ({"project": "secnd", "selected": False}, "there is no project 'secnd'"),
        ({"project": "second", "phase": "dd", "starts": "2027-01-11"}, "has no phase 'dd'"),
        ({"project": "second", "phase": "do", "starts": "2027-01-12"}, "is a Tuesday; give a Monday"),
        ({"project": "second", "phase": "do", "starts": "2028-01-10"}, "is not from 2027-01-04"),
        ({"project": "second", "phase": "do", "person": "cleo"}, "there is no person 'cleo'"),
    ],
)
def test_a_gesture_on_nothing_is_refused(
    before: tuple[Portfolio, Plan], drag: dict[str, object], message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        ask(before, **drag)


@pytest.mark.parametrize("seed", range(4))
def test_a_bar_that_stays_where_it_is_changes_nothing(seed: int) -> None:
    portfolio, plan = planned(seed)
    bench = Workbench(portfolio, plan)
    for row in plan.phases:
        answer = what_if(bench, Drag(project=row.project, phase=row.phase, starts=row.start))
        assert answer.possible
        assert answer.broken == ()
        assert answer.change is not None
        assert answer.change >= -1e-6 * abs(plan.value)


@pytest.mark.parametrize("seed", range(4))
def test_random_gestures_are_answered_by_verified_plans_or_by_rules(seed: int) -> None:
    portfolio, plan = planned(seed)
    bench, rng = Workbench(portfolio, plan), np.random.default_rng(seed)
    for _ in range(12):
        project = portfolio.projects[int(rng.integers(len(portfolio.projects)))]
        week = int(rng.integers(portfolio.horizon.weeks))
        drag = Drag(project=project.id, starts=portfolio.horizon.monday(week))
        answer = what_if(bench, drag)
        assert answer.possible or answer.value is None
        if answer.possible and answer.moved:
            first = pinned_phase(portfolio, plan, drag)
            starts = {(s.project, s.phase, s.to) for s in answer.moved if s.what == "start"}
            there = any(
                r.phase == first and r.start == drag.starts for r in plan.phases if r.project == project.id
            )
            came_in = any(s.project == project.id and s.to == "in" for s in answer.moved)
            assert there or came_in or (project.id, first, str(drag.starts)) in starts


def test_what_has_begun_is_not_dragged(before: tuple[Portfolio, Plan]) -> None:
    from planner.services.replan import replan
    from tests.planner.services.test_replan import changes

    portfolio, plan = before
    found = replan(portfolio, plan, changes(portfolio, plan, as_of=str(monday(2))), decodes=40)
    bench = Workbench(found.portfolio, found.outcome.plan)
    with pytest.raises(BadInput, match="has begun"):
        what_if(bench, Drag(project="second", phase="do", starts=monday(3)))
    assert dt.date(2027, 1, 18) == monday(2)


def test_every_move_says_how_to_pin_it_and_where_the_phases_are(before: tuple[Portfolio, Plan]) -> None:
    answer = ask(before, project="first", phase="do", person="bob")
    pins = {(s.project, s.what): [(p.phase, p.person) for p in s.pins] for s in answer.moved}
    assert pins == {
        ("first", "people"): [(None, None), ("do", "bob")],
        ("second", "people"): [(None, None), ("do", "ann")],
    }
    assert all(s.pins[0].selected for s in answer.moved), "a person is pinned to what stays in the plan"
    assert {(row.project, row.crew) for row in answer.phases} == {("first", ("bob",)), ("second", ("ann",))}
    answer = ask(before, project="second", phase="do", starts=monday(2))
    assert answer.moved[0].pins == answer.pins
    assert [(row.project, row.start) for row in answer.phases] == [("second", monday(2))]
    assert ask(before, project="second", selected=False).moved[0].pins[0].selected is False

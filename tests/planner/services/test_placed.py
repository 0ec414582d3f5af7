"""Why work is where a plan has it, on the example that one can follow on paper; on both databases where it is stored."""

from decimal import Decimal

import pytest

from planner.domain.policies import Pin
from planner.errors import NotFound
from planner.services.context import Context
from planner.services.forecast_cost import cost_report
from planner.services.placed import Placing, get_placed
from tests.planner.verify.example import Case, week
from tests.stored import store_plan


def placing() -> Placing:
    return Placing(*Case().read())


def test_a_phase_is_held_by_what_it_waits_for_and_by_who_is_taken() -> None:
    train, ship = placing().of("a").phases
    assert train.first
    assert train.holds == ()
    # In week 3 `train` still runs.
    assert [row.rule for row in ship.holds] == ["precedence"]
    assert str(ship.start) == week(4)
    assert ship.change is None


def test_where_no_rule_holds_it_the_gain_of_a_week_is_told() -> None:
    case = Case()
    for row in case.plan["phases"]:
        if (row["project"], row["phase"]) == ("a", "ship"):
            row.update(start=week(6), finish=week(8))
    for row in case.plan["assignments"]:
        if (row["project"], row["phase"]) == ("a", "ship"):
            row.update(start=week(6), finish=week(8))
    for row in case.plan["projects"]:
        if row["id"] == "a":
            row.update(finish=week(8), launch=week(8))
    ship = Placing(*case.read()).of("a").phases[1]
    assert ship.holds == ()
    # A week earlier is one week more of 1,000, nothing discounted.
    assert ship.change == pytest.approx(1000)


def test_crews_and_who_else_could_do_it() -> None:
    (fix,) = placing().of("b").phases
    (bob,) = fix.crew
    assert (bob.person, bob.weeks, bob.skills, bob.pinned) == ("bob", 1.0, ("ops",), False)
    (ann,) = fix.others
    # Half of Ann is on `a` in both weeks, at half the pace in operations.
    assert (ann.person, ann.pace, ann.capacity, ann.free, ann.projects) == ("ann", 0.5, 2.0, 1.0, ("a",))


def test_a_pinned_person_is_said_to_be() -> None:
    portfolio, plan = Case().read()
    pinned = portfolio.model_copy(update={"pins": (Pin(project="b", phase="fix", person="bob"),)})
    assert Placing(pinned, plan).of("b").phases[0].crew[0].pinned


def test_cost_by_quarter_adds_up_to_that_of_the_cost_report() -> None:
    portfolio, plan = Case().read()
    report, asked = cost_report(portfolio, plan), Placing(portfolio, plan)
    for project in ("a", "b"):
        found = sum(map(Decimal, asked.of(project).cost.values()))
        assert found == report.by_project[project]


def test_a_project_that_is_not_in_the_plan_has_no_phases(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    assert [row.phase for row in get_placed(ctx, plan_id, "a").phases] == ["train", "ship"]
    assert get_placed(ctx, plan_id, "a") is get_placed(ctx, plan_id, "a"), "worked out once"
    with pytest.raises(NotFound, match="knows no project 'x'"):
        get_placed(ctx, plan_id, "x")

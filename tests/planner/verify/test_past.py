"""Rules on the past, on the case of `example`: by week 2, b is finished and half of a/train is done."""

from typing import Any

import pytest

from planner.verify import verify_plan
from tests.planner.verify.example import Case, use, week, work


def friday(number: int) -> str:
    """The Friday of a week."""
    return week(number)[:8] + f"{int(week(number)[8:]) + 4:02d}"


@pytest.fixture
def case() -> Case:
    case = Case()
    case.portfolio["progress"] = {
        "as_of": week(2),
        "phases": [
            {
                "project": "a",
                "phase": "train",
                "started": week(0),
                "remaining": {"effort": {"ml": 1}, "gpu_hours": 0},
                "crew": ["ann"],
            },
            {"project": "b", "phase": "fix", "started": week(0), "finished": friday(1), "crew": ["bob"]},
        ],
        "work": [work("a", "train", "ann", "ml", 0, 2, 0.5), work("b", "fix", "bob", "ops", 0, 2, 0.5)],
        "compute": [use("a", "train", 0, 150.0), use("a", "train", 1, 150.0)],
    }
    return case


def rows(case: Case) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = case.portfolio["progress"]["phases"]
    return found


def test_a_plan_that_keeps_the_past_is_valid_and_worth_what_it_was(case: Case) -> None:
    assert case.broken() == set()
    assert case.verdict().value == pytest.approx(Case().verdict().value)


def test_a_finished_phase_may_not_move(case: Case) -> None:
    rows(case)[1]["finished"] = friday(0)
    assert "progress" in case.broken()


def test_work_that_was_done_may_not_be_rewritten(case: Case) -> None:
    case.row("assignments", 2)["share"] = 0.55
    assert case.broken() == {"progress"}


def test_hours_that_were_used_may_not_be_rewritten(case: Case) -> None:
    case.row("compute", 0)["hours"] = 140.0
    assert case.broken() == {"progress"}


def test_a_project_that_has_begun_stays_unless_it_is_pinned_out(case: Case) -> None:
    case.drop("a")
    assert case.broken() == {"progress"}
    case.portfolio["pins"] = [{"project": "a", "selected": False}]
    assert case.broken() == set()


def test_nothing_begins_in_a_week_that_is_over(case: Case) -> None:
    case.portfolio["progress"]["phases"] = rows(case)[:1]
    assert "progress" in case.broken()


def test_what_is_left_must_be_done(case: Case) -> None:
    rows(case)[0]["remaining"]["effort"]["ml"] = 1.5
    assert case.broken() == {"effort"}


def test_what_was_done_needs_not_be_done_again(case: Case) -> None:
    rows(case)[0]["remaining"]["effort"]["ml"] = 0.4
    assert case.broken() == set()


def test_limits_hold_from_now_on(case: Case) -> None:
    """Both projects were active at once, and Ann is away in week 1: that is over. In week 2 it is not."""
    case.portfolio["policies"] = {"max_active_projects": 1}
    case.person("ann")["leave"] = [{"from": week(1), "to": friday(1)}]
    assert case.broken() == set()
    case.person("ann")["leave"] = [{"from": week(2), "to": friday(2)}]
    assert "capacity.person" in case.broken()


def test_a_budget_that_the_past_has_overdrawn_permits_nothing_more(case: Case) -> None:
    # Bob's two half weeks of b and Ann's of a cost 1,500 x 2 + 2,000 x 2 = 7,000; Ann's next two are too much.
    case.portfolio["budgets"] = [{"people": 5000}]
    assert case.broken() == {"budget.people"}
    case.portfolio["budgets"] = [{"theme": "debt", "people": 1000}]
    assert case.broken() == set()


def test_neither_the_start_of_what_runs_nor_the_crew_of_what_is_done_is_a_move(case: Case) -> None:
    case.portfolio["policies"] = {"change_price": 100}
    portfolio, plan = case.read()
    other = Case()
    other.row("phases", 0)["start"] = week(1)
    other.row("phases", 2)["crew"] = ["ann"]
    assert verify_plan(portfolio, plan, base=other.read()[1]).parts.moves == 0
    other.row("phases", 1)["start"] = week(5)
    assert verify_plan(portfolio, plan, base=other.read()[1]).parts.moves == 100

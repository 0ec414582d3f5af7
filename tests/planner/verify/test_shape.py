"""Plans that cannot be read as they stand, or whose summaries disagree with their rows."""

from collections.abc import Callable

import pytest

from planner.domain.plan import Assignment, ComputeUse
from planner.verify import verify_plan
from tests.planner.verify.example import Case, phase, use, week, work

SHAPE = {"plan.shape"}


def _unknown_project(case: Case) -> None:
    case.plan["projects"].append({"id": "c", "selected": False})


def _unknown_phase(case: Case) -> None:
    case.plan["phases"].append(phase("a", "celebrate", 5, 6))


def _unknown_person(case: Case) -> None:
    case.plan["assignments"].append(work("a", "train", "cid", "ml", 0, 4, 0.5))


def _unknown_person_in_a_crew(case: Case) -> None:
    case.row("phases", 0)["crew"].append("cid")


def _unknown_pool(case: Case) -> None:
    case.plan["compute"].append(use("a", "train", 0, 1.0, "moon"))


def _a_tuesday(case: Case) -> None:
    case.row("phases", 0)["start"] = "2027-01-05"


def _finish_before_start(case: Case) -> None:
    case.plan["assignments"].append(work("a", None, "ann", "ml", 9, 8, 0.5))


def _nothing_between_start_and_finish(case: Case) -> None:
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 2, 2, 0.5))


def _project_twice(case: Case) -> None:
    case.plan["projects"].append(case.row("projects", 1))


def _phase_twice(case: Case) -> None:
    case.plan["phases"].append(case.row("phases", 1))


def _compute_twice(case: Case) -> None:
    case.plan["compute"].append(case.row("compute", 1))


def _overlapping_assignments(case: Case) -> None:
    case.plan["assignments"].append(work("a", "train", "ann", "ml", 2, 3, 0.2))


def _work_outside_the_phase(case: Case) -> None:
    case.row("assignments", 0)["finish"] = week(5)


def _work_past_the_horizon(case: Case) -> None:
    case.project("b")["upkeep"] = {"ops": 0.1}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 26, 0.1))


def _skill_not_needed(case: Case) -> None:
    case.plan["assignments"].append(work("a", "train", "ann", "ops", 0, 4, 0.2))


def _compute_past_the_horizon(case: Case) -> None:
    case.plan["compute"].append(use("a", "train", 25, 1.0))


def _phases_of_a_project_that_is_out(case: Case) -> None:
    rows = case.row("phases", 2)
    case.drop("b")
    case.plan["phases"].append(rows)


def _dates_of_a_project_that_is_out(case: Case) -> None:
    case.drop("b")
    case.row("projects", 1)["launch"] = week(2)


def _phase_not_planned(case: Case) -> None:
    case.plan["phases"].pop(1)
    case.plan["assignments"].pop(1)
    case.row("projects", 0).update(finish=week(4), launch=week(4))


def _crew_not_assigned(case: Case) -> None:
    case.row("phases", 0)["crew"] = ["ann", "bob"]


def _launch_too_soon(case: Case) -> None:
    case.row("projects", 0)["launch"] = week(5)


def _no_launch(case: Case) -> None:
    case.row("projects", 0)["launch"] = None


def _wrong_quarter(case: Case) -> None:
    case.row("projects", 0)["quarter"] = "2027-Q2"


def _a_plan_under_the_name_of_none(case: Case) -> None:
    case.plan["status"] = "INFEASIBLE"


def _other_currency(case: Case) -> None:
    case.plan["currency"] = "EUR"


@pytest.mark.parametrize(
    "change", [f for name, f in list(globals().items()) if name.startswith("_") and name[1] != "_"]
)
def test_a_malformed_plan_is_named(change: Callable[[Case], None]) -> None:
    case = Case()
    assert case.broken() == set()
    change(case)
    assert case.broken() == SHAPE


def test_numbers_that_are_not_finite_are_named_and_left_out() -> None:
    case = Case()
    portfolio, plan = case.read()
    bad_share = Assignment.model_construct(**dict(plan.assignments[0])).model_copy(
        update={"share": float("nan")}
    )
    bad_hours = ComputeUse.model_construct(**dict(plan.compute[0])).model_copy(
        update={"hours": float("inf"), "week": plan.compute[0].week.replace(day=18)}
    )
    broken = plan.model_copy(
        update={"assignments": (*plan.assignments, bad_share), "compute": (*plan.compute, bad_hours)}
    )
    assert {v.rule for v in verify_plan(portfolio, broken).violations} == SHAPE


def test_the_right_quarter_of_the_last_working_week_is_accepted() -> None:
    case = Case()
    case.row("projects", 0)["quarter"] = "2027-Q1"
    assert case.broken() == set()


@pytest.mark.parametrize("status", ["INFEASIBLE", "NO_PLAN_IN_BUDGET"])
def test_an_answer_without_a_plan_is_not_valid(status: str) -> None:
    case = Case()
    case.project("b")["mandatory"] = True
    case.plan.update(status=status, projects=[], phases=[], assignments=[], compute=[])
    verdict = case.verdict()
    assert [v.rule for v in verdict.violations] == ["plan.shape"]
    assert status in verdict.violations[0].text

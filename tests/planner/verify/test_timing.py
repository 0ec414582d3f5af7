"""Rules on time, each with a plan that just keeps it and a change that breaks it alone."""

import pytest

from tests.planner.verify.example import Case, phase, planned


def test_a_phase_waits_for_its_predecessor() -> None:
    case = Case()
    case.phase("a", "ship")["after"] = [{"phase": "train", "lag_weeks": 1}]
    assert case.broken() == {"precedence"}


def test_a_phase_waits_for_a_phase_of_another_project() -> None:
    # b/fix is done in week 2, a/ship starts in week 4: a lag of two weeks is just kept.
    case = Case()
    case.phase("a", "ship")["after"] = ["train", {"project": "b", "phase": "fix", "lag_weeks": 2}]
    assert case.broken() == set()
    case.phase("b", "fix")["after"] = [{"project": "a", "phase": "train"}]
    case.phase("a", "ship")["after"] = ["train"]
    assert case.broken() == {"precedence"}


def test_every_phase_waits_for_what_the_project_depends_on() -> None:
    case = Case()
    case.project("a")["depends_on"] = [{"project": "b", "phase": "fix"}]
    violations = case.violations()
    assert [(v.rule, v.text.split()[0]) for v in violations] == [("precedence", "a/train")]


def test_depending_on_a_project_waits_for_its_launch() -> None:
    case = Case()
    case.project("b")["depends_on"] = [{"project": "a"}]
    assert case.broken() == {"precedence"}
    assert "the launch of a" in case.violations()[0].text


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        ({"earliest": "2027-02-01"}, True),  # the Monday of week 4
        ({"earliest": "2027-02-02"}, False),
        ({"latest": "2027-02-12"}, True),  # the Friday of week 5, the last one
        ({"latest": "2027-02-11"}, False),
    ],
)
def test_phases_stay_in_their_window(window: dict[str, str], kept: bool) -> None:
    case = Case()
    case.phase("a", "ship")["window"] = window
    assert case.broken() == (set() if kept else {"calendar.window"})


def test_all_phases_stay_in_the_window_of_their_project() -> None:
    case = Case()
    case.project("a")["window"] = {"earliest": "2027-01-04", "latest": "2027-02-14"}
    assert case.broken() == set()
    case.project("a")["window"] = {"latest": "2027-01-29"}
    assert [v.rule for v in case.violations()] == ["calendar.window"]


def test_phases_stay_in_the_horizon() -> None:
    # A pure waiting phase may finish on the Monday on which the horizon of 25 weeks ends, and not a week
    # later.
    case = Case()
    case.project("b")["phases"] = [{"id": "fix", "weeks": 2}]
    case.plan["assignments"].pop()
    outside = {25: set[str](), 26: {"calendar.window"}}
    for finish, broken in outside.items():
        case.plan["phases"][2] = phase("b", "fix", 20, finish)
        case.plan["projects"][1] = planned("b", 20, finish)
        assert case.broken() == broken


@pytest.mark.parametrize(("weeks", "kept"), [(4, True), (3.2, True), (4.01, False), (0, True)])
def test_a_phase_lasts_its_weeks_rounded_up(weeks: float, kept: bool) -> None:
    case = Case()
    case.phase("a", "train")["weeks"] = weeks
    assert case.broken() == (set() if kept else {"duration"})


@pytest.mark.parametrize(
    ("first", "last", "kinds", "kept"),
    [
        ("2027-02-15", "2027-02-20", [], True),  # week 6, when all is done
        ("2027-02-14", "2027-02-14", [], False),  # the Sunday of week 5
        ("2027-02-03", "2027-02-03", ["rollout"], False),
        ("2027-02-03", "2027-02-03", ["training"], True),
    ],
)
def test_frozen_weeks_hold_no_work_of_the_frozen_kinds(
    first: str, last: str, kinds: list[str], kept: bool
) -> None:
    case = Case()
    case.portfolio["policies"] = {"freezes": [{"from": first, "to": last, "phase_kinds": kinds}]}
    assert case.broken() == (set() if kept else {"policy.freeze"})


@pytest.mark.parametrize(
    ("date", "kept"),
    [("2027-02-15", True), ("2027-02-09", True), ("2027-02-08", False)],  # a launches on Monday 2027-02-15
)
def test_a_hard_deadline_is_met_by_the_monday_on_or_after_it(date: str, kept: bool) -> None:
    case = Case()
    case.project("a")["deadline"] = {"date": date, "hard": True}
    assert case.broken() == (set() if kept else {"deadline.hard"})


def test_a_soft_deadline_may_be_missed() -> None:
    case = Case()
    case.project("a")["deadline"] = {"date": "2027-01-08", "penalty_per_week": 10}
    assert case.broken() == set()

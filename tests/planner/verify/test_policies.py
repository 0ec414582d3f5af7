"""Rules over the whole portfolio, each with a plan that just keeps it and a change that breaks it alone."""

import pytest

from tests.planner.verify.example import Case, Document, use, work


def test_no_more_projects_are_active_than_allowed() -> None:
    case = Case()
    case.portfolio["policies"] = {"max_active_projects": 2}
    assert case.broken() == set()
    case.portfolio["policies"] = {"max_active_projects": 1}
    assert case.broken() == {"policy.wip"}


@pytest.mark.parametrize(
    ("rule", "kept"),
    # Of 2 + 1 + 1 = 4 engineer-weeks, all in the first quarter, one is for debt.
    [
        ({"theme": "debt", "at_least": 0.25}, True),
        ({"theme": "debt", "at_least": 0.26}, False),
        ({"theme": "growth", "at_most": 0.75}, True),
        ({"theme": "growth", "at_most": 0.74}, False),
    ],
)
def test_a_theme_keeps_to_its_part_of_the_effort(rule: Document, kept: bool) -> None:
    case = Case()
    case.portfolio["policies"] = {"effort_shares": [rule]}
    assert case.broken() == (set() if kept else {"policy.share"})


def test_upkeep_is_no_part_of_the_effort_of_a_theme() -> None:
    case = Case()
    case.portfolio["policies"] = {"effort_shares": [{"theme": "debt", "at_most": 0.25}]}
    case.project("b")["upkeep"] = {"ops": 0.1}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.1))
    assert case.broken() == set()


@pytest.mark.parametrize(
    ("budget", "kept"),
    [
        # Ann 0.5 x 4 weeks x 4000 = 8000, Bob 0.5 x 4 weeks x 3000 = 6000, all in the first quarter.
        ({"people": 14000}, True),
        ({"people": 13999}, False),
        ({"quarter": "2027-Q1", "people": 13999}, False),
        ({"quarter": "2027-Q2", "people": 0}, True),
        # b: Bob 0.5 x 2 weeks x 3000
        ({"theme": "debt", "people": 3000}, True),
        ({"theme": "debt", "people": 2999}, False),
        # 300 h x 2 = 600, and the owned device at 168 x 25 weeks x 1 = 4200.
        ({"compute": 4800}, True),
        ({"compute": 4799}, False),
        ({"quarter": "2027-Q1", "compute": 2616}, True),  # 600 + 168 x 12
        ({"quarter": "2027-Q1", "compute": 2615}, False),
        ({"quarter": "2027-Q2", "compute": 2183}, False),  # 168 x 13 = 2184
        ({"theme": "growth", "compute": 600}, True),
        ({"theme": "growth", "compute": 599}, False),
        ({"theme": "debt", "compute": 0}, True),
    ],
)
def test_spending_stays_within_the_budget(budget: Document, kept: bool) -> None:
    case = Case()
    case.portfolio["budgets"] = [budget]
    kind = "budget.people" if "people" in budget else "budget.compute"
    assert case.broken() == (set() if kept else {kind})


def test_a_part_timer_costs_by_the_part_of_their_own_week() -> None:
    # Bob at fte 0.5 for 3000: half a full week is all of his week. 8000 + 3000 x 4 weeks = 20000.
    case = Case()
    case.person("bob")["fte"] = 0.5
    case.portfolio["budgets"] = [{"people": 20000}]
    assert case.broken() == set()
    case.portfolio["budgets"] = [{"people": 19999}]
    assert case.broken() == {"budget.people"}


def test_upkeep_counts_in_the_people_budget() -> None:
    # 14000 + 0.1 x 3000 x 23 weeks = 20900
    case = Case()
    case.project("b")["upkeep"] = {"ops": 0.1}
    case.plan["assignments"].append(work("b", None, "bob", "ops", 2, 25, 0.1))
    case.portfolio["budgets"] = [{"people": 20900}]
    assert case.broken() == set()
    case.portfolio["budgets"] = [{"people": 20899}]
    assert case.broken() == {"budget.people"}


def test_committed_hours_cost_the_whole_budget_nothing_more_but_count_for_their_theme() -> None:
    # 100 h of the owned A100 are paid for already; growth answers for them at their price: 600 + 100.
    case = Case()
    case.phase("a", "train")["gpu"]["accelerators"] = {"H100": 1.0, "A100": 0.5}
    case.plan["compute"].append(use("a", "train", 2, 100, "shelf"))
    case.portfolio["budgets"] = [{"compute": 4800}, {"theme": "growth", "compute": 700}]
    assert case.broken() == set()
    case.portfolio["budgets"] = [{"compute": 4800}, {"theme": "growth", "compute": 699}]
    assert case.broken() == {"budget.compute"}

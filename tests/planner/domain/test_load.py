"""Load of people and skills by week, worked out by hand."""

from typing import Any

import pytest

from planner.domain.load import load_by_person, load_by_skill
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from tests.planner.verify.example import PLAN, PORTFOLIO, week, work


@pytest.fixture
def planned() -> tuple[Portfolio, Plan]:
    """Ann gives half of weeks 0 and 1 to project a; in week 1 also 0.2 to the operations of project b, for which she
    is half as good. Bob is away in week 1. In week 3 Bob looks after what has launched."""
    people: list[dict[str, Any]] = [
        {"id": "ann", "name": "Ann", "skills": {"ml": 1.0, "ops": 0.5}},
        {"id": "bob", "name": "Bob", "skills": {"ops": 1.0}, "leave": [{"from": week(1), "to": week(2)}]},
    ]
    assignments = [
        work("a", "train", "ann", "ml", 0, 2, 0.5),
        work("b", "fix", "ann", "ops", 1, 2, 0.2),
        work("b", None, "bob", "ops", 3, 4, 0.1),
    ]
    return (
        Portfolio.model_validate(PORTFOLIO | {"people": people}),
        Plan.model_validate(PLAN | {"assignments": assignments}),
    )


def test_everybody_has_a_row_for_every_week(planned: tuple[Portfolio, Plan]) -> None:
    rows = load_by_person(*planned)
    assert [(row.person, row.week.isoformat()) for row in rows] == [
        (name, week(n)) for name in ("ann", "bob") for n in range(25)
    ]
    found = {(row.person, row.week.isoformat()): row for row in rows}
    assert [found["ann", week(n)].planned for n in range(3)] == pytest.approx([0.5, 0.7, 0.0])
    assert [found["ann", week(n)].projects for n in range(3)] == [("a",), ("a", "b"), ()]
    # Leave to the Monday of week 2 takes five days of week 1 and one of week 2.
    assert [found["bob", week(n)].capacity for n in range(4)] == pytest.approx([1.0, 0.0, 0.8, 1.0])
    assert (found["bob", week(3)].planned, found["bob", week(3)].projects) == (0.1, ("b",))


def test_skills_count_by_proficiency(planned: tuple[Portfolio, Plan]) -> None:
    found = {(row.skill, row.week.isoformat()): row for row in load_by_skill(*planned)}
    assert len(found) == 2 * 25
    assert [found["ml", week(n)].demand for n in range(3)] == [0.5, 0.5, 0.0]
    # 0.2 of Ann at proficiency 0.5; Bob at 1.0.
    assert [found["ops", week(n)].demand for n in range(4)] == pytest.approx([0.0, 0.1, 0.0, 0.1])
    assert [found["ops", week(n)].supply for n in range(3)] == pytest.approx([1.5, 0.5, 1.3])

"""Sharing people out over skills."""

import numpy as np
import pytest

from solvers.capacity.staffing import unfilled


def left(capacity: list[float], proficiency: list[list[float]], demand: list[float]) -> list[float]:
    """In one week."""
    one = unfilled(np.array(capacity)[:, None], np.array(proficiency), np.array(demand)[:, None])
    return [float(x) for x in one[:, 0]]


def test_a_person_with_two_skills_is_not_counted_twice() -> None:
    # One person could do either skill for a whole week, not both: one of two weeks of work is left.
    assert sum(left([1.0], [[1.0, 1.0]], [1.0, 1.0])) == pytest.approx(1.0)


def test_those_with_one_skill_free_those_with_two() -> None:
    # Ana can only do the first skill, Ben both: Ana takes the first, Ben the second.
    assert left([1.0, 1.0], [[1.0, 0.0], [1.0, 1.0]], [1.0, 1.0]) == [0.0, 0.0]


def test_proficiency_counts() -> None:
    # 0.8 of a week at half proficiency does 0.4.
    assert left([0.8], [[0.5]], [1.0]) == pytest.approx([0.6])


def test_nobody_does_nothing() -> None:
    assert unfilled(np.zeros((0, 3)), np.zeros((0, 0)), np.zeros((0, 3))).shape == (0, 3)
    assert left([0.0], [[1.0, 1.0]], [1.0, 2.0]) == [1.0, 2.0]


def test_no_week_helps_another() -> None:
    # Ana is there in the first week alone and the work is wanted in the second; in the third half of it is done.
    found = unfilled(np.array([[1.0, 0.0, 0.5]]), np.array([[1.0]]), np.array([[0.0, 1.0, 1.0]]))
    assert found.tolist() == [pytest.approx([0.0, 1.0, 0.5])]


def test_all_weeks_together_leave_as_much_as_each_alone() -> None:
    rng = np.random.default_rng(5)
    capacity, demand = rng.uniform(0, 1, (6, 8)), rng.uniform(0, 2, (4, 8))
    proficiency = np.where(rng.uniform(size=(6, 4)) < 0.5, rng.uniform(0.2, 1.2, (6, 4)), 0.0)
    together = unfilled(capacity, proficiency, demand).sum(axis=0)
    alone = [sum(left(list(capacity[:, w]), proficiency.tolist(), list(demand[:, w]))) for w in range(8)]
    assert together == pytest.approx(alone)

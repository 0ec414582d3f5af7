"""Sharing people out over skills."""

import numpy as np
import pytest

from solvers.capacity.staffing import unfilled


def left(capacity: list[float], proficiency: list[list[float]], demand: list[float]) -> list[float]:
    return [float(x) for x in unfilled(np.array(capacity), np.array(proficiency), np.array(demand))]


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
    assert left([], np.zeros((0, 2)).tolist() or [], []) == []
    assert [float(x) for x in unfilled(np.zeros(1), np.ones((1, 2)), np.array([1.0, 2.0]))] == [1.0, 2.0]

import datetime as dt

import pytest

from planner.domain.calendar import WEEK
from tests.web import samples
from web.charts.deadlines import Finish
from web.charts.distribution import HEIGHT, chance_by, curve_points, finish_curve, finish_points

DAY = dt.date(2027, 6, 7)
FINISH = Finish(DAY, DAY + WEEK * 4, DAY + WEEK * 8, DAY + WEEK * 10, 0.5)


def test_quantiles_are_scaled_by_the_chance_to_launch_at_all() -> None:
    points = finish_points(FINISH)
    # P50 of the futures that launch, half of all futures: a quarter.
    assert chance_by(points, DAY + WEEK * 4) == pytest.approx(0.25)
    assert chance_by(points, DAY + WEEK * 100) == pytest.approx(0.5)
    assert chance_by(points, DAY - WEEK * 20) == 0


def test_the_chance_never_falls_with_time() -> None:
    points = finish_points(FINISH)
    chances = [chance_by(points, DAY + WEEK * n) for n in range(-5, 30)]
    assert chances == sorted(chances)


def test_between_quantiles_the_curve_is_straight() -> None:
    # Halfway between P50 and P80 in time: 65 % of the launching half.
    assert chance_by(finish_points(FINISH), DAY + WEEK * 6) == pytest.approx(0.325)


def test_a_project_that_never_launches_has_no_curve() -> None:
    assert finish_points(Finish(None, None, None, None, 0.0)) == ()


def test_marks_lie_on_the_curve_and_quarters_end_at_the_chance_to_launch() -> None:
    curve = finish_curve(
        "X",
        finish=FINISH,
        points=finish_points(FINISH),
        horizon=samples.portfolio().horizon,
        planned=DAY,
        deadline=DAY,
    )
    assert [m.name for m in curve.marks] == ["P10", "P50", "P80", "P90"]
    assert [m.y for m in curve.marks] == pytest.approx([HEIGHT * (1 - q * 0.5) for q in (0.1, 0.5, 0.8, 0.9)])
    # The second quarter ends three of the four weeks from P10 to P50: (0.1 + 0.75 x 0.4) x 0.5.
    assert [q.label for q in curve.by_quarter] == ["0%", "20%", "50%", "50%"]


def test_coinciding_quantiles_make_a_step() -> None:
    sure = Finish(DAY, DAY, DAY, DAY, 1.0)
    points = finish_points(sure)
    assert chance_by(points, DAY - dt.timedelta(days=1)) == 0
    assert chance_by(points, DAY) == 1


def test_a_simulated_curve_goes_through_its_own_points() -> None:
    project = samples.forecast(samples.plan(samples.portfolio())).projects[0]
    points = curve_points(project)
    for known in project.curve:
        assert chance_by(points, known.date) == pytest.approx(known.level * project.p_launch)
    assert points[0].chance == 0
    assert points[-1].chance == pytest.approx(project.p_launch)

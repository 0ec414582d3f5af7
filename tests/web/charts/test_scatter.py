"""Runs as points of date and cost."""

import datetime as dt

from web.charts.scatter import HEIGHT, scatter


def test_the_quadrants_count_all_runs_and_the_lines_lie_between_them() -> None:
    # Of five runs, two are in time and cheap, one is in time and dear, one late and cheap, one late and dear.
    weeks, costs = [1, 2, 2, 9, 9], [10.0, 20.0, 80.0, 20.0, 90.0]
    found = scatter(dt.date(2027, 1, 4), weeks, costs, (5, 50.0), "EUR", most=4)
    assert found is not None
    assert [row.share for row in found.quadrants] == ["40.0%", "20.0%", "20.0%", "20.0%"]
    assert len(found.dots) == 4
    assert [dot.x < found.x for dot in found.dots] == [True, True, True, False]
    # Dearer is higher, which is fewer pixels from the top.
    assert [dot.y < found.y for dot in found.dots] == [False, False, True, False]
    assert all(0 <= dot.x <= 100 and 0 <= dot.y <= HEIGHT for dot in found.dots)


def test_equal_runs_have_a_chart_and_no_run_has_none() -> None:
    same = scatter(dt.date(2027, 1, 4), [3, 3], [7.0, 7.0], (3, 7.0), "EUR")
    assert same is not None
    assert same.quadrants[0].share == "100.0%"
    assert scatter(dt.date(2027, 1, 4), [], [], (3, 7.0), "EUR") is None

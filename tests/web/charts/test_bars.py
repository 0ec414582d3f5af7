import pytest

from tests.web import samples
from web.charts.bars import HEIGHT, SMALL, Series, StackedBars, compute_chart, pool_hours, stacked_bars


def drawn(labels: list[str], series: list[Series], limits: dict[int, float]) -> StackedBars:
    return stacked_bars(labels, series=series, limits=limits, currency="USD", description="")


def test_layers_stack_without_gaps_up_to_the_total() -> None:
    chart = drawn(
        ["Q1", "Q2"],
        [Series("People", 1, (60.0, 20.0)), Series("Compute", 2, (40.0, 0.0))],
        {0: 80.0},
    )
    first = [b for b in chart.blocks if b.x < 50]
    # The axis ends at 100, so 60 is 60 % of the height, and 40 lies upon it.
    assert [b.height for b in first] == pytest.approx([HEIGHT * 0.6, HEIGHT * 0.4])
    assert first[1].y + first[1].height == pytest.approx(first[0].y)
    assert first[1].y == pytest.approx(0)
    assert len(chart.blocks) == 3


def test_a_bar_over_its_budget_is_marked_and_one_at_it_is_not() -> None:
    chart = drawn(
        ["a", "b", "c"],
        [Series("x", 1, (81.0, 80.0, 100.0))],
        {0: 80.0, 1: 80.0},
    )
    assert [g.over for g in chart.groups] == [True, False, False]
    assert len(chart.lines) == 2
    assert chart.lines[0].y == pytest.approx(HEIGHT * 0.2)


def test_layers_without_any_amount_are_not_in_the_legend() -> None:
    chart = drawn(["a"], [Series("x", 1, (1.0,)), Series("y", 2, (0.0,))], {})
    assert [k.name for k in chart.keys] == ["x"]


def test_nothing_spent_draws_an_empty_chart() -> None:
    chart = drawn(["a"], [Series("x", 1, (0.0,))], {})
    assert chart.blocks == ()
    assert chart.groups[0].total == "$0"


def test_hours_of_a_pool_add_up_by_week() -> None:
    portfolio = samples.portfolio()
    plan = samples.plan(portfolio)
    for pool in portfolio.pools:
        expected = sum(u.hours for u in plan.compute if u.pool == pool.id)
        assert sum(pool_hours(portfolio, plan, pool.id)) == pytest.approx(expected)


def test_capacity_is_a_stepped_line_that_follows_the_devices() -> None:
    portfolio = samples.portfolio()
    owned = next(p for p in compute_chart(portfolio, samples.plan(portfolio)).pools if p.pool == "a100-owned")
    # 8 devices until the third quarter, 16 from then on: two steps, the second higher (nearer the top).
    assert len(owned.lines) == 2
    assert owned.lines[1].y < owned.lines[0].y <= SMALL
    assert owned.lines[0].x2 == owned.lines[1].x1

import datetime as dt
import re
from pathlib import Path

import pytest

from planner.domain.calendar import WEEK
from tests.web import samples
from web.charts import roadmap as chart
from web.charts.roadmap import roadmap
from web.charts.roadmap_shapes import Roadmap

CSS = (Path(chart.__file__).parents[1] / "static" / "quarterdeck.css").read_text()


@pytest.fixture(scope="module")
def drawn() -> Roadmap:
    portfolio = samples.portfolio()
    plan = samples.plan(portfolio)
    hrefs = {p.id: f"/p/{p.id}" for p in portfolio.projects}
    return roadmap(portfolio, plan, samples.finishes(plan), hrefs, dt.date(2027, 3, 10))


def test_every_selected_project_has_one_bar_and_no_other(drawn: Roadmap) -> None:
    portfolio = samples.portfolio()
    bars = [row.project for lane in drawn.lanes for row in lane.rows]
    assert sorted(bars) == sorted(p.id for p in samples.plan(portfolio).projects if p.selected)


def test_lanes_follow_the_order_of_themes_and_lie_below_each_other(drawn: Roadmap) -> None:
    assert [lane.name for lane in drawn.lanes] == list(samples.THEMES)
    for before, after in zip(drawn.lanes, drawn.lanes[1:], strict=False):
        assert before.y + before.height == after.y
    assert drawn.lanes[-1].y + drawn.lanes[-1].height == drawn.height


def test_bars_stay_on_the_chart_and_phases_within_their_bar(drawn: Roadmap) -> None:
    for row in (row for lane in drawn.lanes for row in lane.rows):
        assert row.x >= 0
        assert row.x + row.width <= 100.001
        for segment in row.segments:
            assert segment.x >= row.x - 0.001
            assert segment.x + segment.width <= row.x + row.width + 0.002
            assert row.y <= segment.y
            assert segment.y + segment.height <= row.y + chart.ROW


def test_a_bar_starts_where_its_first_week_starts(drawn: Roadmap) -> None:
    # Feature store is placed first, on the first Monday; the axis has 52 weeks.
    row = next(row for lane in drawn.lanes for row in lane.rows if row.project == "feature-store")
    assert row.x == 0
    weeks = sum(
        (p.finish - p.start).days // 7
        for p in samples.plan(samples.portfolio()).phases
        if p.project == "feature-store"
    )
    assert row.width == pytest.approx(100 * weeks / 52, abs=0.01)


def test_parallel_phases_share_the_height_of_the_bar() -> None:
    portfolio = samples.portfolio()
    plan = samples.plan(portfolio)
    first, second, third = (p for p in plan.phases if p.project == "feature-store")
    squeezed = second.model_copy(update={"start": first.start, "finish": first.finish})
    phases = tuple(squeezed if p is second else p for p in plan.phases)
    drawn = roadmap(
        portfolio,
        plan.model_copy(update={"phases": phases}),
        {},
        {p.id: "/" for p in portfolio.projects},
        dt.date(2020, 1, 1),
    )
    row = next(row for lane in drawn.lanes for row in lane.rows if row.project == "feature-store")
    assert len({s.y for s in row.segments}) == 2
    assert {s.height for s in row.segments} == {chart.BAR / 2}
    assert third.start >= first.finish


def test_today_is_drawn_only_within_the_axis(drawn: Roadmap) -> None:
    portfolio = samples.portfolio()
    plan = samples.plan(portfolio)
    hrefs = {p.id: "/" for p in portfolio.projects}
    assert drawn.today == pytest.approx(100 * 65 / 364, abs=0.01)  # 10 March is day 65 of 364
    assert roadmap(portfolio, plan, {}, hrefs, dt.date(2026, 1, 1)).today is None


def test_a_dependency_ends_at_the_start_of_the_one_that_waits(drawn: Roadmap) -> None:
    rows = {row.project: row for lane in drawn.lanes for row in lane.rows}
    link = next(link for link in drawn.links if link.title == "Freshness boost waits for Feature store")
    assert link.y2 == rows["freshness-boost"].middle
    assert link.x2 == rows["freshness-boost"].x


def test_without_a_forecast_nothing_fades() -> None:
    portfolio = samples.portfolio()
    drawn = roadmap(
        portfolio, samples.plan(portfolio), {}, {p.id: "/" for p in portfolio.projects}, dt.date(2027, 1, 1)
    )
    assert not drawn.has_forecast
    assert all(row.fade is None for lane in drawn.lanes for row in lane.rows)


def test_the_fade_runs_from_the_planned_finish_over_p50_to_p90(drawn: Roadmap) -> None:
    plan = samples.plan(samples.portfolio())
    finishes = samples.finishes(plan)
    for row in (row for lane in drawn.lanes for row in lane.rows if row.fade):
        finish = finishes[row.project]
        assert row.fade is not None
        assert finish.p90 is not None
        assert row.fade.solid_x == pytest.approx(row.x + row.width, abs=0.002)
        end = (finish.p90 - dt.date(2027, 1, 4)).days / 364 * 100
        assert row.fade.fade_x + row.fade.fade_width == pytest.approx(min(end, 100), abs=0.01)


def test_a_ghost_lies_where_the_other_plan_has_the_project_and_only_there() -> None:
    portfolio = samples.portfolio()
    plan, other = samples.plan(portfolio), samples.plan(portfolio, out=6)
    moved = tuple(
        p.model_copy(update={"start": p.start + WEEK * 13, "finish": p.start + WEEK * 26}) if p.start else p
        for p in other.projects
    )
    hrefs = {p.id: "/" for p in portfolio.projects}
    drawn = roadmap(
        portfolio, plan, {}, hrefs, dt.date(2027, 1, 1), ghost=other.model_copy(update={"projects": moved})
    )
    rows = {row.project: row for lane in drawn.lanes for row in lane.rows}
    # Feature store begins on the first Monday; 13 of 52 weeks are a quarter of the axis.
    ghost = rows["feature-store"].ghost
    assert ghost
    assert (ghost.x, ghost.width) == pytest.approx((25, 25), abs=0.01)
    assert drawn.ghost_name == "Plan of record"
    assert {name for name, row in rows.items() if row.ghost} == {p.id for p in other.projects if p.selected}
    assert not roadmap(portfolio, plan, {}, hrefs, dt.date(2027, 1, 1)).ghost_name


@pytest.mark.parametrize(
    ("selector", "height"), [("axis-space", chart.AXIS), ("lane", chart.LANE), ("item", chart.ROW)]
)
def test_names_and_bars_have_the_same_heights_in_stylesheet_and_layout(selector: str, height: int) -> None:
    rule = re.search(rf"\.roadmap-names \.{selector} {{ height: (\d+)px", CSS)
    assert rule
    assert int(rule[1]) == height

import datetime as dt

import pytest

from planner.domain.portfolio import Portfolio
from planner.domain.team import Team
from tests.web import samples
from web.charts.labels import LEAST_PLOT
from web.charts.lanes import LaneKey, fine_bands, groups, zoomed_class
from web.charts.roadmap import roadmap
from web.charts.scale import horizon_scale

PORTFOLIO = samples.portfolio()
PLAN = samples.plan(PORTFOLIO)
HREFS = {p.id: "/" for p in PORTFOLIO.projects}


def teams() -> Portfolio:
    """The sample with its first person in a team of its own."""
    first, *others = PORTFOLIO.people
    people = (first.model_copy(update={"team": "core"}), *others)
    return PORTFOLIO.model_copy(update={"teams": (Team(id="core", name="Core"),), "people": people})


def test_a_person_has_the_projects_in_whose_crews_they_are() -> None:
    for lane in groups(PORTFOLIO, PLAN, "person"):
        who = [w.id for w in (*PORTFOLIO.people, *PORTFOLIO.positions) if w.name == lane.name]
        wanted = {p.project for p in PLAN.phases if (set(who) & set(p.crew) if who else not p.crew)}
        assert {p.id for p in lane.projects} == wanted


def test_a_pool_has_the_projects_that_use_it_and_all_others_are_below() -> None:
    lanes = {lane.name: {p.id for p in lane.projects} for lane in groups(PORTFOLIO, PLAN, "pool")}
    for pool in PORTFOLIO.pools:
        used = {use.project for use in PLAN.compute if use.pool == pool.id}
        assert lanes.get(pool.name or pool.id, set()) == used
    selected = {p.id for p in PLAN.projects if p.selected}
    assert set().union(*lanes.values()) == selected


def test_a_team_has_what_its_people_work_on_and_the_rest_has_no_team() -> None:
    portfolio = teams()
    lanes = {lane.name: lane for lane in groups(portfolio, PLAN, "team")}
    core = portfolio.people[0].id
    assert lanes["Core"].phases == {(p.project, p.phase) for p in PLAN.phases if core in p.crew}
    assert "No team" in lanes


@pytest.mark.parametrize("key", ["team", "person", "pool"])
def test_phases_of_other_lanes_are_faint_and_those_of_the_lane_are_not(key: LaneKey) -> None:
    portfolio = teams()
    drawn = roadmap(portfolio, PLAN, {}, HREFS, dt.date(2027, 1, 1), lanes_by=key)
    parts = {lane.name: lane.phases or frozenset() for lane in groups(portfolio, PLAN, key)}
    assert [lane.name for lane in drawn.lanes] == list(parts)
    for lane in drawn.lanes:
        for row in lane.rows:
            own = {phase for project, phase in parts[lane.name] if project == row.project}
            assert sum(not s.faint for s in row.segments) == len(own) > 0


def test_by_theme_nothing_is_faint_and_other_lanes_have_no_lines_between_projects() -> None:
    drawn = roadmap(PORTFOLIO, PLAN, {}, HREFS, dt.date(2027, 1, 1))
    assert not any(s.faint for lane in drawn.lanes for row in lane.rows for s in row.segments)
    assert drawn.links
    assert not roadmap(PORTFOLIO, PLAN, {}, HREFS, dt.date(2027, 1, 1), lanes_by="pool").links


@pytest.mark.parametrize("weeks", [13, 26, 52, 104, 260])
def test_weeks_are_drawn_wider_than_months_and_quarters_narrower(weeks: int) -> None:
    week, month, quarter = (LEAST_PLOT[zoomed_class(weeks, zoom)] for zoom in ("week", "month", "quarter"))
    assert quarter < month <= week


def test_the_axis_names_weeks_by_their_mondays_months_by_name_and_nothing_below_quarters() -> None:
    scale = horizon_scale(PORTFOLIO.horizon)
    weeks = fine_bands(PORTFOLIO.horizon, scale, "week", "w-xl")
    # The sample begins on Monday 4 January 2027 and has 52 weeks.
    assert len(weeks) == 52
    assert [band.label for band in weeks[:5]] == ["4 Jan", "11", "18", "25", "1 Feb"]
    narrow = fine_bands(PORTFOLIO.horizon, scale, "week", "w-l")
    assert [band.label for band in narrow[:5]] == ["4 Jan", "", "18", "25", "1 Feb"], "no text over another"
    months = fine_bands(PORTFOLIO.horizon, scale, "month", "w-m")
    assert [band.label for band in months[:3]] == ["Jan", "Feb", "Mar"]
    assert fine_bands(PORTFOLIO.horizon, scale, "quarter", "w-s") == ()

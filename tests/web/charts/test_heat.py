import datetime as dt
import itertools

import pytest

from planner.domain.calendar import WEEK
from planner.domain.plan import Assignment, Plan
from tests.web import samples
from web.charts.heat import columns_of, level_of, person_load, skill_load


def plan_with(*assignments: Assignment) -> Plan:
    return samples.plan(samples.portfolio()).model_copy(update={"assignments": assignments})


def assignment(person: str, share: float, week: int, weeks: int = 1, skill: str = "modelling") -> Assignment:
    start = dt.date(2027, 1, 4) + WEEK * week
    return Assignment(
        project="ranker-v3",
        phase="train",
        person=person,
        skill=skill,
        start=start,
        finish=start + WEEK * weeks,
        share=share,
    )


def test_columns_cover_the_horizon_and_do_not_cross_quarters() -> None:
    columns = columns_of(samples.portfolio(), 4)
    assert columns[0].first == 0
    assert all(a.end == b.first for a, b in itertools.pairwise(columns))
    assert columns[-1].end == samples.portfolio().horizon.weeks
    assert sum(c.opens_quarter for c in columns) == 4


def test_a_cell_is_the_planned_share_of_the_capacity_of_its_weeks() -> None:
    # Chidi has a reserve of 0.1: capacity 0.9; a share of 0.45 in one of two weeks is a quarter of it.
    load = person_load(samples.portfolio(), plan_with(assignment("chidi-eze", 0.45, week=0)), weeks=2)
    row = next(r for r in load.rows if r.id == "chidi-eze")
    assert row.cells[0].text == "25"
    assert row.cells[0].level == "1"
    assert "Ranker v3" in row.cells[0].title
    assert row.cells[1].text == "0"


def test_more_than_the_capacity_is_marked_as_overload() -> None:
    plan = plan_with(assignment("chidi-eze", 0.5, 0), assignment("chidi-eze", 0.5, 0, skill="data"))
    cell = next(r for r in person_load(samples.portfolio(), plan, 1).rows if r.id == "chidi-eze").cells[0]
    assert (cell.text, cell.level) == ("111", "over")


def test_weeks_of_leave_show_no_number_but_work_in_them_does() -> None:
    # Amara is on leave from 1 to 12 March: weeks 8 and 9.
    away = person_load(samples.portfolio(), plan_with(), 1).rows[0].cells[8]
    assert away.level == "away"
    busy = person_load(samples.portfolio(), plan_with(assignment("amara-okafor", 0.5, 8)), 1).rows[0].cells[8]
    assert busy.level == "over"


def test_every_person_position_and_skill_has_a_row_with_a_cell_for_each_column() -> None:
    portfolio = samples.portfolio()
    load, skills = (
        person_load(portfolio, samples.plan(portfolio)),
        skill_load(portfolio, samples.plan(portfolio)),
    )
    assert len(load.rows) == len(portfolio.people) + len(portfolio.positions)
    assert len(skills.rows) == len(portfolio.skills)
    assert {len(row.cells) for row in (*load.rows, *skills.rows)} == {len(load.columns)}
    assert sum(q.columns for q in load.quarters) == len(load.columns)


def test_demand_for_a_skill_counts_proficiency() -> None:
    # Bela's modelling is 0.5: a share of 0.4 gives 0.2 engineer-weeks.
    row = skill_load(samples.portfolio(), plan_with(assignment("bela-kovacs", 0.4, 1)), 1).rows[0]
    assert row.cells[1].text == "0.2"


@pytest.mark.parametrize(
    ("share", "level"),
    [(0, "none"), (0.25, "1"), (0.26, "2"), (0.75, "3"), (0.9, "4"), (1.0, "5"), (1.01, "over")],
)
def test_shades_are_steps_of_the_share(share: float, level: str) -> None:
    assert level_of(share) == level

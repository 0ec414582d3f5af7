"""Portfolios to begin with can be planned as they are: nothing refers to what is not there, and no date is old."""

import datetime as dt

import pytest

from planner.domain.references import findings
from planner.errors import NotFound
from planner.services.optimise import plan_portfolio
from planner.services.templates import FOLDER, TEMPLATES, template_portfolio

TODAY = dt.date(2029, 8, 1)


def test_every_file_is_offered() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} == {template.id for template in TEMPLATES}


@pytest.mark.parametrize("name", [template.id for template in TEMPLATES])
def test_a_template_begins_next_monday_and_has_a_plan_that_must_choose(name: str) -> None:
    portfolio = template_portfolio(name, TODAY)
    assert portfolio.calendar.start == dt.date(2029, 8, 6)
    assert findings(portfolio) == []
    plan = plan_portfolio(portfolio, decodes=200).plan
    assert plan.value is not None
    assert sum(p.selected for p in plan.projects) >= len(portfolio.projects) // 2


def test_another_name_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(NotFound, match="recommender"):
        template_portfolio("../secrets", TODAY)

"""What TaskJuggler is given: one person a phase, in order of value per effort; and what its dates are worth."""

import datetime as dt
import re

import numpy as np
import pytest

from benchmarks.planted import KINDS, planted
from benchmarks.taskjuggler import plain, worth, written
from planner.compile.problem import to_problem


def test_everything_that_counts_is_written_in_order_of_priority() -> None:
    portfolio = plain(planted(1, **KINDS["chains, one person"], people=6, quarters=2)[0])
    text = written(portfolio, portfolio.projects)
    priorities = [int(number) for number in re.findall(r"priority (\d+)", text)]
    assert priorities == sorted(priorities, reverse=True)
    assert len(priorities) == len(portfolio.projects)
    assert text.count("effort ") == sum(len(project.phases) for project in portfolio.projects)
    assert text.count("depends !") == sum(
        len(phase.after) for project in portfolio.projects for phase in project.phases
    )
    assert text.count("resource ") == len(portfolio.people)
    assert all(len(person.skills) == 1 for person in portfolio.people)


def test_a_project_is_worth_what_it_brings_from_the_monday_after_its_end() -> None:
    portfolio = plain(planted(1, **KINDS["chains, one person"], people=6, quarters=2)[0])
    problem = to_problem(portfolio)
    project, monday = portfolio.projects[0].id, portfolio.horizon.mondays[0]
    j = problem.names.projects.index(project)
    for days, week in ((7, 1), (8, 2), (14, 2), (15, 3)):
        ends = {project: monday + dt.timedelta(days=days)}
        assert worth(portfolio, problem, ends) == pytest.approx(float(problem.projects.value[j, week]))
    assert worth(portfolio, problem, {project: monday + dt.timedelta(weeks=problem.weeks, days=1)}) == 0.0
    assert np.isfinite(problem.projects.value[j, 1])

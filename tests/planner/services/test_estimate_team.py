"""Supply against demand by skill and week."""

import datetime as dt

import pytest

from planner.document import portfolio_from
from planner.domain.plan import Assignment, Plan
from planner.domain.portfolio import Portfolio
from planner.domain.team_capacity import SkillWeek
from planner.errors import BadInput
from planner.services.estimate_team import estimate_team


def portfolio(**changes: object) -> Portfolio:
    """Ana models; Ben does data and, half as well, models. A project wants 4 weeks of data, then 2 of modelling."""
    document: dict[str, object] = {
        "schema": "quarterdeck/portfolio/1",
        "name": "Small",
        "calendar": {"start": "2027-01-04", "quarters": 1},
        "skills": [{"id": "modelling", "name": "Modelling"}, {"id": "data", "name": "Data"}],
        "people": [
            {
                "id": "ana",
                "name": "Ana",
                "skills": {"modelling": 1.0},
                "leave": [{"from": "2027-02-08", "to": "2027-02-14"}],
            },
            {"id": "ben", "name": "Ben", "skills": {"data": 1.0, "modelling": 0.5}, "fte": 0.8},
        ],
        "projects": [
            {
                "id": "churn",
                "name": "Churn",
                "phases": [
                    {"id": "data", "effort": {"data": 4}},
                    {"id": "train", "after": ["data"], "effort": {"modelling": 2}},
                ],
            }
        ],
    }
    return portfolio_from(document | changes).portfolio


def week(rows: tuple[SkillWeek, ...], number: int, skill: str) -> SkillWeek:
    monday = dt.date(2027, 1, 4) + dt.timedelta(weeks=number)
    return next(row for row in rows if row.week == monday and row.skill == skill)


def test_supply_is_capacity_times_proficiency() -> None:
    rows = estimate_team(portfolio()).rows
    # Ana 1.0 and Ben 0.8 x 0.5; in the week of Ana's leave only Ben.
    assert week(rows, 0, "modelling").supply == pytest.approx(1.4)
    assert week(rows, 5, "modelling").supply == pytest.approx(0.4)
    assert (week(rows, 5, "modelling").people, week(rows, 4, "modelling").people) == (1, 2)
    assert week(rows, 0, "data").supply == pytest.approx(0.8)


def test_demand_comes_as_early_as_the_order_of_phases_allows() -> None:
    rows = estimate_team(portfolio()).rows
    assert [week(rows, n, "data").demand for n in range(5)] == [1, 1, 1, 1, 0]
    assert [week(rows, n, "modelling").demand for n in range(7)] == [0, 0, 0, 0, 1, 1, 0]


def test_unfilled_demand_and_bus_factor() -> None:
    found = {row.skill: row for row in estimate_team(portfolio()).skills}
    # Ben gives 0.8 of 1 in four weeks. Ana models in week 4; in week 5, her leave, Ben's 0.8 gives 0.4.
    assert found["data"].unfilled == pytest.approx(0.8)
    assert found["data"].short_weeks == 4
    assert found["modelling"].unfilled == pytest.approx(0.6)
    assert (found["data"].bus_factor, found["modelling"].bus_factor) == (1, 1)


def test_windows_pins_and_lags_delay_demand() -> None:
    late = [
        {
            "id": "churn",
            "name": "Churn",
            "phases": [
                {"id": "data", "effort": {"data": 1}, "window": {"earliest": "2027-01-13"}},
                {"id": "train", "after": [{"phase": "data", "lag_weeks": 2}], "effort": {"modelling": 1}},
            ],
        }
    ]
    rows = estimate_team(portfolio(projects=late)).rows
    # The window opens on a Wednesday, so the Monday after: week 2; then two weeks of lag.
    assert [n for n in range(10) if week(rows, n, "data").demand] == [2]
    assert [n for n in range(10) if week(rows, n, "modelling").demand] == [5]
    pinned = portfolio(projects=late, pins=[{"project": "churn", "phase": "train", "starts": "2027-02-22"}])
    assert [n for n in range(10) if week(estimate_team(pinned).rows, n, "modelling").demand] == [7]


def test_a_project_that_is_pinned_out_wants_nothing() -> None:
    found = estimate_team(portfolio(pins=[{"project": "churn", "selected": False}]))
    assert all(row.demand == 0 for row in found.rows)
    assert all(row.bus_factor is None for row in found.skills)


def test_a_larger_crew_is_shorter_and_loses_a_little() -> None:
    project = {
        "id": "a",
        "name": "A",
        "upkeep": {"data": 0.1},
        "phases": [{"id": "p", "effort": {"data": 4}, "crew": {"min": 2, "max": 3}}],
    }
    rows = estimate_team(portfolio(projects=[project], policies={"crew_exponent": 0.5})).rows
    # Two people work like sqrt(2): 4 x 2 / 1.414 = 5.66 weeks of work in ceil(2.83) = 3 weeks; then upkeep.
    assert [week(rows, n, "data").demand for n in (0, 2)] == pytest.approx([5.656854 / 3] * 2, abs=1e-6)
    assert week(rows, 3, "data").demand == pytest.approx(0.1)


def plan(*assignments: Assignment) -> Plan:
    return Plan(
        schema="quarterdeck/plan/1",
        snapshot="x",
        seed=0,
        version="1",
        status="FEASIBLE",
        value=0.0,
        bound=0.0,
        gap=0.0,
        currency="USD",
        assignments=assignments,
    )


def assign(person: str, skill: str, share: float) -> Assignment:
    return Assignment(
        project="churn",
        phase="data",
        person=person,
        skill=skill,
        start=dt.date(2027, 1, 4),
        finish=dt.date(2027, 1, 18),
        share=share,
    )


def test_a_plan_gives_demand_as_it_assigns_and_names_who_has_too_much() -> None:
    found = estimate_team(portfolio(), plan(assign("ben", "data", 0.6), assign("ben", "modelling", 0.4)))
    assert found.basis == "plan"
    assert week(found.rows, 1, "data").demand == pytest.approx(0.6)
    assert week(found.rows, 1, "modelling").demand == pytest.approx(0.2)
    assert week(found.rows, 2, "data").demand == 0
    assert [(row.person, row.assigned, row.capacity) for row in found.overload] == [("ben", 1.0, 0.8)] * 2


def test_a_plan_of_another_portfolio_is_refused() -> None:
    with pytest.raises(BadInput, match=r"assignments\[0\]: 'eve' is not in the portfolio"):
        estimate_team(portfolio(), plan(assign("eve", "data", 0.5)))


def test_a_portfolio_without_people_or_skills_has_an_answer() -> None:
    assert estimate_team(portfolio(people=[], skills=[], projects=[])).rows == ()
    nobody = estimate_team(portfolio(people=[]))
    assert nobody.skills[1].unfilled == pytest.approx(4.0)
    assert "nobody" in nobody.notes[0]

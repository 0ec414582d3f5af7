"""The arrays of a small portfolio, each number worked out on paper."""

import copy
import math
from typing import Any

import numpy as np
import pytest

from planner.compile.problem import minimum_units, to_problem
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from solvers.portfolio.problem import Problem

# One quarter of twelve weeks from Monday 4 January 2027; four weeks of value after it; nothing discounted.
DOCUMENT: dict[str, Any] = {
    "schema": "quarterdeck/portfolio/1",
    "name": "On paper",
    "calendar": {"start": "2027-01-04", "quarters": 1, "value_tail_weeks": 4, "holidays": ["2027-01-06"]},
    "skills": [{"id": "ml", "name": "ML"}, {"id": "ops", "name": "Operations"}],
    "themes": [{"id": "growth", "name": "Growth"}, {"id": "debt", "name": "Debt"}],
    "people": [
        {"id": "ann", "name": "Ann", "skills": {"ml": 1.2, "ops": 0.5}, "weekly_cost": 4000, "reserve": 0.1},
        {
            "id": "bob",
            "name": "Bob",
            "skills": {"ops": 1.0},
            "weekly_cost": 3000,
            "fte": 0.6,
            "max_projects": 1,
        },
    ],
    "positions": [
        {"id": "new", "name": "New", "skills": {"ml": 1}, "weekly_cost": 5000, "starts": "2027-02-01"}
    ],
    "pools": [
        {
            "id": "own",
            "accelerator": "A100",
            "kind": "owned",
            "count": 2,
            "price_per_hour": "0.5",
            "availability": 1,
        },
        {
            "id": "spot",
            "accelerator": "H100",
            "kind": "spot",
            "count": 4,
            "price_per_hour": "1.5",
            "overhead": 0.25,
        },
    ],
    "budgets": [
        {"quarter": "2027-Q1", "compute": 5000},
        {"theme": "growth", "compute": 700, "people": 9000},
    ],
    "policies": {
        "max_active_projects": 3,
        "minimum_share": 0.12,
        "crew_exponent": 0.5,
        "effort_shares": [{"theme": "debt", "at_least": 0.2}],
        "freezes": [{"from": "2027-02-10", "to": "2027-02-15", "phase_kinds": ["rollout"]}],
        "change_price": 50,
    },
    "projects": [
        {
            "id": "store",
            "name": "Store",
            "theme": "debt",
            "mandatory": True,
            "value": {"per_week": {"low": 100, "likely": 200, "high": 300}},
            "upkeep": {"ops": 0.1},
            "phases": [{"id": "build", "effort": {"ops": 3}, "weeks": 2.5}],
        },
        {
            "id": "ranker",
            "name": "Ranker",
            "theme": "growth",
            "value": {"one_off": 10000},
            "serving_cost_per_week": 10,
            "deadline": {"date": "2027-03-03", "penalty_per_week": 40},
            "depends_on": [{"project": "store", "lag_weeks": 1}],
            "window": {"earliest": "2027-01-12"},
            "people": {"required": ["ann"]},
            "phases": [
                {"id": "ship", "kind": "rollout", "after": ["train"], "effort": {"ops": 1}},
                {
                    "id": "train",
                    "effort": {"ml": {"low": 2, "likely": 4, "high": 8}, "ops": 1},
                    "crew": {"min": 1, "max": 3},
                    "gpu": {
                        "hours": 1000,
                        "reference": "H100",
                        "accelerators": {"H100": 1, "A100": 0.4},
                        "max_devices": 8,
                    },
                    "gate": {"probability": 0.8},
                    "other_cost": 300,
                },
            ],
        },
    ],
    "relations": [{"at_most": 1, "of": ["ranker", "store"]}],
    "pins": [
        {"project": "ranker", "phase": "train", "starts": "2027-02-01"},
        {"project": "ranker", "phase": "train", "person": "new"},
    ],
}
STORE, RANKER = 0, 1
BUILD, TRAIN, SHIP = 0, 1, 2
ANN, BOB, NEW = 0, 1, 2


def compiled(base: Plan | None = None, **changes: Any) -> Problem:
    return to_problem(Portfolio.model_validate(copy.deepcopy(DOCUMENT) | changes), base)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return compiled()


def test_the_sizes_and_names_are_those_of_the_document(problem: Problem) -> None:
    assert problem.weeks == 12
    assert problem.names.phases == (("store", "build"), ("ranker", "train"), ("ranker", "ship"))
    assert problem.names.people == ("ann", "bob", "new")
    assert problem.projects.phase_first.tolist() == [0, 1, 3]
    assert problem.phases.project.tolist() == [STORE, RANKER, RANKER]


def test_capacity_is_in_twentieths_rounded_down(problem: Problem) -> None:
    """Ann 0.9 of a week: 18; four days of the first: 14.4. Bob 0.6: 12 and 9.6. The position comes in week 4."""
    assert problem.people.capacity[:, :5].tolist() == [
        [14, 18, 18, 18, 18],
        [9, 12, 12, 12, 12],
        [0, 0, 0, 0, 20],
    ]


def test_a_twentieth_of_a_week_costs_by_employment(problem: Problem) -> None:
    """Ann 4000 / 20; Bob 3000 for 0.6 of a week, so 5000 / 20; the position 5000 / 20, and 5000 a week once used."""
    assert problem.people.unit_cost.tolist() == [200, 250, 250]
    assert problem.people.position_cost.tolist() == [0, 0, 5000]
    assert problem.people.is_position.tolist() == [False, False, True]
    assert problem.people.max_projects.tolist() == [2, 1, 2]
    assert problem.people.skill.tolist() == [[1.2, 0.5], [0, 1], [1, 0]]


def test_effort_and_hours_are_planned_at_the_likely_value(problem: Problem) -> None:
    assert problem.phases.effort.tolist() == [[0, 3], [4, 1], [0, 1]]
    assert problem.phases.gpu_hours.tolist() == [0, 1000, 0]
    assert problem.phases.min_weeks.tolist() == [3, 1, 1]


def test_a_paid_hour_gives_its_speed_less_the_overhead(problem: Problem) -> None:
    """A100 at 0.4 without overhead; H100 at 1 / 1.25. At most 8 devices x 168 h a week."""
    assert problem.phases.gpu_rate.tolist() == [[0, 0], [0.4, 0.8], [0, 0]]
    assert problem.phases.gpu_weekly.tolist() == [math.inf, 1344, math.inf]


def test_a_barred_pool_gives_nothing() -> None:
    pools = copy.deepcopy(DOCUMENT["pools"])
    pools[0]["barred_projects"] = ["ranker"]
    assert compiled(pools=pools).phases.gpu_rate[TRAIN].tolist() == [0, 0.8]


def test_pools_offer_hours_at_a_price(problem: Problem) -> None:
    """Own: 2 x 168; spot: 4 x 168 x 0.9."""
    assert problem.pools.hours[:, 0].tolist() == pytest.approx([336, 604.8])
    assert problem.pools.price[:, -1].tolist() == [0.5, 1.5]
    assert problem.pools.committed.tolist() == [True, False]


def test_crews_and_who_may_or_must_work(problem: Problem) -> None:
    assert problem.phases.crew_min.tolist() == [1, 1, 1]
    assert problem.phases.crew_max.tolist() == [1, 3, 1]
    assert problem.phases.may_work.tolist() == [[True, True, False], [True, True, True], [True, True, False]]
    assert np.argwhere(problem.phases.must_work).tolist() == [[TRAIN, NEW]]
    assert np.argwhere(problem.projects.required_people).tolist() == [[RANKER, ANN]]


def test_windows_and_freezes_close_weeks(problem: Problem) -> None:
    """12 January is the Tuesday of week 1, so work may begin in week 2; the freeze touches weeks 5 and 6."""
    allowed = [np.flatnonzero(row).tolist() for row in problem.phases.allowed]
    assert allowed == [list(range(12)), list(range(2, 12)), [2, 3, 4, 7, 8, 9, 10, 11]]
    assert problem.phases.pinned_start.tolist() == [-1, 4, -1]


def test_a_window_that_ends_on_a_friday_admits_its_week() -> None:
    projects = copy.deepcopy(DOCUMENT["projects"])
    for latest, last in (("2027-01-29", 3), ("2027-01-28", 2)):
        projects[STORE]["window"] = {"latest": latest}
        assert np.flatnonzero(compiled(projects=projects).phases.allowed[BUILD])[-1] == last


def test_predecessors_are_phases_and_launches_with_their_lag(problem: Problem) -> None:
    """Training waits a week after the store; shipping for that as well, and for training."""
    first = problem.phases.pred_first
    arcs = [
        [
            (int(problem.phases.pred[a]), int(problem.phases.pred_lag[a]))
            for a in range(first[i], first[i + 1])
        ]
        for i in range(3)
    ]
    assert arcs == [[], [(BUILD, 1)], [(BUILD, 1), (TRAIN, 0)]]


def test_the_value_of_a_launch_runs_to_the_end_of_the_tail(problem: Problem) -> None:
    """Store: 200 a week from the launch to week 16."""
    assert problem.projects.value[STORE].tolist() == [200 * (16 - t) for t in range(13)]


def test_money_that_a_launch_brings_and_costs(problem: Problem) -> None:
    """Ranker: 10,000 x 0.8, less 10 a week to week 16, less 300; due on Monday 8 March, week 9; then 40 a week."""
    expected = [8000 - 10 * (16 - t) - 300 - 40 * max(0, t - 9) for t in range(13)]
    assert problem.projects.value[RANKER].tolist() == expected


def test_a_hard_deadline_forbids_later_launches() -> None:
    projects = copy.deepcopy(DOCUMENT["projects"])
    projects[RANKER]["deadline"] = {"date": "2027-03-03", "hard": True}
    value = compiled(projects=projects).projects.value[RANKER]
    assert np.isfinite(value).tolist() == [True] * 10 + [False] * 3


def test_value_is_discounted_by_the_week_and_shaped_by_ramp_window_and_retirement() -> None:
    """Launch in week 10 at 100 a week, a half in its first week, for three weeks, retired before the third."""
    projects = copy.deepcopy(DOCUMENT["projects"])
    projects[STORE] |= {
        "value": {"per_week": 100, "ramp_weeks": 2, "weeks": 3},
        "retires": "2027-03-29",  # Monday of week 12
    }
    problem = compiled(projects=projects, calendar=DOCUMENT["calendar"] | {"discount_rate": 0.1})
    worth = 50 * 1.1 ** (-10 / 52) + 100 * 1.1 ** (-11 / 52)
    assert problem.projects.value[STORE, 10] == pytest.approx(worth, abs=1e-3)
    assert problem.projects.upkeep_end.tolist() == [12, 12]
    assert problem.projects.upkeep.tolist() == [[0, 0.1], [0, 0]]


def test_pins_and_mandatory_projects_decide_the_selection() -> None:
    pins = [{"project": "ranker", "selected": True}]
    assert compiled(pins=pins).projects.mandatory.tolist() == [True, True]
    excluded = compiled(pins=[{"project": "ranker", "selected": False}]).projects
    assert (excluded.mandatory.tolist(), excluded.excluded.tolist()) == ([True, False], [False, True])


def test_commitments_come_off_compute_budgets_of_all_themes(problem: Problem) -> None:
    """Owned: 2 x 168 h x 0.50 x 12 weeks = 2016 of 5000."""
    rules = problem.rules
    assert rules.budget_limit.tolist() == pytest.approx([2984, 700, 9000])
    assert rules.budget_people.tolist() == [False, False, True]
    assert rules.budget_theme.tolist() == [-1, 0, 0]
    assert rules.budget_weeks.all()


def test_policies_become_limits(problem: Problem) -> None:
    rules = problem.rules
    assert (rules.wip, rules.minimum_units) == (3, 3)  # 0.12 of a week is 2.4 twentieths
    assert rules.crew_efficiency.tolist() == pytest.approx([1, 1, 2**-0.5, 3**-0.5])
    assert (rules.share_theme.tolist(), rules.share_least.tolist(), rules.share_most.tolist()) == (
        [1],
        [0.2],
        [1],
    )
    assert rules.requires.tolist() == [[RANKER, STORE]]
    assert (rules.group.tolist(), rules.group_most.tolist()) == ([STORE, RANKER], [1])


@pytest.mark.parametrize(("share", "units"), [(0.05, 1), (0.2, 4), (0.15, 3), (0.151, 4), (1, 20)])
def test_the_least_share_is_rounded_up_to_twentieths(share: float, units: int) -> None:
    document = copy.deepcopy(DOCUMENT) | {"policies": {"minimum_share": share}}
    assert minimum_units(Portfolio.model_validate(document)) == units


def test_a_plan_of_record_is_the_baseline_and_what_it_no_longer_knows_is_left_out() -> None:
    record = Plan.model_validate(
        {
            "snapshot": "x", "seed": 0, "version": "x", "status": "FEASIBLE", "value": 1, "bound": 1, "gap": 0,
            "currency": "USD",
            "projects": [{"id": "store", "selected": True}, {"id": "gone", "selected": True}],
            "phases": [
                {"project": "store", "phase": "build", "start": "2027-01-18", "finish": "2027-02-08", "crew": ["bob", "zoe"]},
                {"project": "gone", "phase": "x", "start": "2027-01-18", "finish": "2027-02-08", "crew": ["bob"]},
            ],
        }
    )  # fmt: skip
    baseline = compiled(record).baseline
    assert baseline.price == 50
    assert baseline.selected.tolist() == [True, False]
    assert baseline.start.tolist() == [2, -1, -1]
    assert np.argwhere(baseline.crew).tolist() == [[BUILD, BOB]]
    assert compiled().baseline.price == 0

"""Plans on common random numbers: what is common, what is not, and what is stored for it."""

import numpy as np
import pytest

from planner.document import read_portfolio
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.services.by_run import ByRun
from planner.services.compare_runs import paired_runs
from planner.services.optimise import plan_portfolio
from planner.services.simulate import simulated

TEXT = """schema: quarterdeck/portfolio/1
name: x
calendar: {start: 2027-01-04, quarters: 4}
skills: [{id: s, name: S}, {id: t, name: T}]
people:
  - {id: ann, name: Ann, skills: {s: 1, t: 1}, weekly_cost: 1000}
  - {id: bob, name: Bob, skills: {s: 1, t: 1}, weekly_cost: 1000}
projects:
"""
A = "  - {id: a, name: A, value: {per_week: 9000}, phases: [{id: p, effort: {s: {low: 2, likely: 4, high: 9}}}]}\n"
B = "  - {id: b, name: B, value: {per_week: 5000}, phases: [{id: p, effort: {s: {low: 3, likely: 5, high: 9}}}]}\n"
C = "  - {id: c, name: C, value: {per_week: 90000}, phases: [{id: p, effort: {s: {low: 1, likely: 3, high: 6}}}]}\n"


def planned(*projects: str) -> tuple[Portfolio, Plan]:
    portfolio = read_portfolio((TEXT + "".join(projects)).encode(), format="yaml").portfolio
    return portfolio, plan_portfolio(portfolio, decodes=60).plan


def runs_of(case: tuple[Portfolio, Plan], seed: int = 0, runs: int = 512) -> ByRun:
    return simulated(*case, runs=runs, seed=seed)[1]


def test_a_project_has_the_same_luck_when_others_come_before_it_or_go() -> None:
    alone, among = planned(A), planned(C, B, A)
    first, second = runs_of(alone), runs_of(among)
    # With a person for each skill of its own, nothing but the estimate decides how long the work of A is.
    weeks = first.launch[0], second.launch[second.projects.index("a")]
    assert np.corrcoef(*weeks)[0, 1] > 0.5
    apart = runs_of(among, seed=1).launch[second.projects.index("a")]
    assert abs(np.corrcoef(weeks[0], apart)[0, 1]) < 0.2


def test_a_plan_beside_itself_is_equal_in_every_run() -> None:
    case = planned(A, B)
    found = paired_runs(case[0], runs_of(case), case[0], runs_of(case))
    assert [figure.measure for figure in found.figures] == ["value", "cost", "finish"]
    for figure in found.figures:
        assert (figure.p_first, figure.p_second, figure.mean, figure.mean_se) == (0, 0, 0, 0)
    assert found.own_luck == ()


def test_one_more_project_is_worth_more_and_costs_more_in_nearly_every_run() -> None:
    few, many = planned(A), planned(A, C)
    found = paired_runs(few[0], runs_of(few), many[0], runs_of(many))
    value, cost, _ = found.figures
    assert value.p_second > 0.95
    assert cost.p_first > 0.95  # work is paid, so the smaller plan is cheaper
    assert value.mean is not None
    assert value.mean > 0
    assert [one.id for one in found.projects] == ["a"]


def test_common_luck_tells_a_small_difference_better_than_two_lucks_over_seeds() -> None:
    case = planned(A, B)
    cheaper = case[0].model_copy(
        update={
            "people": tuple(p.model_copy(update={"weekly_cost": p.weekly_cost + 10}) for p in case[0].people)
        }
    )
    dear = (cheaper, case[1])
    together, apart = [], []
    for seed in range(6):
        one, two = runs_of(case, seed, 256), runs_of(dear, seed, 256)
        other = runs_of(dear, 100 + seed, 256)
        together.append(float(np.mean(two.cost - one.cost)))
        apart.append(float(np.mean(other.cost - one.cost)))
    assert np.std(together) < 0.5 * np.std(apart)


def test_a_project_whose_skills_changed_is_named_as_drawn_anew() -> None:
    both = A.replace("s: {low: 2, likely: 4, high: 9}", "s: {low: 2, likely: 4, high: 9}, t: 1")
    longer = B.replace("likely: 5", "likely: 6")
    before, after = planned(A, B), planned(both, longer)
    found = paired_runs(before[0], runs_of(before), after[0], runs_of(after))
    assert found.own_luck == ("a",), "another estimate has the same luck, another skill has not"


def test_dates_of_calendars_that_begin_apart_are_compared_as_dates() -> None:
    case = planned(A)
    runs = runs_of(case)
    later = ByRun(
        runs.seed, runs.parts, runs.start.replace(day=18), runs.projects, runs.value, runs.cost, runs.launch
    )
    found = paired_runs(case[0], runs, case[0], later)
    assert found.figures[2].mean == 2.0


def test_other_luck_or_money_is_refused() -> None:
    case = planned(A)
    with pytest.raises(BadInput, match="other seeds or numbers of runs"):
        paired_runs(case[0], runs_of(case), case[0], runs_of(case, runs=256))
    euros = case[0].model_copy(update={"currency": "EUR"})
    with pytest.raises(BadInput, match="USD and EUR"):
        paired_runs(case[0], runs_of(case), euros, runs_of(case))


def test_packed_runs_come_back_as_they_were_and_take_little_room() -> None:
    runs = runs_of(planned(A, B, C), runs=4096)
    packed = runs.pack()
    back = ByRun.unpack(packed)
    assert (back.luck, back.start, back.projects) == ("0/4096/8", runs.start, ("a", "b", "c"))
    for name in ("value", "cost", "launch"):
        assert np.array_equal(getattr(back, name), getattr(runs, name))
    assert len(packed) < 4096 * (4 + 4 + 3 * 2)

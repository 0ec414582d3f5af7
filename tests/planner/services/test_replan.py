"""Planning again after changes: cases worked out on paper, then random portfolios with random changes.

The case: Ann and Bob (a full week each, one skill, one project at a time) and two projects of one phase.

week     0    1    2    3    4    5
first    ann  ann  ann  ann               4 engineer-weeks of ml, worth 1,000 a week
second   bob  bob  bob  bob               4 engineer-weeks of ml, worth 900 a week
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from benchmarks.tiny import again as tiny_again
from benchmarks.verified import cases
from planner.document import portfolio_from
from planner.document.changes import changes_from
from planner.domain.changes import Changes
from planner.domain.move_prices import best_at
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.services.optimise import plan_portfolio
from planner.services.replan import CurvePoint, Replanned, price_curve, replan
from planner.verify import verify_plan
from tests.random_portfolios import planned


def monday(week: int) -> dt.date:
    return dt.date(2027, 1, 4) + dt.timedelta(weeks=week)


def friday(week: int) -> dt.date:
    return monday(week) + dt.timedelta(days=4)


def two_projects() -> Portfolio:
    def project(name: str, value: int) -> dict[str, Any]:
        phase = {"id": "do", "effort": {"ml": 4}, "crew": {"min": 1, "max": 1}}
        return {"id": name, "name": name.title(), "value": {"per_week": value}, "phases": [phase]}

    return portfolio_from(
        {
            "schema": "quarterdeck/portfolio/1",
            "name": "Two",
            "calendar": {"start": "2027-01-04", "quarters": 1, "value_tail_weeks": 0},
            "skills": [{"id": "ml", "name": "ML"}],
            "people": [
                {"id": name, "name": name.title(), "skills": {"ml": 1.0}, "max_projects": 1}
                for name in ("ann", "bob")
            ],
            "pins": [
                {"project": "first", "phase": "do", "person": "ann"},
                {"project": "second", "phase": "do", "person": "bob"},
            ],
            "projects": [project("first", 1000), project("second", 900)],
        }
    ).portfolio


@pytest.fixture(scope="module")
def before() -> tuple[Portfolio, Plan]:
    """Without the pins, that only make the plan the same every time."""
    pinned = two_projects()
    portfolio = pinned.model_copy(update={"pins": ()})
    plan = plan_portfolio(pinned, decodes=20).plan.model_copy(update={"snapshot": snapshot_id(portfolio)})
    # 12 weeks, launches in week 4: (1,000 + 900) x 8.
    assert plan.value == pytest.approx(15_200)
    return portfolio, plan


def changes(portfolio: Portfolio, plan: Plan, *rows: dict[str, Any], **head: Any) -> Changes:
    return changes_from({"schema": "quarterdeck/changes/1", "changes": list(rows)} | head, portfolio, plan)


def again(before: tuple[Portfolio, Plan], *rows: dict[str, Any], **head: Any) -> Replanned:
    portfolio, plan = before
    found = replan(portfolio, plan, changes(portfolio, plan, *rows, **head), decodes=60)
    if found.outcome.plan.value is not None:
        assert verify_plan(found.portfolio, found.outcome.plan, base=plan).valid
    return found


def spans(plan: Plan) -> dict[str, tuple[dt.date, dt.date, tuple[str, ...]]]:
    return {row.project: (row.start, row.finish, row.crew) for row in plan.phases}


def leave(person: str, first: int, last: int) -> dict[str, Any]:
    return {"leave": {"person": person, "from": str(monday(first)), "to": str(friday(last))}}


def test_without_changes_nothing_moves(before: tuple[Portfolio, Plan]) -> None:
    found = again(before, as_of=str(monday(2)))
    assert found.moves == ()
    assert spans(found.outcome.plan) == spans(before[1])
    assert found.outcome.plan.value == pytest.approx(15_200)


def test_running_work_waits_for_its_people(before: tuple[Portfolio, Plan]) -> None:
    # Ann is away in weeks 2 and 3 with two of four weeks of work left: 1,000 x 6 + 900 x 8.
    found = again(before, leave("ann", 2, 3), as_of=str(monday(2)), change_price=10)
    assert spans(found.outcome.plan)["first"] == (monday(0), monday(6), ("ann",))
    assert spans(found.outcome.plan)["second"] == spans(before[1])["second"]
    assert found.outcome.plan.value == pytest.approx(13_200)
    assert found.moves == ()  # it began when it began, with the same person


def test_somebody_who_leaves_is_replaced_and_the_move_says_why(before: tuple[Portfolio, Plan]) -> None:
    # Ann leaves after week 1: Bob is busy to week 4, and a phase that has begun goes on: nobody can.
    # As nothing has begun yet on day one, Bob does both: 1,000 x 8, then 900 x 4, less one move of start and one of people
    # for either project.
    gone = {"person_leaves": {"person": "ann", "last_day": "2027-01-05"}}
    found = again(before, gone, change_price=1)
    assert found.outcome.plan.value == pytest.approx(1_000 * 8 + 900 * 4 - 2)
    assert spans(found.outcome.plan)["first"] == (monday(0), monday(4), ("bob",))
    assert [(m.project, m.what, m.from_, m.to) for m in found.moves] == [
        ("first", "people", "ann", "bob"),
        ("second", "start", str(monday(0)), str(monday(4))),
    ]
    assert "Ann leaves on 2027-01-05" in found.moves[0].reason
    assert found.moves[1].reason.startswith(("makes way for first", "gains"))


def test_a_dear_move_is_not_made_for_little(before: tuple[Portfolio, Plan]) -> None:
    # With Ann gone, keeping the second project where it is and dropping the first costs one move: 900 x 8 - p.
    # The other way takes two: 11,600 - 2p. Above p = 4,400 the first way is better.
    gone = {"person_leaves": {"person": "ann", "last_day": "2027-01-05"}}
    found = again(before, gone, change_price=5_000)
    assert found.outcome.plan.value == pytest.approx(900 * 8 - 5_000)
    assert [(m.project, m.what, m.to) for m in found.moves] == [("first", "selected", "out")]


def test_finished_work_stays_as_it_was(before: tuple[Portfolio, Plan]) -> None:
    done = {"progress": {"project": "first", "phase": "do", "finished": str(friday(2))}}
    found = again(before, done, as_of=str(monday(5)))
    # Launched a week earlier than planned: 1,000 x 9.
    assert spans(found.outcome.plan)["first"][:2] == (monday(0), monday(3))
    assert found.outcome.plan.value == pytest.approx(1_000 * 9 + 900 * 8)


def test_work_that_is_behind_goes_on_with_what_is_left(before: tuple[Portfolio, Plan]) -> None:
    # A quarter is done after two weeks: three more weeks, launch in week 5.
    behind = {"progress": {"project": "first", "phase": "do", "done": 0.25}}
    found = again(before, behind, as_of=str(monday(2)))
    assert spans(found.outcome.plan)["first"] == (monday(0), monday(5), ("ann",))
    assert found.outcome.plan.value == pytest.approx(1_000 * 7 + 900 * 8)


def test_a_larger_estimate_of_running_work_leaves_its_past_alone(before: tuple[Portfolio, Plan]) -> None:
    more = {"estimate": {"project": "first", "phase": "do", "effort": {"ml": 6}}}
    found = again(before, more, as_of=str(monday(2)))
    assert spans(found.outcome.plan)["first"] == (monday(0), monday(6), ("ann",))


def test_a_slipped_phase_takes_its_time(before: tuple[Portfolio, Plan]) -> None:
    slip = {"slippage": {"project": "second", "phase": "do", "weeks": 3}}
    found = again(before, slip)
    assert spans(found.outcome.plan)["second"][:2] == (monday(0), monday(7))


def test_a_new_project_comes_in_where_people_are_free(before: tuple[Portfolio, Plan]) -> None:
    new = {
        "id": "third",
        "name": "Third",
        "value": {"per_week": 100},
        "phases": [{"id": "do", "effort": {"ml": 2}, "crew": {"min": 1, "max": 1}}],
    }
    found = again(before, {"new_project": new}, change_price=10)
    assert spans(found.outcome.plan)["third"][1] == monday(6)
    moves = [(m.project, m.what, m.to, m.reason) for m in found.moves]
    assert moves == [("third", "selected", "in", "third is new")]


def test_a_removed_project_leaves_and_its_past_is_kept_in_the_records(before: tuple[Portfolio, Plan]) -> None:
    found = again(before, {"removed_project": {"project": "first"}}, as_of=str(monday(2)))
    assert set(spans(found.outcome.plan)) == {"second"}
    assert found.portfolio.progress is not None
    assert {row.project for row in found.portfolio.progress.work} == {"first", "second"}
    assert [(m.project, m.what, m.reason) for m in found.moves] == [("first", "selected", "first is removed")]


def test_replanning_again_keeps_what_the_first_one_recorded(before: tuple[Portfolio, Plan]) -> None:
    once = again(before, leave("ann", 2, 3), as_of=str(monday(2)))
    twice = again((once.portfolio, once.outcome.plan), as_of=str(monday(5)))
    assert twice.moves == ()
    assert spans(twice.outcome.plan) == spans(once.outcome.plan)


def test_the_curve_gives_moves_against_value(before: tuple[Portfolio, Plan]) -> None:
    portfolio, plan = before
    gone = {"person_leaves": {"person": "ann", "last_day": "2027-01-05"}}
    points = price_curve(portfolio, plan, changes(portfolio, plan, gone, change_price=500), decodes=60)
    assert [point.price for point in points] == [Decimal(0), Decimal(500), Decimal(5_000)]
    assert [point.moves for point in points] == [2, 2, 1]
    assert [point.value for point in points] == pytest.approx([11_600, 11_600, 7_200])


def random_changes(rng: np.random.Generator, portfolio: Portfolio, plan: Plan) -> list[dict[str, Any]]:
    """A leave, and two of: slippage, an estimate, a lost pool, a removed project, somebody who goes."""
    w = portfolio.horizon.weeks
    day = [str(d) for d in portfolio.horizon.mondays]
    person = str(rng.choice([p.id for p in portfolio.people]))
    first = int(rng.integers(w // 3, w - 6))
    rows: list[dict[str, Any]] = [{"leave": {"person": person, "from": day[first], "to": day[first + 4]}}]
    phase = plan.phases[int(rng.integers(len(plan.phases)))] if plan.phases else None
    if phase is not None and rng.random() < 0.6:
        rows.append(
            {"slippage": {"project": phase.project, "phase": phase.phase, "weeks": int(rng.integers(1, 4))}}
        )
    if portfolio.pools and rng.random() < 0.4:
        rows.append({"pool_capacity": {"pool": portfolio.pools[0].id, "count": 1, "from": day[first]}})
    if rng.random() < 0.3:
        rows.append({"removed_project": {"project": str(rng.choice([p.id for p in portfolio.projects]))}})
    if rng.random() < 0.3:
        rows.append({"person_leaves": {"person": person, "last_day": day[w - 3]}})
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_random_replans_are_valid_and_finished_work_never_moves(seed: int) -> None:
    portfolio, plan = planned(seed)
    rng = np.random.default_rng(seed)
    as_of = portfolio.horizon.mondays[int(rng.integers(1, portfolio.horizon.weeks // 2))]
    rows = random_changes(rng, portfolio, plan)
    read = changes(portfolio, plan, *rows, as_of=str(as_of), change_price=int(rng.choice([0, 100, 10_000])))
    found = replan(portfolio, plan, read, decodes=60, seed=seed)
    if found.outcome.plan.value is None:
        assert found.outcome.plan.repair
        return
    verdict = verify_plan(found.portfolio, found.outcome.plan, base=plan)
    assert verdict.valid, verdict.violations
    after = {(row.project, row.phase): row for row in found.outcome.plan.phases}
    for row in plan.phases:
        key = (row.project, row.phase)
        slipped = any("slippage" in change and change["slippage"]["phase"] == row.phase for change in rows)
        recorded = found.portfolio.started.get(key)
        finished = recorded is not None and recorded.finished is not None
        if finished and not slipped and key in after and row.finish <= as_of:
            same = (after[key].start, after[key].finish, after[key].crew)
            assert same == (row.start, row.finish, row.crew)
    counted = verdict.parts.moves
    assert counted == pytest.approx(float(found.portfolio.policies.change_price) * len(found.moves))
    assert all(move.reason for move in found.moves)
    assert all(row.selected or row.reason for row in found.outcome.plan.projects)


def test_a_project_that_brings_less_than_the_price_of_its_moves_has_a_reason() -> None:
    """The search left it in; what is not worth its price was taken out of the plan afterwards."""
    assert [broken for _, _, broken in cases(90846, 40)] == ["", ""]


@pytest.mark.parametrize("seed", [20, 21, 24, 33, 44])
def test_a_tiny_plan_made_again_is_the_best_by_brute_force(seed: int) -> None:
    """24 needs a phase that lasts longer than it must, 44 one that waits for its week as well."""
    best, value, bound, _ = tiny_again(seed, 1.0, decodes=6000)
    assert value == pytest.approx(best)
    assert bound is not None
    assert bound >= best - 1e-6 * abs(best)


@pytest.mark.parametrize("seed", range(6))
def test_at_a_price_beyond_everything_nothing_moves_that_need_not(seed: int) -> None:
    portfolio, plan = planned(seed)
    as_of = portfolio.horizon.mondays[portfolio.horizon.weeks // 3]
    new = {"id": "zz", "name": "New", "value": {"per_week": 10**6}, "phases": [{"id": "do", "weeks": 2}]}
    read = changes(portfolio, plan, {"new_project": new}, as_of=str(as_of), change_price=10**9)
    found = replan(portfolio, plan, read, decodes=60, seed=seed)
    assert found.moves == ()


def test_a_price_of_zero_is_planning_afresh_but_for_noise(before: tuple[Portfolio, Plan]) -> None:
    portfolio, plan = before
    gone = {"person_leaves": {"person": "ann", "last_day": "2027-01-05"}}
    free = replan(portfolio, plan, changes(portfolio, plan, gone, change_price=0), decodes=60)
    afresh = plan_portfolio(free.portfolio, decodes=60).plan
    assert free.outcome.plan.value == pytest.approx(afresh.value)


def test_whoever_has_done_their_part_of_a_running_phase_leaves_it() -> None:
    # Ann's two weeks of ml and half of Bob's four weeks of ops are done after two weeks.
    skills = {"ann": "ml", "bob": "ops"}
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    portfolio = portfolio_from(
        document
        | {
            "skills": [{"id": skill, "name": skill} for skill in skills.values()],
            "people": [{"id": p, "name": p.title(), "skills": {s: 1.0}} for p, s in skills.items()],
            "policies": {"crew_exponent": 1.0},
            "pins": [],
            "projects": [
                {
                    "id": "both",
                    "name": "Both",
                    "value": {"per_week": 100},
                    "phases": [{"id": "do", "effort": {"ml": 2, "ops": 4}, "crew": {"min": 1, "max": 2}}],
                }
            ],
        }
    ).portfolio
    plan = plan_portfolio(portfolio, decodes=20).plan
    assert plan.phases[0].crew == ("ann", "bob")
    less = {"estimate": {"project": "both", "phase": "do", "effort": {"ml": 0.5}}}
    found = again((portfolio, plan), less, as_of=str(monday(2)), change_price=0)
    assert found.outcome.plan.phases[0].crew == ("bob",)
    assert found.outcome.plan.value is not None


def test_of_plans_at_several_prices_the_best_at_each_counts() -> None:
    few, many, none = (
        CurvePoint(Decimal(price), moves, value)
        for price, moves, value in ((9, 1, 90.0), (0, 5, 100.0), (5, None, None))
    )
    # At 2 each one move leaves 88 and five leave 90; at 2.5 both leave 87.5; at 3 it is 87 and 85.
    found = [best_at([few, many, none], Decimal(price)) for price in ("2", "2.5", "3")]
    assert found == [many, few, few]
    assert best_at([none], Decimal(1)) is None

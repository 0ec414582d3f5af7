"""Room for more work: Ann and Bob of `test_replan` on paper, then random plans.

Ann is on `first` and Bob on `second` for weeks 0 to 3 (1,000 and 900 a week from launch); twelve weeks in all.
"""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from planner.document import portfolio_from
from planner.domain.available import Availability, NewProject, Wanted
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Deadline
from planner.domain.snapshot import snapshot_id
from planner.domain.words import written_day
from planner.errors import BadInput, Forbidden
from planner.services.add_wanted import add_wanted
from planner.services.available import available
from planner.services.context import Actor, Context, Role
from planner.services.optimise import plan_portfolio
from planner.services.plans import get_plan
from planner.services.portfolios import get_portfolio
from planner.services.row_states import undo
from tests.planner.services.test_replan import before, monday, two_projects
from tests.random_portfolios import planned
from tests.stored import store_plan

__all__ = ["before"]
ONE = {"min": 1, "max": 1}


def ask(case: tuple[Portfolio, Plan], **shape: object) -> Availability:
    return available(*case, Wanted.model_validate(shape))


def test_what_fits_in_time_moves_nothing_and_costs_the_rest_nothing(before: tuple[Portfolio, Plan]) -> None:
    # Both are free from week 4 on; three weeks of work are done when week 7 begins.
    answer = ask(before, effort={"ml": 3}, crew=ONE, by=str(monday(7)))
    assert answer.possible
    room = answer.untouched
    assert room is not None
    assert (room.start, room.finish, room.in_time) == (monday(4), monday(7), True)
    assert answer.no_sooner == monday(7)
    assert (room.moved, room.lost, answer.repaired) == ((), 0.0, None)
    assert [(m.skill, m.start, m.finish, m.share) for m in room.crew] == [("ml", monday(4), monday(7), 1.0)]


def test_two_people_are_sooner_but_lose_some_time_to_each_other(before: tuple[Portfolio, Plan]) -> None:
    # Two do the work of 2^0.9 = 1.87: 4 / 1.87 = 2.14 weeks, so three.
    answer = ask(before, effort={"ml": 4}, crew={"min": 1, "max": 2})
    assert answer.untouched is not None
    assert (answer.untouched.start, answer.untouched.finish) == (monday(4), monday(7))
    assert {m.person for m in answer.untouched.crew} == {"ann", "bob"}
    assert answer.no_sooner == monday(7)
    assert answer.untouched.in_time is None


def test_what_is_wanted_sooner_takes_the_place_of_what_is_worth_less(before: tuple[Portfolio, Plan]) -> None:
    # By week 4 somebody must give way: `second` waits four weeks, at 900 each.
    answer = ask(before, effort={"ml": 4}, crew=ONE, by=str(monday(4)))
    assert answer.untouched is not None
    assert (answer.untouched.finish, answer.untouched.in_time) == (monday(8), False)
    room = answer.repaired
    assert room is not None
    assert (room.start, room.finish, room.in_time) == (monday(0), monday(4), True)
    assert room.lost == pytest.approx(4 * 900)
    assert {s.project for s in room.moved} == {"second"}


def test_what_was_not_looked_at_in_time_is_said(before: tuple[Portfolio, Plan]) -> None:
    # a and b may run beside each other or not, c comes after a: nobody can be sooner than week 7, and week 8 is found.
    crew = {"min": 1, "max": 2}
    phases = [
        {"id": "a", "effort": {"ml": 3}, "crew": crew},
        {"id": "b", "effort": {"ml": 3}, "crew": crew},
        {"id": "c", "effort": {"ml": 1}, "crew": ONE, "after": ["a"]},
    ]
    wanted = Wanted.model_validate({"phases": phases})
    whole, cut = available(*before, wanted), available(*before, wanted, seconds=0.0)
    assert (whole.no_sooner, cut.no_sooner) == (monday(7), monday(7))
    assert whole.untouched is not None and whole.untouched.finish == monday(8)
    # All was tried. Without time the first beginning that fits is kept, and those after it are named.
    assert whole.unseen is None
    assert cut.untouched is not None and cut.untouched.start == monday(4)
    assert cut.unseen == f"beginnings from {written_day(monday(5))} on"


def test_an_end_that_cannot_be_sooner_leaves_nothing_unseen(before: tuple[Portfolio, Plan]) -> None:
    answer = available(*before, Wanted.model_validate({"effort": {"ml": 3}, "crew": ONE}), seconds=0.0)
    assert answer.untouched is not None
    assert (answer.untouched.finish, answer.unseen) == (answer.no_sooner, None)


def test_a_search_that_the_clock_ends_says_so(before: tuple[Portfolio, Plan]) -> None:
    wanted = Wanted.model_validate({"effort": {"ml": 3}, "crew": ONE, "by": str(monday(3))})
    whole, cut = available(*before, wanted), available(*before, wanted, seconds=0.0)
    assert (whole.cut, cut.cut) == (False, True)
    assert whole.repaired is not None and cut.repaired is None
    # A date that is too late is not simulated when time is over; a refusal names what is in the way all the same.
    assert whole.untouched is not None
    assert cut.untouched == whole.untouched.model_copy(update={"sure": None})
    assert cut.binding is not None
    late = Wanted.model_validate({"effort": {"ml": 3}, "crew": ONE, "by": str(monday(7))})
    assert not available(*before, late, seconds=0.0).cut, "there is nothing to search for"


def test_what_is_too_much_for_the_time_is_refused(before: tuple[Portfolio, Plan]) -> None:
    answer = ask(before, effort={"ml": 4}, crew=ONE, by=str(monday(3)))
    assert not answer.possible
    assert answer.repaired is None
    # Of twelve weeks eight are left to each.
    assert ask(before, effort={"ml": 9}, crew=ONE).no_sooner is None
    assert ask(before, effort={"ml": 9}, crew=ONE).untouched is None


def test_accelerators_that_are_in_use_make_it_wait() -> None:
    # One device gives 168 h a week; `first` needs all of weeks 0 to 3, so 504 more are there after week 4.
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_none=True)
    document["pools"] = [
        {
            "id": "one",
            "accelerator": "A100",
            "kind": "owned",
            "count": 1,
            "price_per_hour": "1",
            "availability": 1,
        }
    ]
    document["projects"][0]["phases"][0]["gpu"] = {"hours": 672, "reference": "A100"}
    portfolio = portfolio_from(document).portfolio
    plan = plan_portfolio(portfolio, decodes=20).plan
    answer = ask((portfolio, plan), gpu={"hours": 504, "reference": "A100"})
    assert answer.untouched is not None
    assert (answer.untouched.start, answer.untouched.finish) == (monday(4), monday(7))
    assert answer.no_sooner == monday(7)
    assert [(p.pool, p.hours) for p in answer.untouched.pools] == [("one", 504.0)]


def test_the_cost_is_that_of_the_work_alone_to_the_cent() -> None:
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_none=True)
    for person, cost in zip(document["people"], ("4200", "3600.50"), strict=True):
        person["weekly_cost"] = cost
    portfolio = portfolio_from(document).portfolio
    plan = plan_portfolio(portfolio, decodes=20).plan
    room = ask((portfolio, plan), effort={"ml": 2}, crew=ONE).untouched
    assert room is not None
    assert str(room.cost) == {"ann": "8400.00", "bob": "7201.00"}[room.crew[0].person]


def test_sureness_is_that_of_the_estimate(before: tuple[Portfolio, Plan]) -> None:
    # It ends in time when it takes four weeks or less: the P50 of 2 / 4 / 8.
    sure = ask(before, effort={"ml": {"low": 2, "likely": 4, "high": 8}}, crew=ONE, by=str(monday(8)))
    assert sure.untouched is not None
    found = sure.untouched.sure
    assert found.p_in_time == pytest.approx(0.5, abs=0.05)
    assert (found.finish_p50, found.finish_p90) == (monday(8), monday(12))


def test_it_is_not_surer_than_planned_when_its_people_are_free_sooner(before: tuple[Portfolio, Plan]) -> None:
    # Bob's project lies in weeks 4 to 7 for no reason, so that both are free for the work from week 8 on only. In the
    # runs Bob begins at once; the work still begins in its own weeks, or it would be done three weeks before its plan.
    portfolio, plan = before

    def later(row: Any) -> Any:
        dates = {name: getattr(row, name, None) for name in ("start", "finish", "launch")}
        moved = {name: day + dt.timedelta(weeks=4) for name, day in dates.items() if day is not None}
        return row.model_copy(update=moved) if row_id(row) == "second" else row

    def row_id(row: Any) -> str:
        return str(getattr(row, "project", None) or row.id)

    shifted = plan.model_copy(
        update={
            name: tuple(map(later, getattr(plan, name))) for name in ("projects", "phases", "assignments")
        }
    )
    answer = ask((portfolio, shifted), effort={"ml": 2}, crew={"min": 2, "max": 2})
    assert answer.untouched is not None
    assert answer.untouched.start == monday(8)
    sure = answer.untouched.sure
    assert sure.finish_p50 == sure.finish_p80 == answer.untouched.finish


def chain(*rows: tuple[float, list[object]]) -> list[dict[str, object]]:
    """Phases a, b, c of so many engineer-weeks of one person, each after others."""
    return [
        {"id": name, "effort": {"ml": weeks}, "crew": ONE, "after": after}
        for name, (weeks, after) in zip("abc", rows, strict=False)
    ]


def test_phases_come_one_after_the_other(before: tuple[Portfolio, Plan]) -> None:
    # Free from week 4 on: two weeks, then three; it cannot be sooner.
    answer = ask(before, phases=chain((2, []), (3, ["a"])), by=str(monday(9)))
    room = answer.untouched
    assert room is not None
    assert [(p.id, p.start, p.finish) for p in room.phases] == [
        ("a", monday(4), monday(6)),
        ("b", monday(6), monday(9)),
    ]
    assert (room.start, room.finish, room.in_time, room.moved) == (monday(4), monday(9), True, ())
    assert answer.no_sooner == monday(9)
    assert [(m.phase, m.start, m.finish) for m in room.crew] == [
        ("a", monday(4), monday(6)),
        ("b", monday(6), monday(9)),
    ]


def test_a_lag_is_waited_for_and_phases_without_order_run_side_by_side(
    before: tuple[Portfolio, Plan],
) -> None:
    later = [{"phase": "a", "lag_weeks": 1}]
    waits = ask(before, phases=chain((2, []), (3, later)))
    assert waits.untouched is not None
    assert (waits.untouched.finish, waits.no_sooner) == (monday(10), monday(10))
    # Two people, a week 4 to 6 and b 4 to 7, then c after both.
    joined = ask(before, phases=chain((2, []), (3, []), (1, ["a", "b"])))
    assert joined.untouched is not None
    assert (joined.untouched.finish, joined.no_sooner) == (monday(8), monday(8))


def test_a_chain_that_is_wanted_sooner_takes_the_place_of_what_is_worth_less(
    before: tuple[Portfolio, Plan],
) -> None:
    answer = ask(before, phases=chain((2, []), (2, ["a"])), by=str(monday(4)))
    room = answer.repaired
    assert room is not None
    assert [(p.start, p.finish) for p in room.phases] == [(monday(0), monday(2)), (monday(2), monday(4))]
    assert room.lost == pytest.approx(4 * 900)
    assert {s.project for s in room.moved} == {"second"}


def test_one_phase_says_the_same_in_both_ways(before: tuple[Portfolio, Plan]) -> None:
    own = ask(before, effort={"ml": 4}, crew={"min": 1, "max": 2}, by=str(monday(8)))
    listed = ask(
        before,
        phases=[{"id": "work", "effort": {"ml": 4}, "crew": {"min": 1, "max": 2}}],
        by=str(monday(8)),
    )
    assert own.model_dump(exclude={"seconds"}) == listed.model_dump(exclude={"seconds"})


@pytest.mark.parametrize("seed", range(4))
def test_random_chains_are_no_sooner_than_possible_and_keep_their_order(seed: int) -> None:
    portfolio, plan = planned(seed)
    rng = np.random.default_rng(seed)
    skills = [s.id for s in portfolio.skills]
    phases = [
        {
            "id": name,
            "effort": {str(rng.choice(skills)): float(rng.integers(1, 4))},
            "crew": {"min": 1, "max": 2},
            "after": after,
        }
        for name, after in (("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"]))
    ]
    due = portfolio.horizon.monday(portfolio.horizon.weeks - 1)
    answer = ask((portfolio, plan), phases=phases, by=str(due))
    for room in (answer.untouched, answer.repaired):
        if room is None:
            continue
        at = {phase.id: phase for phase in room.phases}
        assert len(at) == 4
        assert at["b"].start >= at["a"].finish
        assert at["d"].start >= max(at["b"].finish, at["c"].finish)
        assert room.finish == at["d"].finish
    if answer.untouched is not None:
        assert answer.untouched.moved == ()
        assert answer.no_sooner is not None
        assert answer.untouched.finish >= answer.no_sooner


def test_the_limit_of_active_projects_is_in_the_bound(before: tuple[Portfolio, Plan]) -> None:
    # Two projects may be active, and two are until week 4; a person who is free before cannot help.
    portfolio, plan = before
    document = portfolio.model_dump(mode="json", by_alias=True, exclude_none=True)
    document["policies"] = {"max_active_projects": 2}
    document["people"].append({"id": "cem", "name": "Cem", "skills": {"ml": 1.0}})
    limited = portfolio_from(document).portfolio
    same = plan.model_copy(update={"snapshot": snapshot_id(limited)})
    answer = ask((limited, same), effort={"ml": 2}, crew=ONE)
    assert answer.untouched is not None
    assert (answer.untouched.finish, answer.no_sooner) == (monday(6), monday(6))
    document["policies"] = {"max_active_projects": 3}
    free = portfolio_from(document).portfolio
    answer = ask((free, plan.model_copy(update={"snapshot": snapshot_id(free)})), effort={"ml": 2}, crew=ONE)
    assert answer.no_sooner == monday(2)


def few_people(rng: np.random.Generator) -> tuple[Portfolio, Plan]:
    """Three people who are each on one project for some whole weeks of twelve, and have one or two of two skills."""
    document = two_projects().model_dump(mode="json", by_alias=True, exclude_none=True)
    document["skills"].append({"id": "ops", "name": "Ops"})
    skills = [{"ml": 1.0}, {"ops": 1.0}, {"ml": 1.0, "ops": 1.0}]
    names, document["people"], document["projects"], document["pins"] = "abc", [], [], []
    for k, name in enumerate(names):
        document["people"].append({"id": name, "name": name, "skills": skills[k], "max_projects": 1})
        skill = next(iter(skills[k]))
        phase = {"id": "do", "effort": {skill: int(rng.integers(1, 4))}, "crew": ONE}
        document["projects"].append(
            {"id": f"p{name}", "name": name, "value": {"per_week": 100}, "phases": [phase]}
        )
        start = str(monday(int(rng.integers(0, 7))))
        pin = {"project": f"p{name}", "phase": "do"}
        document["pins"] += [pin | {"person": name}, pin | {"starts": start}]
    portfolio = portfolio_from(document).portfolio
    return portfolio, plan_portfolio(portfolio, decodes=20).plan


def earliest_by_force(case: tuple[Portfolio, Plan], phases: list[dict[str, Any]]) -> int:
    """The earliest end over all starts and people, when one person does a phase in whole weeks one after another."""
    portfolio, plan = case
    weeks, week_of = portfolio.horizon.weeks, portfolio.horizon.week_of
    busy = {(a.person, t) for a in plan.assignments for t in range(week_of(a.start), week_of(a.finish))}
    best = weeks + 1

    def place(k: int, ends: dict[str, int], taken: set[tuple[str, int]]) -> None:
        nonlocal best
        if max(ends.values(), default=0) >= best:
            return
        if k == len(phases):
            best = max(ends.values())
            return
        phase = phases[k]
        ((skill, length),) = phase["effort"].items()
        release = max((ends[a["phase"]] + a["lag_weeks"] for a in phase["after"]), default=0)
        for person in portfolio.people:
            if skill not in person.skills:
                continue
            for start in range(release, weeks - int(length) + 1):
                cells = {(person.id, t) for t in range(start, start + int(length))}
                if not cells & (busy | taken):
                    place(k + 1, ends | {phase["id"]: start + int(length)}, taken | cells)

    place(0, {}, set())
    return best


@pytest.mark.parametrize("seed", range(24))
def test_several_phases_end_no_later_than_the_best_of_all_ways(seed: int) -> None:
    rng = np.random.default_rng(seed)
    case = few_people(rng)
    phases: list[dict[str, Any]] = []
    for k in range(3):
        others = [
            {"phase": "xyz"[j], "lag_weeks": int(rng.integers(0, 2))} for j in range(k) if rng.random() < 0.6
        ]
        effort = {str(rng.choice(["ml", "ops"])): int(rng.integers(1, 4))}
        phases.append({"id": "xyz"[k], "effort": effort, "crew": ONE, "after": others})
    best = earliest_by_force(case, phases)
    answer = ask(case, phases=phases)
    if best > case[0].horizon.weeks:
        return
    assert answer.untouched is not None
    assert answer.no_sooner is not None
    # Two phases may also share somebody's weeks, so that it can be sooner than in whole weeks.
    assert answer.no_sooner <= answer.untouched.finish <= monday(best)


@pytest.mark.parametrize("seed", range(5))
def test_random_plans_answer_with_plans_that_hold_and_no_sooner_than_possible(seed: int) -> None:
    portfolio, plan = planned(seed)
    rng = np.random.default_rng(seed)
    for _ in range(3):
        skills = rng.choice([s.id for s in portfolio.skills], size=2)
        due = int(rng.integers(portfolio.now + 3, portfolio.horizon.weeks + 1))
        shape = {str(skill): float(rng.integers(1, 5)) for skill in skills}
        answer = ask(
            (portfolio, plan), effort=shape, crew={"min": 1, "max": 3}, by=str(portfolio.horizon.monday(due))
        )
        if answer.untouched is not None:
            assert answer.untouched.moved == ()
            assert answer.untouched.lost == pytest.approx(0, abs=0.02)
            assert answer.no_sooner is not None
            assert answer.untouched.finish >= answer.no_sooner
        if answer.repaired is not None:
            assert answer.repaired.in_time
            assert answer.repaired.finish <= portfolio.horizon.monday(due)
        assert answer.possible == any(
            r is not None and r.in_time for r in (answer.untouched, answer.repaired)
        )


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({"effort": {"mll": 4}}, "unknown skill 'mll'"),
        ({"effort": {"ml": 4}, "by": "2029-01-01"}, "by: 2029-01-01 is not after 2027-01-04"),
        ({"gpu": {"hours": 10, "reference": "H100"}}, "no pool has H100"),
        ({"effort": {"ml": 4}, "theme": "x"}, "unknown theme 'x'"),
        ({"phases": chain((1, []), (2, ["z"]))}, r"phases\[1\]"),
        ({"phases": chain((1, ["b"]), (2, ["a"]))}, "phases: .* a waits for b waits for a"),
        ({"phases": [{"id": "a", "effort": {"mll": 1}}]}, r"phases\[0\].effort.*unknown skill 'mll'"),
        (
            {"phases": [{"id": "a", "gpu": {"hours": 10, "reference": "H100"}}]},
            r"phases\[0\].gpu: no pool has H100",
        ),
    ],
)
def test_questions_about_what_is_not_there_are_refused(
    before: tuple[Portfolio, Plan], shape: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        ask(before, **shape)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({"phases": [{"id": "a"}]}, "say what it needs"),
        ({"phases": [{"id": "a", "weeks": 2}], "effort": {"ml": 1}}, "`effort` is said by each"),
        (
            {"phases": [{"id": "a", "weeks": 2, "after": [{"phase": "do", "project": "first"}]}]},
            "leave out `project`",
        ),
        ({"phases": [{"id": f"p{n}", "weeks": 1} for n in range(13)]}, "at most 12"),
    ],
)
def test_shapes_that_say_two_things_are_refused(shape: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Wanted.model_validate(shape)


def test_what_was_asked_becomes_a_project_and_goes_again(ctx: Context) -> None:
    plan_id = store_plan(ctx)
    portfolio_id = get_plan(ctx, plan_id).portfolio_id
    wanted = Wanted.model_validate(
        {
            "name": "Fraud rules",
            "by": "2027-05-28",
            "phases": [{"id": "a", "effort": {"ml": 2}}, {"id": "b", "effort": {"ops": 1}, "after": ["a"]}],
        }
    )
    new = NewProject.model_validate(
        {"wanted": wanted, "value_per_week": {"low": 1000, "likely": 2000, "high": 3000}, "mandatory": True}
    )
    done = add_wanted(ctx, plan_id, new)
    assert done.ids == ("fraud-rules",)
    project = get_portfolio(ctx, portfolio_id).portfolio.projects[-1]
    assert (project.name, project.mandatory, project.deadline) == (
        "Fraud rules",
        True,
        Deadline(date=dt.date(2027, 5, 28)),
    )
    assert [(phase.id, [a.phase for a in phase.after]) for phase in project.phases] == [
        ("a", []),
        ("b", ["a"]),
    ]
    assert project.value.per_week is not None
    assert project.value.per_week.likely == 2000
    assert add_wanted(ctx, plan_id, new).ids == ("fraud-rules-2",), "names may be the same, ids may not"
    undo(ctx, done.undo_token)
    assert [p.id for p in get_portfolio(ctx, portfolio_id).portfolio.projects] == ["a", "b", "fraud-rules-2"]
    viewer = Context(ctx.organisation_id, Actor("v", "Vera", Role.VIEWER), ctx.session)
    with pytest.raises(Forbidden):
        add_wanted(viewer, plan_id, new)

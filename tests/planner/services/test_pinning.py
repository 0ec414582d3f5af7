"""Pins set by a gesture: kept, planned again from the plan on, taken back in one step beside later edits."""

import datetime as dt

import pytest

from planner.domain.job import PlanSettings
from planner.domain.policies import Pin
from planner.domain.what_if import Drag
from planner.errors import BadInput, Conflict, Forbidden, NotFound, VersionConflict
from planner.persistence.jobs import find_plan, load_snapshot
from planner.persistence.tables import JobTable, PlanTable
from planner.services.context import Actor, Context, Role
from planner.services.pinning import (
    keep_pins,
    last_gesture,
    list_gestures,
    next_gesture,
    redo_pins,
    take_back_pins,
)
from planner.services.plans import delete_plan
from planner.services.portfolios import PortfolioSettings, get_portfolio, replace_portfolio, update_settings
from planner.services.replans import ask_what_if
from planner.services.rows import update_row
from tests.stored import store_plan

IN = Pin(project="b", selected=True)
LATER = Pin(project="b", phase="fix", starts=dt.date(2027, 1, 18))
LATEST = Pin(project="b", phase="fix", starts=dt.date(2027, 1, 25))
OUT = Pin(project="b", selected=False)


@pytest.fixture
def plan_id(ctx: Context) -> str:
    return store_plan(ctx)


def portfolio_of(ctx: Context, plan_id: str) -> str:
    return find_plan(ctx.session, ctx.organisation_id, plan_id).portfolio_id


def keep(ctx: Context, plan_id: str, *pins: Pin) -> str:
    version = get_portfolio(ctx, portfolio_of(ctx, plan_id)).version
    return keep_pins(ctx, plan_id, pins, version=version).gesture_id


def pins_now(ctx: Context, plan_id: str) -> set[Pin]:
    return set(get_portfolio(ctx, portfolio_of(ctx, plan_id)).portfolio.pins)


def test_what_a_gesture_proposes_is_kept_and_planned_again_from_that_plan_on(
    ctx: Context, plan_id: str
) -> None:
    row = ctx.session.get_one(PlanTable, plan_id)
    row.settings = PlanSettings(seconds=33, confidence=0.8).model_dump(mode="json")
    tried = ask_what_if(ctx, plan_id, Drag(project="b", starts=LATER.starts))
    job = keep_pins(ctx, plan_id, tried.answer.pins, version=tried.version).job
    assert pins_now(ctx, plan_id) == {IN, LATER}
    asked = ctx.session.get_one(JobTable, job.id)
    assert asked.plan_id == plan_id
    assert asked.settings["seconds"] == 33
    assert asked.settings["confidence"] == 0.8
    assert set(load_snapshot(ctx.session, ctx.organisation_id, asked.snapshot_id).pins) == {IN, LATER}


def test_a_pin_takes_the_place_of_the_one_that_decided_the_same(ctx: Context, plan_id: str) -> None:
    keep(ctx, plan_id, IN, LATER)
    keep(ctx, plan_id, IN, LATEST, LATEST)
    assert pins_now(ctx, plan_id) == {IN, LATEST}


def test_gestures_are_taken_back_one_by_one_with_all_that_they_pinned(ctx: Context, plan_id: str) -> None:
    first, second = keep(ctx, plan_id, IN, LATER), keep(ctx, plan_id, IN, LATEST)
    home = portfolio_of(ctx, plan_id)
    last = last_gesture(ctx, home)
    assert last is not None
    assert (last.id, last.by) == (second, "Olga")
    assert take_back_pins(ctx, home, second) == plan_id
    assert pins_now(ctx, plan_id) == {IN, LATER}
    with pytest.raises(NotFound, match="nothing to undo"):
        take_back_pins(ctx, home, second)
    take_back_pins(ctx, home, first)
    assert last_gesture(ctx, home) is None
    assert pins_now(ctx, plan_id) == set()


@pytest.mark.parametrize(
    ("state", "after"), [("queued", "cancelled"), ("running", "cancelled"), ("done", "done")]
)
def test_planning_with_pins_that_are_taken_back_ends_and_nothing_of_it_is_kept(
    ctx: Context, plan_id: str, state: str, after: str
) -> None:
    home = portfolio_of(ctx, plan_id)
    kept = keep_pins(ctx, plan_id, [LATER], version=get_portfolio(ctx, home).version)
    ctx.session.get_one(JobTable, kept.job.id).state = state
    take_back_pins(ctx, home, kept.gesture_id)
    job = ctx.session.get_one(JobTable, kept.job.id)
    assert job.state == after
    assert job.cancel_requested is False, "that would keep the best plan so far"


def test_a_must_have_that_is_taken_out_is_one_again_when_that_is_taken_back(
    ctx: Context, plan_id: str
) -> None:
    home = portfolio_of(ctx, plan_id)
    before = get_portfolio(ctx, home)
    must = tuple(p.model_copy(update={"mandatory": p.id == "b"}) for p in before.portfolio.projects)
    replace_portfolio(
        ctx, home, before.portfolio.model_copy(update={"projects": must}), version=before.version
    )
    gesture = keep(ctx, plan_id, OUT)
    assert not get_portfolio(ctx, home).portfolio.project("b").mandatory
    take_back_pins(ctx, home, gesture)
    assert get_portfolio(ctx, home).portfolio.projects == must


def test_what_else_was_edited_since_stays(ctx: Context, plan_id: str) -> None:
    home = portfolio_of(ctx, plan_id)
    gesture = keep(ctx, plan_id, IN, LATER)
    project = get_portfolio(ctx, home).portfolio.project("a").model_copy(update={"name": "Renamed"})
    update_row(ctx, home, "projects", "a", project, version=1)
    take_back_pins(ctx, home, gesture)
    assert get_portfolio(ctx, home).portfolio.project("a").name == "Renamed"
    assert pins_now(ctx, plan_id) == set()


def test_what_was_pinned_in_another_way_since_is_not_taken_back(ctx: Context, plan_id: str) -> None:
    home = portfolio_of(ctx, plan_id)
    gesture = keep(ctx, plan_id, IN, LATER)
    changed = PortfolioSettings(pins=(IN, LATEST))
    update_settings(ctx, home, changed, version=get_portfolio(ctx, home).version)
    with pytest.raises(Conflict, match="changed since"):
        take_back_pins(ctx, home, gesture)
    assert pins_now(ctx, plan_id) == {IN, LATEST}


def test_pins_that_somebody_else_has_changed_meanwhile_are_not_overwritten(
    ctx: Context, plan_id: str
) -> None:
    version = get_portfolio(ctx, portfolio_of(ctx, plan_id)).version
    keep(ctx, plan_id, IN, LATER)
    with pytest.raises(VersionConflict, match="somebody else"):
        keep_pins(ctx, plan_id, (OUT,), version=version)
    assert pins_now(ctx, plan_id) == {IN, LATER}


def test_a_pin_of_what_is_no_longer_there_is_refused_and_nothing_is_stored(
    ctx: Context, plan_id: str
) -> None:
    with pytest.raises(BadInput, match="gone"):
        keep(ctx, plan_id, IN, Pin(project="b", phase="gone", starts=LATER.starts))
    with pytest.raises(BadInput, match="at least one"):
        keep(ctx, plan_id)
    assert pins_now(ctx, plan_id) == set()


def test_the_plan_of_a_gesture_may_be_gone(ctx: Context, plan_id: str) -> None:
    home, gesture = portfolio_of(ctx, plan_id), keep(ctx, plan_id, IN, LATER)
    delete_plan(ctx, plan_id)
    assert take_back_pins(ctx, home, gesture) is None


def test_readers_and_strangers_keep_nothing(ctx: Context, stranger: Context, plan_id: str) -> None:
    reader = Context(ctx.organisation_id, Actor("r", "Rosa", Role.VIEWER), ctx.session)
    with pytest.raises(Forbidden):
        keep_pins(reader, plan_id, (OUT,), version=1)
    gesture = keep(ctx, plan_id, OUT)
    with pytest.raises(NotFound):
        keep_pins(stranger, plan_id, (OUT,), version=1)
    with pytest.raises(NotFound):
        take_back_pins(stranger, portfolio_of(ctx, plan_id), gesture)


def test_a_gesture_that_was_taken_back_is_made_again_and_planned_again(ctx: Context, plan_id: str) -> None:
    home, gesture = portfolio_of(ctx, plan_id), keep(ctx, plan_id, IN, LATER)
    with pytest.raises(NotFound, match="nothing to redo"):
        redo_pins(ctx, home, gesture)
    take_back_pins(ctx, home, gesture)
    following = next_gesture(ctx, home)
    assert following is not None
    assert following.id == gesture
    job = redo_pins(ctx, home, gesture)
    assert job is not None
    assert pins_now(ctx, plan_id) == {IN, LATER}
    assert ctx.session.get_one(JobTable, job.id).plan_id == plan_id
    assert next_gesture(ctx, home) is None
    # Once more: the planning that redoing has begun ends too.
    assert take_back_pins(ctx, home, gesture) == plan_id
    assert ctx.session.get_one(JobTable, job.id).state == "cancelled"


def test_several_are_made_again_in_the_order_in_which_they_were_made(ctx: Context, plan_id: str) -> None:
    home = portfolio_of(ctx, plan_id)
    first, second = keep(ctx, plan_id, IN, LATER), keep(ctx, plan_id, IN, LATEST)
    take_back_pins(ctx, home, second)
    take_back_pins(ctx, home, first)
    for gesture in (first, second):
        following = next_gesture(ctx, home)
        assert following is not None
        assert following.id == gesture
        redo_pins(ctx, home, gesture)
    assert pins_now(ctx, plan_id) == {IN, LATEST}


def test_after_another_gesture_nothing_is_next_to_be_made_again(ctx: Context, plan_id: str) -> None:
    home, gesture = portfolio_of(ctx, plan_id), keep(ctx, plan_id, IN, LATER)
    take_back_pins(ctx, home, gesture)
    keep(ctx, plan_id, OUT)
    assert next_gesture(ctx, home) is None
    with pytest.raises(Conflict, match="cannot be made again"):
        redo_pins(ctx, home, gesture)
    assert pins_now(ctx, plan_id) == {OUT}


def test_the_history_tells_all_gestures_with_their_state(
    ctx: Context, stranger: Context, plan_id: str
) -> None:
    home = portfolio_of(ctx, plan_id)
    first, second = keep(ctx, plan_id, IN, LATER), keep(ctx, plan_id, IN, LATEST)
    take_back_pins(ctx, home, second)
    found = list_gestures(ctx, home).items
    assert [(one.id, one.undone_at is None, one.plan_id) for one in found] == [
        (second, False, plan_id),
        (first, True, plan_id),
    ]
    assert found[1].edits[-1].path[0] == "pins"
    page = list_gestures(ctx, home, limit=1)
    assert [one.id for one in list_gestures(ctx, home, limit=1, cursor=page.next_cursor).items] == [first]
    with pytest.raises(NotFound):
        list_gestures(stranger, home)
    with pytest.raises(NotFound):
        redo_pins(stranger, home, second)

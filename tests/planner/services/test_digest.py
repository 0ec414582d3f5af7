"""What has changed over some days; on both databases."""

import datetime as dt

import pytest
from sqlmodel import select

from planner.domain.policies import Pin
from planner.errors import BadInput, NotFound
from planner.exports.digest_markdown import digest_markdown
from planner.persistence.columns import utc_now
from planner.persistence.ids import new_id
from planner.persistence.jobs import find_plan
from planner.persistence.tables import Change, PlanTable
from planner.services.comments import add_comment
from planner.services.context import Context
from planner.services.digest import digest
from planner.services.pinning import keep_pins, take_back_pins
from planner.services.plans import publish
from planner.services.portfolios import get_portfolio
from planner.services.rows import row_versions, update_row
from tests.planner.verify.example import week
from tests.stored import store_plan

DAY = dt.timedelta(days=1)


@pytest.fixture
def plan_id(ctx: Context) -> str:
    """A plan of two projects that was made, with its portfolio, ten days ago."""
    made = store_plan(ctx)
    row = ctx.session.get_one(PlanTable, made)
    row.created_at = utc_now() - 10 * DAY
    for line in ctx.session.exec(select(Change)):
        line.at = utc_now() - 10 * DAY
    ctx.session.flush()
    return made


@pytest.fixture
def home(ctx: Context, plan_id: str) -> str:
    return find_plan(ctx.session, ctx.organisation_id, plan_id).portfolio_id


def another(ctx: Context, plan_id: str, **changes: object) -> str:
    """A plan of today, like the other but for what is changed."""
    row = ctx.session.get_one(PlanTable, plan_id)
    body = row.model_dump() | {"id": new_id(), "job_id": new_id(), "created_at": utc_now()} | changes
    ctx.session.add(PlanTable(**body))
    ctx.session.flush()
    return str(body["id"])


def later(ctx: Context, plan_id: str) -> str:
    """The plan with `b` out and `a` launched two weeks later."""
    body = ctx.session.get_one(PlanTable, plan_id).body
    from planner.domain.plan import Plan, Reason

    plan = Plan.model_validate_json(body)
    projects = tuple(
        row.model_copy(
            update={"finish": dt.date.fromisoformat(week(8)), "launch": dt.date.fromisoformat(week(8))}
        )
        if row.id == "a"
        else row.model_copy(
            update={
                "selected": False,
                "start": None,
                "finish": None,
                "launch": None,
                "reason": Reason(rule="value.displaced", text="Others are worth more."),
            }
        )
        for row in plan.projects
    )
    phases = tuple(row for row in plan.phases if row.project == "a")
    work = tuple(row for row in plan.assignments if row.project == "a")
    changed = plan.model_copy(
        update={"projects": projects, "phases": phases, "assignments": work, "value": 9.0}
    )
    return another(ctx, plan_id, body=changed.model_dump_json(by_alias=True), value=9.0)


def test_where_nothing_happened_nothing_is_told(ctx: Context, home: str) -> None:
    found = digest(ctx, home)
    assert found.quiet
    assert found.before is not None
    assert found.after is None
    assert b"Nothing has changed." in digest_markdown(found)


def test_edits_are_told_with_who_and_what(ctx: Context, plan_id: str, home: str) -> None:
    body = get_portfolio(ctx, home).portfolio.project("b").model_copy(update={"sponsor": "Sam"})
    update_row(ctx, home, "projects", "b", body, version=row_versions(ctx, home, "projects")["b"])
    pin = Pin(project="b", phase="fix", starts=dt.date(2027, 1, 18))
    kept = keep_pins(ctx, plan_id, [pin], version=get_portfolio(ctx, home).version)
    take_back_pins(ctx, home, kept.gesture_id)
    add_comment(ctx, home, "b", "Fine")
    found = digest(ctx, home)
    assert [edit.text for edit in found.edits] == [
        "A change by hand was taken back",
        "B: fix starts in the week of 18 Jan 2027 (taken back since)",
        "Project B was edited: sponsor",
    ], "what replaced the document for them is not told twice"
    assert {edit.by for edit in found.edits} == {"Olga"}
    assert found.comments == 1


def test_the_plan_of_record_then_and_now_are_compared(ctx: Context, plan_id: str, home: str) -> None:
    new = later(ctx, plan_id)
    publish(ctx, new, note="Agreed *for now*")
    found = digest(ctx, home)
    assert (found.before and found.before.id, found.after and found.after.id) == (plan_id, new)
    assert found.after is not None
    assert found.after.is_record
    assert found.plans_made == 1
    assert [(one.plan, one.note) for one in found.publications] == [(new, "Agreed *for now*")]
    (gone,) = found.went_out
    assert (gone.id, gone.reason and gone.reason.rule) == ("b", "value.displaced")
    assert found.came_in == ()
    (moved,) = found.launches
    assert (moved.id, moved.weeks, moved.p50_weeks) == ("a", 2, None)
    text = digest_markdown(found).decode()
    assert "## Went out\n\n- B: Others are worth more." in text
    assert "Agreed \\*for now\\*" in text
    assert "| A | 12 Feb 2027 | 26 Feb 2027 | +2 |" in text


def test_before_the_first_plan_the_first_of_the_period_counts(ctx: Context, plan_id: str, home: str) -> None:
    new = later(ctx, plan_id)
    found = digest(ctx, home, since=(utc_now() - 30 * DAY).date())
    assert (found.before and found.before.id, found.after and found.after.id) == (plan_id, new)
    assert "The portfolio was created" in [edit.text for edit in found.edits]


def test_days_that_cannot_be_are_refused_and_strangers_see_nothing(
    ctx: Context, stranger: Context, home: str
) -> None:
    with pytest.raises(BadInput, match="give an earlier day"):
        digest(ctx, home, since=(utc_now() + 2 * DAY).date())
    with pytest.raises(BadInput, match="give a later day"):
        digest(ctx, home, since=dt.date(1990, 1, 1))
    with pytest.raises(NotFound):
        digest(stranger, home)

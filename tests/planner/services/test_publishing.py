"""Decisions on the plan of record, and links that show it to people without a login."""

import datetime as dt

import pytest
from sqlmodel import select

from planner.errors import BadInput, Forbidden, NotFound
from planner.persistence.columns import utc_now
from planner.persistence.ids import new_id
from planner.persistence.tables import Change, PlanTable, ShareTable
from planner.services.context import Actor, Context, Role
from planner.services.plans import delete_plan, plan_of_record, publish
from planner.services.publications import list_publications
from planner.services.shares import create_share, list_shares, open_share, revoke_share
from tests.stored import store_plan


@pytest.fixture
def plans(ctx: Context) -> tuple[str, str, str]:
    """A portfolio and two plans of it."""
    first = store_plan(ctx)
    row = ctx.session.get_one(PlanTable, first)
    again = PlanTable(**row.model_dump(exclude={"id", "job_id"}), id=new_id(), job_id=new_id())
    ctx.session.add(again)
    ctx.session.flush()
    return row.portfolio_id, first, again.id


def test_the_history_says_which_plan_when_by_whom_and_why(ctx: Context, plans: tuple[str, str, str]) -> None:
    portfolio_id, first, second = plans
    publish(ctx, first, note="  First of the year. ")
    publish(ctx, second, note="After the cut of the budget.")
    decided = list_publications(ctx, portfolio_id).items
    assert [(one.plan_id, one.by, one.note) for one in decided] == [
        (second, "Olga", "After the cut of the budget."),
        (first, "Olga", "First of the year."),
    ]
    assert decided[0].at >= decided[1].at
    delete_plan(ctx, first)
    assert [one.exists for one in list_publications(ctx, portfolio_id).items] == [True, False]


def test_pages_of_the_history_follow_each_other(ctx: Context, plans: tuple[str, str, str]) -> None:
    portfolio_id, first, second = plans
    for plan_id in (first, second, first):
        publish(ctx, plan_id)
    page = list_publications(ctx, portfolio_id, limit=2)
    rest = list_publications(ctx, portfolio_id, limit=2, cursor=page.next_cursor)
    assert [one.plan_id for one in (*page.items, *rest.items)] == [first, second, first]
    assert rest.next_cursor is None


def test_a_note_that_is_too_long_publishes_nothing(ctx: Context, plans: tuple[str, str, str]) -> None:
    with pytest.raises(BadInput, match="note: 2,001 characters"), ctx.session.begin_nested():
        publish(ctx, plans[1], note="x" * 2001)
    assert plan_of_record(ctx, plans[0]) is None


def test_a_link_opens_one_portfolio_to_a_viewer_and_leaves_a_trail(
    ctx: Context, plans: tuple[str, str, str]
) -> None:
    portfolio_id, first, _ = plans
    link, secret = create_share(ctx, portfolio_id, label="Steering group", days=7, with_costs=True)
    shared = open_share(ctx.session, secret)
    assert (shared.portfolio_id, shared.link, shared.context.organisation_id) == (
        portfolio_id,
        link,
        ctx.organisation_id,
    )
    with pytest.raises(Forbidden):
        publish(shared.context, first)
    stored = ctx.session.get_one(ShareTable, link.id)
    assert secret not in stored.model_dump_json(), "only its digest is stored"
    revoke_share(ctx, link.id)
    revoke_share(ctx, link.id)
    told = ctx.session.exec(select(Change.action).where(Change.kind == "shares").order_by(Change.id)).all()
    assert told == ["share", "revoke"]


def test_ended_revoked_and_unknown_links_show_the_same_nothing(
    ctx: Context, plans: tuple[str, str, str]
) -> None:
    revoked, one = create_share(ctx, plans[0], label="a")
    ended, other = create_share(ctx, plans[0], label="b")
    revoke_share(ctx, revoked.id)
    row = ctx.session.get_one(ShareTable, ended.id)
    row.expires_at = utc_now() - dt.timedelta(seconds=1)
    ctx.session.flush()
    said = set()
    for secret in (one, other, "never-was"):
        with pytest.raises(NotFound) as refused:
            open_share(ctx.session, secret)
        said.add(refused.value.message)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("label", "days", "field"), [("", 30, "label"), ("x", 0, "days"), ("x", 367, "days")]
)
def test_a_link_needs_a_label_and_an_end(
    ctx: Context, plans: tuple[str, str, str], label: str, days: int, field: str
) -> None:
    with pytest.raises(BadInput, match=f"^{field}:"):
        create_share(ctx, plans[0], label=label, days=days)
    assert list_shares(ctx, plans[0]) == ()


def test_strangers_and_viewers_share_nothing(
    ctx: Context, stranger: Context, plans: tuple[str, str, str]
) -> None:
    link, _ = create_share(ctx, plans[0], label="x")
    viewer = Context(ctx.organisation_id, Actor("v", "Vera", Role.VIEWER), ctx.session)
    with pytest.raises(Forbidden):
        create_share(viewer, plans[0], label="x")
    with pytest.raises(NotFound):
        revoke_share(stranger, link.id)
    with pytest.raises(NotFound):
        list_shares(stranger, plans[0])

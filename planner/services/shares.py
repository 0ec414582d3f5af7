"""Links to a portfolio's plan of record, or to one plan, that need no login: they end, can be revoked, only show."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, col, select

from planner.errors import BadInput, NotFound, wrong_field
from planner.persistence.columns import utc_now
from planner.persistence.ids import digest, new_id, new_secret
from planner.persistence.jobs import find_plan
from planner.persistence.portfolios import find_portfolio
from planner.persistence.tables import ShareTable
from planner.services.changes import record
from planner.services.context import Actor, Context, Role
from planner.services.plans import PlanRecord, get_plan, plan_of_record

MOST_DAYS = 366
MOST_LABEL = 200
MOST_LINKS = 100
"""Links of a portfolio that are open at the same time."""


@dataclass(frozen=True)
class ShareLink:
    """A link, without its secret."""

    id: str
    label: str
    plan_id: str | None
    """The one plan that it shows; None: the plan of record, whichever that is."""
    with_costs: bool
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it still shows anything."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class Shared:
    """What somebody with a link may see: one portfolio, as a viewer."""

    context: Context
    portfolio_id: str
    link: ShareLink


def create_share(
    ctx: Context,
    portfolio_id: str,
    *,
    label: str,
    days: int = 30,
    with_costs: bool = False,
    plan_id: str | None = None,
) -> tuple[ShareLink, str]:
    """A new link and its secret, which is shown this one time.

    Parameters
    ----------
    plan_id
        The one plan that it shows; without it, the plan of record, whichever that is.

    Raises
    ------
    NotFound
        When the portfolio has no such plan.
    BadInput
        When the label is empty or too long, the days are out of range, or the portfolio has too many open links.
    """
    ctx.require(Role.EDITOR)
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    name = label.strip()
    if not 0 < len(name) <= MOST_LABEL:
        raise wrong_field("label", f"say in 1 to {MOST_LABEL} characters whom the link is for")
    if not 1 <= days <= MOST_DAYS:
        raise wrong_field("days", f"{days} is not from 1 to {MOST_DAYS}")
    if plan_id is not None:
        _expect_plan(ctx, portfolio_id, plan_id)
    now = utc_now()
    if sum(link.is_open(now) for link in list_shares(ctx, portfolio_id)) >= MOST_LINKS:
        raise BadInput(f"This portfolio has {MOST_LINKS} open links. Revoke one that nobody needs any more.")
    secret = new_secret()
    row = ShareTable(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        digest=digest(secret),
        label=name,
        plan_id=plan_id,
        with_costs=with_costs,
        created_by=ctx.actor.name,
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    ctx.session.add(row)
    record(ctx, portfolio_id, "share", kind="shares", slug=row.id)
    ctx.session.flush()
    return _link(row), secret


def _expect_plan(ctx: Context, portfolio_id: str, plan_id: str) -> None:
    plan = find_plan(ctx.session, ctx.organisation_id, plan_id)
    if plan.portfolio_id != portfolio_id:
        raise NotFound(f"This portfolio has no plan '{plan_id}'.")
    if not plan.verified:
        raise wrong_field("plan_id", "this answer holds no schedule, so there is nothing to share")


def list_shares(ctx: Context, portfolio_id: str) -> tuple[ShareLink, ...]:
    """All links of a portfolio, the newest first; ended ones stay in the list."""
    find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    query = select(ShareTable).where(
        ShareTable.organisation_id == ctx.organisation_id, ShareTable.portfolio_id == portfolio_id
    )
    return tuple(_link(row) for row in ctx.session.exec(query.order_by(col(ShareTable.id).desc())))


def revoke_share(ctx: Context, share_id: str) -> ShareLink:
    """End a link now; ending it twice changes nothing. NotFound when the organisation has no such link."""
    ctx.require(Role.EDITOR)
    query = select(ShareTable).where(
        ShareTable.id == share_id, ShareTable.organisation_id == ctx.organisation_id
    )
    row = ctx.session.exec(query.with_for_update()).first()
    if row is None:
        raise NotFound(f"There is no link '{share_id}'.")
    if row.revoked_at is None:
        row.revoked_at = utc_now()
        record(ctx, row.portfolio_id, "revoke", kind="shares", slug=row.id)
        ctx.session.flush()
    return _link(row)


def shared_plan(share: Shared) -> PlanRecord | None:
    """The plan that a link shows; None while there is no plan of record."""
    if share.link.plan_id is not None:
        return get_plan(share.context, share.link.plan_id)
    return plan_of_record(share.context, share.portfolio_id)


def open_share(session: Session, secret: str) -> Shared:
    """What a link shows. NotFound when it never was, has ended or was revoked: the three look the same."""
    row = session.exec(select(ShareTable).where(ShareTable.digest == digest(secret))).first()
    if row is None or not _link(row).is_open(utc_now()):
        raise NotFound("This link shows nothing: it has ended or never existed. Ask for a new one.")
    viewer = Actor(f"share:{row.id}", row.label, Role.VIEWER)
    return Shared(Context(row.organisation_id, viewer, session), row.portfolio_id, _link(row))


def _link(row: ShareTable) -> ShareLink:
    return ShareLink(
        id=row.id,
        label=row.label,
        plan_id=row.plan_id,
        with_costs=row.with_costs,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )

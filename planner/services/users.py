"""The users of an organisation: who they are, what they may do, and how they get in. Only owners change them."""

import datetime as dt
import re
from dataclasses import dataclass

from sqlmodel import col, func, select

from planner.domain.limits import MAX_USERS
from planner.errors import Conflict, LimitExceeded, NotFound, wrong_field
from planner.persistence.ids import new_id
from planner.persistence.tables import Organisation, User
from planner.services.context import Context, Role
from planner.services.identity import LINK_LIFETIME, LOCAL, issue
from planner.services.pages import Page, checked_cursor, checked_limit

MOST_NAME = 200
MOST_LOCALE = 35
LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class OrganisationRecord:
    """The owner of portfolios, plans and users."""

    id: str
    name: str
    created_at: dt.datetime


@dataclass(frozen=True)
class UserRecord:
    """A person of the organisation."""

    id: str
    name: str
    role: str
    """viewer, editor or owner."""
    created_at: dt.datetime


@dataclass(frozen=True)
class LoginLink:
    """How a user signs in, once and in one browser. The secret cannot be read again."""

    user: UserRecord
    secret: str
    expires_at: dt.datetime

    @property
    def path(self) -> str:
        """Behind the address of the server."""
        return f"/login?token={self.secret}"


def get_organisation(ctx: Context, organisation_id: str) -> OrganisationRecord:
    """The actor's organisation; NotFound for any other."""
    row = ctx.session.get(Organisation, organisation_id) if organisation_id == ctx.organisation_id else None
    if row is None:
        raise NotFound(f"there is no organisation '{organisation_id}'")
    return OrganisationRecord(row.id, row.name, row.created_at)


def list_users(ctx: Context, *, limit: int = 50, cursor: str | None = None) -> Page[UserRecord]:
    """The users of the organisation, in the order of their ids. Everybody may read who the others are."""
    query = select(User).where(User.organisation_id == ctx.organisation_id)
    if checked_cursor(cursor):
        query = query.where(col(User.id) > cursor)
    found = list(ctx.session.exec(query.order_by(col(User.id)).limit(checked_limit(limit) + 1)))
    items = tuple(_record(row) for row in found[:limit])
    return Page(items, items[-1].id if len(found) > limit else None)


def get_user(ctx: Context, user_id: str) -> UserRecord:
    """One user of the organisation; NotFound when there is none of that id."""
    return _record(user_row(ctx, user_id))


def add_user(ctx: Context, name: str, role: str = "editor") -> UserRecord:
    """Add a user. They get in by a login link, or by tokens.

    Raises
    ------
    BadInput
        When the name is empty or too long, or the role is not viewer, editor or owner.
    Conflict
        When another user has the name: edits and comments are signed with it.
    LimitExceeded
        With as many users as an organisation may have.
    """
    ctx.require(Role.OWNER)
    known_role, written = _role(role), _name(name)
    _alone(ctx)
    mine = User.organisation_id == ctx.organisation_id
    names = ctx.session.exec(select(func.count()).select_from(User).where(mine, User.name == written)).one()
    if names:
        raise Conflict(f"There is a user '{written}' already; give another name, which tells the two apart.")
    if ctx.session.exec(select(func.count()).select_from(User).where(mine)).one() >= MAX_USERS:
        raise LimitExceeded(f"An organisation has at most {MAX_USERS} users; remove one first.")
    row = User(id=new_id(), organisation_id=ctx.organisation_id, name=written, role=int(known_role))
    ctx.session.add(row)
    ctx.session.flush()
    return _record(row)


def change_role(ctx: Context, user_id: str, role: str) -> UserRecord:
    """Give a user another role; it holds from their next request on.

    Raises
    ------
    Conflict
        For the owner of the installation, and when nobody would be left who may change users.
    """
    ctx.require(Role.OWNER)
    known_role = _role(role)
    _alone(ctx)
    row = user_row(ctx, user_id)
    if known_role < Role.OWNER:
        _expect_dispensable(ctx, row)
    row.role = int(known_role)
    ctx.session.flush()
    return _record(row)


def choose_locale(ctx: Context, tag: str | None) -> None:
    """Have dates and numbers written so for the actor, in every browser; None: as each browser asks for.

    Raises
    ------
    BadInput
        When it is no tag of a language such as de or en-US.
    """
    if tag is not None and (len(tag) > MOST_LOCALE or not LOCALE.fullmatch(tag)):
        raise wrong_field("locale", f"'{tag[:40]}' is no tag of a language; write one such as de or en-US")
    user_row(ctx, ctx.actor.id).locale = tag
    ctx.session.flush()


def remove_user(ctx: Context, user_id: str) -> UserRecord:
    """Remove a user with their sessions, links and tokens; what they have written keeps their name.

    Raises
    ------
    Conflict
        For the owner of the installation, and when nobody would be left who may change users.
    """
    ctx.require(Role.OWNER)
    _alone(ctx)
    row = user_row(ctx, user_id)
    _expect_dispensable(ctx, row)
    record = _record(row)
    ctx.session.delete(row)
    ctx.session.flush()
    return record


def make_login_link(ctx: Context, user_id: str, *, lifetime: dt.timedelta = LINK_LIFETIME) -> LoginLink:
    """A link that signs a user in, once."""
    ctx.require(Role.OWNER)
    row = user_row(ctx, user_id)
    credential, secret = issue(ctx.session, row.id, "link", lifetime)
    assert credential.expires_at is not None
    return LoginLink(_record(row), secret, credential.expires_at)


def user_row(ctx: Context, user_id: str) -> User:
    """The row of a user of the organisation; NotFound when there is none of that id."""
    row = ctx.session.get(User, user_id)
    if row is None or row.organisation_id != ctx.organisation_id:
        raise NotFound(f"there is no user '{user_id}'")
    return row


def _alone(ctx: Context) -> None:
    """Let nobody else change users of the organisation until the end: two owners could remove each other."""
    query = select(Organisation).where(Organisation.id == ctx.organisation_id).with_for_update()
    ctx.session.exec(query).one()


def _expect_dispensable(ctx: Context, row: User) -> None:
    if row.id == LOCAL:
        raise Conflict(
            f"{row.name} owns the installation: the command line and login links act for this user."
        )
    owners = (
        select(func.count())
        .select_from(User)
        .where(User.organisation_id == ctx.organisation_id, User.role == int(Role.OWNER), User.id != row.id)
    )
    if row.role == Role.OWNER and not ctx.session.exec(owners).one():
        raise Conflict(f"{row.name} is the only owner; make somebody else owner first.")


def _role(role: str) -> Role:
    try:
        return Role[role.upper()]
    except KeyError:
        known = ", ".join(one.name.lower() for one in Role)
        raise wrong_field("role", f"'{role[:40]}' is not known: take one of {known}") from None


def _name(name: str) -> str:
    written = " ".join(name.split())
    if not written or len(written) > MOST_NAME or not written.isprintable():
        raise wrong_field("name", f"give 1 to {MOST_NAME} printable characters, got {written[:40]!r}")
    return written


def _record(row: User) -> UserRecord:
    return UserRecord(row.id, row.name, Role(row.role).name.lower(), row.created_at)

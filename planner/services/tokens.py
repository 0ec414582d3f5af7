"""API tokens: programs show one and act as its user. The secret is told once; what is kept cannot be turned back."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import col, or_, select

from planner.domain.limits import MAX_TOKENS
from planner.errors import LimitExceeded, NotFound, wrong_field
from planner.persistence.columns import utc_now
from planner.persistence.tables import Credential, User
from planner.services.context import Context, Role
from planner.services.identity import issue
from planner.services.users import user_row

MOST_LABEL = 200
MOST_DAYS = 3_650


@dataclass(frozen=True)
class TokenRecord:
    """A token without its secret."""

    id: str
    label: str
    user_id: str
    user: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    """None: until it is revoked."""


@dataclass(frozen=True)
class NewToken:
    """A token with its secret, which nobody can read again."""

    token: TokenRecord
    secret: str


def list_tokens(ctx: Context, *, everybody: bool = False) -> tuple[TokenRecord, ...]:
    """The actor's tokens that have not ended, the newest first; of the whole organisation for owners who ask."""
    if everybody:
        ctx.require(Role.OWNER)
    return tuple(_record(token, user) for token, user in _live(ctx, None if everybody else ctx.actor.id))


def create_token(
    ctx: Context, label: str, *, days: int | None = None, user_id: str | None = None
) -> NewToken:
    """A token of the actor, or for owners of another user: it may do what its user may do.

    Parameters
    ----------
    label
        What it is for.
    days
        It ends after so many; None: it holds until it is revoked.

    Raises
    ------
    BadInput
        When the label is empty or too long, or the days are not 1 to 3650.
    LimitExceeded
        When the user has as many as a user may have.
    """
    if user_id is not None and user_id != ctx.actor.id:
        ctx.require(Role.OWNER)
    written = " ".join(label.split())
    if not written or len(written) > MOST_LABEL or not written.isprintable():
        raise wrong_field("label", f"say in 1 to {MOST_LABEL} printable characters what the token is for")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise wrong_field("days", f"{days} is not from 1 to {MOST_DAYS}")
    user = user_row(ctx, user_id or ctx.actor.id)
    if len(_live(ctx, user.id)) >= MAX_TOKENS:
        raise LimitExceeded(f"{user.name} has {MAX_TOKENS} tokens; revoke one first.")
    lifetime = dt.timedelta(days=days) if days is not None else None
    credential, secret = issue(ctx.session, user.id, "token", lifetime, written)
    return NewToken(_record(credential, user), secret)


def revoke_token(ctx: Context, token_id: str) -> TokenRecord:
    """End a token of the actor, or for owners of anybody in the organisation.

    Raises
    ------
    NotFound
        When there is none of that id that the actor may end.
    """
    row = ctx.session.get(Credential, token_id)
    user = ctx.session.get(User, row.user_id) if row is not None and row.kind == "token" else None
    mine = user is not None and (
        user.id == ctx.actor.id
        or (user.organisation_id == ctx.organisation_id and ctx.actor.role >= Role.OWNER)
    )
    if row is None or user is None or not mine:
        raise NotFound(f"there is no token '{token_id}'")
    record = _record(row, user)
    ctx.session.delete(row)
    ctx.session.flush()
    return record


def _live(ctx: Context, user_id: str | None) -> list[tuple[Credential, User]]:
    query = (
        select(Credential, User)
        .join(User, col(User.id) == col(Credential.user_id))
        .where(
            User.organisation_id == ctx.organisation_id,
            Credential.kind == "token",
            or_(col(Credential.expires_at).is_(None), col(Credential.expires_at) > utc_now()),
        )
        .order_by(col(Credential.id).desc())
    )
    if user_id is not None:
        query = query.where(User.id == user_id)
    return list(ctx.session.exec(query))


def _record(row: Credential, user: User) -> TokenRecord:
    return TokenRecord(row.id, row.label, user.id, user.name, row.created_at, row.expires_at)

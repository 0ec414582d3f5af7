"""Who is there: links work once, sessions end, secrets are not stored."""

import datetime as dt

import pytest
from sqlmodel import Session, select

from planner.errors import Conflict, Unauthenticated
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.tables import Credential
from planner.services.context import Context, Role
from planner.services.identity import (
    authenticate,
    authenticate_token,
    create_api_token,
    create_login_link,
    local_context,
    redeem_login_link,
    sign_out,
)


def test_a_local_installation_has_one_owner(session: Session) -> None:
    first, second = local_context(session), local_context(session)
    assert first == second
    assert first.actor.role is Role.OWNER


def test_a_login_link_signs_in_once(session: Session) -> None:
    link = create_login_link(local_context(session))
    who, cookie = redeem_login_link(session, link)
    assert who.actor == local_context(session).actor
    assert authenticate(session, cookie).actor == who.actor
    with pytest.raises(Unauthenticated, match="used or unknown"):
        redeem_login_link(session, link)


def test_links_and_sessions_end(session: Session) -> None:
    ctx = local_context(session)
    with pytest.raises(Unauthenticated):
        redeem_login_link(session, create_login_link(ctx, lifetime=dt.timedelta(seconds=-1)))
    _, cookie = redeem_login_link(session, create_login_link(ctx))
    ended = session.exec(select(Credential).where(Credential.kind == "session")).one()
    ended.expires_at = utc_now()
    with pytest.raises(Unauthenticated):
        authenticate(session, cookie)


def test_signing_out_ends_the_session(session: Session) -> None:
    _, cookie = redeem_login_link(session, create_login_link(local_context(session)))
    sign_out(authenticate(session, cookie), cookie)
    with pytest.raises(Unauthenticated):
        authenticate(session, cookie)


def test_nobody_ends_the_session_of_somebody_else_or_one_that_is_not_there(ctx: Context) -> None:
    _, cookie = redeem_login_link(ctx.session, create_login_link(local_context(ctx.session)))
    for secret in (cookie, "unknown", ""):
        with pytest.raises(Conflict, match="no browser session"):
            sign_out(ctx, secret)
    assert authenticate(ctx.session, cookie)


def test_each_kind_of_secret_opens_only_its_own_door(session: Session) -> None:
    ctx = local_context(session)
    token, link = create_api_token(ctx, "ci"), create_login_link(ctx)
    assert authenticate_token(session, token).actor == ctx.actor
    for wrong in (
        lambda: authenticate(session, token),
        lambda: authenticate_token(session, link),
        lambda: redeem_login_link(session, token),
        lambda: authenticate(session, ""),
    ):
        with pytest.raises(Unauthenticated):
            wrong()


def test_no_secret_is_stored(database: Database) -> None:
    with database.write() as session:
        secret = create_login_link(local_context(session))
    with database.read() as session:
        assert secret not in repr(session.exec(select(Credential)).one())

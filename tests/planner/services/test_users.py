"""Users and tokens of an organisation: who may do what, and what ends when."""

import datetime as dt

import pytest
from sqlmodel import select

from planner.domain import limits
from planner.errors import BadInput, Conflict, Forbidden, LimitExceeded, NotFound, Unauthenticated
from planner.persistence.tables import Credential
from planner.services import tokens, users
from planner.services.context import Actor, Context, Role
from planner.services.identity import (
    LOCAL,
    authenticate,
    authenticate_token,
    local_context,
    redeem_login_link,
)
from planner.services.tokens import create_token, list_tokens, revoke_token
from planner.services.users import (
    add_user,
    change_role,
    get_organisation,
    get_user,
    list_users,
    make_login_link,
    remove_user,
)
from tests.stored import organisation


def as_user(ctx: Context, user: users.UserRecord) -> Context:
    return Context(ctx.organisation_id, Actor(user.id, user.name, Role[user.role.upper()]), ctx.session)


def stranger(ctx: Context) -> Context:
    """An owner of another organisation, who is no user of it."""
    return Context(organisation(ctx.session, "other"), Actor("eve", "Eve", Role.OWNER), ctx.session)


@pytest.fixture
def owner(ctx: Context) -> Context:
    return local_context(ctx.session)


def test_a_user_gets_in_by_a_link_and_acts_with_the_role_of_the_moment(owner: Context) -> None:
    ann = add_user(owner, "  Ann   Lee ", "viewer")
    assert (ann.name, ann.role) == ("Ann Lee", "viewer")
    link = make_login_link(owner, ann.id)
    assert link.path == f"/login?token={link.secret}"
    _, cookie = redeem_login_link(owner.session, link.secret)
    assert authenticate(owner.session, cookie).actor == Actor(ann.id, "Ann Lee", Role.VIEWER)
    change_role(owner, ann.id, "editor")
    assert authenticate(owner.session, cookie).actor.role is Role.EDITOR


def test_removing_a_user_ends_sessions_links_and_tokens(owner: Context) -> None:
    ann = add_user(owner, "Ann")
    _, cookie = redeem_login_link(owner.session, make_login_link(owner, ann.id).secret)
    secret = create_token(owner, "export", user_id=ann.id).secret
    assert authenticate_token(owner.session, secret).actor.id == ann.id
    remove_user(owner, ann.id)
    owner.session.expire_all()
    with pytest.raises(Unauthenticated):
        authenticate(owner.session, cookie)
    with pytest.raises(Unauthenticated):
        authenticate_token(owner.session, secret)
    assert owner.session.exec(select(Credential).where(Credential.user_id == ann.id)).all() == []
    with pytest.raises(NotFound, match="no user"):
        get_user(owner, ann.id)


def test_somebody_stays_who_may_change_users(owner: Context) -> None:
    for change in (lambda: change_role(owner, LOCAL, "viewer"), lambda: remove_user(owner, LOCAL)):
        with pytest.raises(Conflict, match="owns the installation"):
            change()
    other = stranger(owner)
    boss = add_user(other, "Boss", "owner")
    acting = as_user(other, boss)
    with pytest.raises(Conflict, match="Boss is the only owner"):
        change_role(acting, boss.id, "editor")
    with pytest.raises(Conflict, match="Boss is the only owner"):
        remove_user(acting, boss.id)
    second = add_user(acting, "Second", "owner")
    assert change_role(as_user(other, second), boss.id, "viewer").role == "viewer"


def test_only_owners_change_users_and_everybody_sees_them(owner: Context) -> None:
    ann = add_user(owner, "Ann", "editor")
    acting = as_user(owner, ann)
    for change in (
        lambda: add_user(acting, "Bob"),
        lambda: change_role(acting, ann.id, "owner"),
        lambda: remove_user(acting, ann.id),
        lambda: make_login_link(acting, LOCAL),
        lambda: list_tokens(acting, everybody=True),
        lambda: create_token(acting, "as the owner", user_id=LOCAL),
    ):
        with pytest.raises(Forbidden):
            change()
    assert {one.id for one in list_users(acting).items} == {LOCAL, ann.id}


def test_another_organisation_sees_and_changes_nothing(owner: Context) -> None:
    ann = add_user(owner, "Ann")
    token = create_token(owner, "export", user_id=ann.id).token
    other = stranger(owner)
    for look in (
        lambda: get_user(other, ann.id),
        lambda: change_role(other, ann.id, "owner"),
        lambda: remove_user(other, ann.id),
        lambda: make_login_link(other, ann.id),
        lambda: create_token(other, "x", user_id=ann.id),
        lambda: revoke_token(other, token.id),
        lambda: get_organisation(other, owner.organisation_id),
    ):
        with pytest.raises(NotFound):
            look()
    assert ann.id not in {one.id for one in list_users(other).items}


def test_names_are_told_apart_and_roles_are_known(owner: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    add_user(owner, "Ann")
    with pytest.raises(Conflict, match="already"):
        add_user(owner, " Ann ")
    for name in ("", "  ", "x" * 201, "a\0b"):
        with pytest.raises(BadInput, match="1 to 200"):
            add_user(owner, name)
    with pytest.raises(BadInput, match="role: 'boss' is not known: take one of viewer, editor, owner"):
        add_user(owner, "Bob", "boss")
    monkeypatch.setattr(users, "MAX_USERS", len(list_users(owner).items))
    with pytest.raises(LimitExceeded, match="at most"):
        add_user(owner, "Bob")
    assert limits.MAX_USERS == 1_000


def test_users_are_listed_in_pages(owner: Context) -> None:
    made = [add_user(owner, f"User {n}").id for n in range(3)]
    first = list_users(owner, limit=2)
    second = list_users(owner, limit=2, cursor=first.next_cursor)
    assert sorted(one.id for one in (*first.items, *second.items)) == sorted([LOCAL, *made])
    assert second.next_cursor is None


def test_tokens_are_listed_without_secrets_and_end(owner: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = add_user(owner, "Ann")
    mine = create_token(owner, " nightly  export ")
    hers = create_token(as_user(owner, ann), "notebook", days=90)
    assert mine.token.label == "nightly export"
    assert hers.token.expires_at is not None
    assert abs(hers.token.expires_at - hers.token.created_at - dt.timedelta(days=90)) < dt.timedelta(
        minutes=1
    )
    assert [one.id for one in list_tokens(as_user(owner, ann))] == [hers.token.id]
    assert list_tokens(owner, everybody=True) == (hers.token, mine.token)
    with pytest.raises(NotFound):
        revoke_token(as_user(owner, ann), mine.token.id)
    assert revoke_token(owner, hers.token.id) == hers.token
    with pytest.raises(Unauthenticated):
        authenticate_token(owner.session, hers.secret)
    assert list_tokens(owner, everybody=True) == (mine.token,)
    for label, days in (("", None), ("x" * 201, None), ("ok", 0), ("ok", 3651)):
        with pytest.raises(BadInput):
            create_token(owner, label, days=days)
    monkeypatch.setattr(tokens, "MAX_TOKENS", 1)
    with pytest.raises(LimitExceeded, match="revoke one first"):
        create_token(owner, "one more")


def test_a_session_or_link_is_no_token_to_revoke(owner: Context) -> None:
    make_login_link(owner, LOCAL)
    link = owner.session.exec(select(Credential).where(Credential.kind == "link")).one()
    with pytest.raises(NotFound):
        revoke_token(owner, link.id)

"""Who is there: the local owner, login links that work once, browser sessions, API tokens."""

import datetime as dt

from sqlmodel import Session, select

from planner.errors import Conflict, Unauthenticated
from planner.persistence.columns import utc_now
from planner.persistence.ids import digest, new_id, new_secret
from planner.persistence.tables import Credential, Organisation, User
from planner.services.context import Actor, Context, Role

LOCAL = "local"
LINK_LIFETIME = dt.timedelta(hours=24)
SESSION_LIFETIME = dt.timedelta(days=30)


def local_context(session: Session) -> Context:
    """The owner of a single-user installation; made with the organisation when they are not there yet."""
    user = session.get(User, LOCAL)
    if user is None:
        session.add(Organisation(id=LOCAL, name="Local"))
        session.flush()  # the user refers to it
        user = User(id=LOCAL, organisation_id=LOCAL, name="Owner", role=int(Role.OWNER))
        session.add(user)
        session.flush()
    return _context(session, user)


def _context(session: Session, user: User) -> Context:
    return Context(user.organisation_id, Actor(user.id, user.name, Role(user.role), user.locale), session)


def create_login_link(ctx: Context, *, lifetime: dt.timedelta = LINK_LIFETIME) -> str:
    """A token that signs the actor in once, in one browser. The address of the link is /login?token=..."""
    return issue(ctx.session, ctx.actor.id, "link", lifetime)[1]


def redeem_login_link(
    session: Session, token: str, *, lifetime: dt.timedelta = SESSION_LIFETIME
) -> tuple[Context, str]:
    """Use a login token: who it is, and the value of the session cookie.

    Raises
    ------
    Unauthenticated
        When the token is unknown, used or too old.
    """
    credential = _find(session, token, "link")
    if credential is None or credential.used_at is not None:
        raise Unauthenticated(
            "This login link is used or unknown. Start the server again, or ask an owner for a new one."
        )
    credential.used_at = utc_now()
    user = _user(session, credential)
    return _context(session, user), issue(session, user.id, "session", lifetime)[1]


def authenticate(session: Session, cookie: str) -> Context:
    """Who a session cookie belongs to; Unauthenticated when it is unknown or too old."""
    credential = _find(session, cookie, "session")
    if credential is None:
        raise Unauthenticated("Nobody is signed in, or the session has ended.")
    return _context(session, _user(session, credential))


def sign_out(ctx: Context, cookie: str) -> None:
    """End the actor's session in the browser that has this cookie.

    Raises
    ------
    Conflict
        When it is no session of the actor, such as in a program that shows a token.
    """
    credential = _find(ctx.session, cookie, "session")
    if credential is None or credential.user_id != ctx.actor.id:
        raise Conflict(
            "There is no browser session to end: only browsers are signed in, programs show a token."
        )
    ctx.session.delete(credential)
    ctx.session.flush()


def create_api_token(ctx: Context, label: str, *, lifetime: dt.timedelta | None = None) -> str:
    """A token for programs that act as the actor; shown once, stored as a digest."""
    return issue(ctx.session, ctx.actor.id, "token", lifetime, label)[1]


def authenticate_token(session: Session, token: str) -> Context:
    """Who an API token belongs to; Unauthenticated when it is unknown or too old."""
    credential = _find(session, token, "token")
    if credential is None:
        raise Unauthenticated("The token is unknown or has ended.")
    return _context(session, _user(session, credential))


def issue(
    session: Session, user_id: str, kind: str, lifetime: dt.timedelta | None, label: str = ""
) -> tuple[Credential, str]:
    """A new link, session or token of a user: the row that is kept, and the secret, which nobody can read again."""
    secret = new_secret()
    credential = Credential(
        id=new_id(),
        user_id=user_id,
        kind=kind,
        digest=digest(secret),
        label=label,
        expires_at=utc_now() + lifetime if lifetime is not None else None,
    )
    session.add(credential)
    session.flush()
    return credential, secret


def _find(session: Session, secret: str, kind: str) -> Credential | None:
    # Locked, so that a link that is opened twice at the same moment signs in once.
    query = select(Credential).where(Credential.digest == digest(secret), Credential.kind == kind)
    if kind == "link":
        query = query.with_for_update()
    found = session.exec(query).first()
    if found is None or (found.expires_at is not None and found.expires_at <= utc_now()):
        return None
    return found


def _user(session: Session, credential: Credential) -> User:
    user = session.get(User, credential.user_id)
    if user is None:
        raise Unauthenticated("The user no longer exists.")
    return user

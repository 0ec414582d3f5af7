"""Views of users and tokens."""

import datetime as dt
from collections.abc import Iterator

from planner.services.context import Actor, Role
from planner.services.tokens import TokenRecord
from planner.services.users import UserRecord
from web.views.access import Answered, Secret, access_view
from web.views.shell import Frame, shell

THEN = dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC)
USERS = (
    UserRecord("local", "Owner", "owner", THEN),
    UserRecord("ann", "Ann <b>Lee</b>", "editor", THEN),
    UserRecord("bob", "Bob", "viewer", THEN),
)
TOKENS = (
    TokenRecord("t1", "Nightly export", "ann", "Ann", THEN, THEN + dt.timedelta(days=90)),
    TokenRecord("t2", "Cluster quotas", "local", "Owner", THEN, None),
)


def access_views(frame: Frame) -> Iterator[tuple[str, object]]:
    page = shell(frame, "Users and tokens")
    secret = Secret(
        "The token for Nightly export", "Copy it now: it is shown this one time.", "Token", "s3cret"
    )
    owner, viewer = Actor("local", "Owner", Role.OWNER, "de"), Actor("bob", "Bob", Role.VIEWER)
    yield "access", access_view(page, owner, THEN.date(), USERS, TOKENS, Answered(secret=secret))
    wrong = Answered(
        refused="Ann is the only owner; make somebody else owner first.",
        user={"name": "Ann", "role": "viewer"},
        user_errors={"name": "There is a user 'Ann' already."},
        token={"label": "", "days": "0"},
        token_errors={"days": "0 is not from 1 to 3650", "": "You have 50 tokens; revoke one first."},
    )
    yield "access-wrong", access_view(page, owner, THEN.date(), USERS, (), wrong)
    yield "access-viewer", access_view(page, viewer, THEN.date(), USERS, TOKENS[:1], Answered())

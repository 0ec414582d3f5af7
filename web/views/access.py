"""Users of the organisation with their roles, and the tokens with which programs act for them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.services.context import Actor, Role
from planner.services.identity import LOCAL
from planner.services.tokens import TokenRecord
from planner.services.users import UserRecord
from web import locales, words
from web.forms import entries as e
from web.forms.entries import Entry, Option
from web.forms.fields import FieldView, field_view
from web.rendering import template
from web.views.shell import Shell

ACCESS = "/access"
ROLES = (Option("viewer", "Viewer"), Option("editor", "Editor"), Option("owner", "Owner"))
NAMES = {option.value: option.label for option in ROLES}


@dataclass(frozen=True)
class UserLine:
    """A user."""

    name: str
    role: str
    role_name: str
    since: str
    me: bool
    fixed: bool
    """Whether this is the owner of the installation, who stays."""
    role_href: str
    link_href: str
    remove_href: str


@dataclass(frozen=True)
class TokenLine:
    """A token."""

    label: str
    user: str
    made: str
    ends: str
    revoke_href: str


@dataclass(frozen=True)
class Secret:
    """What has just been made, and is shown this one time."""

    title: str
    note: str
    label: str
    value: str


@dataclass(frozen=True)
class AccessForm:
    """A form with what was typed and what is wrong with it."""

    action: str
    fields: tuple[FieldView, ...]
    error: str


@dataclass(frozen=True)
class Answered:
    """What has come of the last form of the page: what was made, or what was typed and why it was refused."""

    secret: Secret | None = None
    refused: str = ""
    """Why a change of a user was refused."""
    user: Mapping[str, str] | None = None
    user_errors: Mapping[str, str] = field(default_factory=dict)
    token: Mapping[str, str] | None = None
    token_errors: Mapping[str, str] = field(default_factory=dict)


@template("access.html")
@dataclass(frozen=True)
class AccessView:
    """The page."""

    shell: Shell
    may_manage: bool
    secret: Secret | None
    users: tuple[UserLine, ...]
    roles: tuple[Option, ...]
    refused: str
    writing_href: str
    manners: tuple[Option, ...]
    locale: str
    sample: str
    new_user: AccessForm
    tokens: tuple[TokenLine, ...]
    new_token: AccessForm


def user_items() -> tuple[Entry, ...]:
    """The form of a new user."""
    return (
        e.text("name", "Name", required=True, hint="Signs edits and comments"),
        e.select("role", "Role", ROLES, required=True, hint="It can be changed at any time"),
    )


def token_items(users: Sequence[UserRecord]) -> tuple[Entry, ...]:
    """The form of a new token; for whom, where that is to be chosen."""
    items = (
        e.text("label", "What it is for", required=True, hint="Such as: nightly cost export"),
        e.number("days", "Days until it ends", hint="Empty: until it is revoked"),
    )
    if not users:
        return items
    people = tuple(Option(user.id, f"{user.name} ({user.role})") for user in users)
    return (*items, e.select("user_id", "Acts for", people, required=True))


def access_view(
    shell: Shell,
    me: Actor,
    today: dt.date,
    users: Sequence[UserRecord],
    tokens: Sequence[TokenRecord],
    answered: Answered,
) -> AccessView:
    """The page, with the forms as they were typed."""
    may_manage = me.role >= Role.OWNER
    return AccessView(
        shell=shell,
        may_manage=may_manage,
        secret=answered.secret,
        users=tuple(_user(one, me.id) for one in users),
        roles=ROLES,
        refused=answered.refused,
        writing_href=f"{ACCESS}/writing",
        manners=_manners(),
        locale=me.locale or "",
        sample=f"{words.day(today)}, {words.decimal(1_234_567.5, 1)}",
        new_user=_form("users", user_items(), answered.user or {"role": "editor"}, answered.user_errors),
        tokens=tuple(_token(one) for one in tokens),
        new_token=_form(
            "tokens",
            token_items(users if may_manage else ()),
            answered.token or {"days": "90", "user_id": me.id},
            answered.token_errors,
        ),
    )


def _manners() -> tuple[Option, ...]:
    known = sorted((locales.known(tag) for tag in locales.OFFERED), key=lambda one: one.own_name.casefold())
    return (Option("", "As the browser asks for"), *(Option(one.tag, one.own_name) for one in known))


def _form(
    name: str, items: Sequence[Entry], typed: Mapping[str, str], errors: Mapping[str, str]
) -> AccessForm:
    fields = tuple(field_view(item, typed, errors) for item in items)
    return AccessForm(f"{ACCESS}/{name}", fields, errors.get("", ""))


def _user(user: UserRecord, me: str) -> UserLine:
    href = f"{ACCESS}/users/{user.id}"
    return UserLine(
        name=user.name,
        role=user.role,
        role_name=NAMES[user.role],
        since=words.day(user.created_at.date()),
        me=user.id == me,
        fixed=user.id == LOCAL,
        role_href=f"{href}/role",
        link_href=f"{href}/link",
        remove_href=f"{href}/remove",
    )


def _token(token: TokenRecord) -> TokenLine:
    return TokenLine(
        label=token.label,
        user=token.user,
        made=words.day(token.created_at.date()),
        ends=words.day(token.expires_at.date()) if token.expires_at else "when it is revoked",
        revoke_href=f"{ACCESS}/tokens/{token.id}/revoke",
    )

"""The verbs `user` and `token`: who may use an installation, and which programs may act for them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.commands.output import DONE, answers, emit, json_option, say
from planner.commands.stored import data_option, stored

if TYPE_CHECKING:
    from planner.services.tokens import TokenRecord
    from planner.services.users import UserRecord

ROLES = click.Choice(["viewer", "editor", "owner"])
LONGEST_LIST = 200


@click.group("user")
def user_command() -> None:
    """List, add and remove users of the installation, change roles, and make login links."""


@user_command.command("list")
@data_option
@json_option
@answers
def user_list(data: Path | None, as_json: bool) -> int:
    """List the users with their roles."""
    from planner.services.users import list_users

    users: list[UserRecord] = []
    with stored(data) as ctx:
        page = list_users(ctx, limit=LONGEST_LIST)
        users.extend(page.items)
        while page.next_cursor:
            page = list_users(ctx, limit=LONGEST_LIST, cursor=page.next_cursor)
            users.extend(page.items)
    text = "\n".join(f"{one.id:22} {one.role:8} {one.name}" for one in users)
    emit({"users": [_user(one) for one in users]}, text, as_json=as_json)
    return DONE


@user_command.command("add")
@click.argument("name")
@click.option("--role", type=ROLES, default="editor", show_default=True, help="What the user may do.")
@data_option
@json_option
@answers
def user_add(name: str, role: str, data: Path | None, as_json: bool) -> int:
    """Add a user, and print a link that signs NAME in once."""
    from planner.services.users import add_user, make_login_link

    with stored(data, write=True) as ctx:
        user = add_user(ctx, name, role)
        link = make_login_link(ctx, user.id)
    payload = {"user": _user(user), "login": link.path, "expires_at": link.expires_at.isoformat()}
    _say_link(link.path)
    emit(payload, f"{user.id} {user.name} is {user.role}", as_json=as_json)
    return DONE


@user_command.command("role")
@click.argument("user")
@click.argument("role", type=ROLES)
@data_option
@json_option
@answers
def user_role(user: str, role: str, data: Path | None, as_json: bool) -> int:
    """Give USER (an id) another ROLE."""
    from planner.services.users import change_role

    with stored(data, write=True) as ctx:
        changed = change_role(ctx, user, role)
    emit({"user": _user(changed)}, f"{changed.name} is {changed.role}", as_json=as_json)
    return DONE


@user_command.command("link")
@click.argument("user")
@data_option
@json_option
@answers
def user_link(user: str, data: Path | None, as_json: bool) -> int:
    """Make a new link that signs USER (an id) in once."""
    from planner.services.users import make_login_link

    with stored(data, write=True) as ctx:
        link = make_login_link(ctx, user)
    payload = {"user": _user(link.user), "login": link.path, "expires_at": link.expires_at.isoformat()}
    _say_link(link.path)
    emit(payload, f"for {link.user.name}, until {link.expires_at:%Y-%m-%d %H:%M} UTC", as_json=as_json)
    return DONE


@user_command.command("remove")
@click.argument("user")
@data_option
@json_option
@answers
def user_remove(user: str, data: Path | None, as_json: bool) -> int:
    """Remove USER (an id) with sessions and tokens; what was written keeps the name."""
    from planner.services.users import remove_user

    with stored(data, write=True) as ctx:
        removed = remove_user(ctx, user)
    emit({"user": _user(removed)}, f"{removed.name} is removed", as_json=as_json)
    return DONE


@click.group("token")
def token_command() -> None:
    """List, make and revoke tokens, with which programs use the API."""


@token_command.command("list")
@data_option
@json_option
@answers
def token_list(data: Path | None, as_json: bool) -> int:
    """List the tokens of all users; secrets are not kept."""
    from planner.services.tokens import list_tokens

    with stored(data) as ctx:
        tokens = list_tokens(ctx, everybody=True)
    text = "\n".join(
        f"{one.id} {one.user}, {one.label}, {f'until {one.expires_at:%Y-%m-%d}' if one.expires_at else 'no end'}"
        for one in tokens
    )
    emit({"tokens": [_token(one) for one in tokens]}, text or "no tokens yet", as_json=as_json)
    return DONE


@token_command.command("add")
@click.argument("label")
@click.option("--user", metavar="ID", help="Whom it acts for.  [default: the owner]")
@click.option("--days", type=int, help="It ends after so many days.  [default: until it is revoked]")
@data_option
@json_option
@answers
def token_add(label: str, user: str | None, days: int | None, data: Path | None, as_json: bool) -> int:
    """Make a token for what LABEL says, and print it; it cannot be shown again."""
    from planner.services.tokens import create_token

    with stored(data, write=True) as ctx:
        made = create_token(ctx, label, days=days, user_id=user)
    say(f"token {made.token.id} acts for {made.token.user}; send it as 'Authorization: Bearer ...'")
    emit({"token": _token(made.token), "secret": made.secret}, made.secret, as_json=as_json)
    return DONE


@token_command.command("revoke")
@click.argument("token")
@data_option
@json_option
@answers
def token_revoke(token: str, data: Path | None, as_json: bool) -> int:
    """End TOKEN (its id, from `token list`)."""
    from planner.services.tokens import revoke_token

    with stored(data, write=True) as ctx:
        ended = revoke_token(ctx, token)
    emit({"token": _token(ended)}, f"{ended.label} of {ended.user} is revoked", as_json=as_json)
    return DONE


def _say_link(path: str) -> None:
    say(f"sign in once with {path} behind the address of the server")


def _user(user: "UserRecord") -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "role": user.role, "created_at": user.created_at.isoformat()}


def _token(token: "TokenRecord") -> dict[str, Any]:
    return {
        "id": token.id,
        "label": token.label,
        "user_id": token.user_id,
        "user": token.user,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }

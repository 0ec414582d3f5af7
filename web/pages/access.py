"""Users of the organisation and tokens for programs: who they are, who is let in, what is taken away."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request, Response

from planner.errors import BadInput, Conflict, LimitExceeded
from planner.services.context import Role
from planner.services.tokens import NewToken, create_token, list_tokens, revoke_token
from planner.services.users import (
    LoginLink,
    UserRecord,
    add_user,
    change_role,
    choose_locale,
    list_users,
    make_login_link,
    remove_user,
)
from web import locales, words
from web.forms.entries import Entry
from web.forms.form import fill, whole
from web.forms.places import diagnostic_errors
from web.rendering import answer
from web.views.access import ACCESS, AccessView, Answered, Secret, access_view, token_items, user_items
from web.views.shell import shell
from web.visit import CurrentVisit, Typed, Visit, go

router = APIRouter()
PAGE_OF_USERS = 200
NOTHING = Answered()


@router.get(ACCESS)
def access(visit: CurrentVisit) -> Response:
    """Users and tokens."""
    return answer(_page(visit))


@router.get(ACCESS + "/{part}")
@router.get(ACCESS + "/users/{user_id}/{deed}")
def again() -> Response:
    """Where a form was refused one may load the page again."""
    return go(ACCESS)


def _everybody(visit: Visit) -> Sequence[UserRecord]:
    page = list_users(visit.context, limit=PAGE_OF_USERS)
    users = [*page.items]
    while page.next_cursor:
        page = list_users(visit.context, limit=PAGE_OF_USERS, cursor=page.next_cursor)
        users.extend(page.items)
    return users


def _page(visit: Visit, answered: Answered = NOTHING) -> AccessView:
    actor = visit.context.actor
    return access_view(
        shell(visit.frame, "Users and tokens", section="Access"),
        actor,
        visit.now.date(),
        _everybody(visit),
        list_tokens(visit.context, everybody=actor.role >= Role.OWNER),
        answered,
    )


@router.post(ACCESS + "/writing")
def choose_writing(visit: CurrentVisit, typed: Typed) -> Response:
    """Choose how dates and numbers are written for whoever asks."""
    chosen = locales.manner(typed.get("locale", ""))
    choose_locale(visit.context, chosen.tag if chosen else None)
    return go(ACCESS, said="written")


@router.post(ACCESS + "/users")
def add(visit: CurrentVisit, request: Request, typed: Typed) -> Response:
    """Add a user; the page shows once how they sign in."""
    given, errors = fill(user_items(), typed, {})
    if not errors:
        try:
            user = add_user(visit.context, str(given["name"]), str(given["role"]))
        except (BadInput, Conflict, LimitExceeded) as wrong:
            errors = _errors(user_items(), typed, wrong)
        else:
            link = make_login_link(visit.context, user.id)
            return answer(_page(visit, Answered(secret=_login(request, link))))
    return answer(_page(visit, Answered(user=typed, user_errors=errors)), status=422)


@router.post(ACCESS + "/users/{user_id}/role")
def role(visit: CurrentVisit, user_id: str, typed: Typed) -> Response:
    """Give a user another role."""
    try:
        change_role(visit.context, user_id, typed.get("role", ""))
    except (BadInput, Conflict) as wrong:
        return _refused(visit, wrong)
    return go(ACCESS, said="role-changed")


@router.post(ACCESS + "/users/{user_id}/link")
def link(visit: CurrentVisit, request: Request, user_id: str) -> Response:
    """Make a new link that signs a user in; the page shows it once."""
    return answer(_page(visit, Answered(secret=_login(request, make_login_link(visit.context, user_id)))))


@router.post(ACCESS + "/users/{user_id}/remove")
def remove(visit: CurrentVisit, user_id: str) -> Response:
    """Remove a user with sessions and tokens."""
    try:
        remove_user(visit.context, user_id)
    except Conflict as wrong:
        return _refused(visit, wrong)
    return go(ACCESS, said="user-removed")


@router.post(ACCESS + "/tokens")
def make_token(visit: CurrentVisit, typed: Typed) -> Response:
    """Make a token; the page shows its secret once."""
    owner = visit.context.actor.role >= Role.OWNER
    items = token_items(_everybody(visit) if owner else ())
    given, errors = fill(items, typed, {})
    days = whole(given, errors, "days")
    if not errors:
        try:
            made = create_token(
                visit.context,
                str(given["label"]),
                days=days,
                user_id=str(given["user_id"]) if "user_id" in given else None,
            )
        except (BadInput, LimitExceeded) as wrong:
            errors = _errors(items, typed, wrong)
        else:
            return answer(_page(visit, Answered(secret=_shown(made))))
    return answer(_page(visit, Answered(token=typed, token_errors=errors)), status=422)


@router.post(ACCESS + "/tokens/{token_id}/revoke")
def revoke(visit: CurrentVisit, token_id: str) -> Response:
    """End a token."""
    revoke_token(visit.context, token_id)
    return go(ACCESS, said="token-revoked")


def _refused(visit: Visit, wrong: BadInput | Conflict) -> Response:
    return answer(
        _page(visit, Answered(refused=wrong.message)), status=409 if isinstance(wrong, Conflict) else 422
    )


def _errors(
    items: Sequence[Entry], typed: Mapping[str, str], wrong: BadInput | Conflict | LimitExceeded
) -> dict[str, str]:
    if isinstance(wrong, BadInput):
        return diagnostic_errors(items, typed, wrong.diagnostics, wrong.message)
    # Another user of that name is the only thing that a new one can be in conflict with.
    return {"name" if isinstance(wrong, Conflict) else "": wrong.message}


def _login(request: Request, made: LoginLink) -> Secret:
    return Secret(
        f"How {made.user.name} signs in",
        f"Send it to {made.user.name} now: it works once, until {words.moment(made.expires_at)} (UTC), and is not "
        "shown again.",
        "Link",
        str(request.base_url) + made.path.removeprefix("/"),
    )


def _shown(made: NewToken) -> Secret:
    return Secret(
        f"The token for {made.token.label}",
        f"Copy it now: it is not stored and is shown this one time. It acts for {made.token.user}. "
        "Programs send it as Authorization: Bearer, then the token.",
        "Token",
        made.secret,
    )

"""Who is asking, for which organisation, who else is in it, and which programs act for whom."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.bodies import CheckedRoute
from api.dependencies import Ctx, Cursor, Limit, end_session
from api.schemas import ActorBody, LocaleRequest, PageOf
from api.schemas_access import (
    LoginLinkBody,
    NewTokenBody,
    OrganisationBody,
    RoleRequest,
    TokenBody,
    TokenRequest,
    UserBody,
    UserRequest,
)
from planner.errors import wrong_field
from planner.services import tokens, users
from planner.services.context import Context
from planner.services.pages import cut
from web.locales import manner

router = APIRouter(tags=["organisations"], route_class=CheckedRoute)
USERS = "/organisations/{organisation_id}/users"


@router.get("/me", response_model=ActorBody)
def me(ctx: Ctx) -> ActorBody:
    """The actor of this request."""
    return _actor(ctx, ctx.actor.locale)


@router.patch("/me", response_model=ActorBody)
def change_me(ctx: Ctx, asked: LocaleRequest) -> ActorBody:
    """Choose how pages write dates and numbers for the actor. Answers of the API are the same for everybody."""
    known = manner(asked.locale) if asked.locale is not None else None
    if asked.locale is not None and known is None:
        raise wrong_field("locale", f"'{asked.locale}' is not known; write one such as de or en-US")
    tag = known.tag if known else None
    users.choose_locale(ctx, tag)
    return _actor(ctx, tag)


def _actor(ctx: Context, locale: str | None) -> ActorBody:
    actor = ctx.actor
    return ActorBody(
        id=actor.id,
        name=actor.name,
        role=actor.role.name.lower(),
        organisation_id=ctx.organisation_id,
        locale=locale,
    )


@router.post("/me/sign-out", status_code=204)
def sign_out(ctx: Ctx, request: Request, response: Response) -> None:
    """End the session of the browser that asks."""
    end_session(ctx, request, response)


@router.get("/me/tokens", response_model=PageOf[TokenBody])
def list_tokens(
    ctx: Ctx,
    everybody: Annotated[bool, Query(description="Of the whole organisation (owners).")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Any:
    """List tokens that have not ended, the newest first; secrets are not kept."""
    return cut(tokens.list_tokens(ctx, everybody=everybody), lambda one: one.id, limit, cursor)


@router.post("/me/tokens", status_code=201, response_model=NewTokenBody)
def create_token(ctx: Ctx, asked: TokenRequest) -> Any:
    """Make a token with which a program acts for a user. The secret is in this answer only."""
    return tokens.create_token(ctx, asked.label, days=asked.days, user_id=asked.user_id)


@router.delete("/me/tokens/{token_id}", response_model=TokenBody)
def revoke_token(ctx: Ctx, token_id: str) -> Any:
    """End a token of one's own (owners: any)."""
    return tokens.revoke_token(ctx, token_id)


@router.get("/organisations", response_model=PageOf[OrganisationBody])
def list_organisations(ctx: Ctx, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the organisations that the actor belongs to."""
    return cut([users.get_organisation(ctx, ctx.organisation_id)], lambda one: one.id, limit, cursor)


@router.get("/organisations/{organisation_id}", response_model=OrganisationBody)
def get_organisation(ctx: Ctx, organisation_id: str) -> Any:
    """Get an organisation."""
    return users.get_organisation(ctx, organisation_id)


@router.get(USERS, response_model=PageOf[UserBody])
def list_users(ctx: Ctx, organisation_id: str, limit: Limit = 50, cursor: Cursor = None) -> Any:
    """List the users of an organisation with their roles."""
    return users.list_users(_within(ctx, organisation_id), limit=limit, cursor=cursor)


@router.post(USERS, status_code=201, response_model=UserBody)
def add_user(
    ctx: Ctx,
    organisation_id: str,
    asked: UserRequest,
    response: Response,
) -> Any:
    """Add a user (owners). They get in by a login link, or by tokens."""
    made = users.add_user(_within(ctx, organisation_id), asked.name, asked.role)
    response.headers["Location"] = f"/api/v1/organisations/{organisation_id}/users/{made.id}"
    return made


@router.get(USERS + "/{user_id}", response_model=UserBody)
def get_user(ctx: Ctx, organisation_id: str, user_id: str) -> Any:
    """Get a user."""
    return users.get_user(_within(ctx, organisation_id), user_id)


@router.patch(USERS + "/{user_id}", response_model=UserBody)
def change_role(ctx: Ctx, organisation_id: str, user_id: str, asked: RoleRequest) -> Any:
    """Give a user another role (owners); it holds from their next request on."""
    return users.change_role(_within(ctx, organisation_id), user_id, asked.role)


@router.delete(USERS + "/{user_id}", response_model=UserBody)
def remove_user(ctx: Ctx, organisation_id: str, user_id: str) -> Any:
    """Remove a user with sessions and tokens (owners); what they have written keeps their name."""
    return users.remove_user(_within(ctx, organisation_id), user_id)


@router.post(USERS + "/{user_id}/login-links", status_code=201, response_model=LoginLinkBody)
def make_login_link(ctx: Ctx, organisation_id: str, user_id: str) -> Any:
    """Make a link that signs a user in once (owners). It is in this answer only."""
    return users.make_login_link(_within(ctx, organisation_id), user_id)


def _within(ctx: Context, organisation_id: str) -> Context:
    users.get_organisation(ctx, organisation_id)
    return ctx

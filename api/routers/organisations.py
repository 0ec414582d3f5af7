"""Who is asking, and for which organisation."""

from fastapi import APIRouter, Request, Response

from api.dependencies import Ctx, end_session
from api.schemas import ActorBody

router = APIRouter(tags=["organisations"])


@router.get("/me", response_model=ActorBody)
def me(ctx: Ctx) -> ActorBody:
    """The actor of this request."""
    actor = ctx.actor
    return ActorBody(
        id=actor.id, name=actor.name, role=actor.role.name.lower(), organisation_id=ctx.organisation_id
    )


@router.post("/me/sign-out", status_code=204)
def sign_out(ctx: Ctx, request: Request, response: Response) -> None:
    """End the session of the browser that asks."""
    end_session(ctx, request, response)

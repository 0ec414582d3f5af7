"""Who is asking, and for which organisation."""

from fastapi import APIRouter

from api.dependencies import Ctx
from api.schemas import ActorBody

router = APIRouter(tags=["organisations"])


@router.get("/me", response_model=ActorBody)
def me(ctx: Ctx) -> ActorBody:
    """The actor of this request."""
    actor = ctx.actor
    return ActorBody(
        id=actor.id, name=actor.name, role=actor.role.name.lower(), organisation_id=ctx.organisation_id
    )

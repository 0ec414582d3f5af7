"""Bodies about organisations, users, login links and tokens."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.idempotency import NOT_AGAIN, TOLD_ONCE
from api.schemas import Body
from planner.services.tokens import MOST_DAYS as MOST_TOKEN_DAYS
from planner.services.tokens import MOST_LABEL as MOST_TOKEN_LABEL
from planner.services.users import MOST_NAME

RoleName = Literal["viewer", "editor", "owner"]


class OrganisationBody(Body):
    """The owner of portfolios, plans and users."""

    id: str
    name: str
    created_at: dt.datetime


class UserRequest(BaseModel):
    """A user who is to be added."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(
        min_length=1, max_length=MOST_NAME, description="Edits and comments are signed with it."
    )
    role: RoleName = "editor"


class RoleRequest(BaseModel):
    """What a user may do from now on."""

    model_config = ConfigDict(extra="forbid")
    role: RoleName


class UserBody(Body):
    """A person of the organisation."""

    id: str
    name: str
    role: RoleName
    created_at: dt.datetime


class LoginLinkBody(Body):
    """How a user signs in, once; it cannot be read again."""

    user: UserBody
    path: str | None = Field(
        description="Behind the address of the server. " + NOT_AGAIN, json_schema_extra={TOLD_ONCE: True}
    )
    expires_at: dt.datetime


class TokenRequest(BaseModel):
    """A token that is to be made."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(min_length=1, max_length=MOST_TOKEN_LABEL, description="What it is for.")
    days: int | None = Field(
        default=None, ge=1, le=MOST_TOKEN_DAYS, description="It ends after so many; null: when it is revoked."
    )
    user_id: str | None = Field(
        default=None, max_length=80, description="Whom it acts for (owners); null: oneself."
    )


class TokenBody(Body):
    """A token without its secret."""

    id: str
    label: str
    user_id: str
    user: str
    created_at: dt.datetime
    expires_at: dt.datetime | None


class NewTokenBody(Body):
    """A token with its secret, which cannot be read again."""

    token: TokenBody
    secret: str | None = Field(
        description="Send it as `Authorization: Bearer ...`. " + NOT_AGAIN,
        json_schema_extra={TOLD_ONCE: True},
    )

"""Bodies about comments on projects."""

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Body
from planner.domain.limits import MAX_COMMENT


class CommentRequest(BaseModel):
    """A comment that is to be written."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=MAX_COMMENT, description="Plain text; pages show links in it.")


class CommentBody(Body):
    """What somebody has written about a project."""

    id: str
    project_id: str
    text: str
    author: str
    created_at: dt.datetime
    deletable: bool = Field(description="Whether whoever asks may delete it.")


class CommentDeletedBody(Body):
    """A comment that is gone, and how it comes back."""

    portfolio_id: str
    project_id: str
    undo_token: str

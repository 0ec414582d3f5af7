"""Bodies about saved filters of the table of projects."""

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Body
from planner.domain.project_filter import TableView
from planner.services.filters import MOST_NAME


class FilterRequest(BaseModel):
    """A filter that is to be kept."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=MOST_NAME)
    view: TableView


class FilterBody(Body):
    """A filter under a name."""

    id: str
    name: str
    view: TableView
    created_by: str
    created_at: dt.datetime


class FilterDeletedBody(Body):
    """A filter that is gone, and how it comes back."""

    name: str
    undo_token: str

"""Bodies about what was changed by hand."""

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Body, JobBody
from planner.domain.document_edits import Edit
from planner.domain.policies import Pin


class PinsRequest(BaseModel):
    """Pins to keep, as `what-if` answers them."""

    model_config = ConfigDict(extra="forbid")
    pins: list[Pin] = Field(min_length=1, max_length=1000)


class KeptPinsBody(Body):
    """A gesture that was kept, and the job that plans again with it."""

    gesture_id: str
    job: JobBody


class GestureBody(Body):
    """Pins that were kept in one step."""

    id: str
    by: str
    at: dt.datetime
    edits: list[Edit] = Field(description="What it changed in the portfolio.")
    plan_id: str | None = Field(description="The plan on which it was made, while that is stored.")
    undone_at: dt.datetime | None = Field(description="Null: it holds.")


class TakenBackBody(Body):
    """A gesture that was taken back."""

    plan_id: str | None = Field(description="The plan on which it was made, while that is stored.")


class MadeAgainBody(Body):
    """A gesture that was made again."""

    job: JobBody | None = Field(description="Plans again; null while the portfolio has no plan.")

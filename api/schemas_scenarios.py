"""Bodies of scenarios."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Body
from planner.domain.document_edits import Clash, Edit, Side
from planner.domain.scenarios import ScenarioState


class ScenarioBody(Body):
    """A stored scenario."""

    id: str
    portfolio_id: str
    name: str
    note: str
    state: ScenarioState
    edits: list[Edit]
    base_plan_id: str | None = Field(description="The plan on which the changes were tried.")
    plan_id: str | None = Field(description="Its newest plan.")
    value: float | None = Field(description="Of that plan.")
    version: int
    created_by: str
    created_at: dt.datetime
    updated_at: dt.datetime


class ScenarioPatch(BaseModel):
    """What is to be different; what is absent stays."""

    model_config = ConfigDict(extra="forbid")
    name: str | None = Field(default=None, min_length=1, max_length=200)
    note: str | None = Field(default=None, max_length=10_000)
    state: Literal["draft", "dropped"] | None = None


class ReviewBody(Body):
    """A scenario against the portfolio as it is now."""

    scenario: ScenarioBody
    clashes: list[Clash]
    portfolio_version: int = Field(description="The If-Match of applying it.")


class Choice(BaseModel):
    """Whose value holds for an edit that clashes."""

    model_config = ConfigDict(extra="forbid")
    edit: int = Field(ge=0, le=1_000_000, description="Number of the edit, from 0.")
    value: Side


class ApplyRequest(BaseModel):
    """What was decided in the review."""

    model_config = ConfigDict(extra="forbid")
    choices: list[Choice] = Field(default=[], max_length=10_000)


class AppliedBody(Body):
    """A scenario that is part of its portfolio now."""

    scenario: ScenarioBody
    portfolio_version: int

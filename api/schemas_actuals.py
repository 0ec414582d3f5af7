"""Bodies about what was spent."""

import datetime as dt

from pydantic import Field

from api.schemas import Body, PriceText
from planner.domain.cost import CostKind
from planner.domain.variance import ActualFormat


class SpentBody(Body):
    """Amounts of a stored month in one currency."""

    currency: str | None = Field(description="Null: the portfolio's.")
    amount: PriceText


class StoredMonthBody(Body):
    """What one source says was spent in one month."""

    id: str
    source: str
    month: str
    format: ActualFormat
    file_name: str
    kinds: list[CostKind]
    lines: int
    hours: float = Field(description="Accelerator-hours.")
    amounts: list[SpentBody] = Field(
        description="As given. Hours without an amount are priced by the pools of a plan, and are not in it."
    )
    knows_unused: bool = Field(description="Whether commitments without use are in it.")
    created_at: dt.datetime
    created_by: str


class ActualsChangeBody(Body):
    """Months that are there now, and those whose place they took or that are gone."""

    portfolio_id: str
    stored: list[StoredMonthBody]
    removed: list[StoredMonthBody]
    undo_token: str = Field(description="Takes the change back; taking that back is doing it again.")

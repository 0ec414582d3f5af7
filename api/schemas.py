"""Bodies of the API that are not documents of the domain."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.idempotency import NOT_AGAIN, TOLD_ONCE
from planner.domain.answers import FrontierAxis
from planner.domain.changes import Move
from planner.domain.cost import ChargeType, CostBasis, CostKind, CostView, Treatment
from planner.domain.depreciation import Depreciation
from planner.domain.finance import ChargebackKey, Rate
from planner.domain.forecast import Forecast
from planner.domain.job import JobKind, JobProgress, JobState
from planner.domain.plan import Plan, Status
from planner.domain.portfolio import Portfolio
from planner.domain.variance import UnitCost
from planner.domain.what_if import WhatIf
from planner.services.publications import MOST_NOTE
from planner.services.rows import RowKind
from planner.services.shares import MOST_DAYS, MOST_LABEL

T = TypeVar("T")
MoneyText = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$", examples=["12500.00"])]
PriceText = Annotated[
    MoneyText, BeforeValidator(lambda value: f"{value:f}" if isinstance(value, Decimal) else value)
]
"""An amount of the domain as it is written."""


class Body(BaseModel):
    """A body that is made from a service's record."""

    model_config = ConfigDict(from_attributes=True)


class PageOf(Body, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None = None


class Decision(BaseModel):
    """Why a plan becomes the plan of record."""

    model_config = ConfigDict(extra="forbid")
    note: str = Field(default="", max_length=MOST_NOTE)


class PublicationBody(Body):
    """A decision to make a plan the plan of record."""

    id: str
    plan_id: str
    at: dt.datetime
    by: str
    note: str
    exists: bool = Field(description="Whether the plan is still stored.")
    value: float | None


class ShareRequest(BaseModel):
    """A link that is wanted to the plan of record, or to one plan."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(min_length=1, max_length=MOST_LABEL, description="Whom it is for.")
    days: int = Field(default=30, ge=1, le=MOST_DAYS, description="Until it ends.")
    with_costs: bool = False
    plan_id: str | None = Field(
        default=None, max_length=80, description="The one plan that it shows; absent: the plan of record."
    )


class ShareBody(Body):
    """A link to the plan of record, or to one plan, that needs no login."""

    id: str
    label: str
    plan_id: str | None = Field(description="The one plan that it shows; null: the plan of record.")
    with_costs: bool
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime
    revoked_at: dt.datetime | None


class NewShareBody(ShareBody):
    """A new link. Its path is shown this one time."""

    path: str | None = Field(
        description=NOT_AGAIN, examples=["/shared/Zk3..."], json_schema_extra={TOLD_ONCE: True}
    )


class PortfolioLine(Body):
    """A portfolio in a list."""

    id: str
    name: str
    version: int
    projects: int
    people: int
    pools: int
    created_at: dt.datetime
    updated_at: dt.datetime
    updated_by: str


class PortfolioBody(Body):
    """A stored portfolio."""

    id: str
    version: int
    portfolio: Portfolio
    updated_at: dt.datetime
    updated_by: str


class WarningBody(Body):
    """Something doubtful about a document."""

    path: str
    message: str
    line: int | None = None


class ImportedBody(PortfolioBody):
    """A new portfolio, with what is doubtful about it and every mapping that an importer has made."""

    warnings: list[WarningBody]


class RowBody(Body, Generic[T]):
    """A row with its version."""

    id: str
    version: int
    body: T


class DeletionBody(Body):
    """How to take a deletion back: POST to /api/v1/undo/{undo_token}."""

    undo_token: str


class UndoneBody(Body):
    """Rows that are as they were before; the token does it again."""

    portfolio_id: str
    kind: RowKind
    ids: list[str]
    undo_token: str


class JobBody(Body):
    """Long work and what became of it."""

    id: str
    kind: JobKind
    state: JobState
    portfolio_id: str
    plan_id: str | None = Field(description="The plan that a forecast or an answer is about.")
    progress: JobProgress | None
    attempts: int
    reason: str | None
    result_id: str | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None


class PlanLine(Body):
    """A plan in a list."""

    id: str
    portfolio_id: str
    snapshot: str
    status: Status
    value: float | None
    gap: float | None
    created_at: dt.datetime
    is_record: bool


class PlanBody(Body):
    """A stored plan."""

    id: str
    portfolio_id: str
    snapshot: str
    plan: Plan
    created_at: dt.datetime
    verified: bool
    is_record: bool


class MovesBody(Body):
    """How a plan differs from the one that it replaces."""

    base_plan_id: str
    change_price: PriceText = Field(description="Of each move.")
    value: float | None = Field(description="Of the plan before the price of its moves is taken off.")
    moves: list[Move]


class CurveJob(Body):
    """A job that plans again at one price of moves."""

    change_price: PriceText
    job: JobBody


class CurveBody(Body):
    """The plans of a curve of moves against value, under way; read the moves of each when it is done."""

    items: list[CurveJob]


class WhatIfBody(Body):
    """What a gesture would do, and the job that plans the portfolio again with its pins when that was asked for."""

    answer: WhatIf
    job: JobBody | None


class HistoryBody(Body):
    """Stored finished work."""

    id: str
    portfolio_id: str | None = Field(description="Null: all portfolios of the organisation learn from it.")
    name: str
    rows: int
    created_at: dt.datetime
    created_by: str


class NewHistoryBody(Body):
    """A new history, and the rows of its file that were left out."""

    history: HistoryBody
    left_out: list[WarningBody]


class MarginalRow(Body):
    """What one more of a resource is worth to a plan."""

    resource: str
    kind: str
    change: str
    value: float | None = Field(
        description="Gain over the best plan without the change; null when none was found."
    )
    noise: float = Field(description="How far plans of the unchanged portfolio lie apart.")
    clear: bool = Field(description="Whether the gain is above the noise.")


class MarginalBody(Body):
    """What one more of each resource is worth to a plan, the largest gain first."""

    rows: list[MarginalRow]


class FrontierRow(Body):
    """A plan that no other one found beats in both value and what it is traded against."""

    level: PriceText = Field(description="Part of the spending, or the confidence, that was asked for.")
    spend: PriceText
    value: float
    projects: int
    gives_up: list[str] = Field(description="Projects of the first plan that are not in this one.")
    reached: bool


class FrontierBody(Body):
    """Value against spend or confidence."""

    against: FrontierAxis
    points: list[FrontierRow]


class ViolationBody(BaseModel):
    """A broken rule."""

    rule: str
    text: str


class VerificationBody(BaseModel):
    """What the independent verifier says of a plan now."""

    valid: bool
    violations: list[ViolationBody]
    value: float


class ActorBody(BaseModel):
    """Who is asking."""

    id: str
    name: str
    role: str = Field(examples=["owner"])
    organisation_id: str
    locale: str | None = Field(
        default=None,
        description="How pages write dates and numbers for them; null: as each browser asks for.",
        examples=["de"],
    )


class LocaleRequest(BaseModel):
    """How pages write dates and numbers for the actor."""

    model_config = ConfigDict(extra="forbid")
    locale: str | None = Field(
        max_length=35,
        description="A tag such as de or en-US; null: as each browser asks for.",
        examples=["de"],
    )


class ForecastBody(Body):
    """A stored forecast."""

    id: str
    plan_id: str
    job_id: str
    created_at: dt.datetime
    forecast: Forecast


class CostRowBody(Body):
    """A cost in the days of one week that fall in one month."""

    week: dt.date = Field(description="Monday.")
    month: str
    quarter: str
    kind: CostKind
    project: str | None = Field(description="Null: unassigned.")
    theme: str | None
    phase: str | None
    phase_kind: str | None
    pool: str | None
    accelerator: str | None
    cost_centre: str | None
    charge: ChargeType
    treatment: Treatment = Field(description="Whether it may be capitalised, by the kind of its phase.")
    paid_on: dt.date | None = Field(description="For a commitment: the day on which it is paid.")
    hours: float | None = Field(description="Paid accelerator-hours.")
    amount: MoneyText


class BudgetLineBody(Body):
    """A budget and what is spent of it."""

    quarter: str | None
    theme: str | None
    kind: CostKind
    budget: MoneyText
    spent: MoneyText
    left: MoneyText


class CostBody(Body):
    """What a plan costs. Each grouping sums to `total` exactly."""

    currency: str
    view: CostView
    basis: CostBasis
    chargeback: ChargebackKey
    plan_currency: str | None = Field(description="The portfolio's own, when amounts are converted from it.")
    rates: list[Rate] = Field(description="By which amounts are converted.")
    total: MoneyText
    by_week: dict[str, MoneyText]
    by_month: dict[str, MoneyText]
    by_quarter: dict[str, MoneyText]
    by_kind: dict[str, MoneyText]
    by_project: dict[str, MoneyText]
    by_theme: dict[str, MoneyText]
    by_phase: dict[str, MoneyText]
    by_phase_kind: dict[str, MoneyText]
    by_pool: dict[str, MoneyText]
    by_accelerator: dict[str, MoneyText]
    by_cost_centre: dict[str, MoneyText]
    by_charge: dict[str, MoneyText]
    by_treatment: dict[str, MoneyText]
    budgets: list[BudgetLineBody]
    unit_costs: list[UnitCost] = Field(
        default=[], description="Planned, in the portfolio's currency and without filters; not in files."
    )
    depreciation: list[Depreciation] = Field(
        default=[],
        description="Of owned pools that say what their devices were bought for; no part of `total`.",
    )
    rows: list[CostRowBody]


class DemoBody(Body):
    """The demo portfolio, and the job that plans it when there was need for one."""

    portfolio_id: str
    job_id: str | None

"""The tables. Every row that belongs to an organisation says so, and every query asks for it."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from planner.persistence.columns import CompressedText, UtcDateTime, utc_now

#: Names for constraints, so that migrations can name them on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

Json = dict[str, Any]
ACTIVE = "state in ('queued', 'running')"


class Table(SQLModel):
    """Base of the tables."""

    metadata = metadata


def _text(length: int = 64, **options: Any) -> Any:
    return Column(String(length), nullable=options.pop("nullable", False), **options)


def _refers(target: str, *, cascade: bool = True, nullable: bool = False, index: bool = True) -> Any:
    # Deleting an owner deletes what is his; the database does it, so that no row can be left behind.
    key = ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return Column(String(80), key, nullable=nullable, index=index)


def _time(*, nullable: bool = False) -> Any:
    return Column(UtcDateTime(), nullable=nullable)


class Organisation(Table, table=True):
    """The owner of everything else."""

    __tablename__ = "organisation"
    id: str = Field(sa_column=_text(primary_key=True))
    name: str = Field(sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class User(Table, table=True):
    """A person of an organisation, with a role."""

    __tablename__ = "app_user"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    name: str = Field(sa_column=_text(200))
    role: int = Field(sa_column=Column(Integer, nullable=False))
    locale: str | None = Field(default=None, sa_column=_text(35, nullable=True))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class Credential(Table, table=True):
    """A login link (used once), a browser's session or an API token; only the secret's digest is stored."""

    __tablename__ = "credential"
    id: str = Field(sa_column=_text(primary_key=True))
    user_id: str = Field(sa_column=_refers("app_user.id"))
    kind: str = Field(sa_column=_text(16))
    digest: str = Field(sa_column=_text(64, unique=True))
    label: str = Field(default="", sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    expires_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))
    used_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))


_portfolio_version = Column("version", Integer, nullable=False)


class PortfolioTable(Table, table=True):
    """A portfolio without its rows. Its version grows with every change to any part of it."""

    __tablename__ = "portfolio"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    name: str = Field(sa_column=_text(200))
    settings: Json = Field(sa_column=Column(JSON, nullable=False))
    """The document without projects, people, positions and pools."""
    version: int = Field(default=1, sa_column=_portfolio_version)
    settings_version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    """The portfolio's version at the last change of its settings."""
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    updated_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    updated_by: str = Field(sa_column=_text(200))
    __mapper_args__: ClassVar[Json] = {"version_id_col": _portfolio_version}


_row_version = Column("version", Integer, nullable=False)


class PortfolioRow(Table, table=True):
    """A project, person, position or pool of a portfolio."""

    __tablename__ = "portfolio_row"
    __table_args__ = (UniqueConstraint("portfolio_id", "kind", "slug"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id", index=False))
    kind: str = Field(sa_column=_text(16))
    slug: str = Field(sa_column=_text(64))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    """Order within the kind; deleted rows leave gaps, so that they can come back to their place."""
    body: Json = Field(sa_column=Column(JSON, nullable=False))
    version: int = Field(sa_column=_row_version)
    """The portfolio's version at the last change of this row: no later row of this name can repeat it."""
    __mapper_args__: ClassVar[Json] = {"version_id_col": _row_version, "version_id_generator": False}


class Snapshot(Table, table=True):
    """The immutable input of plans, stored once by content."""

    __tablename__ = "snapshot"
    organisation_id: str = Field(
        sa_column=Column(String(64), ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    )
    id: str = Field(sa_column=_text(80, primary_key=True))
    content: str = Field(sa_column=Column(CompressedText, nullable=False))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class JobTable(Table, table=True):
    """A request for long work and what became of it."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_organisation_id_portfolio_id", "organisation_id", "portfolio_id"),
        # The same request while one is under way is the same job.
        Index(
            "uq_job_active_fingerprint",
            "organisation_id",
            "fingerprint",
            unique=True,
            sqlite_where=text(ACTIVE),
            postgresql_where=text(ACTIVE),
        ),
    )
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id", index=False))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id"))
    kind: str = Field(sa_column=_text(16))
    snapshot_id: str = Field(sa_column=_text(80))
    plan_id: str | None = Field(default=None, sa_column=_refers("plan.id", nullable=True))
    """The plan that a forecast is about, or the plan of record, from which moves have a price."""
    scenario_id: str | None = Field(default=None, sa_column=_text(nullable=True))
    """The scenario that is planned."""
    settings: Json = Field(sa_column=Column(JSON, nullable=False))
    fingerprint: str = Field(sa_column=_text(64))
    state: str = Field(default="queued", sa_column=_text(16))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    """Number of the attempt that owns the job: what an earlier one brings is refused."""
    cancel_requested: bool = Field(default=False)
    reason: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    result_id: str | None = Field(default=None, sa_column=_text(nullable=True))
    requested_by: str = Field(sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    started_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))
    finished_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))


class PlanTable(Table, table=True):
    """A verified plan. Its job is named once: no job publishes twice."""

    __tablename__ = "plan"
    __table_args__ = (Index("ix_plan_organisation_id_portfolio_id", "organisation_id", "portfolio_id"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id", index=False))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id"))
    snapshot_id: str = Field(sa_column=_text(80))
    job_id: str = Field(sa_column=_text(unique=True))
    base_plan_id: str | None = Field(default=None, sa_column=_text(nullable=True))
    """The plan of record when it was made."""
    scenario_id: str | None = Field(default=None, sa_column=_text(nullable=True, index=True))
    """The scenario that it is a plan of; None for a plan of the portfolio itself. Not a reference: the scenario refers
    to its plan."""
    settings: Json = Field(sa_column=Column(JSON, nullable=False))
    verified: bool
    """Whether it holds a schedule that the verifier accepted; answers without a schedule are stored too."""
    status: str = Field(sa_column=_text(32))
    value: float | None = Field(default=None)
    gap: float | None = Field(default=None)
    body: str = Field(sa_column=Column(CompressedText, nullable=False))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    published_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))
    """When it became the plan of record; the latest of a portfolio is the one."""


class PublicationTable(Table, table=True):
    """A decision to make a plan the plan of record."""

    __tablename__ = "publication"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id"))
    plan_id: str = Field(sa_column=_text())
    """Not a reference: the decision outlives the plan."""
    actor_id: str = Field(sa_column=_text())
    actor_name: str = Field(sa_column=_text(200))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class ScenarioTable(Table, table=True):
    """Named changes over a portfolio."""

    __tablename__ = "scenario"
    __table_args__ = (Index("ix_scenario_organisation_id_portfolio_id", "organisation_id", "portfolio_id"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id", index=False))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id"))
    name: str = Field(sa_column=_text(200))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    state: str = Field(default="draft", sa_column=_text(16))
    edits: str = Field(sa_column=Column(CompressedText, nullable=False))
    """JSON of the changes, in order."""
    base_plan_id: str | None = Field(default=None, sa_column=_text(nullable=True))
    """The plan on which the changes were tried; planning begins near it."""
    plan_id: str | None = Field(default=None, sa_column=_text(nullable=True))
    """Its newest plan. Not a reference: the plan refers to the scenario."""
    applied_version: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    """The portfolio's version that applying it has made."""
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    created_by: str = Field(sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    updated_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class ShareTable(Table, table=True):
    """A link to a portfolio's plan of record, or to one plan, that needs no login; only the secret's digest is
    stored."""

    __tablename__ = "share"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id"))
    digest: str = Field(sa_column=_text(64, unique=True))
    label: str = Field(sa_column=_text(200))
    plan_id: str | None = Field(default=None, sa_column=_refers("plan.id", nullable=True))
    """The one plan that it shows; None: the plan of record."""
    with_costs: bool
    created_by: str = Field(sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    expires_at: dt.datetime = Field(sa_column=_time())
    revoked_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))


class ForecastTable(Table, table=True):
    """A simulation of a plan."""

    __tablename__ = "forecast"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    plan_id: str = Field(sa_column=_refers("plan.id"))
    job_id: str = Field(sa_column=_text(unique=True))
    settings: Json = Field(sa_column=Column(JSON, nullable=False))
    body: str = Field(sa_column=Column(CompressedText, nullable=False))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class ForecastRunsTable(Table, table=True):
    """What came of every run of a forecast; apart from it, because few who read a forecast need it."""

    __tablename__ = "forecast_runs"
    __table_args__ = (Index("ix_forecast_runs_plan_id_luck", "plan_id", "luck"),)
    forecast_id: str = Field(
        sa_column=Column(String(80), ForeignKey("forecast.id", ondelete="CASCADE"), primary_key=True)
    )
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    plan_id: str = Field(sa_column=_refers("plan.id", index=False))
    luck: str = Field(sa_column=_text())
    """Names the random numbers: forecasts with equal luck are pairs, run by run."""
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AnswerTable(Table, table=True):
    """An answer about a plan that took planning again."""

    __tablename__ = "answer"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    plan_id: str = Field(sa_column=_refers("plan.id"))
    job_id: str = Field(sa_column=_text(unique=True))
    kind: str = Field(sa_column=_text(16))
    subject: str = Field(default="", sa_column=_text(80))
    """The project that an explanation is about."""
    body: str = Field(sa_column=Column(CompressedText, nullable=False))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class HistoryTable(Table, table=True):
    """Finished work from one file: estimates and actuals, of a portfolio or of the whole organisation."""

    __tablename__ = "history"
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    portfolio_id: str | None = Field(default=None, sa_column=_refers("portfolio.id", nullable=True))
    """None: every portfolio of the organisation learns from it."""
    name: str = Field(sa_column=_text(200))
    rows: int = Field(sa_column=Column(Integer, nullable=False))
    body: str = Field(sa_column=Column(CompressedText, nullable=False))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    created_by: str = Field(sa_column=_text(200))


class ActualsTable(Table, table=True):
    """What one source says was spent on a portfolio's work in one month."""

    __tablename__ = "actuals"
    __table_args__ = (UniqueConstraint("portfolio_id", "source", "month"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id", index=False))
    source: str = Field(sa_column=_text(100))
    month: str = Field(sa_column=_text(7))
    """Such as 2027-01."""
    format: str = Field(sa_column=_text(16))
    file_name: str = Field(sa_column=_text(200))
    """Of the upload; empty when it was pasted or sent without one."""
    knows_unused: bool
    body: str = Field(sa_column=Column(CompressedText, nullable=False))
    """JSON of the lines."""
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    created_by: str = Field(sa_column=_text(200))


class CommentTable(Table, table=True):
    """What somebody has written about a project."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_portfolio_id_project_id", "portfolio_id", "project_id"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id"))
    portfolio_id: str = Field(sa_column=_refers("portfolio.id", index=False))
    project_id: str = Field(sa_column=_text(80))
    """Not a reference: a deletion of the project can be undone, and brings its comments back; until then they are kept
    under the name of the deletion."""
    text: str = Field(sa_column=Column(Text, nullable=False))
    author_id: str = Field(sa_column=_text())
    author_name: str = Field(sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class FilterTable(Table, table=True):
    """A filter of the table of projects under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id", index=False))
    name: str = Field(sa_column=_text(200))
    view: Json = Field(sa_column=Column(JSON, nullable=False))
    created_by: str = Field(sa_column=_text(200))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class Change(Table, table=True):
    """The audit trail: who did what to which row, with what was there before where it can be undone."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_organisation_id_portfolio_id", "organisation_id", "portfolio_id"),)
    id: str = Field(sa_column=_text(primary_key=True))
    organisation_id: str = Field(sa_column=_refers("organisation.id", index=False))
    portfolio_id: str = Field(sa_column=_text())
    """Not a reference: the trail outlives the portfolio."""
    actor_id: str = Field(sa_column=_text())
    actor_name: str = Field(sa_column=_text(200))
    at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())
    action: str = Field(sa_column=_text(32))
    kind: str = Field(default="", sa_column=_text(16))
    slug: str = Field(default="", sa_column=_text(80))
    before: Json | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    position: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    undo_token: str | None = Field(default=None, sa_column=_text(64, nullable=True, unique=True))
    undone_at: dt.datetime | None = Field(default=None, sa_column=_time(nullable=True))


class RequestTable(Table, table=True):
    """A request that names an idempotency key, and what it was answered."""

    __tablename__ = "request"
    organisation_id: str = Field(
        sa_column=Column(String(64), ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    )
    key: str = Field(sa_column=_text(200, primary_key=True))
    digest: str = Field(sa_column=_text(64))
    """Of all that was asked for, and by whom."""
    status: int = Field(sa_column=Column(Integer, nullable=False))
    headers: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    body: str = Field(sa_column=Column(CompressedText, nullable=False))
    created_at: dt.datetime = Field(default_factory=utc_now, sa_column=_time())


class Worker(Table, table=True):
    """When a worker was last heard of, by the database's clock."""

    __tablename__ = "worker"
    executor_id: str = Field(sa_column=_text(200, primary_key=True))
    started_at: dt.datetime = Field(sa_column=_time())
    beat_at: dt.datetime = Field(sa_column=_time())

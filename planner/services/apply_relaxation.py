"""Changes of a whole portfolio that can be taken back: those that an explanation has tried, and scenarios."""

import json

from sqlmodel import select

from planner.domain.plan import Reason
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import canonical_json
from planner.errors import Conflict, NotFound
from planner.persistence.columns import utc_now
from planner.persistence.ids import digest, new_secret
from planner.persistence.tables import Change, ScenarioTable
from planner.services.changes import record
from planner.services.context import Context, Role
from planner.services.portfolios import PortfolioRecord, get_portfolio, replace_portfolio
from planner.services.relaxations import relaxations

KIND = "document"


def apply_relaxation(ctx: Context, portfolio_id: str, project_id: str, reason: Reason, change: str) -> str:
    """Make the change that is named in words; the token that takes it back.

    Raises
    ------
    Conflict
        When the change no longer applies to the portfolio.
    """
    ctx.require(Role.EDITOR)
    stored = get_portfolio(ctx, portfolio_id)
    if all(project.id != project_id for project in stored.portfolio.projects):
        raise NotFound(f"The project '{project_id}' is no longer in this portfolio.")
    found = (r for r in relaxations(stored.portfolio, project_id, reason) if r.change == change)
    relaxed = next(found, None)
    if relaxed is None:
        raise Conflict(
            "The portfolio has changed since: this change no longer applies. Plan again, then ask."
        )
    return replace_with_way_back(ctx, stored, relaxed.portfolio)


def replace_with_way_back(ctx: Context, stored: PortfolioRecord, portfolio: Portfolio) -> str:
    """Store a whole document in place of a portfolio; the token for `take_back`. Errors as in `replace_portfolio`."""
    secret = new_secret()
    after = replace_portfolio(ctx, stored.id, portfolio, version=stored.version)
    record(
        ctx,
        stored.id,
        "apply",
        kind=KIND,
        slug=str(after.version),
        before=json.loads(canonical_json(stored.portfolio)),
        undo_token=digest(secret),
    )
    ctx.session.flush()
    return secret


def take_back(ctx: Context, portfolio_id: str, undo_token: str) -> None:
    """Put back the portfolio from before a change.

    Raises
    ------
    NotFound
        When the token is unknown or used.
    Conflict
        When the portfolio was edited since.
    """
    ctx.require(Role.EDITOR)
    query = select(Change).where(
        Change.undo_token == digest(undo_token),
        Change.organisation_id == ctx.organisation_id,
        Change.portfolio_id == portfolio_id,
        Change.kind == KIND,
    )
    change = ctx.session.exec(query.with_for_update()).first()
    if change is None or change.undone_at is not None or change.before is None:
        raise NotFound("There is nothing to undo: it was undone before, or never done.")
    now = get_portfolio(ctx, portfolio_id)
    if str(now.version) != change.slug:
        raise Conflict("The portfolio was edited since, so the change cannot be taken back as a whole.")
    replace_portfolio(
        ctx, portfolio_id, Portfolio.model_validate_json(json.dumps(change.before)), version=now.version
    )
    change.undone_at = utc_now()
    applied = select(ScenarioTable).where(
        ScenarioTable.portfolio_id == portfolio_id, ScenarioTable.applied_version == now.version
    )
    for scenario in ctx.session.exec(applied):
        scenario.applied_version = None
        scenario.state = "planned" if scenario.plan_id else "draft"
        scenario.version += 1

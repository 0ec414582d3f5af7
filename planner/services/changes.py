"""What every change to a portfolio does: check the whole, count the version, leave a trail."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlmodel import select

from planner.domain.document_edits import Clash, Edit, Side, merge
from planner.domain.portfolio import Portfolio
from planner.domain.references import findings
from planner.errors import BadInput, Diagnostic, LimitExceeded, NotFound, VersionConflict
from planner.persistence.columns import utc_now
from planner.persistence.ids import new_id
from planner.persistence.portfolios import ROW_KINDS
from planner.persistence.tables import Change, Json, PortfolioTable
from planner.services.context import Context


def check_whole(portfolio: Portfolio) -> list[Diagnostic]:
    """Warnings about a portfolio.

    Raises
    ------
    BadInput
        When its parts do not fit together; the diagnostics say where.
    LimitExceeded
        When it has more rows of a kind than a portfolio may have.
    """
    for kind in ROW_KINDS:
        count, most = len(getattr(portfolio, kind)), most_rows(kind)
        if count > most:
            raise LimitExceeded(f"{count:,} {kind} are more than the {most:,} that a portfolio may have")
    found = findings(portfolio)
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise BadInput(f"{errors[0].path}: {errors[0].message}{more}", errors)
    return found


def merged(
    portfolio: Portfolio, edits: tuple[Edit, ...], choices: Mapping[int, Side]
) -> tuple[Portfolio, tuple[Clash, ...]]:
    """A portfolio with edits made in it (see `merge`), and those that clash.

    Raises
    ------
    BadInput
        When it would no longer fit together.
    """
    found = merge(portfolio, edits, choices)
    try:
        changed = Portfolio.model_validate(found.document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise BadInput(f"With the changes the portfolio cannot be used: {place}: {first['msg']}") from error
    check_whole(changed)
    return changed, found.clashes


def most_rows(kind: str) -> int:
    """How many rows of a kind a portfolio may have."""
    limits = [getattr(limit, "max_length", None) for limit in Portfolio.model_fields[kind].metadata]
    return int(next(limit for limit in limits if limit is not None))


def expect_version(current: int, given: int, what: str) -> None:
    """Raise VersionConflict unless the row is still as it was read."""
    if given != current:
        raise VersionConflict(
            f"{what} was changed by somebody else since you opened it (version {current}, you had {given}).",
            current,
        )


def touch(ctx: Context, portfolio: PortfolioTable) -> None:
    """Count a change of any part of the portfolio; the version grows when this is stored."""
    portfolio.updated_at = utc_now()
    portfolio.updated_by = ctx.actor.name


def undoable(ctx: Context, *conditions: Any) -> Change:
    """The change of the organisation that meets the conditions, locked.

    Raises
    ------
    NotFound
        When there is none, or it was undone before.
    """
    query = select(Change).where(Change.organisation_id == ctx.organisation_id, *conditions)
    change = ctx.session.exec(query.with_for_update()).first()
    if change is None or change.undone_at is not None or change.before is None:
        raise NotFound("There is nothing to undo: it was undone before, or never done.")
    return change


def record(
    ctx: Context,
    portfolio_id: str,
    action: str,
    *,
    kind: str = "",
    slug: str = "",
    before: Json | None = None,
    position: int | None = None,
    undo_token: str | None = None,
) -> Change:
    """Add a line to the audit trail."""
    line = Change(
        id=new_id(),
        organisation_id=ctx.organisation_id,
        portfolio_id=portfolio_id,
        actor_id=ctx.actor.id,
        actor_name=ctx.actor.name,
        action=action,
        kind=kind,
        slug=slug,
        before=before,
        position=position,
        undo_token=undo_token,
    )
    ctx.session.add(line)
    return line

"""Projects, people, positions and pools as rows with versions of their own."""

from dataclasses import dataclass
from itertools import islice

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from planner.domain.portfolio import Portfolio
from planner.domain.project_filter import ProjectFilter
from planner.domain.projects import Project
from planner.errors import BadInput, Conflict, NotFound
from planner.persistence.comments import move_comments
from planner.persistence.portfolios import (
    MODELS,
    ROW_KINDS,
    Body,
    RowKind,
    body_of,
    find_portfolio,
    new_row,
    rows_of,
    to_domain,
)
from planner.persistence.tables import PortfolioRow, PortfolioTable
from planner.services.changes import check_whole, expect_version, record, touch
from planner.services.context import Context, Role
from planner.services.pages import Page, checked_cursor, checked_limit
from planner.services.row_states import NOUNS, RowState, put_rows

__all__ = [
    "Body",
    "Deletion",
    "Row",
    "RowKind",
    "add_row",
    "delete_row",
    "get_row",
    "list_rows",
    "row_versions",
    "update_row",
]


@dataclass(frozen=True)
class Row:
    """A row with its version. Its id is that of the body: unique by kind within the portfolio."""

    id: str
    version: int
    body: Body


@dataclass(frozen=True)
class Deletion:
    """How to take a deletion back."""

    undo_token: str


def list_rows(
    ctx: Context,
    portfolio_id: str,
    kind: RowKind,
    *,
    limit: int = 100,
    cursor: str | None = None,
    only: ProjectFilter | None = None,
) -> Page[Row]:
    """Rows of a kind in the order of the document; of projects, on request only those that a filter lets through."""
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    query = _of(portfolio, _kind(kind))
    if checked_cursor(cursor) is not None:
        query = query.where(tuple_(col(PortfolioRow.position), col(PortfolioRow.slug)) > _place(str(cursor)))
    query = query.order_by(col(PortfolioRow.position), col(PortfolioRow.slug))
    most = checked_limit(limit) + 1
    if only is not None and only.active and kind == "projects":
        # A portfolio has a few thousand projects at most, and their bodies are documents.
        fits = (row for row in ctx.session.exec(query) if only.fits(Project.model_validate(row.body)))
        found = list(islice(fits, most))
    else:
        found = list(ctx.session.exec(query.limit(most)))
    shown = found[:limit]
    following = f"{shown[-1].position}~{shown[-1].slug}" if len(found) > limit else None
    return Page(tuple(_row(row) for row in shown), following)


def row_versions(ctx: Context, portfolio_id: str, kind: RowKind) -> dict[str, int]:
    """The version of every row of a kind."""
    query = select(PortfolioRow.slug, PortfolioRow.version).where(
        PortfolioRow.portfolio_id == portfolio_id,
        PortfolioRow.organisation_id == ctx.organisation_id,
        PortfolioRow.kind == kind,
    )
    return dict(ctx.session.exec(query).all())


def _place(cursor: str) -> tuple[int, str]:
    position, _, slug = cursor.partition("~")
    if not position.isdigit() or len(position) > 9:
        raise BadInput("the cursor is not one of ours: start from the first page")
    return int(position), slug


def _kind(kind: str) -> RowKind:
    for known in ROW_KINDS:
        if kind == known:
            return known
    raise NotFound(f"There are no rows of the kind '{kind}': {', '.join(ROW_KINDS)}.")


def _of(portfolio: PortfolioTable, kind: RowKind) -> SelectOfScalar[PortfolioRow]:
    return select(PortfolioRow).where(
        PortfolioRow.portfolio_id == portfolio.id,
        PortfolioRow.organisation_id == portfolio.organisation_id,
        PortfolioRow.kind == kind,
    )


def _row(row: PortfolioRow) -> Row:
    return Row(row.slug, row.version, MODELS[_kind(row.kind)].model_validate(row.body))


def get_row(ctx: Context, portfolio_id: str, kind: RowKind, row_id: str) -> Row:
    """One row; NotFound when there is none."""
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id)
    return _row(_find(ctx, portfolio, _kind(kind), row_id))


def _find(ctx: Context, portfolio: PortfolioTable, kind: RowKind, row_id: str) -> PortfolioRow:
    found = ctx.session.exec(_of(portfolio, kind).where(PortfolioRow.slug == row_id)).first()
    if found is None:
        raise NotFound(f"There is no {NOUNS[kind]} '{row_id}' in '{portfolio.name}'.")
    return found


def add_row(ctx: Context, portfolio_id: str, kind: RowKind, body: Body) -> Row:
    """Add a row at the end of its kind.

    Raises
    ------
    BadInput
        When the portfolio would no longer fit together; nothing is stored.
    Conflict
        When the id is taken.
    """
    ctx.require(Role.EDITOR)
    kind = _checked(_kind(kind), body)
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    rows = rows_of(ctx.session, portfolio)
    _expect_free(rows, kind, body.id)
    last = max((row.position for row in rows if row.kind == kind), default=-1)
    row = new_row(portfolio, kind, body, last + 1, portfolio.version + 1)
    check_whole(to_domain(portfolio, [*rows, row]))
    ctx.session.add(row)
    touch(ctx, portfolio)
    record(ctx, portfolio.id, "add", kind=row.kind, slug=row.slug)
    ctx.session.flush()
    return _row(row)


def _checked(kind: RowKind, body: Body) -> RowKind:
    if type(body) is not MODELS[kind]:
        raise BadInput(f"a {type(body).__name__.lower()} is not one of the {kind}")
    return kind


def _expect_free(rows: list[PortfolioRow], kind: RowKind, slug: str) -> None:
    if any(row.kind == kind and row.slug == slug for row in rows):
        raise Conflict(f"There is already a {NOUNS[kind]} '{slug}'; choose another id.")


def update_row(
    ctx: Context, portfolio_id: str, kind: RowKind, row_id: str, body: Body, *, version: int
) -> Row:
    """Store a row's new content; a new id renames it, as far as nothing refers to the old one.

    Raises
    ------
    VersionConflict
        When it has changed since `version`.
    BadInput
        When the portfolio would no longer fit together; nothing is stored.
    """
    ctx.require(Role.EDITOR)
    kind = _checked(_kind(kind), body)
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    row = _find(ctx, portfolio, kind, row_id)
    expect_version(row.version, version, f"The {NOUNS[kind]} '{row_id}'")
    rows = rows_of(ctx.session, portfolio)
    if body.id != row_id:
        _expect_free(rows, kind, body.id)
    check_whole(_with(to_domain(portfolio, rows), kind, row_id, body))
    before, after = row.body, body_of(body)
    if after != before:
        row.slug, row.body, row.version = body.id, after, portfolio.version + 1
        touch(ctx, portfolio)
        step = {"id": row_id, "before": before, "after": after, "position": row.position}
        record(ctx, portfolio.id, "update", kind=kind, slug=row_id, before={"rows": [step]})
        if kind == "projects" and body.id != row_id:
            move_comments(ctx.session, portfolio, row_id, body.id)
        ctx.session.flush()
    return _row(row)


def _with(portfolio: Portfolio, kind: RowKind, row_id: str, body: Body | None) -> Portfolio:
    """The portfolio with one row in another form, or without it."""
    bodies: tuple[Body, ...] = getattr(portfolio, kind)
    changed = tuple(body if old.id == row_id else old for old in bodies)
    return portfolio.model_copy(update={kind: tuple(new for new in changed if new is not None)})


def delete_row(ctx: Context, portfolio_id: str, kind: RowKind, row_id: str, *, version: int) -> Deletion:
    """Delete a row; the token brings it back to its place.

    Raises
    ------
    VersionConflict
        When it has changed since `version`.
    BadInput
        When something still refers to it; the diagnostics say what.
    """
    ctx.require(Role.EDITOR)
    kind = _kind(kind)
    portfolio = find_portfolio(ctx.session, ctx.organisation_id, portfolio_id, lock=True)
    row = _find(ctx, portfolio, kind, row_id)
    expect_version(row.version, version, f"The {NOUNS[kind]} '{row_id}'")
    _expect_unused(to_domain(portfolio, rows_of(ctx.session, portfolio)), kind, row_id)
    put = put_rows(ctx, portfolio, kind, [RowState(row_id, None, row.position)], "delete")
    return Deletion(put.undo_token)


def _expect_unused(portfolio: Portfolio, kind: RowKind, row_id: str) -> None:
    try:
        check_whole(_with(portfolio, kind, row_id, None))
    except BadInput as error:
        where = ", ".join(dict.fromkeys(d.path for d in error.diagnostics))
        message = f"The {NOUNS[kind]} '{row_id}' is still referred to: {where}. Remove that first."
        raise BadInput(message, error.diagnostics) from error

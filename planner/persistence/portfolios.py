"""Portfolios as rows, and back."""

from collections.abc import Sequence
from typing import Literal, get_args

from sqlmodel import Session, col, select

from planner.domain.base import Model
from planner.domain.compute import Pool
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Project
from planner.domain.team import Person, Position
from planner.errors import NotFound
from planner.persistence.ids import new_id
from planner.persistence.tables import Json, PortfolioRow, PortfolioTable

RowKind = Literal["projects", "people", "positions", "pools"]
ROW_KINDS: tuple[RowKind, ...] = get_args(RowKind)
Body = Project | Person | Position | Pool
MODELS: dict[RowKind, type[Body]] = {
    "projects": Project,
    "people": Person,
    "positions": Position,
    "pools": Pool,
}


def find_portfolio(
    session: Session, organisation_id: str, portfolio_id: str, *, lock: bool = False
) -> PortfolioTable:
    """The portfolio of this organisation.

    Parameters
    ----------
    lock
        Keep others from changing any part of it until the unit of work ends: checks that look at the whole
        portfolio hold only when no other row changes meanwhile.

    Raises
    ------
    NotFound
        When there is none, or it belongs to another organisation.
    """
    query = select(PortfolioTable).where(
        PortfolioTable.id == portfolio_id, PortfolioTable.organisation_id == organisation_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no portfolio '{portfolio_id}'.")
    return found


def rows_of(session: Session, portfolio: PortfolioTable) -> list[PortfolioRow]:
    """All rows of a portfolio in their order."""
    query = (
        select(PortfolioRow)
        .where(
            PortfolioRow.portfolio_id == portfolio.id,
            PortfolioRow.organisation_id == portfolio.organisation_id,
        )
        .order_by(col(PortfolioRow.position), col(PortfolioRow.slug))
    )
    return list(session.exec(query))


def to_domain(portfolio: PortfolioTable, rows: Sequence[PortfolioRow]) -> Portfolio:
    """The document that the rows make up."""
    bodies = {kind: [row.body for row in rows if row.kind == kind] for kind in ROW_KINDS}
    return Portfolio.model_validate({**portfolio.settings, **bodies})


def load(session: Session, portfolio: PortfolioTable) -> Portfolio:
    """The document of a stored portfolio."""
    return to_domain(portfolio, rows_of(session, portfolio))


def settings_of(portfolio: Portfolio) -> Json:
    """What of a document is not in rows."""
    rows: set[str] = set(ROW_KINDS)
    return portfolio.model_dump(mode="json", by_alias=True, exclude=rows)


def body_of(model: Model) -> Json:
    """A row's content as it is stored."""
    return model.model_dump(mode="json", by_alias=True)


def write_rows(session: Session, portfolio: PortfolioTable, document: Portfolio, version: int) -> None:
    """Make the stored rows those of the document; what changes gets the version, the rest keeps its own."""
    stored = {(row.kind, row.slug): row for row in rows_of(session, portfolio)}
    for kind in ROW_KINDS:
        for position, model in enumerate(getattr(document, kind)):
            row = stored.pop((kind, model.id), None)
            body = body_of(model)
            if row is None:
                session.add(new_row(portfolio, kind, model, position, version))
            elif row.body != body or row.position != position:
                row.body, row.position, row.version = body, position, version
    for row in stored.values():
        session.delete(row)


def new_row(
    portfolio: PortfolioTable, kind: RowKind, model: Body, position: int, version: int
) -> PortfolioRow:
    """A row that is not stored yet."""
    return PortfolioRow(
        id=new_id(),
        organisation_id=portfolio.organisation_id,
        portfolio_id=portfolio.id,
        kind=kind,
        slug=model.id,
        position=position,
        body=body_of(model),
        version=version,
    )

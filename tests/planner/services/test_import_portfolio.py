"""Importing documents: nobody waits for the database while one is read, and nothing is partly stored."""

import pytest
from sqlmodel import select

from planner.document import read_portfolio
from planner.document.reader import ReadResult
from planner.errors import BadInput, Forbidden, InternalError
from planner.persistence.database import Database
from planner.persistence.tables import Organisation, PortfolioRow, PortfolioTable
from planner.services import import_portfolio
from planner.services.context import Actor, Context, Role
from planner.services.identity import local_context
from planner.services.import_portfolio import import_document, read_document
from tests.stored import SMALL


def test_others_write_while_a_document_is_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*args: bytes, **options: str) -> ReadResult:
        with database.write() as other:
            other.add(Organisation(id="other", name="Other"))
        return read_portfolio(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(import_portfolio, "read_portfolio", read)
    with database.write() as session:
        local_context(session)
    with database.write() as session:
        record = import_document(local_context(session), SMALL, format="yaml").record
    with database.read() as session:
        assert session.get(Organisation, "other") is not None
        assert session.get(PortfolioTable, record.id) is not None


def test_a_document_is_not_read_in_a_unit_of_work_that_has_written(database: Database) -> None:
    with pytest.raises(InternalError, match="has written"), database.write() as session:
        read_document(local_context(session), SMALL)  # the owner was made just now
    with database.read() as session:
        assert session.exec(select(Organisation)).all() == []


def test_a_refused_document_leaves_nothing(ctx: Context) -> None:
    with pytest.raises(BadInput):
        import_document(ctx, SMALL + b"wrong: 1\n", format="yaml")
    assert ctx.session.exec(select(PortfolioTable)).all() == []
    assert ctx.session.exec(select(PortfolioRow)).all() == []


def test_who_may_not_edit_has_no_document_read(ctx: Context) -> None:
    viewer = Context(ctx.organisation_id, Actor("v", "Vera", Role.VIEWER), ctx.session)
    with pytest.raises(Forbidden):
        read_document(viewer, b"\0")

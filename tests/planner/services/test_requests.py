"""The same key is answered as before, on both databases."""

import datetime as dt

import pytest

from planner.errors import BadInput, Conflict
from planner.persistence.columns import utc_now
from planner.persistence.database import Database
from planner.persistence.tables import Organisation, RequestTable
from planner.services.context import Context
from planner.services.identity import local_context
from planner.services.requests import KEPT, Told, remember, told_before

MADE = Told(201, {"location": "/things/1"}, '{"id": "1"}')


def test_a_request_that_is_sent_again_is_answered_as_before(ctx: Context) -> None:
    assert told_before(ctx, "k", "make a thing") is None
    assert remember(ctx, "k", "make a thing", MADE) is MADE
    assert told_before(ctx, "k", "make a thing") == MADE
    assert told_before(ctx, "l", "make a thing") is None


def test_a_key_belongs_to_one_request(ctx: Context) -> None:
    remember(ctx, "k", "make a thing", MADE)
    with pytest.raises(Conflict, match="another request"):
        told_before(ctx, "k", "make something else")


def test_a_key_belongs_to_one_organisation(ctx: Context, stranger: Context) -> None:
    remember(ctx, "k", "make a thing", MADE)
    assert told_before(stranger, "k", "make a thing") is None


def test_a_key_is_forgotten_after_some_days(ctx: Context) -> None:
    remember(ctx, "old", "make a thing", MADE)
    row = ctx.session.get_one(RequestTable, (ctx.organisation_id, "old"))
    row.created_at = utc_now() - KEPT - dt.timedelta(days=1)
    ctx.session.flush()
    assert told_before(ctx, "old", "make something else") is None
    remember(ctx, "new", "make a thing", MADE)
    assert ctx.session.get(RequestTable, (ctx.organisation_id, "old"), populate_existing=True) is None


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_1_to_200_characters(ctx: Context, key: str) -> None:
    with pytest.raises(BadInput, match="1 to 200"):
        told_before(ctx, key, "make a thing")


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_of_two_that_overlap_the_later_is_told_what_the_first_said_and_undoes_its_own(
    database: Database,
) -> None:
    with database.write() as session:
        local_context(session)
    with database.write() as later:
        late = local_context(later)
        with database.write() as earlier:
            early = local_context(earlier)
            assert told_before(early, "k", "make a thing") is None
            assert told_before(late, "k", "make a thing") is None
            remember(early, "k", "make a thing", MADE)
        late.session.add(Organisation(id="made-by-the-later-one", name="x"))
        late.session.flush()
        assert remember(late, "k", "make a thing", Told(201, {}, '{"id": "2"}')) == MADE
    with database.read() as session:
        assert session.get(Organisation, "made-by-the-later-one") is None

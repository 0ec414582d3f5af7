"""Many projects changed alike: all or none, with one way back; on both databases."""

import pytest
from pydantic import ValidationError

from planner.domain.policies import Pin, Theme
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput, Conflict, Forbidden, NotFound, VersionConflict
from planner.services.bulk_edit import Bulk, BulkChange, ReadRow, change_projects, undo_bulk
from planner.services.context import Actor, Context, Role
from planner.services.portfolios import create_portfolio, get_portfolio
from planner.services.rows import row_versions
from tests.stored import small


@pytest.fixture
def portfolio_id(ctx: Context) -> str:
    themed = small().model_copy(update={"themes": (Theme(id="growth", name="Growth"),)})
    return create_portfolio(ctx, themed).id


def now(ctx: Context, portfolio_id: str) -> Portfolio:
    return get_portfolio(ctx, portfolio_id).portfolio


def change(ctx: Context, portfolio_id: str, *ids: str, **what: object) -> Bulk:
    versions = row_versions(ctx, portfolio_id, "projects")
    rows = [ReadRow(one, versions.get(one, 1)) for one in ids]
    return change_projects(ctx, portfolio_id, rows, BulkChange.model_validate(what))


@pytest.mark.parametrize(
    "what",
    [{"theme": "growth"}, {"mandatory": True}, {"pin": "in"}, {"pin": "out"}, {"delete": True}],
    ids=lambda what: "-".join(map(str, what.values())),
)
def test_every_change_is_taken_back_in_one_step(
    ctx: Context, portfolio_id: str, what: dict[str, object]
) -> None:
    before = now(ctx, portfolio_id)
    done = change(ctx, portfolio_id, "ranker", "audit", **what)
    assert now(ctx, portfolio_id) != before
    assert done.undo_token
    undo_bulk(ctx, portfolio_id, done.undo_token)
    assert now(ctx, portfolio_id) == before, "also the order of the rows"
    with pytest.raises(NotFound, match="undone before"):
        undo_bulk(ctx, portfolio_id, done.undo_token)


def test_only_the_projects_that_were_named_are_changed(ctx: Context, portfolio_id: str) -> None:
    change(ctx, portfolio_id, "ranker", "audit", theme="growth")
    assert [p.theme for p in now(ctx, portfolio_id).projects] == [None, "growth", "growth"]
    change(ctx, portfolio_id, "audit", theme=None)
    assert [p.theme for p in now(ctx, portfolio_id).projects] == [None, "growth", None]
    change(ctx, portfolio_id, "audit", mandatory=True)
    change(ctx, portfolio_id, "ranker", "audit", pin="out")
    found = now(ctx, portfolio_id)
    assert found.pins == (Pin(project="ranker", selected=False), Pin(project="audit", selected=False))
    assert not any(p.mandatory for p in found.projects), "what is pinned out is no must-have"
    change(ctx, portfolio_id, "audit", pin="none")
    assert now(ctx, portfolio_id).pins == (Pin(project="ranker", selected=False),)
    assert change(ctx, portfolio_id, "audit", pin="none").undo_token is None
    assert change(ctx, portfolio_id, "ranker", theme="growth").undo_token is None


def test_all_or_none(ctx: Context, stranger: Context, portfolio_id: str) -> None:
    before = now(ctx, portfolio_id)
    with pytest.raises(BadInput, match="theme"):
        change(ctx, portfolio_id, "ranker", "audit", theme="zebra")
    with pytest.raises(BadInput, match="store"):
        change(ctx, portfolio_id, "audit", "store", delete=True)  # the ranker needs the store
    with pytest.raises(NotFound, match="no project 'zebra'"):
        change(ctx, portfolio_id, "audit", "zebra", delete=True)
    with pytest.raises(BadInput, match="at least one"):
        change(ctx, portfolio_id, delete=True)
    with pytest.raises(VersionConflict, match="'audit' was changed"):
        change_projects(ctx, portfolio_id, [ReadRow("audit", 99)], BulkChange(delete=True))
    with pytest.raises(NotFound):
        change_projects(stranger, portfolio_id, [ReadRow("audit", 1)], BulkChange(delete=True))
    viewer = Context(ctx.organisation_id, Actor("v", "Vera", Role.VIEWER), ctx.session)
    with pytest.raises(Forbidden):
        change_projects(viewer, portfolio_id, [ReadRow("audit", 1)], BulkChange(delete=True))
    assert now(ctx, portfolio_id) == before
    assert change(ctx, portfolio_id, "ranker", "store", delete=True).ids == ("ranker", "store"), "together"


def test_undoing_takes_nothing_away_that_was_decided_since(ctx: Context, portfolio_id: str) -> None:
    token = change(ctx, portfolio_id, "ranker", "audit", pin="out").undo_token
    change(ctx, portfolio_id, "audit", pin="in")
    assert token
    with pytest.raises(Conflict, match="changed since"):
        undo_bulk(ctx, portfolio_id, token)
    assert len(now(ctx, portfolio_id).pins) == 2


@pytest.mark.parametrize(
    "what", [{}, {"theme": "growth", "delete": True}, {"delete": False}, {"pin": "maybe"}]
)
def test_a_change_is_one_thing(what: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BulkChange.model_validate(what)

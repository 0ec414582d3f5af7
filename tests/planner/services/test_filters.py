"""Filters of the table that are kept under a name; on both databases."""

import pytest

from planner.domain import limits
from planner.domain.project_filter import ProjectFilter, TableView
from planner.errors import BadInput, Conflict, Forbidden, LimitExceeded, NotFound
from planner.services import filters
from planner.services.context import Actor, Context, Role
from planner.services.filters import delete_filter, list_filters, save_filter, undo_filter, undoes_filter
from tests.stored import small

GROWTH = TableView(theme="growth", sort="-value")


def names(ctx: Context) -> list[str]:
    return [one.name for one in list_filters(ctx)]


def test_a_filter_is_kept_for_the_organisation_and_for_nobody_else(ctx: Context, stranger: Context) -> None:
    save_filter(ctx, "  Growth   bets ", GROWTH)
    save_filter(ctx, "audits", TableView(q="audit"))
    assert names(ctx) == ["audits", "Growth bets"]
    assert list_filters(ctx)[1].view == GROWTH
    assert names(stranger) == []
    with pytest.raises(NotFound):
        delete_filter(stranger, list_filters(ctx)[0].id)


def test_a_deleted_one_comes_back_once_unless_its_name_is_taken(ctx: Context) -> None:
    kept = save_filter(ctx, "Growth", GROWTH)
    token = delete_filter(ctx, kept.id).undo_token
    assert names(ctx) == []
    assert undoes_filter(ctx, token)
    assert not undoes_filter(ctx, token + "x")
    other = save_filter(ctx, "Growth", TableView(tag="x"))
    with pytest.raises(Conflict, match="another filter 'Growth'"):
        undo_filter(ctx, token)
    delete_filter(ctx, other.id)
    assert undo_filter(ctx, token) == kept
    with pytest.raises(NotFound, match="nothing to undo"):
        undo_filter(ctx, token)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\0b", "a\x07"])
def test_a_name_that_is_none_is_refused(ctx: Context, name: str) -> None:
    with pytest.raises(BadInput, match="give the filter a name"):
        save_filter(ctx, name, GROWTH)


def test_what_lets_everything_through_or_is_there_already_is_refused(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="every project"):
        save_filter(ctx, "All", TableView(sort="value"))
    save_filter(ctx, "Growth", GROWTH)
    with pytest.raises(Conflict, match="already a filter 'Growth'"):
        save_filter(ctx, "Growth", GROWTH)
    monkeypatch.setattr(filters, "MAX_FILTERS", 1)
    with pytest.raises(LimitExceeded):
        save_filter(ctx, "Another", GROWTH)
    assert limits.MAX_FILTERS == 100


def test_readers_keep_and_delete_nothing(ctx: Context) -> None:
    reader = Context(ctx.organisation_id, Actor("r", "Rosa", Role.VIEWER), ctx.session)
    kept = save_filter(ctx, "Growth", GROWTH)
    assert names(reader) == ["Growth"]
    with pytest.raises(Forbidden):
        save_filter(reader, "Mine", GROWTH)
    with pytest.raises(Forbidden):
        delete_filter(reader, kept.id)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, True),
        ({"q": "RANK q3"}, True),
        ({"q": "rank other"}, False),
        ({"theme": "growth", "team": "core", "tag": "Q3 bet"}, True),
        ({"theme": "debt"}, False),
        ({"team": "else"}, False),
        ({"tag": "q3 bet"}, False),
    ],
)
def test_a_project_fits_when_all_of_it_does(wanted: dict[str, str], found: bool) -> None:
    project = small().project("ranker")
    project = project.model_copy(update={"theme": "growth", "team": "core", "tags": ("Q3 bet",)})
    assert ProjectFilter.model_validate(wanted).fits(project) is found

"""Rows: versions, whole-portfolio checks, deletion with a way back."""

import pytest

from planner.domain.projects import Project
from planner.domain.team import Person
from planner.errors import BadInput, Conflict, NotFound, VersionConflict
from planner.services.context import Context
from planner.services.portfolios import create_portfolio, get_portfolio, replace_portfolio
from planner.services.row_states import undo
from planner.services.rows import Body, RowKind, add_row, delete_row, get_row, list_rows, update_row
from tests.stored import small


@pytest.fixture
def home(ctx: Context) -> str:
    return create_portfolio(ctx, small()).id


def project(name: str, **more: object) -> Project:
    return Project.model_validate({"id": name, "name": name, "phases": [{"id": "do", "weeks": 2}], **more})


def ids(ctx: Context, home: str, kind: RowKind = "projects") -> list[str]:
    return [row.id for row in list_rows(ctx, home, kind).items]


def test_rows_are_listed_in_the_order_of_the_document_page_by_page(ctx: Context, home: str) -> None:
    assert ids(ctx, home) == ["store", "ranker", "audit"]
    first = list_rows(ctx, home, "projects", limit=2)
    rest = list_rows(ctx, home, "projects", limit=2, cursor=first.next_cursor)
    assert [row.id for row in first.items] == ["store", "ranker"]
    assert [row.id for row in rest.items] == ["audit"]
    assert rest.next_cursor is None
    with pytest.raises(BadInput, match="cursor"):
        list_rows(ctx, home, "projects", cursor="x~y")


def test_every_kind_gives_its_own_model(ctx: Context, home: str) -> None:
    document = small()
    kinds: tuple[RowKind, ...] = ("projects", "people", "positions", "pools")
    for kind in kinds:
        first: Body = getattr(document, kind)[0]
        assert get_row(ctx, home, kind, first.id).body == first


def test_a_new_row_comes_last_and_counts_the_portfolio_on(ctx: Context, home: str) -> None:
    row = add_row(ctx, home, "projects", project("new"))
    assert ids(ctx, home) == ["store", "ranker", "audit", "new"]
    assert get_portfolio(ctx, home).version == row.version == 2


def test_an_id_is_taken_once(ctx: Context, home: str) -> None:
    with pytest.raises(Conflict, match="already a project 'audit'"):
        add_row(ctx, home, "projects", project("audit"))


def test_a_row_that_does_not_fit_is_refused_and_nothing_is_stored(ctx: Context, home: str) -> None:
    with pytest.raises(BadInput) as refused:
        add_row(ctx, home, "projects", project("new", depends_on=[{"project": "nothing"}]))
    assert refused.value.diagnostics[0].path == "projects[3].depends_on[0].project"
    assert ids(ctx, home) == ["store", "ranker", "audit"]
    assert get_portfolio(ctx, home).version == 1


def test_a_body_of_another_kind_is_refused(ctx: Context, home: str) -> None:
    with pytest.raises(BadInput, match="a project is not one of the people"):
        add_row(ctx, home, "people", project("new"))


def test_an_update_counts_the_version_and_the_old_one_is_refused(ctx: Context, home: str) -> None:
    body = get_row(ctx, home, "projects", "audit").body.model_copy(update={"name": "Review"})
    assert update_row(ctx, home, "projects", "audit", body, version=1).version == 2
    with pytest.raises(VersionConflict) as conflict:
        update_row(ctx, home, "projects", "audit", body.model_copy(update={"name": "Lost"}), version=1)
    assert conflict.value.current_version == 2
    assert get_row(ctx, home, "projects", "audit").body.name == "Review"


def test_an_update_without_a_change_is_none(ctx: Context, home: str) -> None:
    row = get_row(ctx, home, "projects", "audit")
    assert update_row(ctx, home, "projects", "audit", row.body, version=1) == row
    assert get_portfolio(ctx, home).version == 1


def test_a_row_is_renamed_unless_something_refers_to_it(ctx: Context, home: str) -> None:
    body = get_row(ctx, home, "projects", "audit").body.model_copy(update={"id": "review"})
    update_row(ctx, home, "projects", "audit", body, version=1)
    assert ids(ctx, home) == ["store", "ranker", "review"]
    store = get_row(ctx, home, "projects", "store").body.model_copy(update={"id": "shop"})
    with pytest.raises(BadInput, match="unknown project 'store'"):
        update_row(ctx, home, "projects", "store", store, version=1)
    with pytest.raises(Conflict, match="already"):
        update_row(ctx, home, "projects", "review", body.model_copy(update={"id": "store"}), version=2)


def test_a_deleted_row_comes_back_to_its_place_once(ctx: Context, home: str) -> None:
    before = small().projects[0].model_copy(update={"name": "First"})
    document = small().model_copy(
        update={"projects": (before.model_copy(update={"id": "free"}), *small().projects)}
    )
    replace_portfolio(ctx, home, document, version=1)
    free = get_row(ctx, home, "projects", "free")
    token = delete_row(ctx, home, "projects", "free", version=free.version).undo_token
    assert ids(ctx, home) == ["store", "ranker", "audit"]
    with pytest.raises(NotFound):
        get_row(ctx, home, "projects", "free")
    assert undo(ctx, token).ids == ("free",)
    row = get_row(ctx, home, "projects", "free")
    assert row.body == free.body
    assert row.version > free.version
    assert get_portfolio(ctx, home).portfolio == document
    with pytest.raises(NotFound, match="nothing to undo"):
        undo(ctx, token)


def test_what_others_refer_to_is_not_deleted(ctx: Context, home: str) -> None:
    with pytest.raises(BadInput, match="'store' is still referred to: projects"):
        delete_row(ctx, home, "projects", "store", version=1)
    assert ids(ctx, home) == ["store", "ranker", "audit"]


def test_undo_yields_to_a_new_row_of_the_same_id(ctx: Context, home: str) -> None:
    token = delete_row(ctx, home, "projects", "audit", version=1).undo_token
    add_row(ctx, home, "projects", project("audit"))
    with pytest.raises(Conflict, match="already"):
        undo(ctx, token)


def test_undo_is_refused_when_the_row_no_longer_fits(ctx: Context, home: str) -> None:
    token = delete_row(ctx, home, "people", "bela", version=1).undo_token
    position = Person.model_validate({"id": "bela", "name": "Bela", "skills": {"data": 1}})
    hire = small().positions[0].model_copy(update={"id": position.id})
    add_row(ctx, home, "positions", hire)
    with pytest.raises(BadInput, match="also the id of a person"):
        undo(ctx, token)


def test_another_organisation_finds_no_rows_and_no_undo(ctx: Context, stranger: Context, home: str) -> None:
    audit = get_row(ctx, home, "projects", "audit").body
    token = delete_row(ctx, home, "projects", "audit", version=1).undo_token
    for attempt in (
        lambda: list_rows(stranger, home, "projects"),
        lambda: get_row(stranger, home, "projects", "store"),
        lambda: add_row(stranger, home, "projects", project("new")),
        lambda: update_row(stranger, home, "projects", "store", audit, version=1),
        lambda: delete_row(stranger, home, "projects", "ranker", version=1),
        lambda: undo(stranger, token),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert ids(ctx, home) == ["store", "ranker"]

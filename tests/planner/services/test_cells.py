"""Cells edited many at once: all or none, in the versions that were read, with a way back and forth."""

import threading

import pytest

from planner.domain.policies import Pin
from planner.errors import BadInput, Conflict, NotFound, VersionConflict
from planner.persistence.database import Database
from planner.services.cells import RowEdit, edit_cells, paste_sheet
from planner.services.context import Actor, Context, Role
from planner.services.portfolios import create_portfolio, get_portfolio
from planner.services.row_states import undo
from planner.services.rows import delete_row, get_row, list_rows, update_row
from tests.stored import organisation, small


@pytest.fixture
def home(ctx: Context) -> str:
    return create_portfolio(ctx, small()).id


def value(ctx: Context, home: str, project: str) -> float:
    rate = get_portfolio(ctx, home).portfolio.project(project).value.per_week
    assert rate is not None
    return rate.likely


def test_cells_and_new_rows_are_stored_as_one_change(ctx: Context, home: str) -> None:
    rows = [
        RowEdit({"value": "900", "mandatory": "yes"}, "audit", 1),
        RowEdit({"name": "Voice", "effort": "Modelling 3"}),
    ]
    done = edit_cells(ctx, home, "projects", rows)
    assert (done.ids, done.added) == (("audit", "voice"), ("voice",))
    record = get_portfolio(ctx, home)
    assert [p.id for p in record.portfolio.projects] == ["store", "ranker", "audit", "voice"]
    assert record.version == 2
    versions = {row.id: row.version for row in list_rows(ctx, home, "projects").items}
    assert versions == {"store": 1, "ranker": 1, "audit": 2, "voice": 2}


def test_one_wrong_cell_keeps_all_others_out(ctx: Context, home: str) -> None:
    rows = [RowEdit({"value": "900"}, "audit", 1), RowEdit({"value": "lots"}, "store", 1)]
    with pytest.raises(BadInput) as refused:
        edit_cells(ctx, home, "projects", rows)
    assert [d.path for d in refused.value.diagnostics] == ["rows[1].cells.value"]
    ctx.session.commit()
    assert get_portfolio(ctx, home).portfolio == small()


def test_what_the_whole_portfolio_has_against_it_keeps_it_out(ctx: Context) -> None:
    pinned = small().model_copy(update={"pins": (Pin(project="audit", selected=False),)})
    home = create_portfolio(ctx, pinned).id
    with pytest.raises(BadInput, match="'audit' is mandatory and pinned out"):
        edit_cells(ctx, home, "projects", [RowEdit({"mandatory": "yes"}, "audit", 1)])
    ctx.session.commit()
    assert get_portfolio(ctx, home).portfolio == pinned


def test_a_row_that_somebody_else_changed_is_refused_with_both_texts(ctx: Context, home: str) -> None:
    edit_cells(ctx, home, "projects", [RowEdit({"value": "900"}, "audit", 1)])
    mine = [RowEdit({"value": "800", "sponsor": "Ada"}, "audit", 1), RowEdit({"value": "5"}, "store", 1)]
    with pytest.raises(VersionConflict, match="'Audit' was changed by somebody else") as conflict:
        edit_cells(ctx, home, "projects", mine)
    said = {d.path: d.message for d in conflict.value.diagnostics}
    assert said["rows[0].cells.value"] == "you wrote '800', stored by now is '900'"
    assert (value(ctx, home, "audit"), value(ctx, home, "store")) == (900, 3000)
    again = [RowEdit({"value": "800", "sponsor": "Ada"}, "audit", 2)]
    edit_cells(ctx, home, "projects", again)
    assert value(ctx, home, "audit") == 800


def test_a_row_that_was_deleted_meanwhile_is_a_conflict(ctx: Context, home: str) -> None:
    delete_row(ctx, home, "projects", "audit", version=1)
    with pytest.raises(VersionConflict) as conflict:
        edit_cells(ctx, home, "projects", [RowEdit({"value": "8"}, "audit", 1)])
    assert conflict.value.diagnostics[0].message == "'audit' was deleted"


def test_undo_and_redo_go_back_and_forth_through_several_edits(ctx: Context, home: str) -> None:
    first = edit_cells(ctx, home, "projects", [RowEdit({"value": "1"}, "audit", 1)])
    second = edit_cells(
        ctx,
        home,
        "projects",
        [RowEdit({"value": "2"}, "audit", 2), RowEdit({"name": "N", "effort": "Modelling 1"})],
    )
    assert first.undo_token
    assert second.undo_token
    redo_second = undo(ctx, second.undo_token)
    assert value(ctx, home, "audit") == 1
    assert len(get_portfolio(ctx, home).portfolio.projects) == 3
    redo_first = undo(ctx, first.undo_token)
    assert get_portfolio(ctx, home).portfolio == small()
    undo(ctx, redo_first.undo_token)
    undo(ctx, redo_second.undo_token)
    assert value(ctx, home, "audit") == 2
    assert get_portfolio(ctx, home).portfolio.projects[-1].id == "n"
    with pytest.raises(NotFound, match="nothing to undo"):
        undo(ctx, first.undo_token)


def test_undo_does_not_take_away_what_somebody_else_did_since(ctx: Context, home: str) -> None:
    token = edit_cells(ctx, home, "projects", [RowEdit({"value": "1"}, "audit", 1)]).undo_token
    row = get_row(ctx, home, "projects", "audit")
    update_row(ctx, home, "projects", "audit", row.body.model_copy(update={"name": "Theirs"}), version=2)
    with pytest.raises(Conflict, match="'audit' has changed again since"):
        undo(ctx, str(token))
    assert get_row(ctx, home, "projects", "audit").body.name == "Theirs"


def test_undo_of_a_new_row_is_refused_once_something_needs_it(ctx: Context, home: str) -> None:
    done = edit_cells(ctx, home, "projects", [RowEdit({"name": "N", "effort": "Modelling 1"})])
    store = get_row(ctx, home, "projects", "store")
    needs = store.body.model_validate(store.body.model_dump() | {"depends_on": [{"project": "n"}]})
    update_row(ctx, home, "projects", "store", needs, version=1)
    with pytest.raises(BadInput, match="unknown project 'n'"):
        undo(ctx, str(done.undo_token))
    ctx.session.commit()
    assert get_row(ctx, home, "projects", "n").body.name == "N"


def test_nothing_changed_is_no_change(ctx: Context, home: str) -> None:
    done = edit_cells(ctx, home, "projects", [RowEdit({"value": "500"}, "audit", 1)])
    assert done.undo_token is None
    assert get_portfolio(ctx, home).version == 1


def test_a_sheet_changes_rows_by_name_and_adds_the_others(ctx: Context, home: str) -> None:
    sheet = "Project\tValue a week\tSpeech\tModelling\nAudit\t700\t\t\nVoice\t100\t3\t1"
    done = paste_sheet(ctx, home, "projects", sheet)
    assert done.added == ("voice",)
    after = get_portfolio(ctx, home).portfolio
    assert [s.name for s in after.skills] == ["Modelling", "Data engineering", "Speech"]
    assert set(after.project("audit").phases[0].effort) == {"modelling"}, "empty cells change nothing"
    assert value(ctx, home, "audit") == 700
    undo(ctx, str(done.undo_token))
    assert get_portfolio(ctx, home).portfolio.projects == small().projects


def test_a_wrong_sheet_says_the_column_and_the_row_of_the_spreadsheet(ctx: Context, home: str) -> None:
    with pytest.raises(BadInput) as refused:
        paste_sheet(ctx, home, "people", "Person\tFTE\nAmara\tfull")
    (found,) = refused.value.diagnostics
    assert (found.path, found.line) == ("people, column 2", 2)
    ctx.session.commit()
    assert get_portfolio(ctx, home).portfolio == small()


def test_people_are_edited_likewise(ctx: Context, home: str) -> None:
    rows = [RowEdit({"fte": "80%", "skills": "Modelling 1.2, Data engineering"}, "amara", 1)]
    edit_cells(ctx, home, "people", rows)
    amara = get_portfolio(ctx, home).portfolio.people[0]
    assert (amara.fte, amara.skills) == (0.8, {"modelling": 1.2, "data": 1.0})


def test_strangers_and_viewers_edit_nothing(ctx: Context, stranger: Context, home: str) -> None:
    rows = [RowEdit({"value": "1"}, "audit", 1)]
    with pytest.raises(NotFound):
        edit_cells(stranger, home, "projects", rows)
    token = edit_cells(ctx, home, "projects", rows).undo_token
    with pytest.raises(NotFound):
        undo(stranger, str(token))


def test_of_two_at_the_same_moment_one_is_told(database: Database) -> None:
    with database.write() as session:
        first = Context(organisation(session, "o"), Actor("a", "A", Role.OWNER), session)
        home = create_portfolio(first, small()).id
    said: list[str] = []
    ready = threading.Barrier(2)

    def edit(text: str) -> None:
        ready.wait()
        try:
            with database.write() as session:
                mine = Context("o", Actor(text, text, Role.OWNER), session)
                edit_cells(mine, home, "projects", [RowEdit({"value": text}, "audit", 1)])
            said.append("stored")
        except VersionConflict as conflict:
            said.append(conflict.diagnostics[0].path)

    threads = [threading.Thread(target=edit, args=(text,)) for text in ("11", "22")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["rows[0].cells.value", "stored"]


def test_tags_are_words_apart_by_commas(ctx: Context, home: str) -> None:
    edit_cells(ctx, home, "projects", [RowEdit({"tags": "q3 bet, board,, q3 bet"}, "audit", 1)])
    assert get_portfolio(ctx, home).portfolio.project("audit").tags == ("q3 bet", "board")
    edit_cells(ctx, home, "projects", [RowEdit({"tags": ""}, "audit", 2)])
    assert get_portfolio(ctx, home).portfolio.project("audit").tags == ()
    with pytest.raises(BadInput) as refused:
        edit_cells(ctx, home, "projects", [RowEdit({"tags": "x" * 41}, "audit", 3)])
    assert refused.value.diagnostics[0].path == "rows[0].cells.tags"

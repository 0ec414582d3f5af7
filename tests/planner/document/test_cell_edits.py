"""Texts in cells: what they change, and which of them cannot be used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.document.cell_edits import RowCells, write_cells
from planner.document.cells import CellError, amounts, day, yes
from planner.document.columns import COLUMNS, CellKind, cell_texts
from planner.domain.portfolio import Portfolio
from tests.stored import small
from tests.web import samples

PORTFOLIOS = (small(), samples.portfolio())


def wrong(portfolio: Portfolio, kind: CellKind, *rows: RowCells) -> list[tuple[int, str, str]]:
    return [(w.row, w.column, w.message) for w in write_cells(portfolio, kind, rows).wrong]


@pytest.mark.parametrize("portfolio", PORTFOLIOS, ids=["small", "sample"])
@pytest.mark.parametrize("kind", ["projects", "people"])
def test_to_write_what_stands_in_all_cells_changes_nothing(portfolio: Portfolio, kind: CellKind) -> None:
    rows = [RowCells(cell_texts(portfolio, kind, body), body.id) for body in getattr(portfolio, kind)]
    written = write_cells(portfolio, kind, rows)
    assert written.wrong == ()
    assert written.portfolio == portfolio


@pytest.mark.parametrize("kind", ["projects", "people"])
def test_copied_rows_give_equal_rows_under_other_names(kind: CellKind) -> None:
    before = small()
    rows = [
        RowCells(cell_texts(before, kind, body) | {"name": f"{body.name} again"})
        for body in getattr(before, kind)
    ]
    written = write_cells(before, kind, rows)
    assert written.wrong == ()
    for body, new_id in zip(getattr(before, kind), written.ids, strict=True):
        copy = next(one for one in getattr(written.portfolio, kind) if one.id == new_id)
        texts = cell_texts(written.portfolio, kind, copy)
        assert texts == cell_texts(before, kind, body) | {"name": f"{body.name} again"}


def test_a_cell_changes_its_value_and_nothing_else() -> None:
    before = small()
    cells = {
        "value": "4 / 6 / 10",
        "deadline": "31 May 2027",
        "mandatory": "x",
        "effort": "Modelling 3, data 1.5",
    }
    after = write_cells(before, "projects", [RowCells(cells, "audit")]).portfolio.project("audit")
    assert after.value.per_week is not None and after.value.per_week.likely == 6
    assert after.deadline is not None and after.deadline.date.isoformat() == "2027-05-31"
    assert after.mandatory
    assert {skill: e.likely for skill, e in after.phases[0].effort.items()} == {"modelling": 3, "data": 1.5}
    untouched = write_cells(before, "projects", [RowCells({"value": ""}, "audit")]).portfolio
    assert untouched.project("audit").value.per_week is None
    assert untouched.projects[:2] == before.projects[:2]


def test_an_amount_without_a_skill_is_of_the_only_one() -> None:
    after = write_cells(small(), "projects", [RowCells({"effort": "7"}, "audit")]).portfolio
    assert after.project("audit").phases[0].effort["modelling"].likely == 7
    assert wrong(small(), "projects", RowCells({"name": "New", "effort": "7"})) == [
        (0, "effort", "'7' says no skill; write it like Modelling 7")
    ]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (RowCells({"value": "9 / 3 / 6"}, "audit"), "value", "'9 / 3 / 6' is not in order"),
        (RowCells({"theme": "Growth"}, "audit"), "theme", "there is no theme 'Growth'"),
        (RowCells({"effort": "Modeling 3"}, "audit"), "effort", "did you mean 'Modelling'"),
        (RowCells({"effort": "Modelling"}, "audit"), "effort", "'Modelling' has no engineer-weeks"),
        (RowCells({"effort": "Modelling 2, modelling 3"}, "audit"), "effort", "there twice"),
        (RowCells({"effort": ""}, "audit"), "effort", "'Audit' has no effort"),
        (RowCells({"name": ""}, "audit"), "name", "the name is missing"),
        (RowCells({"name": "ranker"}, "audit"), "name", "there is already 'ranker'"),
        (RowCells({"deadline": "soon"}, "audit"), "deadline", "'soon' is no date"),
        (RowCells({"deadline": "3/5/2027"}, "audit"), "deadline", "may be two days"),
        (RowCells({"mandatory": "maybe"}, "audit"), "mandatory", "neither yes nor no"),
        (RowCells({"colour": "red"}, "audit"), "colour", "there is no column 'colour'"),
        (RowCells({"name": "New"}), "effort", "'New' has no effort"),
        (RowCells({"effort": "Modelling 3"}), "name", "the name is missing"),
        (RowCells({"value": "9e99"}, "audit"), "value", "is no number"),
        (RowCells({"value": "9000000000000"}, "audit"), "value", "'9000000000000' cannot be used: more than"),
        (RowCells({"name": "x" * 300}, "audit"), "name", "cannot be used"),
    ],
)
def test_a_cell_that_cannot_be_used_says_why(row: RowCells, column: str, said: str) -> None:
    found = wrong(small(), "projects", row)
    assert [(n, key) for n, key, _ in found] == [(0, column)]
    assert said in found[0][2]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"fte": "0"}, "fte", "no part of a week"),
        ({"reserve": "100%"}, "reserve", "below the whole"),
        ({"max_projects": "2.5"}, "max_projects", "no whole number"),
        ({"max_projects": "99"}, "max_projects", "'99' cannot be used"),
        ({"skills": "Modelling 7"}, "skills", "no pace from above 0 to 1.5"),
        ({"skills": ""}, "skills", "'Amara' has no skill"),
    ],
)
def test_a_wrong_cell_of_a_person_says_why(cells: dict[str, str], column: str, said: str) -> None:
    found = wrong(small(), "people", RowCells(cells, "amara"))
    assert [(n, key) for n, key, _ in found] == [(0, column)]
    assert said in found[0][2]


def test_all_wrong_cells_are_told_and_nothing_is_written() -> None:
    before = small()
    rows = [RowCells({"value": "many", "mandatory": "maybe"}, "audit"), RowCells({"value": "5"}, "ranker")]
    written = write_cells(before, "projects", rows)
    assert [(w.row, w.column) for w in written.wrong] == [(0, "value"), (0, "mandatory")]
    assert written.portfolio is before


def test_effort_of_several_phases_is_not_typed_into_one_cell() -> None:
    portfolio = samples.portfolio()
    project = next(p for p in portfolio.projects if len(p.phases) > 1)
    (found,) = wrong(portfolio, "projects", RowCells({"effort": "Modelling 3"}, project.id))
    assert "effort is edited on its page" in found[2]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2027-05-03", "2027-05-03"),
        ("3 May 2027", "2027-05-03"),
        ("May 3, 2027", "2027-05-03"),
        ("3-May-27", "2027-05-03"),
        ("03.05.2027", "2027-05-03"),
        ("17/5/2027", "2027-05-17"),
        ("5/17/2027", "2027-05-17"),
        ("5/5/2027", "2027-05-05"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, date: str) -> None:
    assert day(text) == date


@pytest.mark.parametrize("text", ["31/31/2027", "2027-02-30", "44000", "next week"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="is no date"):
        day(text)


def test_names_and_amounts_are_told_apart() -> None:
    assert amounts("Modelling 4 / 6 / 10, Data engineering 2,5; GPT4 ops: 3") == [
        ("Modelling", "4 / 6 / 10"),
        ("Data engineering", "2,5"),
        ("GPT4 ops", "3"),
    ]
    assert amounts("6") == [("", "6")]
    assert amounts("Modelling") == [("Modelling", "")]
    assert [yes(text) for text in ("x", "Yes", "1", "", "no", "0")] == [True, True, True, False, False, False]


@given(
    st.dictionaries(
        st.sampled_from([c.key for c in COLUMNS["projects"]]), st.text(max_size=30), min_size=1, max_size=4
    )
)
def test_any_text_is_stored_or_told(cells: dict[str, str]) -> None:
    written = write_cells(small(), "projects", [RowCells(cells, "audit")])
    assert {w.column for w in written.wrong} <= {*cells, "effort"}
    if not written.wrong:
        shown = cell_texts(written.portfolio, "projects", written.portfolio.project("audit"))
        again = write_cells(written.portfolio, "projects", [RowCells(shown, "audit")])
        assert again.portfolio == written.portfolio

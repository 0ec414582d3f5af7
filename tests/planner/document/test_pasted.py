"""Cells out of a spreadsheet: what people write is understood, and every wrong cell is told with its place."""

import pytest

from planner.document.cells import CellError, estimate, number, split_cells
from planner.document.pasted import paste_into
from planner.errors import LimitExceeded
from tests.stored import small


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("2.5", 2.5),
        ("2,5", 2.5),
        ("1,200", 1200),
        ("$3,000.50", 3000.5),
        ("1 200 \u20ac", 1200),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_as_spreadsheets_write_them(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["-1", "many", "1,2,3", "", "1e9", "nan", "4-6"])
def test_what_is_no_number_from_0_on_is_refused(text: str) -> None:
    with pytest.raises(CellError, match="no number from 0 on; write one such as"):
        number(text)


def test_an_estimate_is_one_number_or_three_in_order() -> None:
    assert estimate("4 / 6 / 10") == {"low": 4, "likely": 6, "high": 10}
    with pytest.raises(CellError, match="not in order"):
        estimate("6/4/10")
    with pytest.raises(CellError, match="has 2 numbers"):
        estimate("4/6")


def test_quoted_cells_keep_their_breaks_and_short_rows_are_filled() -> None:
    cells = split_cells('Project\tModelling\r\n"Two\nlines, ""quoted"""\t3\r\n\r\nShort\r\n')
    assert cells.heads == ("Project", "Modelling")
    assert cells.rows == (('Two\nlines, "quoted"', "3"), ("Short", ""))


def test_more_than_can_be_pasted_is_refused() -> None:
    with pytest.raises(LimitExceeded, match="2,002 rows"):
        split_cells("a\n" * 2002)


def test_projects_and_people_are_added_with_new_skills_and_themes() -> None:
    before = small()
    found = paste_into(
        before,
        "Project\tValue a week\tTheme\tModelling\tSpeech\nVoice\t$3,000\tNew ideas\t4 / 6 / 10\t2,5",
        "Person\tFTE\tWeekly cost\tspeech\nCarla\t80%\t4,100\tx",
    )
    assert found.usable
    assert found.new_skills == ("Speech",)
    voice, carla = found.portfolio.project("voice"), found.portfolio.people[-1]
    assert {skill: e.likely for skill, e in voice.phases[0].effort.items()} == {"modelling": 6, "speech": 2.5}
    assert voice.value.per_week is not None
    assert voice.value.per_week.likely == 3000
    assert [t.name for t in found.portfolio.themes if t.id == voice.theme] == ["New ideas"]
    assert (carla.fte, carla.weekly_cost, carla.skills) == (0.8, 4100, {"speech": 1.0})
    assert found.portfolio.projects[: len(before.projects)] == before.projects


def test_every_wrong_cell_is_told_with_its_row_and_column() -> None:
    found = paste_into(
        small(),
        "Project\tModelling\nAudit\t3\nBad\tmany\n\t2\nIdle\t",
        "Person\tModelling\nDirk\t1.7\nAmara\t1",
    )
    assert not found.usable
    assert [(w.row, w.column) for w in found.sheets[0].wrong] == [(0, 0), (1, 1), (2, 0), (3, 0)]
    assert "already 'Audit'" in found.sheets[0].wrong[0].message
    assert [(w.row, w.column) for w in found.sheets[1].wrong] == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("Ranker\t3\nStore\t4", (-1, 0), "first column is 'Ranker'; its heading has to be Project"),
        ("Project\tData engineering\tData engineering\nA\t1\t2", (-1, 2), "is there twice"),
        ("Project\t\nA\t1", (-1, 1), "no heading"),
        ("Project\tModelling", (-1, 0), "no rows under the heading"),
    ],
)
def test_a_heading_that_cannot_be_used_is_told(text: str, place: tuple[int, int], said: str) -> None:
    wrong = paste_into(small(), text).sheets[0].wrong
    assert [(w.row, w.column) for w in wrong] == [place]
    assert said in wrong[0].message


def test_names_in_other_scripts_get_ids_of_their_own() -> None:
    found = paste_into(small(), "Project\tModelling\n\u691c\u7d22\t1\n\u63a8\u85a6\t2")
    assert found.usable
    assert len({p.id for p in found.portfolio.projects}) == len(small().projects) + 2

import datetime as dt
import re

import pytest

from planner.document.cell_edits import RowCells, write_cells
from planner.document.cells import CellError, amounts, estimate, fraction, number
from planner.document.columns import COLUMNS, CellKind, Names, cell_texts
from planner.document.notation import FILES, ElsewhereError, LocalNotation, NotationError
from planner.document.pasted import paste_into
from planner.domain.portfolio import Portfolio
from tests.web import samples

DAY = r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d{2})"
NAMED = r"(?P<d>\d{1,2})\.\s*(?P<m>[^\W\d_]+\.?)\s*(?P<y>\d{4})"
GERMAN = LocalNotation(
    name="German",
    decimal=",",
    groups=".",
    pairs=False,
    days=(NAMED, DAY),
    months={"mai": 5, "märz": 3, "dez": 12, "dezember": 12},
    example="31. Mai 2027",
)
FRENCH = LocalNotation("French", ",", " \u00a0\u202f", False, (), {}, "31 mai 2027")
INDIAN = LocalNotation("English (India)", ".", ",", True, (), {}, "31 May 2027")


@pytest.mark.parametrize(
    ("how", "text", "plain"),
    [
        (GERMAN, "1.234.567,5", "1234567.5"),
        (GERMAN, "1.234", "1234"),
        (GERMAN, "1234,5", "1234.5"),
        (GERMAN, ",5", "0.5"),
        (GERMAN, "\N{MINUS SIGN}1.200", "-1200"),
        (FRENCH, "1 234,5", "1234.5"),
        (FRENCH, "1\u202f234\u202f567", "1234567"),
        (INDIAN, "12,34,567.5", "1234567.5"),
        (INDIAN, "1,234,567", "1234567"),
        (FILES, "1,234.5", "1234.5"),
        (FILES, "2,5", "2.5"),
    ],
)
def test_a_number_is_read_as_its_place_writes_it(how: LocalNotation, text: str, plain: str) -> None:
    assert how.plain(text) == plain


@pytest.mark.parametrize(
    ("how", "text", "instead"),
    [
        (GERMAN, "2.5", "2,5"),
        (GERMAN, "1,234.5", "1234,5"),
        (FRENCH, "1.5", "1,5"),
        (INDIAN, "2,5", "2.5"),
    ],
)
def test_a_number_of_elsewhere_is_refused_with_how_it_is_written_here(
    how: LocalNotation, text: str, instead: str
) -> None:
    with pytest.raises(ElsewhereError, match=re.escape(f"write {instead} if that is meant")):
        how.plain(text)


@pytest.mark.parametrize(
    "text", ["1.2.3", "1.23.456", "12.34", "1..234", "1,2,3", "x", "", "1e5", "nan", "٣"]
)
def test_what_is_no_number_is_none_in_german(text: str) -> None:
    with pytest.raises(NotationError):
        GERMAN.plain(text)


def test_signs_between_thousands_are_the_same_all_through() -> None:
    with pytest.raises(NotationError):
        FRENCH.plain("1 234\u202f567")


@pytest.mark.parametrize(
    "text", ["31.05.2027", "31.5.27", "31. Mai 2027", "31. MAI  2027", "2027-05-31", "31 May 2027"]
)
def test_a_day_is_read_as_its_place_writes_it_and_as_all_do(text: str) -> None:
    assert GERMAN.day(text) == dt.date(2027, 5, 31)


@pytest.mark.parametrize("text", ["31.02.2027", "5.31.2027", "31. Foo 2027"])
def test_what_is_no_day_says_how_one_is_written(text: str) -> None:
    with pytest.raises(NotationError, match="is no day as it is written in German; write it like 31"):
        GERMAN.day(text)


def test_a_day_that_may_be_two_is_refused_where_nobody_writes_so() -> None:
    with pytest.raises(NotationError, match="may be two days"):
        GERMAN.day("03/05/2027")


def test_cells_are_read_in_the_notation_of_whoever_pastes() -> None:
    assert number("3.000,50 €", GERMAN) == 3000.5
    assert estimate("4 / 6,5 / 10", GERMAN) == {"low": 4, "likely": 6.5, "high": 10}
    assert fraction("%80", GERMAN) == fraction("80 %", GERMAN) == fraction("0,8", GERMAN) == 0.8
    assert amounts("Modelling 4 / 6,5 / 10, Data 2,5") == [("Modelling", "4 / 6,5 / 10"), ("Data", "2,5")]
    with pytest.raises(CellError, match="is not how numbers are written in German: write 1,5"):
        estimate("1 / 1.5 / 2", GERMAN)


@pytest.mark.parametrize("how", [GERMAN, FRENCH, INDIAN, FILES])
@pytest.mark.parametrize("kind", ["projects", "people"])
def test_every_cell_can_be_sent_back_as_it_is_shown(kind: CellKind, how: LocalNotation) -> None:
    portfolio = samples.portfolio()
    for body in getattr(portfolio, kind):
        tree = body.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for column in COLUMNS[kind]:
            if not column.fixed(body):
                # The text is read here; the whole way compares it with what is there first.
                column.write(Names(portfolio, how=how), tree, column.show(portfolio, body, how))
        assert type(body).model_validate(tree) == body
        cells = cell_texts(portfolio, kind, body, how)
        assert write_cells(portfolio, kind, [RowCells(cells, body.id)], how=how).portfolio == portfolio


def test_a_sheet_of_a_german_excel_is_read_right_by_a_german_and_refused_by_an_american() -> None:
    sheet = "Project\tValue a week\tDeadline\tModelling\nRanker\t1.234,5\t31.05.2027\t2,5\n"
    portfolio = Portfolio.model_validate(samples.portfolio().model_dump(by_alias=True) | {"projects": []})
    found = paste_into(portfolio, sheet, how=GERMAN)
    assert found.usable
    ranker = next(p for p in found.portfolio.projects if p.name == "Ranker")
    assert ranker.value.per_week is not None and ranker.value.per_week.likely == 1234.5
    assert ranker.deadline is not None and ranker.deadline.date == dt.date(2027, 5, 31)
    american = LocalNotation("English (United States)", ".", ",", False, (), {}, "May 31, 2027")
    refused = paste_into(portfolio, sheet, how=american)
    assert not refused.usable
    assert {(w.column, w.message.partition(":")[0]) for s in refused.sheets for w in s.wrong} >= {
        (3, "'2,5' is not how numbers are written in English (United States)")
    }

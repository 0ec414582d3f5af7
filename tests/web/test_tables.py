import datetime as dt

from web.tables import DataTable, Head, date_cell, share_cell, to_csv, until_cell


def test_days_and_shares_are_words_on_the_page_and_plain_values_in_the_file() -> None:
    monday = dt.date(2027, 6, 7)
    cells = (date_cell(monday), until_cell(monday), share_cell(0.12345678, 1))
    assert [cell.text for cell in cells] == ["7 Jun 2027", "4 Jun 2027", "12.3%"]
    table = DataTable(
        "t", "T", "", tuple(map(Head, "abc")), (cells, (until_cell(None),) * 2 + (share_cell(None),))
    )
    assert to_csv(table).decode("utf-8-sig").splitlines()[1:] == ["2027-06-07,2027-06-04,0.1235", ",,"]

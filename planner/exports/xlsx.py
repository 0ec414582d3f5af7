"""XLSX workbooks: a sheet a table, typed cells, frozen headers, no formulas and no links."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from planner.errors import LimitExceeded
from planner.exports.table import Column, ColumnKind, Table, Value

MAX_ROWS = 1_048_575
"""Rows of a sheet below its header."""
_FORMATS: dict[ColumnKind, str] = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd",
    "number": "#,##0.00",
    "decimal": "#,##0.######",
}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST = 40
EPOCH = dt.date(1899, 12, 30).toordinal()
"""The day that sheets count from."""
_Shapes = Mapping[ColumnKind, Any]


def workbook_bytes(tables: Sequence[Table]) -> bytes:
    """A workbook of tables.

    Raises
    ------
    LimitExceeded
        A table has more rows than a sheet can hold.
    """
    for table in tables:
        if len(table.rows) > MAX_ROWS:
            raise LimitExceeded(
                f"'{table.name}' has {len(table.rows):,} rows and a sheet holds {MAX_ROWS:,}: "
                "ask for fewer days, or for CSV or Parquet"
            )
    out = io.BytesIO()
    with Workbook(out, _OPTIONS) as workbook:
        styles = {digits: _Styles(workbook, digits) for digits in {table.digits for table in tables}}
        for table in tables:
            _sheet(workbook, styles[table.digits], table)
    return out.getvalue()


class _Styles:
    """The formats of a sheet by kind of column, plain and bold; money has so many digits."""

    def __init__(self, workbook: Workbook, digits: int) -> None:
        self.head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5"})
        shapes: dict[ColumnKind, dict[str, object]] = {
            "text": {},
            **{kind: {"num_format": text} for kind, text in _FORMATS.items()},
            "money": {"num_format": "#,##0" + ("." + "0" * digits if digits else "")},
        }
        self.plain = {kind: workbook.add_format(shape) for kind, shape in shapes.items()}
        self.total = {
            kind: workbook.add_format({**shape, "bold": True, "top": 1}) for kind, shape in shapes.items()
        }


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet of typed columns: a cell is written by the kind of its column.

    XlsxWriter looks at every cell by itself, twice, which takes most of the time of a large workbook. All but the
    cells below the headings is left to it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []

    def take(self, columns: Sequence[Column], rows: Iterable[Sequence[Value]], styles: _Shapes) -> None:
        """Put rows below those that are there."""
        text_of = self.str_table._get_shared_string_index
        heads = []
        for n, column in enumerate(columns):
            of_kind, of_text = (
                f' s="{index}"' if (index := styles[kind]._get_xf_index()) else ""
                for kind in (column.kind, "text")
            )
            heads.append((f'<c r="{xl_col_to_name(n)}', of_kind, of_text))
        for number, row in enumerate(rows, start=len(self._lines) + 2):
            cells = [f'<row r="{number}">']
            for (head, of_kind, of_text), value in zip(heads, row, strict=True):
                if isinstance(value, str):
                    cells.append(f'{head}{number}"{of_text} t="s"><v>{text_of(value)}</v></c>')
                elif isinstance(value, dt.date):
                    cells.append(f'{head}{number}"{of_kind}><v>{value.toordinal() - EPOCH}</v></c>')
                elif value is not None:
                    cells.append(f'{head}{number}"{of_kind}><v>{float(value):.16G}</v></c>')
            self._lines.append("".join(cells) + "</row>")
        if self._lines:
            self._check_dimensions(len(self._lines), len(columns) - 1)

    def _write_rows(self) -> None:
        super()._write_rows()
        self.fh.write("".join(self._lines))


def _sheet(workbook: Workbook, styles: _Styles, table: Table) -> None:
    sheet = workbook.add_worksheet(table.name[:31], _Sheet)
    for n, column in enumerate(table.columns):
        sheet.write_string(0, n, column.name, styles.head)
        sheet.set_column(n, n, _width(table, n))
    sheet.take(table.columns, table.rows, styles.plain)
    if table.total is not None:
        sheet.take(table.columns, [table.total], styles.total)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _width(table: Table, n: int) -> float:
    """Wide enough for the header and the first rows."""
    shown = [
        _length(table.columns[n], row[n], table.digits)
        for row in (*table.rows[:200], *([table.total] if table.total else []))
    ]
    return min(WIDEST, max([len(table.columns[n].name) + 3, *(length + 2 for length in shown)]))


def _length(column: Column, value: Value, digits: int) -> int:
    if value is None:
        return 0
    if column.kind in ("money", "number") and not isinstance(value, str | dt.date):
        return len(f"{value:,.{digits if column.kind == 'money' else 2}f}")
    return len(str(value))

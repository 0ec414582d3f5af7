"""Files of cost: every format says the same to the cent, in every view, basis and currency, for random plans."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import product

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from planner.domain.cost import DIMENSIONS, NAME_OF, CostQuery, CostReport, Dimension
from planner.domain.currencies import minor_digits
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.errors import BadInput
from planner.exports.cost_tables import BY_QUARTER, ROW_COLUMNS, TITLES
from planner.services.export_cost import FORMATS, cost_file
from planner.services.forecast_cost import cost_report
from tests.finance_plans import CURRENCIES, case
from tests.planner.verify.example import Case

Sums = dict[str, Decimal]


def queries() -> Iterator[CostQuery]:
    views, currencies = ("plan", "organisation"), (None, *CURRENCIES)
    for view, currency, way in product(
        views, currencies, ("cash", "none", "hours", "compute", "direct", "even")
    ):
        basis = {"basis": "cash"} if way == "cash" else {"chargeback": way}
        yield CostQuery.model_validate({"view": view, "currency": currency, **basis})


def sums_of(rows: list[Mapping[str, str]], name_of: Callable[[Mapping[str, str]], str]) -> Sums:
    sums: Sums = {}
    for row in rows:
        sums[name_of(row)] = sums.get(name_of(row), Decimal(0)) + Decimal(row["amount"])
    return sums


def csv_rows(content: bytes) -> list[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("tenth", range(10))
def test_every_grouping_of_every_file_of_500_plans_is_the_total_to_the_cent(tenth: int) -> None:
    ways = list(queries())
    for seed in range(tenth, 500, 10):
        portfolio, plan = case(seed, projects=3, people=3, quarters=2)
        query = ways[seed % len(ways)]
        report = cost_report(portfolio, plan, query)
        amounts = [str(row.amount) for row in report.rows]
        digits = minor_digits(report.currency)
        files = {name: cost_file(portfolio, plan, query, name).content for name in FORMATS[:4]}
        document = json.loads(files["json"])
        parquet = pq.read_table(io.BytesIO(files["parquet"]))
        book = load_workbook(io.BytesIO(files["xlsx"]), read_only=True)
        sheet = list(book["Rows"].iter_rows(values_only=True, min_row=2))
        assert [row["amount"] for row in csv_rows(files["csv"])] == amounts, seed
        assert [row["amount"] for row in document["rows"]] == amounts, seed
        assert [str(amount) for amount in parquet["amount"].to_pylist()] == amounts, seed
        assert [f"{line[15]:.{digits}f}" for line in sheet] == amounts, seed
        assert document["total"] == str(report.total) == parquet.schema.metadata[b"total"].decode(), seed
        for dimension in DIMENSIONS:
            sums = report.by(dimension)
            assert sum(sums.values()) == report.total, (seed, dimension)
            assert sums_by(report, dimension) == {
                k: v for k, v in sums.items() if v or dimension != "quarter"
            }
            assert {k: Decimal(v) for k, v in document[f"by_{dimension}"].items()} == sums, (seed, dimension)
            lines = list(book[f"By {TITLES[dimension]}"].iter_rows(values_only=True, min_row=2))
            assert {str(line[0]): round(Decimal(line[-1]), 2) for line in lines[:-1]} == sums, (
                seed,
                dimension,
            )
            assert round(Decimal(lines[-1][-1]), 2) == report.total, (seed, dimension)


def sums_by(report: CostReport, dimension: Dimension) -> Sums:
    """The rows added up here, by the names of a dimension."""
    sums: Sums = {}
    for row in report.rows:
        name = NAME_OF[dimension](row)
        sums[name] = sums.get(name, Decimal(0)) + row.amount
    return {name: amount for name, amount in sums.items() if amount or dimension != "quarter"}


@pytest.mark.parametrize("seed", range(36))
def test_cash_and_amortised_cost_come_to_the_same_in_every_view_and_currency(seed: int) -> None:
    portfolio, plan = case(seed)
    query = list(queries())[seed]
    report = cost_report(portfolio, plan, query)
    assert report.rows
    assert all(row.amount >= 0 and row.amount == round(row.amount, 2) for row in report.rows)
    # Cash and amortised cost, whoever is charged, come to the same.
    other = "amortised" if query.basis == "cash" else "cash"
    twin = CostQuery.model_validate({"view": query.view, "currency": query.currency, "basis": other})
    assert cost_report(portfolio, plan, twin).total == report.total


@pytest.mark.parametrize("seed", range(6))
def test_csv_xlsx_parquet_and_json_agree_to_the_cent(seed: int) -> None:
    portfolio, plan = case(seed)
    for query in list(queries())[seed::18]:
        report = cost_report(portfolio, plan, query)
        files = {name: cost_file(portfolio, plan, query, name).content for name in FORMATS[:4]}
        rows = csv_rows(files["csv"])
        document = json.loads(files["json"])
        parquet = pq.read_table(io.BytesIO(files["parquet"]))
        book = load_workbook(io.BytesIO(files["xlsx"]), read_only=True)
        amounts = [str(row.amount) for row in report.rows]
        assert [row["amount"] for row in rows] == amounts
        assert [row["amount"] for row in document["rows"]] == amounts
        assert [str(amount) for amount in parquet["amount"].to_pylist()] == amounts
        sheet = list(book["Rows"].iter_rows(values_only=True))
        assert [f"{line[15]:.2f}" for line in sheet[1:]] == amounts
        assert (
            list(sheet[0]) == list(rows[0]) == parquet.column_names == [column.name for column in ROW_COLUMNS]
        )
        for dimension in DIMENSIONS:
            stated = {name: Decimal(amount) for name, amount in document[f"by_{dimension}"].items()}
            assert stated == report.by(dimension)
            lines = list(book[f"By {TITLES[dimension]}"].iter_rows(values_only=True, min_row=2))
            assert {str(line[0]): round(Decimal(line[-1]), 2) for line in lines[:-1]} == stated
            assert round(Decimal(lines[-1][-1]), 2) == report.total
            if dimension in BY_QUARTER:
                for line in lines:
                    assert round(sum(map(Decimal, line[1:-1])), 2) == round(Decimal(line[-1]), 2)


@pytest.mark.parametrize("seed", range(2))
def test_the_rows_of_the_csv_file_give_the_groupings_again(seed: int) -> None:
    portfolio, plan = case(seed)
    query = CostQuery(view="organisation", chargeback="hours")
    rows = csv_rows(cost_file(portfolio, plan, query, "csv").content)
    report = cost_report(portfolio, plan, query)
    for name in ("month", "quarter", "kind", "project", "charge", "treatment"):
        stated = {key: amount for key, amount in report.by(name).items() if amount}  # type: ignore[arg-type]
        found = {key: amount for key, amount in sums_of(rows, lambda row, n=name: row[n]).items() if amount}  # type: ignore[misc]
        assert found == stated


def example(query: CostQuery) -> tuple[Portfolio, Plan, CostReport]:
    portfolio, plan = Case().read()
    return portfolio, plan, cost_report(portfolio, plan, query)


def test_cells_of_a_workbook_are_typed_and_its_header_is_frozen() -> None:
    portfolio, plan, _ = example(CostQuery())
    book = load_workbook(io.BytesIO(cost_file(portfolio, plan, CostQuery(), "xlsx").content))
    sheet = book["Rows"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].is_date
    assert (sheet["P2"].data_type, sheet["P2"].number_format) == ("n", "#,##0.00")
    assert book.sheetnames[0] == "About"
    assert {name for name in book.sheetnames if name.startswith("By ")} == {
        f"By {t}" for t in TITLES.values()
    }


def test_text_of_people_never_becomes_a_formula_or_a_link() -> None:
    case_ = Case()
    evil = '=HYPERLINK("http://example.org")'
    case_.project("b")["cost_centre"] = evil
    case_.project("a")["cost_centre"] = "http://example.org"
    portfolio, plan = case_.read()
    book = load_workbook(io.BytesIO(cost_file(portfolio, plan, CostQuery(), "xlsx").content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    assert evil in {cell.value for cell in cells}
    rows = csv_rows(cost_file(portfolio, plan, CostQuery(), "csv").content)
    assert {row["cost_centre"] for row in rows if row["project"] == "b"} == {"'" + evil}


def test_parquet_has_exact_amounts_and_says_what_it_is() -> None:
    portfolio, plan, report = example(CostQuery())
    table = pq.read_table(io.BytesIO(cost_file(portfolio, plan, CostQuery(), "parquet").content))
    assert str(table.schema.field("amount").type) == "decimal128(18, 2)"
    assert str(table.schema.field("week").type) == "date32[day]"
    assert table.schema.metadata[b"total"] == b"18800.00"
    assert sum(table["amount"].to_pylist()) == report.total


def test_a_plan_without_cost_is_a_file_without_rows() -> None:
    portfolio, plan, _ = example(CostQuery())
    later = CostQuery.model_validate({"from": "2030-01-01"})
    for name in FORMATS:
        assert cost_file(portfolio, plan, later, name).rows == 0


def test_filters_by_name_and_day_keep_the_rows_that_fit() -> None:
    # By hand: of a, Ann's first two weeks (4000) and 300 hours for 600 lie in the first half of January.
    query = CostQuery.model_validate({"project": ["a"], "to": "2027-01-17"})
    _, _, report = example(query)
    assert str(report.total) == "4600.00"
    assert set(report.by_project) == {"a"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"project": ["zebra"]}, "project: there is no project 'zebra'"),
        ({"pool": ["moon"]}, "pool: there is no pool 'moon'"),
        ({"theme": ["moon"]}, "theme: there is no theme 'moon'"),
        ({"currency": "CHF"}, "there is no rate from USD to CHF: state one under `finance.rates`"),
        ({"basis": "cash", "chargeback": "hours"}, "use chargeback with the amortised basis"),
        ({"from": "2027-03-01", "to": "2027-02-01"}, "to: 2027-02-01 lies before from, 2027-03-01"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(asked: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence.replace("`", ".")):
        example(CostQuery.model_validate(asked))


def test_focus_has_both_bases_at_once() -> None:
    portfolio, plan, _ = example(CostQuery())
    with pytest.raises(BadInput, match="FOCUS has BilledCost"):
        cost_file(portfolio, plan, CostQuery(basis="cash"), "focus")


def test_names_are_those_of_the_rows() -> None:
    _, _, report = example(CostQuery())
    assert {NAME_OF["accelerator"](row) for row in report.rows} == {"people", "H100", "A100"}

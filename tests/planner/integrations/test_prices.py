"""Price sheets: plain ones, catalogues of SkyPilot, and what is wrong with others."""

import datetime as dt
from decimal import Decimal

import pytest

from planner.errors import BadInput
from planner.integrations.prices import read_prices


def test_a_plain_sheet() -> None:
    rows = read_prices(b"accelerator,price_per_hour,kind,from\nH100,2.95,,\nH100,1.25,spot,2027-04-01\n")
    assert [(r.kind, r.price_per_hour, r.from_) for r in rows] == [
        ("on_demand", Decimal("2.95"), None),
        ("spot", Decimal("1.25"), dt.date(2027, 4, 1)),
    ]


def test_an_instance_of_skypilots_catalogue_costs_its_accelerators() -> None:
    # 8 H100 for 32 an hour are 4 each, on the spot 10 / 8 = 1.25; the instance without accelerators is left out.
    sheet = (
        "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,GpuInfo,SpotPrice\n"
        "p5.48xlarge,H100,8.0,192,2048,32.0,us-east-1,{},10.0\n"
        "m5.large,,,2,8,0.096,us-east-1,,\n"
        "g6.xlarge,L4,1,4,16,0.8048,us-east-1,,\n"
    )
    rows = read_prices(sheet.encode())
    assert [(r.accelerator, r.kind, r.price_per_hour) for r in rows] == [
        ("H100", "on_demand", 4),
        ("H100", "spot", Decimal("1.25")),
        ("L4", "on_demand", Decimal("0.8048")),
    ]


def test_rows_that_cannot_be_used_are_named() -> None:
    with pytest.raises(BadInput, match="3 rows") as caught:
        read_prices(b"accelerator,price_per_hour,kind,from\nH100,cheap,,\nH100,1,rented,\nH100,1,,soon\n")
    said = [(d.line, d.path) for d in caught.value.diagnostics]
    assert said == [(2, "price_per_hour"), (3, "kind"), (4, "from")]
    assert "price_per_hour 'cheap'" in caught.value.diagnostics[0].message


def test_an_end_is_read_under_other_heads_and_comes_after_the_beginning() -> None:
    (row,) = read_prices(b"GPU Type,Hourly price,Start date,Valid until\nH100,2,2027-01-01,31.03.2027\n")
    assert (row.from_, row.until) == (dt.date(2027, 1, 1), dt.date(2027, 3, 31))
    with pytest.raises(BadInput, match="1 row") as caught:
        read_prices(b"accelerator,price_per_hour,from,until\nH100,2,2027-04-01,2027-03-31\n")
    assert "until '2027-03-31' is before from '2027-04-01'" in caught.value.diagnostics[0].message


def test_missing_cells_are_named_and_not_a_crash() -> None:
    with pytest.raises(BadInput, match="2 rows") as caught:
        read_prices(b"accelerator,kind,price_per_hour\nH100,spot\n,spot,2.95\n")
    assert [d.line for d in caught.value.diagnostics] == [2, 3]
    assert "price_per_hour ''" in caught.value.diagnostics[0].message
    assert "accelerator is empty" in caught.value.diagnostics[1].message


def test_a_row_with_more_cells_than_columns_is_named() -> None:
    # 1,250.50 without quotes is two cells.
    with pytest.raises(BadInput, match="line 3 has more cells"):
        read_prices(b"accelerator,price_per_hour\nH100,2.95\nH200,1,250.50\n")
    assert len(read_prices(b"accelerator,price_per_hour\nH100,2.95,,\n")) == 1


@pytest.mark.parametrize("sheet", [b"", b"a,b\n1,2\n", b"\xff\xfe", b'accelerator,price_per_hour\n"x'])
def test_other_files_are_refused(sheet: bytes) -> None:
    with pytest.raises(BadInput, match="the price sheet"):
        read_prices(sheet)


def test_a_sheet_of_a_buyer_with_other_heads_marks_groups_and_days() -> None:
    sheet = (
        "Provider,GPU Type,Purchase Option,Region,Price per GPU hour,Effective date,Note\n"
        'Acme,H100,On-Demand,eu-north1,"$2,950.50",2027-01-01,a typo on purpose\n'
        "Acme,H100,Spot,eu-north1,$1.25,01.04.2027,\n"
        "Acme,H100,Reserved,,2.10 USD,2027-04-01T00:00:00Z,1 year\n"
        "Acme,H200,preemptible,us-east-1,$1.45,5 Jan 2027,\n"
    )
    rows = read_prices(sheet.encode())
    assert [(r.accelerator, r.kind, r.region, r.price_per_hour, r.currency, str(r.from_)) for r in rows] == [
        ("H100", "on_demand", "eu-north1", Decimal("2950.50"), "USD", "2027-01-01"),
        ("H100", "spot", "eu-north1", Decimal("1.25"), "USD", "2027-04-01"),
        ("H100", "reserved", None, Decimal("2.10"), "USD", "2027-04-01"),
        ("H200", "spot", "us-east-1", Decimal("1.45"), "USD", "2027-01-05"),
    ]


def test_a_sheet_of_a_german_spreadsheet() -> None:
    sheet = (
        "accelerator;kind;Hourly price (EUR);from\nH100;on_demand;2,95;01.01.2027\nB200;on_demand;1.005,50;\n"
    )
    rows = read_prices(sheet.encode("utf-8-sig"))
    assert [(r.price_per_hour, r.currency) for r in rows] == [
        (Decimal("2.95"), "EUR"),
        (Decimal("1005.50"), "EUR"),
    ]
    assert rows[0].from_ == dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("accelerator,price_per_hour,from\nH100,2,03/04/2027\n", "from '03/04/2027' is no day"),
        ("accelerator,price_per_hour,currency\nH100,€2,USD\n", "marked as EUR, but its currency is USD"),
    ],
)
def test_days_and_marks_that_may_mean_something_else_are_refused(sheet: str, said: str) -> None:
    with pytest.raises(BadInput, match="1 rows") as caught:
        read_prices(sheet.encode())
    assert said in caught.value.diagnostics[0].message


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="accelerator twice, as accelerator and gpu type"):
        read_prices(b"accelerator,GPU Type,price_per_hour\nH100,H100,2\n")

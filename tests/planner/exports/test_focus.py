"""FOCUS: the invariants of the specification hold for random plans, and charges are those that one expects."""

import io
import json
from collections import defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from planner.domain.cost import CostQuery
from planner.services.export_cost import cost_file
from planner.services.forecast_cost import cost_report
from tests.finance_plans import case
from tests.planner.exports.focus_rows import Row, money, read
from tests.planner.verify.example import Case


def test_costs_are_unit_price_times_quantity(charges: list[Row]) -> None:
    for row in charges:
        for kind in ("List", "Contracted"):
            product = Decimal(row[f"{kind}UnitPrice"]) * Decimal(row["PricingQuantity"])
            assert Decimal(row[f"{kind}Cost"]) == product


def test_purchases_have_no_effective_cost_and_covered_use_is_not_billed(charges: list[Row]) -> None:
    for row in charges:
        if row["ChargeCategory"] == "Purchase":
            assert Decimal(row["EffectiveCost"]) == 0
        elif row["CommitmentDiscountId"]:
            assert Decimal(row["BilledCost"]) == 0


def test_each_commitment_is_amortised_to_the_cent(charges: list[Row]) -> None:
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in charges:
        if row["CommitmentDiscountId"]:
            by_id[row["CommitmentDiscountId"]].append(row)
    for rows in by_id.values():
        bought = [row for row in rows if row["ChargeCategory"] == "Purchase"]
        used = [row for row in rows if row["ChargeCategory"] == "Usage"]
        assert {row["CommitmentDiscountStatus"] for row in used} <= {"Used", "Unused"}
        assert money(used, "EffectiveCost") == money(bought, "BilledCost")
        assert money(used, "CommitmentDiscountQuantity") == money(bought, "CommitmentDiscountQuantity")


def test_billed_and_effective_cost_are_the_two_totals(charges: list[Row]) -> None:
    assert money(charges, "BilledCost") == money(charges, "EffectiveCost") > 0


def test_a_purchase_is_never_priced_as_committed_nor_by_use(charges: list[Row]) -> None:
    for row in charges:
        if row["ChargeCategory"] == "Purchase":
            assert row["PricingCategory"] == "Standard"
            assert row["ChargeFrequency"] in ("One-Time", "Recurring")
            assert row["CommitmentDiscountStatus"] == ""
        else:
            assert (row["PricingCategory"] == "Committed") == bool(row["CommitmentDiscountId"])


def test_savings_by_list_cost_count_use_or_purchases_but_not_both(charges: list[Row]) -> None:
    # The rows to leave out of a sum can be told from the columns that the specification names.
    bought = [row for row in charges if row["ChargeCategory"] == "Purchase"]
    covered = [row for row in charges if row["PricingCategory"] == "Committed"]
    assert {row["CommitmentDiscountId"] for row in covered} == {row["CommitmentDiscountId"] for row in bought}
    rest = [row for row in charges if not row["CommitmentDiscountId"]]
    assert abs(money(rest, "ListCost") - money(rest, "BilledCost")) <= Decimal("0.01") * len(rest)


def test_invoices_do_not_exist_yet(charges: list[Row]) -> None:
    assert {row["InvoiceId"] for row in charges} == {""}


def test_shares_of_an_idle_commitment_add_up_to_one(charges: list[Row]) -> None:
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for row in charges:
        if row["AllocatedMethodId"]:
            assert row["AllocatedResourceId"] == row["x_Project"] != ""
            assert row["CommitmentDiscountStatus"] == "Unused"
            key = (row["ResourceId"], row["ChargePeriodStart"])
            shares[key] += json.loads(row["AllocatedMethodDetails"])["Elements"][0]["AllocatedRatio"]
    assert all(total == pytest.approx(1, abs=1e-6) for total in shares.values())


def test_tags_of_shares_do_not_repeat_those_of_the_resource(charges: list[Row]) -> None:
    for row in charges:
        if row["AllocatedTags"]:
            assert not json.loads(row["AllocatedTags"]).keys() & json.loads(row["Tags"]).keys()


def test_a_price_has_one_sku_all_along_and_a_sku_is_the_same_however_it_is_paid(charges: list[Row]) -> None:
    parents: dict[str, set[str]] = defaultdict(set)
    meters: dict[str, set[str]] = defaultdict(set)
    skus: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in charges:
        parents[row["SkuPriceId"]].add(row["SkuId"])
        meters[row["SkuId"]].add(row["SkuMeter"])
        if row["x_GpuModel"]:
            skus[row["x_GpuModel"], row["ChargeCategory"]].add(row["SkuId"])
    assert all(len(found) == 1 for group in (parents, meters, skus) for found in group.values())


def test_periods_end_exclusively_and_lie_within_their_bill(charges: list[Row]) -> None:
    for row in charges:
        assert row["BillingPeriodStart"] <= row["ChargePeriodStart"] < row["BillingPeriodEnd"]
        assert row["ChargePeriodStart"] < row["ChargePeriodEnd"]
        if row["ChargeCategory"] == "Usage":
            assert row["ChargePeriodEnd"] <= row["BillingPeriodEnd"]


def test_effective_cost_is_that_of_the_report_by_project_and_month() -> None:
    portfolio, plan = case(3)
    query = CostQuery(currency="EUR", view="organisation", chargeback="compute")
    rows = read(cost_file(portfolio, plan, query, "focus").content)
    report = cost_report(portfolio, plan, query)
    by_project: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_project[row["x_Project"] or "unassigned"] += Decimal(row["EffectiveCost"])
    assert dict(by_project) == report.by_project


def test_parquet_holds_the_same_charges_as_csv() -> None:
    portfolio, plan = case(1)
    rows = read(cost_file(portfolio, plan, CostQuery(), "focus").content)
    table = pq.read_table(io.BytesIO(cost_file(portfolio, plan, CostQuery(), "focus-parquet").content))
    assert table.column_names == list(rows[0])
    assert [f"{amount}" for amount in table["EffectiveCost"].to_pylist()] == [
        r["EffectiveCost"] for r in rows
    ]
    assert table["ListCost"].to_pylist() == [Decimal(row["ListCost"]) for row in rows]
    assert str(table.schema.field("ChargePeriodStart").type) == "timestamp[us, tz=UTC]"


def test_charges_of_the_example() -> None:
    # Two weeks of 150 hours at 2. The shelf is bought month by month for 4200 in all and never used; on demand, an A100 is not to be had.
    portfolio, plan = Case().read()
    rows = read(cost_file(portfolio, plan, CostQuery(), "focus").content)
    cloud = [row for row in rows if row["ResourceId"] == "cloud"]
    assert {(row["PricingQuantity"], row["ListUnitPrice"], row["BilledCost"]) for row in cloud} == {
        ("150", "2", "300.00")
    }
    bought = [row for row in rows if row["ChargeCategory"] == "Purchase"]
    assert [row["BilledCost"] for row in bought] == [
        "672.00",
        "672.00",
        "744.00",
        "720.00",
        "744.00",
        "648.00",
    ]
    assert (bought[0]["ChargePeriodStart"], bought[0]["ChargePeriodEnd"]) == (
        "2027-01-04T00:00:00Z",
        "2027-02-01T00:00:00Z",
    )


def test_the_list_price_of_a_reservation_is_that_on_demand() -> None:
    case_ = Case()
    case_.pool("shelf").update(kind="reserved", accelerator="H100")
    portfolio, plan = case_.read()
    rows = read(cost_file(portfolio, plan, CostQuery(), "focus").content)
    idle = [row for row in rows if row["CommitmentDiscountStatus"] == "Unused"]
    assert {(row["ListUnitPrice"], row["x_EffectiveUnitPrice"]) for row in idle} == {("2", "1")}

"""Cost on the cash basis, in other currencies, and what may be capitalised: worked out by hand."""

from decimal import Decimal

import pytest

from planner.domain.cost import CostQuery, CostReport
from planner.services.forecast_cost import cost_report
from tests.planner.verify.example import Case


def paid(payment: str) -> dict[str, Decimal]:
    """By month, what is paid for the shelf: 24 a day from 2027-01-04 to 2027-06-27."""
    case = Case()
    case.pool("shelf")["payment"] = payment
    return cost_report(*case.read(), CostQuery(basis="cash", pool=("shelf",))).by("month")


def test_a_commitment_is_paid_at_the_start_of_each_month() -> None:
    assert paid("monthly") == {
        "2027-01": Decimal(672),
        "2027-02": Decimal(672),
        "2027-03": Decimal(744),
        "2027-04": Decimal(720),
        "2027-05": Decimal(744),
        "2027-06": Decimal(648),
    }


def test_a_commitment_is_paid_at_the_start_of_each_fiscal_quarter() -> None:
    # 12 weeks in Q1; the second quarter begins on 29 March, the Monday of the week of 1 April.
    assert paid("quarterly") == {"2027-01": Decimal(2016), "2027-03": Decimal(2184)}


def test_a_commitment_is_paid_with_its_first_week() -> None:
    assert paid("upfront") == {"2027-01": Decimal(4200)}
    case = Case()
    case.pool("shelf").update(payment="upfront", count={"2027-Q2": 1})
    report = cost_report(*case.read(), CostQuery(basis="cash", pool=("shelf",)))
    assert report.by("month") == {"2027-03": Decimal(2184)}


def test_use_of_a_commitment_costs_nothing_in_cash_and_the_payment_belongs_to_nobody() -> None:
    case = Case()
    case.phase("a", "train")["gpu"]["accelerators"] = {"H100": 1.0, "A100": 0.5}
    case.plan["compute"].append(
        {"project": "a", "phase": "train", "pool": "shelf", "week": "2027-01-18", "hours": 100}
    )
    cash = cost_report(*case.read(), CostQuery(basis="cash"))
    assert cash.by_project == {"a": Decimal(11600), "b": Decimal(3000), "unassigned": Decimal(4200)}
    assert cash.by("charge") == {"purchase": Decimal(4200), "usage": Decimal(14600)}


def converted(case: Case, basis: str = "amortised") -> CostReport:
    case.portfolio["finance"] = {
        "rates": [
            {"currency": "EUR", "from": "2027-01-01", "rate": "0.9"},
            {"currency": "EUR", "from": "2027-02-01", "rate": "0.8", "source": "budget rate"},
        ]
    }
    return cost_report(*case.read(), CostQuery.model_validate({"currency": "EUR", "basis": basis}))


def test_each_week_is_converted_at_the_rate_that_holds_on_its_monday() -> None:
    # People and cloud: January 11600 at 0.9, February 3000 at 0.8. Shelf: January 672 at 0.9, then 3528 at 0.8.
    report = converted(Case())
    assert report.currency == "EUR"
    assert report.plan_currency == "USD"
    assert report.by_pool == {"people": Decimal(12300), "cloud": Decimal(540), "shelf": Decimal("3427.20")}


@pytest.mark.parametrize("basis", ["amortised", "cash"])
def test_what_is_paid_at_once_is_converted_at_once(basis: str) -> None:
    case = Case()
    case.pool("shelf")["payment"] = "upfront"
    assert converted(case, basis).by_pool["shelf"] == 3780


def test_budgets_are_converted_at_the_rate_of_their_first_week() -> None:
    case = Case()
    case.portfolio["budgets"] = [{"quarter": "2027-Q2", "compute": 1000}, {"compute": 1000}]
    assert [line.budget for line in converted(case).budgets] == [Decimal(800), Decimal(900)]


def test_the_first_rate_also_holds_before_its_day() -> None:
    case = Case()
    case.portfolio["finance"] = {"rates": [{"currency": "EUR", "from": "2027-06-01", "rate": "0.5"}]}
    assert cost_report(*case.read(), CostQuery(currency="EUR")).total == 9400


def test_work_of_phases_of_the_named_kinds_may_be_capitalised() -> None:
    # a/train: Ann 8000 and compute 600. Everything else, the unused shelf too, is an expense.
    case = Case()
    case.portfolio["finance"] = {"capitalise": ["training"]}
    assert cost_report(*case.read()).by("treatment") == {"capital": Decimal(8600), "expense": Decimal(10200)}


def test_rows_are_named_by_theme_accelerator_and_kind_of_phase() -> None:
    report = cost_report(*Case().read())
    assert report.by("theme") == {
        "debt": Decimal(3000),
        "growth": Decimal(11600),
        "unassigned": Decimal(4200),
    }
    assert report.by("accelerator") == {"A100": Decimal(4200), "H100": Decimal(600), "people": Decimal(14000)}
    assert report.by("phase_kind") == {
        "build": Decimal(3000),
        "none": Decimal(4200),
        "rollout": Decimal(3000),
        "training": Decimal(8600),
    }

"""A plan beside what was spent to date, by hand on the example.

Planned compute: a uses 300 h of the cloud at 2 in January; the shelf costs 168 a week. Ann and Bob are paid 8,000 for a
and 3,000 for b in January, and 3,000 for the last two weeks of a, of which February has all.
"""

import io
from decimal import Decimal

import numpy as np
import pytest
from openpyxl import load_workbook
from pydantic import ValidationError

from planner.domain.cost import CostQuery
from planner.domain.outcome import OUTCOME_BY, Outcome, OutcomeQuery
from planner.domain.variance import Actuals, VarianceReport
from planner.integrations.actuals import read_actuals
from planner.services.export_variance import variance_file
from planner.services.forecast_cost import cost_report
from planner.services.outcome import cost_outcome, variance_to_date
from tests.finance_plans import case as random_case
from tests.planner.verify.example import Case

CLOUD = "month,project,pool,hours,amount\n2027-01,a,cloud,400,900\n2027-01,,shelf,672,700\n"
PEOPLE = "month,project,kind,amount\n2027-01,a,people,9000\n2027-02,a,people,3200\n"


def source(table: str, name: str) -> Actuals:
    return read_actuals(table.encode(), source=name)


def both() -> list[Actuals]:
    return [source(CLOUD, "cloud bill"), source(PEOPLE, "payroll")]


def to_date(*sources: Actuals) -> VarianceReport:
    report = variance_to_date(*Case().read(), sources)
    assert report is not None
    return report


def outcome(by: str, sources: list[Actuals], **query: object) -> Outcome:
    asked = OutcomeQuery.model_validate({"by": by} | query)
    return cost_outcome(*Case().read(), asked, sources, asked.by)


def test_each_source_closes_its_own_kinds_in_its_own_months() -> None:
    # The cloud bill has no February, so compute of February is neither spent nor saved; payroll has both months.
    report = to_date(*both())
    january, february = report.by_month
    assert (january.month, february.month) == ("2027-01", "2027-02")
    assert {line.project: (line.planned, line.actual) for line in january.lines} == {
        "a": (Decimal(8600), Decimal(9900)),
        "b": (Decimal(3000), Decimal(0)),
        "unassigned": (Decimal(672), Decimal(700)),
    }
    assert january.committed == 672
    assert {line.project: (line.planned, line.actual) for line in february.lines} == {
        "a": (Decimal(3000), Decimal(3200))
    }
    assert [(one.source, one.months) for one in report.missing] == [("cloud bill", ("2027-02",))]
    assert report.told_twice == ()


def test_cost_that_two_sources_tell_counts_twice_and_is_said() -> None:
    report = to_date(
        source(CLOUD, "bill"), source("month,project,pool,hours,amount\n2027-01,a,cloud,1,2\n", "jobs")
    )
    assert [(one.month, one.pool, one.sources) for one in report.told_twice] == [
        ("2027-01", "cloud", ("bill", "jobs"))
    ]
    assert next(line for line in report.lines if line.project == "a").actual == 902


def test_stored_months_beyond_the_horizon_are_left_out_and_said() -> None:
    later = source("month,project,kind,amount\n2026-12,a,people,5\n2027-01,a,people,9000\n", "payroll")
    report = to_date(later)
    assert (report.outside, report.total.actual) == (("2026-12",), 9000)
    only = source("month,amount\n2026-12,5\n", "payroll")
    assert variance_to_date(*Case().read(), [only]) is None
    assert variance_to_date(*Case().read(), []) is None


def test_budget_planned_committed_and_actual_stand_side_by_side() -> None:
    case = Case()
    case.portfolio["budgets"] = [
        {"quarter": "2027-Q1", "compute": 2500},
        {"quarter": "2027-Q1", "people": 20000},
    ]
    found = cost_outcome(*case.read(), CostQuery.model_validate({"kind": ["compute"]}), both(), "quarter")
    first, second = found.lines
    # Q1: 600 of the cloud and 12 x 168 of the shelf; January told 600 + 672 of it, and came to 1,600.
    assert (first.name, first.budget, first.planned, first.committed) == ("2027-Q1", 2500, 2616, 2016)
    assert (first.due, first.actual, first.variance) == (1272, 1600, 328)
    assert first.outlook == 1600 + 2616 - 1272
    assert (second.budget, second.actual, second.outlook) == (None, 0, second.planned)
    assert found.total.budget is None, "the second quarter has none"
    whole = cost_outcome(*case.read(), CostQuery(), both(), "quarter").lines[0]
    assert whole.budget == 22500


def test_by_project_with_filters() -> None:
    found = outcome("project", both(), kind=["people"])
    assert [(line.name, line.due, line.actual) for line in found.lines] == [
        ("a", 11000, 12200),
        ("b", 3000, 0),
    ]
    assert outcome("pool", both(), project=["a"]).total.actual == 900 + 12200


@pytest.mark.parametrize("query", [{"basis": "cash"}, {"currency": "EUR"}, {"view": "organisation"}])
def test_what_actuals_cannot_answer_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="leave out"):
        OutcomeQuery.model_validate(query)


@pytest.mark.parametrize("seed", range(3))
def test_every_view_of_random_actuals_adds_up(seed: int) -> None:
    portfolio, plan = random_case(seed)
    rng = np.random.default_rng(seed)
    report = cost_report(portfolio, plan)
    months = list(report.by("month"))[:4]
    sources = []
    for name in ("bill", "payroll", "jobs"):
        rows = ["month,project,kind,pool,hours,amount"]
        for month in rng.choice(months, size=3, replace=False):
            for project in [*(p.id for p in portfolio.projects), ""]:
                if name == "payroll":
                    rows.append(f"{month},{project},people,,,{rng.uniform(0, 900):.6f}")
                else:
                    pool = rng.choice([*(p.id for p in portfolio.pools), "elsewhere"])
                    rows.append(
                        f"{month},{project},compute,{pool},{rng.uniform(0, 50):.4f},{rng.uniform(0, 90):.5f}"
                    )
        sources.append(source("\n".join(rows), name))
    variance = variance_to_date(portfolio, plan, sources)
    assert variance is not None
    for amount in ("planned", "actual", "variance", "volume", "mix", "price", "other"):
        total = getattr(variance.total, amount)
        assert sum(getattr(month.total, amount) for month in variance.by_month) == total
        assert sum(getattr(line, amount) for line in variance.lines) == total
    for by in OUTCOME_BY:
        found = cost_outcome(portfolio, plan, CostQuery(), sources, by)
        for amount in ("planned", "committed", "due", "actual", "variance", "outlook"):
            assert sum(getattr(line, amount) for line in found.lines) == getattr(found.total, amount)
        assert found.total.planned == report.total
        assert (found.total.due, found.total.actual) == (variance.total.planned, variance.total.actual)


def test_files_have_every_month_and_project() -> None:
    report = to_date(*both())
    lines = variance_file(report, "csv").content.decode().splitlines()
    assert lines[0] == "month,project,planned,actual,variance,volume,mix,price,other,currency"
    assert lines[1].startswith("2027-01,a,8600.00,9900.00,1300.00,")
    assert len(lines) == 1 + sum(len(month.lines) for month in report.by_month)
    book = load_workbook(io.BytesIO(variance_file(report, "xlsx").content))
    assert book.sheetnames == ["About", "By month", "By project", "By month and project", "Budgets"]
    totals = list(book["By month"].iter_rows(values_only=True))[-1]
    assert totals[:5] == ("total", 672, report.total.planned, report.total.actual, report.total.variance)
    assert VarianceReport.model_validate_json(variance_file(report, "json").content) == report

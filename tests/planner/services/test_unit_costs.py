"""What a run and a thousand predictions cost, on paper."""

from decimal import Decimal

import pytest

from planner.integrations.actuals import read_actuals
from planner.services.unit_costs import beside_cost
from planner.services.variance import variance_report
from tests.planner.verify.example import Case


def case() -> Case:
    made = Case()
    a = made.portfolio["projects"][0]
    a["phases"][0]["gpu"]["runs"] = 12
    a |= {"predictions_per_week": 2_000_000, "serving_cost_per_week": 300}
    return made


def test_a_planned_run_costs_its_accelerators_and_predictions_their_serving() -> None:
    # 300 hours at 2 are 600 for 12 runs. Launched in week 6 of 25: 19 weeks of 2 million predictions for 300 each,
    # which is 0.15 a thousand.
    (found,) = beside_cost(*case().read()).units
    assert (found.project, found.runs, found.run_cost) == ("a", 12, Decimal("50.00"))
    assert (found.predictions, found.thousand_cost) == (38_000_000, Decimal("0.150000"))


def test_a_project_that_says_neither_has_no_line() -> None:
    assert beside_cost(*Case().read()).units == ()


def test_a_retired_project_serves_nothing_any_more() -> None:
    made = case()
    made.portfolio["projects"][0]["retires"] = "2027-03-01"  # week 8: two weeks of predictions
    (found,) = beside_cost(*made.read()).units
    assert found.predictions == 4_000_000
    assert found.thousand_cost == Decimal("0.150000")


def test_runs_and_predictions_of_the_actuals_have_their_cost() -> None:
    table = (
        "month,project,kind,pool,hours,amount,runs,predictions\n"
        "2027-01,a,compute,cloud,200,500,4,\n2027-01,a,serving,,,60,,150000\n2027-01,b,people,,,900,,\n"
    )
    report = variance_report(*case().read(), [read_actuals(table.encode())])
    (found,) = report.units
    assert (found.project, found.runs, found.run_cost) == ("a", 4, Decimal("125.00"))
    assert (found.predictions, found.thousand_cost) == (150_000, Decimal("0.400000"))


def test_runs_of_mlflow_have_the_price_of_their_pool() -> None:
    # Two runs of 4 devices for 10 hours each: 80 hours at 2 are 160, 80 a run.
    runs = (
        "run_id,start_time,end_time,tags.project,tags.pool,params.num_gpus\n"
        "r1,2027-01-05 10:00:00,2027-01-05 20:00:00,a,cloud,4\n"
        "r2,2027-01-06 10:00:00,2027-01-06 20:00:00,a,cloud,4\n"
    )
    report = variance_report(*case().read(), [read_actuals(runs.encode())])
    assert [(u.project, u.run_cost) for u in report.units] == [("a", Decimal("80.00"))]
    (line,) = report.lines
    assert line.actual == pytest.approx(Decimal(160))

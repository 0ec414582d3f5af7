"""The lower part of a forecast's page tells what the forecast has."""

import pytest

from planner.services.simulate import simulated
from tests.planner.verify.example import Case
from tests.web.views_of_everything import stage
from web.tables import to_csv
from web.views.forecast_risks import RISK_TABLES, forecast_risks


@pytest.fixture(scope="module")
def found() -> object:
    portfolio, plan = Case().read()
    return portfolio, plan, *simulated(portfolio, plan, runs=64)


def test_every_figure_of_the_forecast_is_in_a_table_with_its_error(found: tuple) -> None:  # type: ignore[type-arg]
    portfolio, plan, forecast, runs = found
    source = stage.source(portfolio=portfolio, plan=plan, forecast=forecast)
    risks = forecast_risks(source, forecast, runs)
    assert len(risks.phase_table.rows) == len(forecast.phases)
    assert len(risks.overload_table.rows) == len(forecast.overload)
    assert len(risks.budget_table.rows) == len(forecast.budgets)
    assert risks.joint is not None
    assert len(risks.joint.rows) == len(forecast.joint.dates) * len(forecast.joint.costs)
    for name, table in RISK_TABLES.items():
        lines = to_csv(table(source)).decode().splitlines()
        assert len(lines) == len(table(source).rows) + 1, name
        assert "Error" in lines[0], name
    assert risks.dots is not None
    assert len(risks.dots.dots) == int((runs.launch.max(axis=0) >= 0).sum())

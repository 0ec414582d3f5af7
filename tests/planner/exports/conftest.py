"""Charges that tests of FOCUS files look at."""

import pytest

from planner.domain.cost import CostQuery
from planner.services.export_cost import cost_file
from tests.finance_plans import case
from tests.planner.exports.focus_rows import Row, read

QUERIES = (
    CostQuery(),
    CostQuery(view="organisation", chargeback="direct"),
    CostQuery(currency="EUR", chargeback="hours"),
    CostQuery(currency="JPY", view="organisation"),
)


@pytest.fixture(scope="module", params=range(8))
def charges(request: pytest.FixtureRequest) -> list[Row]:
    portfolio, plan = case(request.param)
    return read(cost_file(portfolio, plan, QUERIES[request.param % 4], "focus").content)

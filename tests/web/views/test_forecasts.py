"""Dates, cost by quarter and drivers of a forecast: each figure with its standard error, in the page and as CSV."""

import csv
import io

import pytest

from planner.document import portfolio_from
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast
from tests.planner.verify.example import Case
from tests.web.views_of_everything import stage
from web.tables import to_csv
from web.views.forecasts import (
    FORECAST_TABLES,
    cost_forecast_table,
    driver_table,
    forecast_table,
    forecast_view,
)
from web.views.plan_parts import PlanSource
from web.views.shell import Frame, shell

LEVELS = ("p10", "p50", "p80", "p90")


@pytest.fixture(scope="module")
def source() -> PlanSource:
    portfolio, _ = Case().read()
    document = portfolio.model_dump(mode="json", by_alias=True, exclude_none=True)
    project = document["projects"][0]
    place = f"{project['id']}/{project['phases'][0]['id']}"
    document["drivers"] = [
        {"id": "late", "name": "Data is late", "probability": 0.5, "weeks": {"low": 2, "likely": 4, "high": 6}, "affects": [place]},
        {"id": "never", "name": "Nothing happens", "probability": 0.5, "weeks": {"low": 0, "likely": 0, "high": 0}, "affects": [place]},
    ]  # fmt: skip
    changed = portfolio_from(document).portfolio
    plan = plan_portfolio(changed, decodes=50).plan
    return stage.source(portfolio=changed, plan=plan, forecast=forecast(changed, plan, runs=256))


def lines(table: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(table).decode("utf-8-sig"))))  # type: ignore[arg-type]


def test_cost_by_quarter_has_all_quantiles_the_mean_and_the_whole(source: PlanSource) -> None:
    told = source.forecast
    assert told is not None
    table = cost_forecast_table(source)
    assert [row[0].text for row in table.rows[:-1]] == [
        f"{q.quarter[5:]} {q.quarter[:4]}" for q in told.cost.by_quarter
    ]
    for row, found in zip(table.rows, (*told.cost.by_quarter, told.cost), strict=True):
        assert found.errors is not None
        figures = [x for level in LEVELS for x in (getattr(found, level), getattr(found.errors, level))]
        assert [cell.value for cell in row[1:]] == [
            "" if x is None else x for x in (*figures, found.mean, found.se)
        ]
    assert table.rows[-1][0].text == "All"


def test_dates_have_an_error_in_weeks_beside_each_quantile(source: PlanSource) -> None:
    told = source.forecast
    assert told is not None
    heads = [head.label for head in forecast_table(source).heads]
    assert [heads[heads.index(level.upper()) + 1] for level in LEVELS] == ["Error, weeks"] * 4
    for row, found in zip(forecast_table(source).rows, told.projects, strict=True):
        assert found.finish_errors is not None
        errors = [row[heads.index(level.upper()) + 1].value for level in LEVELS]
        assert errors == [getattr(found.finish_errors, level) for level in LEVELS]
        assert row[heads.index("Critical") + 1].value == pytest.approx(found.criticality_se, abs=1e-4)


def test_forecasts_of_earlier_versions_tell_the_error_that_they_have(source: PlanSource) -> None:
    assert source.forecast is not None
    old = tuple(p.model_copy(update={"finish_errors": None}) for p in source.forecast.projects)
    told = stage.source(
        portfolio=source.portfolio,
        plan=source.plan,
        forecast=source.forecast.model_copy(update={"projects": old}),
    )
    heads = [head.label for head in forecast_table(told).heads]
    row = forecast_table(told).rows[0]
    assert row[heads.index("P50") + 1].value == source.forecast.projects[0].finish_se_weeks
    assert row[heads.index("P80") + 1].value == ""


def test_a_driver_within_its_error_is_said_to_be_noise(source: PlanSource) -> None:
    found = {row["Risk"]: row for row in lines(driver_table(source))}
    assert found["Data is late"]["Told from nothing"] == "yes"
    assert float(found["Data is late"]["Weeks that it adds to P80"]) > 2 * float(
        found["Data is late"]["Error"]
    )
    assert found["Nothing happens"]["Told from nothing"] == "no: within the noise"
    assert source.forecast is not None
    view = forecast_view(
        shell(Frame("light", "Ann", "/", "1", None), "Forecast"),
        stage.CONTROLS,
        source,
        source.forecast,
        None,
    )
    assert [row.noise for row in view.drivers] == [False, True]


def test_every_table_of_the_page_can_be_downloaded(source: PlanSource) -> None:
    for name, table in FORECAST_TABLES.items():
        assert table(source).csv_href == f"{source.href}/tables/{name}.csv"

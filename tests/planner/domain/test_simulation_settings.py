import pytest
from pydantic import ValidationError

from planner.document import read_portfolio
from planner.domain.policies import Correlation, Driver, Simulation

HEAD = """schema: quarterdeck/portfolio/1
name: x
calendar: {start: 2027-01-04, quarters: 4}
"""


def test_a_document_may_say_what_forecasts_add() -> None:
    text = HEAD + (
        "simulation: {start_rule: planned, correlation: {team: 0.3, theme: 0.2}, departures: 0.1,"
        " spot_overhead: {low: 0.5, likely: 1, high: 3}, price_change: 1.1}"
    )
    simulation = read_portfolio(text.encode(), format="yaml").portfolio.simulation
    assert simulation.correlation == Correlation(team=0.3, theme=0.2)
    assert simulation.departures == 0.1
    assert simulation.price_change is not None
    assert simulation.price_change.high == 1.1


def test_without_a_word_nothing_is_added() -> None:
    simulation = read_portfolio(HEAD.encode(), format="yaml").portfolio.simulation
    assert simulation == Simulation()
    assert simulation.departures == simulation.correlation.team == 0


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("correlation", {"team": 0.6, "theme": 0.5}, "team and theme together are 1.1"),
        ("departures", 1.5, "less than or equal to 0.9"),
        ("price_change", 0, "low is 0; give a number from 0.1 to 100"),
        ("spot_overhead", {"low": 0, "likely": 1, "high": 1000}, "high is 1000; give a number from 0 to 100"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(field: str, value: object, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Simulation.model_validate({field: value})


def test_a_driver_cannot_bring_work_forward() -> None:
    with pytest.raises(ValidationError, match="low is -2; give a number from 0"):
        Driver.model_validate(
            {
                "id": "d",
                "name": "D",
                "probability": 0.5,
                "weeks": {"low": -2, "likely": 1, "high": 2},
                "affects": ["a"],
            }
        )

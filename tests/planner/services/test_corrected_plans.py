"""Plans and forecasts of portfolios that ask for corrections, and the verifier's own opinion."""

import numpy as np
import pytest

from planner.compile.problem import to_problem
from planner.compile.simulation import to_simulation
from planner.document import read_portfolio, write_yaml
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio
from planner.domain.snapshot import snapshot_id
from planner.services.corrections import corrections
from planner.services.learn import calibration_of
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast
from planner.verify import verify_plan
from solvers.simulation.sample import draw, quantile
from tests.random_portfolios import portfolio as random_portfolio

TEXT = """schema: quarterdeck/portfolio/1
name: x
calendar: {start: 2027-01-04, quarters: 4}
skills: [{id: s, name: S}]
people: [{id: ann, name: Ann, skills: {s: 1}}]
projects:
  - {id: a, name: A, value: {per_week: 1000}, phases: [{id: work, kind: training, effort: {s: {low: 3, likely: 4, high: 5}}}]}
"""
LEARNT = """calibration:
  effort: {rows: 40, ratios: [{p10: 0.8, p50: 1.5, p90: 3}], categories: {training: 1.2}}
"""


def portfolio_of(text: str) -> Portfolio:
    return read_portfolio(text.encode(), format="yaml").portfolio


def effort(plan: Plan) -> float:
    return sum(row.share * (row.finish - row.start).days / 7 for row in plan.assignments)


def test_the_corrected_likely_value_is_planned_and_the_verifier_agrees() -> None:
    portfolio = portfolio_of(TEXT + LEARNT)
    plan = plan_portfolio(portfolio, decodes=50).plan
    # 4 engineer-weeks x 1.5 x 1.2, in steps of 5 %.
    assert effort(plan) == pytest.approx(7.2, abs=0.05)
    assert verify_plan(portfolio, plan).valid


def test_the_verifier_refuses_a_plan_that_was_made_without_the_correction() -> None:
    plain, learnt = portfolio_of(TEXT), portfolio_of(TEXT + LEARNT)
    plan = plan_portfolio(plain, decodes=50).plan
    assert effort(plan) == pytest.approx(4)
    dressed = plan.model_copy(update={"snapshot": snapshot_id(learnt)})
    assert [v.rule for v in verify_plan(learnt, dressed).violations] == ["effort"]


@pytest.mark.parametrize("seed", range(6))
def test_optimiser_and_verifier_agree_about_random_portfolios(seed: int) -> None:
    portfolio = random_portfolio(seed, projects=6)
    learnt = {
        "rows": 5,
        "ratios": [
            {"size": 2, "p10": 0.7, "p50": 1.1, "p90": 2},
            {"size": 9, "p10": 0.9, "p50": 1.3, "p90": 2},
        ],
        "categories": {"training": 1.3, "model": 1.1, "build": 0.9},
    }
    calibration = dict.fromkeys(("effort", "gpu_hours", "weeks"), learnt)
    asked = Portfolio.model_validate(portfolio.model_dump(by_alias=True) | {"calibration": calibration})
    outcome = plan_portfolio(asked, decodes=60)  # raises SolverBug when the verifier does not agree
    if outcome.plan.value is not None:
        assert verify_plan(asked, outcome.plan).valid
    assert not np.array_equal(to_problem(asked).phases.effort, to_problem(portfolio).phases.effort)


def test_the_whole_corrected_distribution_is_simulated() -> None:
    portfolio = portfolio_of(TEXT + LEARNT)
    plan = plan_portfolio(portfolio, decodes=50).plan
    drawn = draw(to_simulation(portfolio, plan), 4096, seed=1).effort[:, 0]
    # 4 x 1.2 x (0.8, 1.5, 3): wider on both sides than the range of the estimate itself.
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([3.84, 7.2, 14.4], rel=0.02)
    (row,) = corrections(portfolio)
    assert (row.p10, row.p50, row.p90) == pytest.approx((3.84, 7.2, 14.4))
    assert (row.factor, row.rows, row.category) == (1.8, 40, "training")
    sure = forecast(portfolio, plan, runs=256).projects[0]
    plain = forecast(
        portfolio_of(TEXT), plan_portfolio(portfolio_of(TEXT), decodes=50).plan, runs=256
    ).projects[0]
    assert sure.finish_p90 > plain.finish_p90


def test_a_range_that_is_wider_than_the_history_stays_as_wide() -> None:
    wide = TEXT.replace("{low: 3, likely: 4, high: 5}", "{low: 1, likely: 4, high: 40}")
    (row,) = corrections(portfolio_of(wide + LEARNT))
    # The median moves to 7.2; a quarter of it below and ten times above, as the estimate says.
    assert (row.p10, row.p50, row.p90) == pytest.approx((1.8, 7.2, 72))


def test_corrected_amounts_rise_with_their_level() -> None:
    for likely in (2.0, 4.0, 4.99):
        text = TEXT.replace("likely: 4", f"likely: {likely}").replace("low: 3", "low: 1")
        portfolio = portfolio_of("estimates: range\n" + text + LEARNT)
        plan = plan_portfolio(portfolio, decodes=20).plan
        (amount,) = to_simulation(portfolio, plan).effort.values()
        values = quantile(np.linspace(0.001, 0.999, 999), amount)
        assert (np.diff(values) >= 0).all()


def test_a_plan_can_be_made_again_from_the_written_document_and_seed() -> None:
    calibration = calibration_of([])
    portfolio = portfolio_of(TEXT).model_copy(update={"calibration": calibration})
    again = portfolio_of(write_yaml(portfolio))
    assert again == portfolio
    first, second = (plan_portfolio(p, decodes=50, seed=3).plan for p in (portfolio, again))
    assert first == second

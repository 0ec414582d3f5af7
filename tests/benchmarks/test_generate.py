"""Generated portfolios: valid, reproducible, and showing the features that are asked for."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.generate import FEATURES, Size, generate
from planner.domain.portfolio import Portfolio
from planner.domain.projects import Phase, Redo
from planner.domain.references import findings
from planner.domain.team import Worker


def some_phase(test: Callable[[Phase], object]) -> Callable[[Portfolio], bool]:
    return lambda p: any(test(phase) for project in p.projects for phase in project.phases)


def some_worker(test: Callable[[Worker], object]) -> Callable[[Portfolio], bool]:
    return lambda p: any(test(worker) for worker in (*p.people, *p.positions))


SIGNS: dict[str, Callable[[Portfolio], object]] = {
    "discount": lambda p: p.calendar.discount_rate,
    "fiscal_year": lambda p: p.calendar.fiscal_year_starts != 1,
    "retail_calendar": lambda p: p.calendar.pattern == "4-4-5",
    "holidays": lambda p: p.calendar.holidays,
    "sites": lambda p: p.sites,
    "range_estimates": lambda p: p.estimates == "range",
    "part_time": some_worker(lambda w: w.fte < 1),
    "leave": some_worker(lambda w: w.leave),
    "late_starts": lambda p: any(person.starts for person in p.people),
    "early_ends": lambda p: any(person.ends for person in p.people),
    "ramp_up": some_worker(lambda w: w.ramp_up),
    "reserve": some_worker(lambda w: w.reserve),
    "positions": lambda p: p.positions,
    "teams": lambda p: p.teams,
    "upkeep": lambda p: any(project.upkeep for project in p.projects),
    "people_rules": lambda p: any(x.people.required or x.people.forbidden for x in p.projects),
    "gpu": some_phase(lambda phase: phase.gpu),
    "substitutes": some_phase(lambda phase: phase.gpu and len(phase.gpu.factors) > 1),
    "spot": lambda p: any(pool.kind == "spot" and pool.overhead for pool in p.pools),
    "owned": lambda p: any(pool.kind == "owned" for pool in p.pools),
    "steps": lambda p: any(isinstance(pool.count, dict) for pool in p.pools),
    "barred_pools": lambda p: any(pool.barred_projects for pool in p.pools),
    "max_devices": some_phase(lambda phase: phase.gpu and phase.gpu.max_devices),
    "gates": some_phase(lambda phase: phase.gate),
    "redo": some_phase(lambda phase: phase.gate and isinstance(phase.gate.on_failure, Redo)),
    "given_feasibility": lambda p: any(project.feasibility is not None for project in p.projects),
    "value_windows": lambda p: any(project.value.weeks for project in p.projects),
    "one_off": lambda p: any(project.value.one_off for project in p.projects),
    "value_shape": lambda p: any(project.value.decay_per_year for project in p.projects),
    "deadlines": lambda p: any(project.deadline for project in p.projects),
    "hard_deadlines": lambda p: any(project.deadline and project.deadline.hard for project in p.projects),
    "windows": lambda p: any(project.window for project in p.projects),
    "lags": some_phase(lambda phase: any(after.lag_weeks for after in phase.after)),
    "depends_on": lambda p: any(project.depends_on for project in p.projects),
    "cross_phase": some_phase(lambda phase: any(after.project for after in phase.after)),
    "serving_cost": lambda p: any(project.serving_cost_per_week for project in p.projects),
    "retirement": lambda p: any(project.retires for project in p.projects),
    "other_cost": some_phase(lambda phase: phase.other_cost),
    "fixed_time": some_phase(lambda phase: phase.weeks and not phase.effort),
    "mandatory": lambda p: any(project.mandatory for project in p.projects),
    "budgets": lambda p: any(budget.quarter for budget in p.budgets),
    "theme_budgets": lambda p: any(budget.theme for budget in p.budgets),
    "wip": lambda p: p.policies.max_active_projects,
    "effort_shares": lambda p: p.policies.effort_shares,
    "freezes": lambda p: p.policies.freezes,
    "constant_shares": lambda p: p.policies.constant_shares,
    "crew_law": lambda p: p.policies.crew_exponent != 0.9,
    "relations": lambda p: p.relations,
    "pins": lambda p: p.pins,
    "change_price": lambda p: p.policies.change_price,
    "drivers": lambda p: p.drivers,
    "minimum_share": lambda p: p.policies.minimum_share != 0.2,
}


@pytest.mark.parametrize(
    "size", [Size(1, 1, 1), Size(2, 2, 1), Size(10, 8, 4, "loose"), Size(60, 20, 8)], ids=str
)
def test_generated_portfolios_have_no_errors(size: Size) -> None:
    for seed in range(20):
        portfolio = generate(np.random.default_rng(seed), size)
        assert [f for f in findings(portfolio) if f.severity == "error"] == []
        assert (len(portfolio.projects), portfolio.calendar.quarters) == (size.projects, size.quarters)
        assert len(portfolio.people) + len(portfolio.positions) == size.people


def test_the_same_seed_gives_the_same_portfolio_and_another_seed_another_one() -> None:
    first, again, other = (generate(np.random.default_rng(seed), Size(10, 8, 4)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_every_feature_has_a_sign() -> None:
    assert SIGNS.keys() == FEATURES


def test_a_feature_shows_when_it_is_on_and_never_when_it_is_off() -> None:
    with_all = [generate(np.random.default_rng(seed), Size(20, 8, 4), FEATURES) for seed in range(5)]
    with_none = [generate(np.random.default_rng(seed), Size(20, 8, 4), ()) for seed in range(5)]
    for feature, shows in SIGNS.items():
        assert any(shows(portfolio) for portfolio in with_all), feature
        assert not any(shows(portfolio) for portfolio in with_none), feature


def test_an_unknown_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="warp"):
        generate(np.random.default_rng(0), Size(2, 2, 1), ["warp"])

"""Random portfolios for tests: the generator of the benchmarks under short names."""

import numpy as np
import pytest

from benchmarks.generate import FEATURES, Size, generate
from planner.domain.plan import Plan
from planner.domain.portfolio import Portfolio

__all__ = ["FEATURES", "Size", "generate", "planned", "portfolio"]


def portfolio(seed: int, projects: int = 4, people: int = 4, quarters: int = 2) -> Portfolio:
    """A portfolio in which each feature is switched on or off at random by the seed."""
    return generate(np.random.default_rng(seed), Size(projects, people, quarters))


def planned(seed: int) -> tuple[Portfolio, Plan]:
    """A portfolio of six projects and a plan of it; the test is skipped where there is none."""
    from planner.services.optimise import (
        plan_portfolio,  # loads the solver, which most users here do not need
    )

    made = portfolio(seed, projects=6)
    plan = plan_portfolio(made, decodes=60, seed=seed).plan
    if plan.value is None:
        pytest.skip("no plan to begin with")
    return made, plan

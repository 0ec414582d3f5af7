"""Random portfolios for tests: the generator of the benchmarks under short names."""

import numpy as np

from benchmarks.generate import FEATURES, Size, generate
from planner.domain.portfolio import Portfolio

__all__ = ["FEATURES", "Size", "generate", "portfolio"]


def portfolio(seed: int, projects: int = 4, people: int = 4, quarters: int = 2) -> Portfolio:
    """A portfolio in which each feature is switched on or off at random by the seed."""
    return generate(np.random.default_rng(seed), Size(projects, people, quarters))

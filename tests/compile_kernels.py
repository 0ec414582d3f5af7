"""Compile the kernels once: python -m tests.compile_kernels. Otherwise each process of a test run does it for itself."""

import numpy as np

from benchmarks.generate import Size, generate
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast


def main() -> None:
    """Plan and simulate something small: with rules of every kind, and with none."""
    for features in (None, ()):
        portfolio = generate(np.random.default_rng(1), Size(5, 4, 1, "loose"), features)
        plan = plan_portfolio(portfolio, decodes=100).plan
        forecast(portfolio, plan, runs=64)


if __name__ == "__main__":
    main()

"""All benchmarks of PROTOCOL.md: python -m benchmarks.run [--seconds 10]."""

import argparse
from statistics import median

import numpy as np

from benchmarks.generate import Size, generate
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast

SIZES = ((4, 3, 1), (5, 4, 2), (10, 8, 4), (30, 12, 4), (60, 20, 8))
SEEDS = (1, 2, 3)
RUNS = 10_000


def main() -> None:
    """Print both tables as rows of one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    seconds = parser.parse_args().seconds
    print(
        f"{'size':<8} {'load':<6} {'first s':>8} {'proved':>7} {'median gap':>11} {'worst gap':>10} {'runs s':>7}"
    )
    for projects, people, quarters in SIZES:
        for load in ("tight", "loose", "light"):
            firsts, gaps, simulated, proved = [], [], [], 0
            for seed in SEEDS:
                portfolio = generate(np.random.default_rng(seed), Size(projects, people, quarters, load))
                outcome = plan_portfolio(portfolio, seconds=seconds, seed=seed)
                if outcome.plan.gap is None or outcome.first_plan_seconds is None:
                    continue
                firsts.append(outcome.first_plan_seconds)
                gaps.append(outcome.plan.gap)
                proved += outcome.plan.status == "OPTIMAL"
                simulated.append(forecast(portfolio, outcome.plan, runs=RUNS).seconds)
            size = f"{projects}x{people}x{quarters}"
            print(
                f"{size:<8} {load:<6} {max(firsts):>8.2f} {proved:>7} {median(gaps):>11.1%} {max(gaps):>10.1%} "
                f"{max(simulated):>7.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()

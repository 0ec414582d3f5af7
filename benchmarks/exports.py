"""Time and memory of cost exports by format, FOCUS among them: python -m benchmarks.exports [projects] [quarters].

Plans are random (they need not keep the rules: exports only read them). Seconds are those of the processor.
"""

import os
import sys
import time
import tracemalloc

import numpy as np

from benchmarks.generate import Size, generate
from planner.domain.cost import CostQuery
from planner.services.export_cost import FORMATS, cost_file
from planner.services.forecast_cost import cost_report
from tests import random_plans


def run(projects: int, quarters: int) -> None:
    """Print a table of formats."""
    portfolio = generate(np.random.default_rng(1), Size(projects, 60, quarters))
    plan = random_plans.plan(portfolio, 1)
    began = time.process_time()
    report = cost_report(portfolio, plan)
    print(
        f"{projects} projects, {quarters} quarters: {len(report.rows):,} rows, "
        f"worked out in {time.process_time() - began:.1f} s; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'format':<15} {'seconds':>8} {'MB file':>8} {'MB memory':>10}", flush=True)
    for name in FORMATS:
        began = time.process_time()
        size = len(cost_file(portfolio, plan, CostQuery(), name).content) / 1e6
        seconds = time.process_time() - began
        tracemalloc.start()
        cost_file(portfolio, plan, CostQuery(), name)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"{name:<15} {seconds:>8.1f} {size:>8.1f} {peak:>10.0f}", flush=True)


if __name__ == "__main__":
    run(*(int(argument) for argument in sys.argv[1:3]) if len(sys.argv) > 2 else (1000, 12))

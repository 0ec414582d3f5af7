"""Compile all kernels once: python -m tests.compile_kernels. Otherwise each process of a test run does it for itself."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np

from benchmarks.generate import Size, generate
from planner.jobs.warm_up import main as use_as_a_worker_does
from planner.services.optimise import plan_portfolio
from planner.services.simulate import forecast
from solvers.portfolio.run import Budget
from solvers.portfolio.solve import solve
from solvers.scheduling.mapping import network, to_problem
from tests.solvers.scheduling.instances import random_instance
from tests.web import samples


def planning() -> None:
    """The search, the bound and the repair of plans: with rules of every kind, and with none."""
    for features in (None, ()):
        plan_portfolio(generate(np.random.default_rng(1), Size(5, 4, 1, "loose"), features), decodes=100)
    use_as_a_worker_does()


def others() -> None:
    """Simulation of a plan that needs no planning, and schedules of an instance with stated shares."""
    forecast(samples.portfolio(), samples.plan(samples.portfolio()), runs=64)
    instance = random_instance(0, 4, 2)
    solve(to_problem(instance, network(instance)), Budget(decodes=100))


PARTS: dict[str, Callable[[], None]] = {"planning": planning, "others": others}


def main() -> None:
    """Compile the parts side by side; they have next to nothing in common."""
    running = [subprocess.Popen([sys.executable, "-m", "tests.compile_kernels", part]) for part in PARTS]
    if any([process.wait() for process in running]):  # noqa: C419 - wait for all of them
        sys.exit("the kernels could not be compiled")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PARTS[sys.argv[1]]()
    else:
        main()

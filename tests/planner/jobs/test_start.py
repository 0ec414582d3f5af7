"""How the processes of a worker begin: with all that is asked of them at once, and with nothing else."""

import subprocess
import sys


def said_by(code: str) -> str:
    """What a process of its own prints: this one has imported everything already."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_worker_compiles_the_repair_of_plans_before_somebody_drags_a_bar() -> None:
    used = "from solvers.portfolio.kernel.keep import keep_project; print(len(keep_project.signatures))"
    assert said_by(used) == "0"
    assert said_by(f"from planner.jobs.warm_up import main; main(); {used}") == "1"


def test_the_process_that_plans_begins_without_what_only_forecasts_need() -> None:
    loaded = "import sys; print([name for name in ('scipy.stats', 'scipy.optimize') if name in sys.modules])"
    assert said_by(f"import planner.services.promise; {loaded}") == "[]"

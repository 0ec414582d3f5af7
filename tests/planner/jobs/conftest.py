"""What the tests of jobs begin with."""

import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def compiled() -> None:
    """The solver, compiled as a worker does it when it starts: a test that waits for a plan waits for no compiler."""
    subprocess.run([sys.executable, "-m", "planner.jobs.warm_up", str(os.getpid())], check=True)

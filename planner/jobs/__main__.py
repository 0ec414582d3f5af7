"""`python -m planner.jobs [PARENT]`: a worker with the settings of its environment, as a server starts it."""

import sys

from planner.errors import QuarterdeckError
from planner.jobs.worker import run_worker
from planner.logs import log_to_standard_error
from planner.settings import Settings

if __name__ == "__main__":
    log_to_standard_error()
    try:
        run_worker(Settings.from_environment(), parent=int(sys.argv[1]) if len(sys.argv) > 1 else None)
    except QuarterdeckError as error:
        sys.exit(f"quarterdeck worker: {error.message}")

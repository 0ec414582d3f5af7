"""The process that does one job: `python -m planner.jobs.child FOLDER` reads a request, leaves a result."""

import os
import sys
import threading
import time
from pathlib import Path

from planner.domain.job import JobProgress
from planner.errors import QuarterdeckError, SolverBug
from planner.jobs.kinds import RUNNERS
from planner.jobs.messages import PROGRESS, REQUEST, RESULT, STOP, JobRequest, JobResult, write_whole
from planner.jobs.parent import die_with
from planner.services.progress import Progress

REPORT_SECONDS = 0.2


def main(folder: Path) -> None:
    """Do the job in the folder. Errors that people can read are results; all others end the process."""
    request = JobRequest.model_validate_json((folder / REQUEST).read_text())
    die_with(request.parent)
    _limit_memory(request.memory_mb)
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    try:
        body = RUNNERS[request.kind](request, Reporter(folder), stop.is_set)
        result = JobResult(outcome="done", body=body)
    except SolverBug as error:
        result = JobResult(outcome="refused", body=error.message, dump=error.dump)
    except QuarterdeckError as error:
        result = JobResult(outcome="refused", body=error.message)
    except MemoryError:
        result = JobResult(
            outcome="refused", body=f"It needs more memory than the limit of {request.memory_mb} MB."
        )
    write_whole(folder / RESULT, result.model_dump_json())


class Reporter:
    """Leaves looks at the running work in the folder, a few times a second."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / PROGRESS
        self.last = 0.0
        self.phase = ""

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.phase == self.phase and now - self.last < REPORT_SECONDS:
            return
        self.last, self.phase = now, progress.phase
        look = JobProgress(
            phase=progress.phase,
            elapsed=progress.elapsed,
            value=progress.value,
            bound=progress.bound,
            gap=progress.gap,
            fraction=progress.fraction,
        )
        write_whole(self.file, look.model_dump_json())


def _listen(stop: threading.Event) -> None:
    """Wait for the word to stop. The end of the input says nothing: the parent's death has its own sign."""
    # Not sys.stdin: a thread that waits in its buffer would make the process fail when it ends.
    if os.read(0, len(STOP)) == STOP:
        stop.set()


def _limit_memory(megabytes: int) -> None:
    if megabytes:
        import resource  # noqa: PLC0415  # not on Windows

        limit = megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

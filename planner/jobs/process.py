"""A job's process as its worker sees it: start, look, tell it to stop, kill, read what it left."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from planner.domain.job import JobProgress
from planner.jobs.messages import ERRORS, REQUEST, RESULT, STOP, JobRequest, JobResult, read_progress

CHILD = "planner.jobs.child"


class JobProcess:
    """One process in a folder of its own; it is killed when the `with` block ends before it does."""

    def __init__(self, folder: Path, request: JobRequest, module: str = CHILD) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / REQUEST).write_text(request.model_dump_json(by_alias=True))
        with (folder / ERRORS).open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, str(folder)],
                stdin=subprocess.PIPE,
                stdout=errors,
                stderr=subprocess.STDOUT,
                # Ctrl-C at a terminal is for the server, which decides what becomes of its work.
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self.process.poll() is None

    def progress(self) -> JobProgress | None:
        """Its last look at the work."""
        return read_progress(self.folder)

    def stop(self) -> None:
        """Ask it to write its best and end."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it may just have ended
            self.process.stdin.write(STOP)
            self.process.stdin.flush()

    def kill(self) -> None:
        """End it now, and wait until it is gone."""
        if self.running:
            self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def result(self) -> JobResult | None:
        """What it left; None when it died before."""
        try:
            return JobResult.model_validate_json((self.folder / RESULT).read_text())
        except FileNotFoundError:
            return None

    def death(self) -> str:
        """How it ended without a result, in a sentence."""
        code = self.process.returncode
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            hint = ": probably there was not enough memory" if name == "SIGKILL" else ""
            return f"The solving process was killed ({name}){hint}."
        lines = (self.folder / ERRORS).read_text(errors="replace").strip().splitlines()
        return f"The solving process failed: {lines[-1] if lines else f'exit code {code}'}"

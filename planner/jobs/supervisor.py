"""The worker that a server starts along with itself, and starts again when it dies."""

import logging
import os
import subprocess
import sys
import threading
import time

from planner.settings import Settings

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
STOP_SECONDS = 5.0
WORKER = "planner.jobs"


class EmbeddedWorker:
    """Starts a worker, watches it, and ends it with the server.

    One thread starts all workers and lives as long as they do: Linux ties a process's life to the thread that
    started it.
    """

    def __init__(self, settings: Settings, module: str = WORKER) -> None:
        self.settings = settings
        self.module = module
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker-supervisor", daemon=True)

    def start(self) -> None:
        """Start the worker in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker; its jobs go on when the next one starts."""
        self._stopping.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
        self._thread.join(STOP_SECONDS)
        if self.process is not None and self.process.poll() is None:
            self.process.kill()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            self.process = self._spawn()
            begun = time.monotonic()
            self.process.wait()
            if self._stopping.is_set():
                return
            log.warning("the worker ended with code %s; starting another", self.process.returncode)
            if time.monotonic() - begun > LONGEST_PAUSE:
                pause = FIRST_PAUSE  # it had worked: only one that dies at once is given time
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", self.module, str(os.getpid())],
            env=os.environ | self.settings.environment(),
            stdin=subprocess.DEVNULL,
            # Ctrl-C at a terminal is for the server, which then stops its worker.
            start_new_session=True,
        )

"""The product as it is started: the server with its worker over a data folder, killed and started again."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.planner.jobs.house import RUN, wait_until

SIGN_IN = re.compile(r"http\S+/login\?token=\S+")


class Product:
    """One installation on one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None
        self.sign_in = ""
        """A link that signs in once; of the server that runs."""

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start the server, and with it its worker; back when it tells how to sign in."""
        environment = os.environ | {"QUARTERDECK_DATA": str(self.folder / "data")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN, "serve", "--port", str(self.port)], env=environment, stderr=log
            )

        def told() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            found = SIGN_IN.search(self.log.read_text())
            self.sign_in = found.group() if found else ""
            return found is not None

        wait_until(told)

    def kill(self) -> None:
        """End the server, its worker and what they have started, with no warning."""
        if self.process is None:
            return
        for process_id in [self.process.pid, *_offspring(self.process.pid)]:
            try:
                os.kill(process_id, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it has ended with the one that started it
        self.process.wait()
        self.process = None


def _offspring(process_id: int) -> list[int]:
    """Ids of the processes that a process has started, and of theirs."""
    try:
        lists = [
            (task / "children").read_text().split() for task in Path(f"/proc/{process_id}/task").iterdir()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return []
    children = [int(text) for texts in lists for text in texts]
    return children + [below for child in children for below in _offspring(child)]

"""The attempts that a worker has under way, and how it hands them back when it is told to stop."""

import threading
from typing import NoReturn

from planner.jobs.attempts import Attempt, claim, hand_back
from planner.persistence.database import Database


class UnderWay:
    """Begins attempts until the worker is told to stop.

    Only an attempt that died counts against a job. A worker that is told to stop therefore gives its attempts
    back, and begins no other in the moment that it still lives.
    """

    def __init__(self, database: Database, most: int) -> None:
        self.database = database
        self.most = most
        self._lock = threading.Lock()
        self._stopping = False
        self._numbers: dict[str, int] = {}

    def begin(self, job_id: str) -> Attempt | None:
        """The next attempt at a job; None when there is nothing to do (see `claim`)."""
        with self._lock:
            stopping = self._stopping
            begun = None if stopping else claim(self.database, job_id, self.most)
            if begun is not None:
                self._numbers[job_id] = begun.number
        if stopping:
            _wait_for_the_end()
        return begun

    def over(self, job_id: str) -> None:
        """The attempt has ended; not when it was given back: then nothing of it may be noted any more."""
        with self._lock:
            stopping = self._stopping
            self._numbers.pop(job_id, None)
        if stopping:
            _wait_for_the_end()

    def hand_back_all(self) -> None:
        """Begin no more attempts, and give back those that are under way."""
        with self._lock:
            self._stopping = True
            for job_id, number in self._numbers.items():
                hand_back(self.database, job_id, number)


def _wait_for_the_end() -> NoReturn:
    while True:
        threading.Event().wait()

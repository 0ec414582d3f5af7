"""A resource-constrained project scheduling problem as files state it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Activity:
    """An activity that takes `length` periods and so many units of each renewable resource in each of them."""

    name: str
    length: int
    need: tuple[int, ...]
    after: tuple[int, ...]
    """Indices of the activities that may begin only when this one is finished."""
    ready: int = 0
    """First period in which it may begin: the release of its project."""


@dataclass(frozen=True)
class Instance:
    """Minimise the makespan: the period in which the last activity of all projects is finished."""

    capacity: tuple[int, ...]
    activities: tuple[Activity, ...]


class FormatError(ValueError):
    """A file that is not of its format: what was read where, and what should stand there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message

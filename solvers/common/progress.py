"""Progress of long work, and the rules that stop it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """A look at running work: what it does, the best so far, and how far the proof is."""

    phase: str
    elapsed: float
    """Seconds since the start."""
    value: float | None = None
    bound: float | None = None
    gap: float | None = None
    fraction: float | None = None
    """Part of the budget that is used, when there is one."""


OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def ignore(_: Progress) -> None:
    """The listener of those who do not want to know."""


def never() -> bool:
    """The stop rule of those who wait to the end."""
    return False

"""One search for a plan as its two threads share it: the budget, the clock, the best value and the bound."""

import threading
import time
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from solvers.portfolio.bound.descent import Bound
from solvers.portfolio.kernel.data import State
from solvers.portfolio.problem import Problem
from solvers.portfolio.search import Search
from solvers.portfolio.solution import Solution

OPTIMAL_GAP = 1e-6
"""Relative gap at which value and bound are the same but for rounding."""


Profile = Literal["fast", "balanced", "prove"]


class Division(NamedTuple):
    """How the second core divides its time between the bound, the proof and a search of its own."""

    part: float
    """Part of the budget after which the bound is left as it is."""
    settled: int
    """Steps by person in which the bound gains less than a ten-thousandth before it is as good as it gets."""
    largest: int
    """Person-weeks on phases in a constraint program that is worth a try."""


PROFILES: dict[Profile, Division] = {
    "fast": Division(0.2, 50, 0),
    # Up to 900 person-weeks, gaps mostly fell below 1 % in 20 s on one core; from 1,200 on, the program gained nothing.
    "balanced": Division(1.0, 60, 1_000),
    "prove": Division(0.6, 600, 4_000),
}


@dataclass(frozen=True)
class Budget:
    """When to stop: after so many seconds, or after so many decodes (then the result is reproducible)."""

    seconds: float = 10.0
    decodes: int | None = None
    bound_steps: int = 200
    """Steps of the bound when the work is counted in decodes."""
    profile: Profile = "balanced"
    """What the time is for: a good plan soon, both, or a proof."""

    def __post_init__(self) -> None:
        if not self.seconds > 0 or (self.decodes is not None and self.decodes < 0) or self.bound_steps < 1:
            raise ValueError(f"a budget must be positive, got {self}")

    def used(self, trials: int, elapsed: float) -> float:
        """Part of the budget that is used after so many trials and seconds."""
        if self.decodes is not None:
            return min(1.0, trials / max(self.decodes, 1))
        return min(1.0, elapsed / self.seconds)


@dataclass
class Run:
    """State that the search shares with the thread of the bound."""

    problem: Problem
    budget: Budget
    search: Search
    bound: Bound
    started: float
    stop: threading.Event = field(default_factory=threading.Event)
    target: float = float("-inf")
    begin: State | None = None
    second: Search | None = None
    """The search of the second core, once the bound has settled."""
    fault: Exception | None = None
    """What went wrong in the second thread; raised when the threads have met again."""
    offers: list[Solution] = field(default_factory=list)
    """Schedules of the constraint program that the search has not looked at yet."""

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def fraction(self) -> float:
        """Part of the budget that is used."""
        return self.budget.used(self.search.trials, self.elapsed)

    def upper(self) -> float:
        """The bound, rounded outward."""
        return self.bound.value + 1e-9 * abs(self.bound.value) + 1e-3

    def proven(self, value: float) -> bool:
        """Whether no plan can be better than this value but for rounding."""
        return self.upper() - value <= OPTIMAL_GAP * max(abs(value), 1.0) + 2e-3


def gap_of(value: float | None, bound: float | None) -> float | None:
    """(bound - value) / max(|bound|, |value|); 0 when both are 0, None when either is missing."""
    if value is None or bound is None:
        return None
    scale = max(abs(bound), abs(value))
    return max(0.0, (bound - value) / scale) if scale > 0 else 0.0

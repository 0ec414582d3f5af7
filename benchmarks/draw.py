"""Random draws for generated portfolios, from one seeded generator."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import numpy as np

from planner.domain.calendar import Horizon
from planner.domain.estimates import DateEstimate, Estimate

T = TypeVar("T")


@dataclass(frozen=True)
class Draw:
    """A source of believable numbers; `features` are the parts of the document that are switched on."""

    rng: np.random.Generator
    features: frozenset[str]

    def on(self, feature: str, probability: float = 1.0) -> bool:
        """Whether a feature is switched on and, with the given probability, used here."""
        # The number is drawn in any case, so that switching a feature off changes as little else as possible.
        happens = float(self.rng.random()) < probability
        return feature in self.features and happens

    def chance(self, probability: float) -> bool:
        return float(self.rng.random()) < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return int(self.rng.integers(low, high + 1))

    def number(self, low: float, high: float, digits: int = 2) -> float:
        return round(float(self.rng.uniform(low, high)), digits)

    def spread(self, typical: float, sigma: float, digits: int = 1) -> float:
        """A lognormal number around a typical one."""
        return round(float(typical * np.exp(sigma * self.rng.standard_normal())), digits)

    def one(self, items: Sequence[T]) -> T:
        return items[int(self.rng.integers(len(items)))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Different items in their order."""
        chosen = self.rng.choice(len(items), size=min(count, len(items)), replace=False)
        return [items[int(i)] for i in sorted(chosen)]

    def estimate(self, likely: float, digits: int = 1) -> Estimate:
        """A likely value with a skewed range around it, as estimates of work have."""
        low = round(likely * self.number(0.5, 0.9), digits)
        high = round(likely * self.number(1.2, 2.4), digits)
        return Estimate(low=min(low, likely), likely=likely, high=max(high, likely))

    def money(self, low: int, high: int, step: int = 100) -> Decimal:
        return Decimal(self.whole(low // step, high // step) * step)

    def day(self, horizon: Horizon, first: float, last: float) -> dt.date:
        """A day between two fractions of the horizon."""
        days = horizon.weeks * 7
        return horizon.calendar.start + dt.timedelta(
            days=self.whole(int(first * days), max(0, int(last * days) - 1))
        )

    def dates(self, horizon: Horizon, first: float, last: float) -> DateEstimate:
        likely = self.day(horizon, first, last)
        return DateEstimate(
            low=likely - dt.timedelta(days=self.whole(0, 30)),
            likely=likely,
            high=likely + dt.timedelta(days=self.whole(0, 90)),
        )

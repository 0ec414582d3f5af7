"""Three-point estimates and the numbers that planning takes from them."""

import datetime as dt
from typing import Any, Literal, Self

from pydantic import model_validator

from planner.domain.base import Day, Model, Number

EstimateMeaning = Literal["quantiles", "range"]
"""What low / likely / high stand for: P10 / P50 / P90, or minimum / mode / maximum."""


class Estimate(Model):
    """Three ordered numbers. A single number in a document means that nothing is uncertain."""

    low: Number
    likely: Number
    high: Number

    @model_validator(mode="before")
    @classmethod
    def _from_one_number(cls, value: Any) -> Any:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            return {"low": value, "likely": value, "high": value}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError(
                f"low <= likely <= high is required, got {self.low:g}, {self.likely:g}, {self.high:g}"
            )
        return self

    def mean(self, meaning: EstimateMeaning) -> float:
        """The planning mean: 0.3 P10 + 0.4 P50 + 0.3 P90, or (min + 4 mode + max) / 6.

        The first is Swanson's rule for three quantiles, the second the mean of a beta-PERT distribution.
        """
        if meaning == "quantiles":
            return 0.3 * self.low + 0.4 * self.likely + 0.3 * self.high
        return (self.low + 4 * self.likely + self.high) / 6


class DateEstimate(Model):
    """Three ordered dates. A single date in a document means that the date is certain."""

    low: Day
    likely: Day
    high: Day

    @model_validator(mode="before")
    @classmethod
    def _from_one_date(cls, value: Any) -> Any:
        if isinstance(value, dt.date | str):
            return {"low": value, "likely": value, "high": value}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError(f"low <= likely <= high is required, got {self.low}, {self.likely}, {self.high}")
        return self

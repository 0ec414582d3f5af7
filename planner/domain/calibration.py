"""What finished work says about new estimates: ratios of actual to estimate, as a part of the portfolio.

A plan can be made again from its snapshot alone, because what was learnt is in it and not the history it comes from.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from planner.domain.base import Day, Model, Number, Slug, Whole
from planner.domain.projects import Phase, Project

Measure = Literal["effort", "gpu_hours", "weeks"]
"""What was estimated: engineer-weeks, GPU-hours or calendar weeks."""
MEASURES: tuple[Measure, ...] = get_args(Measure)
Ratio = Annotated[Number, Field(gt=0, le=1000)]
Factor = Annotated[Number, Field(gt=0, le=100)]

LEVELS = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Probabilities at which a distribution of ratios is written down."""
MEDIAN = LEVELS.index(0.5)
SCORES = tuple(NormalDist().inv_cdf(level) for level in LEVELS)


class Ratios(Model):
    """Actual over estimate of work of one size: quantiles of their distribution."""

    size: Annotated[Number, Field(gt=0)] = 1.0
    """The likely value for which they hold; between two sizes they are interpolated on log scales."""
    p1: Ratio | None = None
    p5: Ratio | None = None
    p10: Ratio
    p20: Ratio | None = None
    p30: Ratio | None = None
    p40: Ratio | None = None
    p50: Ratio
    p60: Ratio | None = None
    p70: Ratio | None = None
    p80: Ratio | None = None
    p90: Ratio
    p95: Ratio | None = None
    p99: Ratio | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        values = [value for _, value in self._given]
        for before, after in pairwise(values):
            if after < before:
                raise ValueError(f"quantiles must not fall, got {before:g} before {after:g}")
        return self

    @property
    def _given(self) -> list[tuple[float, float]]:
        """Normal score and ratio of the quantiles that are stated."""
        stated = [(z, getattr(self, _name(level))) for level, z in zip(LEVELS, SCORES, strict=True)]
        return [(z, ratio) for z, ratio in stated if ratio is not None]

    @property
    def logs(self) -> tuple[float, ...]:
        """Logarithms of the ratios at LEVELS; those that are not stated lie on lines over the normal scores."""
        given = [(z, math.log(ratio)) for z, ratio in self._given]
        return tuple(_line(given, z) for z in SCORES)

    @classmethod
    def of(cls, size: float, ratios: Sequence[float]) -> Self:
        """From ratios at LEVELS."""
        return cls.model_validate({"size": size} | dict(zip(map(_name, LEVELS), ratios, strict=True)))


class Learnt(Model):
    """What a history says about one measure: ratios by size, times a factor of the team and one of the category."""

    rows: Annotated[Whole, Field(ge=0)] = 0
    """Finished pieces of work that it was learnt from; with few of them most is the prior."""
    ratios: Annotated[tuple[Ratios, ...], Field(min_length=1, max_length=20)]
    teams: dict[Slug, Factor] = {}
    categories: dict[Slug, Factor] = {}
    """By kind of phase, else by kind of project."""

    @model_validator(mode="after")
    def _by_size(self) -> Self:
        for before, after in pairwise(self.ratios):
            if after.size <= before.size:
                raise ValueError(f"sizes must rise, got {before.size:g} before {after.size:g}")
        return self

    def category(self, project: Project, phase: Phase) -> str | None:
        """The category with a factor that a phase belongs to."""
        return next((kind for kind in (phase.kind, project.kind) if kind in self.categories), None)

    def logs(self, likely: float, project: Project, phase: Phase) -> tuple[float, ...]:
        """Logarithms of actual over estimate at LEVELS, for a piece of work with this likely value (above zero)."""
        sizes = [math.log(row.size) for row in self.ratios]
        at = min(max(math.log(likely), sizes[0]), sizes[-1])
        curves = [row.logs for row in self.ratios]
        around = math.log(self.teams.get(project.team or "", 1.0))
        around += math.log(self.categories.get(self.category(project, phase) or "", 1.0))
        return tuple(
            around + _line(list(zip(sizes, values, strict=True)), at) for values in zip(*curves, strict=True)
        )


class Calibration(Model):
    """Corrections of estimates by finished work. Measures that are not named are planned as estimated."""

    apply: bool = True
    """Whether plans and forecasts use them."""
    until: Day | None = None
    """Finish of the latest work that it knows."""
    effort: Learnt | None = None
    gpu_hours: Learnt | None = None
    weeks: Learnt | None = None

    def learnt(self, measure: Measure) -> Learnt | None:
        """What is known about a measure, when it is to be applied."""
        found: Learnt | None = getattr(self, measure)
        return found if self.apply else None


def _name(level: float) -> str:
    return f"p{round(level * 100)}"


def _line(points: Sequence[tuple[float, float]], at: float) -> float:
    """The value at a place on the straight pieces through some points; the outer pieces go on."""
    if len(points) == 1:
        return points[0][1]
    after = next((n for n in range(1, len(points) - 1) if at <= points[n][0]), len(points) - 1)
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    return y0 + (y1 - y0) * (at - x0) / (x1 - x0)

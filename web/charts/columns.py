"""Columns with bars, ranges or points against reference lines: small charts over a few named places."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from web.charts.bars import Block, Key, Line, Tick
from web.charts.scale import nice_ceiling, rounded, ticks

HEIGHT = 180.0
Mark = Literal["round", "square", "ring"]


@dataclass(frozen=True)
class Label:
    """The name of a column; x in per cent."""

    x: float
    text: str


@dataclass(frozen=True)
class Reach:
    """A range with a point in it; x in per cent, y in pixels from the top."""

    x: float
    top: float
    height: float
    y: float
    title: str


@dataclass(frozen=True)
class Dot:
    """A point; `mark` says by shape what `colour` says by colour."""

    x: float
    y: float
    mark: Mark
    colour: int
    title: str


@dataclass(frozen=True)
class MarkKey:
    """An entry of the legend for points."""

    mark: Mark
    colour: int
    name: str


@dataclass(frozen=True)
class Columns:
    """Everything that the template draws."""

    height: float
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    bars: tuple[Block, ...] = ()
    reaches: tuple[Reach, ...] = ()
    dots: tuple[Dot, ...] = ()
    lines: tuple[Line, ...] = ()
    keys: tuple[Key, ...] = ()
    marks: tuple[MarkKey, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Axis:
    """Vertical axis from 0 to a round number."""

    top: float

    @classmethod
    def over(cls, values: Sequence[float]) -> "Axis":
        """That holds all values."""
        return cls(nice_ceiling(max([*values, 0.0])))

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return rounded(HEIGHT * (1 - min(value, self.top) / self.top))

    def ticks(self, write: Callable[[float], str]) -> tuple[Tick, ...]:
        """Labelled values."""
        return tuple(Tick(self.y(value), write(value)) for value in ticks(self.top))


def labels(names: Sequence[str], most: int = 12) -> tuple[Label, ...]:
    """Names in the middle of their columns; with many columns only every second, third..."""
    step = 100 / max(1, len(names))
    every = -(-len(names) // most)
    return tuple(Label(rounded((i + 0.5) * step), name) for i, name in enumerate(names) if i % every == 0)


def range_columns(
    names: Sequence[str],
    values: Sequence[tuple[float, float, float]],
    *,
    write: Callable[[float], str],
    reference: tuple[float, str],
    description: str,
) -> Columns:
    """Low, middle and high of each column, against a line over all of them."""
    axis = Axis.over([high for _, _, high in values])
    step = 100 / max(1, len(names))
    reaches = tuple(
        Reach(
            rounded((i + 0.5) * step),
            axis.y(high),
            rounded(axis.y(low) - axis.y(high)),
            axis.y(middle),
            f"{name}: {write(middle)}, from {write(low)} to {write(high)}",
        )
        for i, (name, (low, middle, high)) in enumerate(zip(names, values, strict=True))
    )
    line = Line(0, 100, axis.y(reference[0]), reference[1])
    return Columns(
        HEIGHT,
        axis.ticks(write),
        labels(names, 6),
        reaches=reaches,
        lines=(line,),
        description=description,
    )


def bar_columns(
    names: Sequence[str],
    amounts: Sequence[float],
    *,
    write: Callable[[float], str],
    reference: tuple[float, str],
    description: str,
) -> Columns:
    """One bar a column, against a line over all of them."""
    axis = Axis.over([*amounts, reference[0]])
    step = 100 / max(1, len(names))
    bars = tuple(
        Block(
            rounded(i * step + step * 0.12),
            rounded(step * 0.76),
            axis.y(amount),
            rounded(HEIGHT - axis.y(amount)),
            1,
            f"{name}: {write(amount)}",
        )
        for i, (name, amount) in enumerate(zip(names, amounts, strict=True))
    )
    line = Line(0, 100, axis.y(reference[0]), reference[1])
    return Columns(
        HEIGHT, axis.ticks(write), labels(names), bars=bars, lines=(line,), description=description
    )


MARKS: tuple[tuple[Mark, int], ...] = (("round", 1), ("square", 4), ("ring", 2))


def dot_columns(
    names: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    targets: Sequence[float],
    write: Callable[[float], str],
    description: str,
) -> Columns:
    """A point a series in each column, against a line of the column's own. Up to three series."""
    axis, step = Axis(1.0), 100 / max(1, len(names))
    dots = tuple(
        Dot(
            rounded((i + 0.5 + (s - (len(series) - 1) / 2) * 0.16) * step),
            axis.y(values[i]),
            *MARKS[s],
            f"{names[i]}, {name}: {write(values[i])}",
        )
        for s, (name, values) in enumerate(series)
        for i in range(len(names))
    )
    lines = tuple(
        Line(
            rounded((i + 0.12) * step),
            rounded((i + 0.88) * step),
            axis.y(target),
            f"{names[i]}: {write(target)}",
        )
        for i, target in enumerate(targets)
    )
    marks = tuple(MarkKey(*MARKS[s], name) for s, (name, _) in enumerate(series))
    return Columns(
        HEIGHT, axis.ticks(write), labels(names), dots=dots, lines=lines, marks=marks, description=description
    )

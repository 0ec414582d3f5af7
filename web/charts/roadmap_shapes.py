"""What the roadmap's template draws; positions across in per cent of the width, down in pixels from the top."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from web.charts.deadlines import Verdict
from web.charts.labels import Label
from web.charts.scale import Band, fit_to_sheet


@dataclass(frozen=True)
class Segment:
    """A phase's part of a bar."""

    x: float
    width: float
    y: float
    height: float
    shade: Literal["a", "b"]
    label: str
    title: str
    faint: bool
    """Whether the phase belongs to another lane."""
    phase: str


@dataclass(frozen=True)
class Fade:
    """The forecast behind the plan's finish: solid up to P50, fading out at P90."""

    solid_x: float
    solid_width: float
    fade_x: float
    fade_width: float


@dataclass(frozen=True)
class Ghost:
    """Where another plan, such as the plan of record, has the project; or a buffer to the date that is promised."""

    x: float
    width: float
    title: str


@dataclass(frozen=True)
class Diamond:
    """A deadline."""

    x: float
    y: float
    verdict: Verdict
    title: str


@dataclass(frozen=True)
class Row:
    """A project's bar; vertical positions are pixels from the top of the chart."""

    project: str
    name: str
    href: str
    y: float
    middle: float
    x: float
    width: float
    colour: int
    segments: tuple[Segment, ...]
    fade: Fade | None
    ghost: Ghost | None
    buffer: Ghost | None
    diamond: Diamond | None
    label: Label
    waits: bool
    title: str
    pinned: bool
    mandatory: bool
    starts: dt.date | None
    """Planned start of what a drag moves; None where it cannot be dragged."""
    proposed: tuple[Ghost, ...]
    """Where a proposal has its phases."""
    moves: bool
    """Whether the proposal has it elsewhere, or not at all."""


@dataclass(frozen=True)
class Board:
    """What the script needs to drag bars: where gestures are tried, and which day is where."""

    href: str
    """Of the plan in this view."""
    proposal_href: str
    panel_href: str
    """Where a project is looked at, but for its id and the view."""
    query: str
    """The view, from the question mark on."""
    first: dt.date
    """First and last Monday on which anything can start."""
    last: dt.date
    starts: Mapping[str, dt.date]
    """By project that can be dragged: the planned start of what moves."""


@dataclass(frozen=True)
class Fold:
    """Which lanes are closed, by key, and the address of the view in which one is the other way."""

    closed: frozenset[str]
    href: Callable[[str], str]


@dataclass(frozen=True)
class Strip:
    """A project of a closed lane."""

    project: str
    x: float
    width: float
    colour: int
    title: str
    moves: bool


@dataclass(frozen=True)
class Lane:
    """A theme with its projects."""

    name: str
    colour: int
    y: float
    height: float
    note: str
    rows: tuple[Row, ...]
    person: str
    """Whose lane it is; empty where bars are not dragged from one to another."""
    fold_href: str
    """Address of the view in which it is open instead of closed, or closed; empty where it stays as it is."""
    closed: bool
    strip: tuple[Strip, ...]
    """What is left to see of a closed lane."""


@dataclass(frozen=True)
class Link:
    """A dependency: down (or up) at `x1`, then along to `x2`."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    title: str


LEGEND_HEIGHT = 60
"""Of the legend over a roadmap, on paper."""


@dataclass(frozen=True)
class Roadmap:
    """Everything that the roadmap's template draws."""

    height: float
    axis: int
    width_class: str
    quarters: tuple[Band, ...]
    months: tuple[Band, ...]
    lanes: tuple[Lane, ...]
    links: tuple[Link, ...]
    today: float | None
    horizon_end: float | None
    has_forecast: bool
    has_deadlines: bool
    has_buffers: bool
    ghost_name: str
    """What the ghost bars are; empty without any."""
    description: str
    begin: dt.date
    """First day of the time axis, and how many there are."""
    days: int
    board: Board | None
    """None where nothing can be dragged."""

    @property
    def printed(self) -> int:
        """Per cent of its size on paper, where it has a sheet to itself."""
        return fit_to_sheet(self.height + LEGEND_HEIGHT)

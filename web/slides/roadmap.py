"""The roadmap as native shapes: lanes, a bar a project in its phases, deadlines, quarters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from web.charts.roadmap_file import COLOURS, VERDICTS
from web.charts.roadmap_shapes import Lane, Roadmap, Row
from web.slides.drawing import LINE, PAPER, SOFT, SUNKEN, Canvas, Place
from web.slides.text import width

NAMES = 2.0
"""Inches of the names beside the bars."""
AXIS = 0.24
HIGHEST, LOWEST = 0.3, 0.17
"""Inches of a line."""
GAP = 0.06


@dataclass(frozen=True)
class Line:
    """A heading of a lane, or a project of it."""

    lane: Lane
    row: Row | None


def roadmap_lines(chart: Roadmap) -> tuple[Line, ...]:
    """Everything that is drawn below the axis, in order."""
    return tuple(
        line for lane in chart.lanes for line in (Line(lane, None), *(Line(lane, r) for r in lane.rows))
    )


def split(lines: Sequence[Line], first: float, others: float) -> Iterator[list[Line]]:
    """The lines by slide, with so much room on the first and the other ones; a lane that goes on has its heading again,
    and no heading stands alone at the end."""
    rest, room = list(lines), first
    while rest:
        count = max(2, int((room - AXIS) / LOWEST))
        page, rest = rest[:count], rest[count:]
        if rest and page[-1].row is None and len(page) > 1:
            rest = [page.pop(), *rest]
        if rest and rest[0].row is not None:
            rest = [Line(rest[0].lane, None), *rest]
        yield page
        room = others


def draw(canvas: Canvas, chart: Roadmap, lines: Sequence[Line], at: Place) -> None:
    """The lines with the axis over them, in a place."""
    height = min(HIGHEST, (at.height - AXIS) / max(1, len(lines)))
    points = max(6.5, min(9.0, height * 72 * 0.55))
    plot = Place(at.x + NAMES, at.y, at.width - NAMES, AXIS + height * len(lines))
    for band in chart.quarters:
        x = plot.x + plot.width * band.x / 100
        canvas.line(x, at.y, x, at.y + plot.height, LINE)
        room = plot.width * band.width / 100 - 0.08
        canvas.text(band.label, Place(x + 0.05, at.y, room, AXIS), points, bold=True, colour=SOFT)
    for number, line in enumerate(lines):
        y = at.y + AXIS + number * height
        if line.row is None:
            canvas.rectangle(Place(at.x, y, at.width, height), SUNKEN)
            colour = COLOURS[line.lane.colour]
            canvas.rectangle(Place(at.x + 0.04, y + height / 2 - 0.04, 0.08, 0.08), colour)
            canvas.text(line.lane.name, Place(at.x + 0.18, y, NAMES - 0.24, height), points, bold=True)
        else:
            canvas.text(line.row.name, Place(at.x + 0.18, y, NAMES - 0.24, height), points)
            _bar(canvas, line.row, plot, Place(plot.x, y, plot.width, height), points)
    if chart.today is not None:
        x = plot.x + plot.width * chart.today / 100
        canvas.line(x, at.y + AXIS, x, at.y + plot.height, VERDICTS["red"], 1.0)


def _bar(canvas: Canvas, row: Row, plot: Place, at: Place, points: float) -> None:
    def x(percent: float) -> float:
        return plot.x + plot.width * min(100.0, max(0.0, percent)) / 100

    colour, thick = COLOURS[row.colour], at.height * 0.56
    y, middle = at.y + (at.height - thick) / 2, at.y + at.height / 2
    if row.fade and row.fade.fade_width > 0:
        left, right = x(row.x + row.width), x(row.fade.fade_x + row.fade.fade_width)
        if right > left:
            place = Place(left, middle - thick / 6, right - left, thick / 3)
            canvas.rectangle(place, _light(colour, 0.65), name=f"{row.name}, forecast to P90")
    if row.segments:
        spine = Place(x(row.x), middle - 0.015, x(row.x + row.width) - x(row.x), 0.03)
        canvas.rectangle(spine, _light(colour, 0.4), name=f"{row.name}, from first to last week")
    for part in row.segments:
        left, right = x(part.x), x(part.x + part.width)
        fill = colour if part.shade == "a" else _light(colour, 0.45)
        canvas.rectangle(
            Place(left, y, max(0.02, right - left), thick), fill, name=f"{row.name}: {part.title}"
        )
    if row.diamond:
        fill = VERDICTS[row.diamond.verdict]
        edge = (
            "#176c43" if row.diamond.verdict == "safe" else SOFT if row.diamond.verdict == "none" else PAPER
        )
        canvas.diamond(
            x(row.diamond.x), middle, thick * 0.95, fill, edge, name=f"{row.name}: {row.diamond.title}"
        )
    _dates(canvas, row, plot, at, points)


def _dates(canvas: Canvas, row: Row, plot: Place, at: Place, points: float) -> None:
    """The dates behind everything that is drawn of a row, else before it, else nowhere."""
    marks = [row.x, row.x + row.width, *((row.diamond.x,) if row.diamond else ())]
    marks += [row.fade.fade_x + row.fade.fade_width] if row.fade else []
    first, last = (plot.x + plot.width * min(100.0, edge) / 100 for edge in (min(marks), max(marks)))
    room = width(row.label.text, points - 0.5) + 0.02
    behind, before = last + 0.12, first - 0.12 - room
    if behind + room <= plot.x + plot.width:
        canvas.text(row.label.text, Place(behind, at.y, room, at.height), points - 0.5, colour=SOFT)
    elif before >= plot.x:
        canvas.text(row.label.text, Place(before, at.y, room, at.height), points - 0.5, colour=SOFT)


def _light(colour: str, share: float) -> str:
    """The colour with so much white in it."""
    parts = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)

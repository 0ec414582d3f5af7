"""Shapes, texts and tables on a slide; places and sizes in inches from the top left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from web.slides.text import cut, printable

INK, SOFT, LINE, SUNKEN, PAPER = "#15212c", "#44525f", "#c6ced6", "#eef1f4", "#ffffff"
FONT = "Arial"
PAD = 0.05
"""Inches between the edge of a cell and its text."""
LINE_HEIGHT = 1.2


@dataclass(frozen=True)
class Place:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Grid:
    """A table: texts by row, of which the first is the headings."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    numeric: Sequence[bool]
    total: bool = False
    """Whether the last row is a sum."""


@dataclass(frozen=True)
class Canvas:
    """A slide that is drawn on."""

    slide: Any

    def rectangle(self, at: Place, fill: str, *, name: str = "", shape: Any = MSO_SHAPE.RECTANGLE) -> None:
        """A filled shape without an outline."""
        drawn = self.slide.shapes.add_shape(shape, *_emu(at))
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = colour_of(fill)
        drawn.line.fill.background()
        _plain(drawn)
        if name:
            drawn.name = printable(name)[:200]

    def diamond(self, x: float, y: float, size: float, fill: str, edge: str, *, name: str) -> None:
        """A mark around a point."""
        at = Place(x - size / 2, y - size / 2, size, size)
        drawn = self.slide.shapes.add_shape(MSO_SHAPE.DIAMOND, *_emu(at))
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = colour_of(fill)
        drawn.line.color.rgb = colour_of(edge)
        drawn.line.width = Pt(0.75)
        _plain(drawn)
        drawn.name = printable(name)[:200]

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, points: float = 0.5) -> None:
        """A straight line."""
        ends = [Inches(value) for value in (x1, y1, x2, y2)]
        drawn = self.slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
        drawn.line.color.rgb = colour_of(colour)
        drawn.line.width = Pt(points)

    def text(
        self,
        text: str,
        at: Place,
        points: float,
        *,
        bold: bool = False,
        colour: str = INK,
        right: bool = False,
    ) -> None:
        """One line, cut where it has no room; nothing where there is room for nothing."""
        shown = cut(text, at.width, points, bold=bold)
        if not shown:
            return
        box = self.slide.shapes.add_textbox(*_emu(at))
        frame = box.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = False, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        _write(frame.paragraphs[0], shown, points, bold=bold, colour=colour, right=right)

    def paragraphs(self, texts: Sequence[str], at: Place, points: float, *, colour: str = SOFT) -> None:
        """Lines that were made to fit."""
        step = points / 72 * LINE_HEIGHT
        for number, text in enumerate(texts):
            self.text(text, Place(at.x, at.y + number * step, at.width, step), points, colour=colour)

    def table(self, grid: Grid, x: float, y: float, row: float, points: float, *, name: str) -> float:
        """A table with rows of this height; where it ends."""
        height = row * len(grid.rows)
        place = Place(x, y, sum(grid.widths), height)
        frame = self.slide.shapes.add_table(len(grid.rows), len(grid.widths), *_emu(place))
        frame.name = name
        table = frame.table
        table.horz_banding = False
        for column, width in enumerate(grid.widths):
            table.columns[column].width = Inches(width)
        for number, texts in enumerate(grid.rows):
            table.rows[number].height = Inches(row)
            strong = number == 0 or (grid.total and number == len(grid.rows) - 1)
            for column, text in enumerate(texts):
                self._cell(
                    table.cell(number, column),
                    cut(text, grid.widths[column] - 2 * PAD, points, bold=strong),
                    points,
                    strong=strong,
                    head=number == 0,
                    right=grid.numeric[column],
                )
        return y + height

    def _cell(self, cell: Any, text: str, points: float, *, strong: bool, head: bool, right: bool) -> None:
        cell.margin_left = cell.margin_right = Inches(PAD)
        cell.margin_top = cell.margin_bottom = 0
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour_of(SUNKEN if strong else PAPER)
        cell.text_frame.word_wrap = False
        _write(
            cell.text_frame.paragraphs[0],
            text,
            points,
            bold=strong,
            colour=SOFT if head else INK,
            right=right,
        )


def _plain(shape: Any) -> None:
    """Without the shadow and outline that the template's style would give it."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)


def _write(paragraph: Any, text: str, points: float, *, bold: bool, colour: str, right: bool) -> None:
    run = paragraph.add_run()
    # An empty cell would be as high as the template's own letters.
    run.text = text or "\N{NO-BREAK SPACE}"
    run.font.size, run.font.bold, run.font.name = Pt(points), bold, FONT
    run.font.color.rgb = colour_of(colour)
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT


def _emu(at: Place) -> list[Any]:
    return [Inches(value) for value in (at.x, at.y, at.width, at.height)]


def colour_of(colour: str) -> RGBColor:
    """A colour such as #15212c."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]

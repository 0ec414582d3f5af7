"""Shapes, texts and tables on a slide; places and sizes in inches from the top left.

Each is written as the XML that it is in the file: by way of the library's objects, a slide took five times as long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches

from web.slides.text import cut, printable

INK, SOFT, LINE, SUNKEN, PAPER = "#15212c", "#44525f", "#c6ced6", "#eef1f4", "#ffffff"
FONT = "Arial"
PAD = 0.05
"""Inches between the edge of a cell and its text."""
LINE_HEIGHT = 1.2
THIN = 0.75
"""Points of the edge of a mark."""
FIRST_ID = 1000
"""Above what the standard template has on a slide."""
NAMESPACES = nsdecls("p", "a")
TABLE_STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
TABLE_URI = "http://schemas.openxmlformats.org/drawingml/2006/table"


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

    def rectangle(self, at: Place, fill: str, *, name: str = "") -> None:
        """A filled shape without an outline."""
        self._shape("rect", at, fill, "<a:ln><a:noFill/></a:ln>", name)

    def diamond(self, x: float, y: float, size: float, fill: str, edge: str, *, name: str) -> None:
        """A mark around a point."""
        at = Place(x - size / 2, y - size / 2, size, size)
        self._shape("diamond", at, fill, f'<a:ln w="{_points(THIN)}">{_solid(edge)}</a:ln>', name)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, points: float = 0.5) -> None:
        """A straight line, down or to the right."""
        self._add(
            f"<p:cxnSp {NAMESPACES}><p:nvCxnSpPr>{self._known('Line')}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>"
            f"<p:spPr>{_frame(Place(x1, y1, x2 - x1, y2 - y1))}{_geometry('line')}"
            f'<a:ln w="{_points(points)}">{_solid(colour)}</a:ln></p:spPr></p:cxnSp>'
        )

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
        self._add(
            f'<p:sp {NAMESPACES}><p:nvSpPr>{self._known("Text")}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f"<p:spPr>{_frame(at)}{_geometry('rect')}<a:noFill/></p:spPr>"
            '<p:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></a:bodyPr>'
            f"<a:lstStyle/>{_paragraph(shown, points, bold=bold, colour=colour, right=right)}</p:txBody></p:sp>"
        )

    def paragraphs(self, texts: Sequence[str], at: Place, points: float, *, colour: str = SOFT) -> None:
        """Lines that were made to fit."""
        step = points / 72 * LINE_HEIGHT
        for number, text in enumerate(texts):
            self.text(text, Place(at.x, at.y + number * step, at.width, step), points, colour=colour)

    def table(self, grid: Grid, x: float, y: float, row: float, points: float, *, name: str) -> float:
        """A table with rows of this height; where it ends."""
        height = row * len(grid.rows)
        columns = "".join(f'<a:gridCol w="{Inches(width)}"/>' for width in grid.widths)
        rows = "".join(f'<a:tr h="{Inches(row)}">{"".join(cells)}</a:tr>' for cells in _cells(grid, points))
        self._add(
            f"<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr>{self._known(name)}<p:cNvGraphicFramePr>"
            '<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f"{_frame(Place(x, y, sum(grid.widths), height), 'p')}"
            f'<a:graphic><a:graphicData uri="{TABLE_URI}"><a:tbl><a:tblPr firstRow="1">'
            f"<a:tableStyleId>{TABLE_STYLE}</a:tableStyleId></a:tblPr>"
            f"<a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
        )
        return y + height

    def _shape(self, kind: str, at: Place, fill: str, edge: str, name: str) -> None:
        self._add(
            f"<p:sp {NAMESPACES}><p:nvSpPr>{self._known(name or 'Shape')}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{_frame(at)}{_geometry(kind)}{_solid(fill)}{edge}</p:spPr></p:sp>"
        )

    def _known(self, name: str) -> str:
        """Number and name; every shape that is added makes the next number greater."""
        number = FIRST_ID + len(self.slide.shapes._spTree)
        return f'<p:cNvPr id="{number}" name={quoteattr(printable(name)[:200])}/>'

    def _add(self, xml: str) -> None:
        self.slide.shapes._spTree.append(parse_xml(xml))


def _cells(grid: Grid, points: float) -> Iterable[Iterable[str]]:
    for number, texts in enumerate(grid.rows):
        strong = number == 0 or (grid.total and number == len(grid.rows) - 1)
        yield (
            _cell(
                cut(text, width - 2 * PAD, points, bold=strong),
                points,
                strong=strong,
                head=number == 0,
                right=numeric,
            )
            for text, width, numeric in zip(texts, grid.widths, grid.numeric, strict=True)
        )


def _cell(text: str, points: float, *, strong: bool, head: bool, right: bool) -> str:
    # An empty cell would be as high as the template's own letters.
    shown, colour = text or "\N{NO-BREAK SPACE}", SOFT if head else INK
    return (
        '<a:tc><a:txBody><a:bodyPr wrap="none"/><a:lstStyle/>'
        f"{_paragraph(shown, points, bold=strong, colour=colour, right=right)}</a:txBody>"
        f'<a:tcPr marL="{Inches(PAD)}" marR="{Inches(PAD)}" marT="0" marB="0" anchor="ctr">'
        f"{_solid(SUNKEN if strong else PAPER)}</a:tcPr></a:tc>"
    )


def _paragraph(text: str, points: float, *, bold: bool, colour: str, right: bool) -> str:
    return (
        f'<a:p><a:pPr algn="{"r" if right else "l"}"/><a:r>'
        f'<a:rPr lang="en-US" sz="{round(points * 100)}" b="{int(bold)}">{_solid(colour)}'
        f'<a:latin typeface="{FONT}"/></a:rPr><a:t>{escape(text)}</a:t></a:r></a:p>'
    )


def _frame(at: Place, of: Literal["a", "p"] = "a") -> str:
    x, y, width, height = (Inches(value) for value in (at.x, at.y, at.width, at.height))
    return f'<{of}:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></{of}:xfrm>'


def _geometry(kind: str) -> str:
    return f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>'


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'


def _points(points: float) -> int:
    """In the units of the file."""
    return round(points * 12_700)


def colour_of(colour: str) -> RGBColor:
    """A colour such as #15212c."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]

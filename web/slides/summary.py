"""The one-page summary of a plan as a slide: figures, roadmap, spend, deadlines, what is out, what changed.

A roadmap of more lines than the page has room for goes on on further slides.
"""

import io
from collections.abc import Sequence

from pptx import Presentation
from pptx.util import Inches, Pt

from web.slides.drawing import FONT, INK, LINE, LINE_HEIGHT, SOFT, Canvas, Grid, Place, colour_of
from web.slides.roadmap import Line, draw, roadmap_lines, split
from web.slides.text import cut, lines, width
from web.tables import DataTable
from web.views.summary import SummaryView

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.4
TITLE_ONLY = 5
"""Layout of the standard template."""
SIDE = 4.1
"""Inches of the tables beside the roadmap."""
BODY = 2.04
"""Where roadmap and tables begin."""
BOTTOM = HEIGHT - 0.35
ROW, SMALL = 0.215, 8.0
"""Height and size of the letters of a table's row."""
MOST_ROWS = 5
KEY = "Bars: planned phases; thin: forecast to P90. Diamonds: deadlines; missed at P50 red, at P80 orange, P90 yellow"


def summary_deck(view: SummaryView, title: str) -> bytes:
    """The file.

    Parameters
    ----------
    view
        The page that the deck says the same as.
    title
        Of the portfolio.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = cut(title, 99, 10)
    deck.core_properties.author = "Quarterdeck"
    chart = view.roadmap
    side = SIDE if _tables(view) else 0.0
    left = Place(MARGIN, BODY, WIDTH - 2 * MARGIN - (side + 0.3 if side else 0.0), BOTTOM - BODY)
    whole = Place(MARGIN, 1.1, WIDTH - 2 * MARGIN, BOTTOM - 1.1)
    pages: list[list[Line]] = list(split(roadmap_lines(chart), left.height, whole.height)) if chart else []
    canvas = _slide(deck, title)
    _told(canvas, view)
    _facts(canvas, view)
    if chart and pages:
        draw(canvas, chart, pages[0], left)
    _aside(canvas, view, WIDTH - MARGIN - side)
    _foot(canvas, 1, len(pages))
    for number, page in enumerate(pages[1:], start=2):
        assert chart is not None
        further = _slide(deck, f"Roadmap, continued: {title}")
        draw(further, chart, page, whole)
        _foot(further, number, len(pages))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _slide(deck: Presentation, title: str) -> Canvas:  # type: ignore[valid-type]
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])  # type: ignore[attr-defined]
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = (Inches(n) for n in (MARGIN, 0.3, WIDTH - 2 * MARGIN, 0.5))
    frame = head.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = False
    # Of a name there may be nothing that can be shown.
    frame.text = cut(title, WIDTH - 2 * MARGIN, 24, bold=True) or "Plan"
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.name = Pt(24), True, FONT
    run.font.color.rgb = colour_of(INK)
    frame.paragraphs[0].alignment = 1
    return Canvas(slide)


def _told(canvas: Canvas, view: SummaryView) -> None:
    """What was decided, and what that changed, in two lines."""
    room, points = WIDTH - 2 * MARGIN, 10
    decided = " ".join(filter(None, (view.decided, view.note)))
    told = lines(decided, room, points, 1 if view.changed else 2)
    if view.changed:
        since = f"Since the plan of record of {view.changed.since}: {view.changed.text}."
        told += lines(since, room, points, 1)
    step = points / 72 * LINE_HEIGHT
    canvas.paragraphs(told, Place(MARGIN, 0.86, room, step), points)


def _facts(canvas: Canvas, view: SummaryView) -> None:
    """The figures side by side."""
    if not view.facts:
        return
    each = (WIDTH - 2 * MARGIN) / len(view.facts)
    for number, fact in enumerate(view.facts):
        x, room = MARGIN + number * each, each - 0.15
        if number:
            canvas.line(x - 0.08, 1.26, x - 0.08, 1.9, LINE)
        canvas.text(fact.name, Place(x, 1.22, room, 0.2), 9, colour=SOFT)
        canvas.text(fact.value, Place(x, 1.4, room, 0.28), 16, bold=True, colour=INK)
        canvas.paragraphs(lines(fact.note, room, 8, 2), Place(x, 1.68, room, 0.26), 8)


def _tables(view: SummaryView) -> bool:
    changed = view.changed is not None
    return bool(view.spend or view.late or view.out or changed)


def _aside(canvas: Canvas, view: SummaryView, x: float) -> None:
    """The tables, one below the other, as far as there is room; the most important first."""
    y = BODY
    if view.spend:
        y = _titled(canvas, "Spend by quarter", _grid(view.spend), x, y)
    if view.late:
        y = _titled(canvas, "Deadlines, the largest loss first", _grid(view.late), x, y)
    if view.out:
        rows = [("Project", "Why it is out"), *((row.name, row.rule) for row in view.out[:MOST_ROWS])]
        more = view.out_more + len(view.out[MOST_ROWS:])
        rows += [(f"and {more} more", "")] if more else []
        y = _titled(canvas, "Not in the plan", Grid(rows, (2.3, SIDE - 2.3), (False, False)), x, y)
    if view.changed:
        _titled(canvas, f"Since the plan of record of {view.changed.since}", _grid(view.changed.table), x, y)


def _titled(canvas: Canvas, title: str, grid: Grid, x: float, y: float) -> float:
    """A table with its title, cut to the rows that have room; where the next one begins."""
    room = int((BOTTOM - y - 0.24) / ROW)
    if room < 2 or len(grid.rows) < 2:
        return y
    rows = grid.rows if len(grid.rows) <= room else grid.rows[:room]
    shown = Grid(rows, grid.widths, grid.numeric, grid.total and len(rows) == len(grid.rows))
    canvas.text(title, Place(x, y, SIDE, 0.22), 10, bold=True)
    return canvas.table(shown, x, y + 0.24, ROW, SMALL, name=title) + 0.12


def _grid(table: DataTable) -> Grid:
    """A table of a page, in columns as wide as their texts ask for."""
    rows = [[head.label for head in table.heads]]
    rows += [[cell.text for cell in row] for row in table.rows]
    rows += [[cell.text for cell in table.footer]] if table.footer else []
    asked = [max(width(row[n], SMALL, bold=True) + 0.14 for row in rows) for n in range(len(table.heads))]
    return Grid(rows, _shared(asked), [head.numeric for head in table.heads], bool(table.footer))


def _shared(asked: Sequence[float]) -> list[float]:
    """Widths that fill the column: the first gives way where there is too little room, and takes what is left."""
    others = sum(asked[1:])
    if others > SIDE - 1.0:
        scale = (SIDE - 1.0) / others
        return [1.0, *(one * scale for one in asked[1:])]
    return [SIDE - others, *asked[1:]]


def _foot(canvas: Canvas, number: int, of: int) -> None:
    page = f", {number} of {of}" if of > 1 else ""
    canvas.text(f"Quarterdeck{page}", Place(MARGIN, HEIGHT - 0.28, 2, 0.18), 7.5, colour=SOFT)
    canvas.text(
        KEY, Place(MARGIN + 2, HEIGHT - 0.28, WIDTH - 2 * MARGIN - 2, 0.18), 7.5, colour=SOFT, right=True
    )

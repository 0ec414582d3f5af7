"""The summary as a slide: native shapes and tables, nothing beyond the slide, no text wider than its shape."""

import io
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Emu

from planner.domain.portfolio import Portfolio
from planner.services.forecast_cost import cost_report
from planner.services.late_projects import late_projects
from tests.web import samples
from tests.web.views_of_everything.stage import PLAN, PORTFOLIO, source
from web.slides.roadmap import roadmap_lines, split
from web.slides.summary import HEIGHT, WIDTH, summary_deck
from web.slides.text import cut, lines, width
from web.tables import DataTable
from web.views.shell import Frame, shell
from web.views.summary import Changed, SummaryView, summary_view

HARD = (
    "W" * 200,
    "iiii " * 40,
    "\N{CJK UNIFIED IDEOGRAPH-6F22}" * 60,
    "Tab\tand\nline\x07and \N{ZERO WIDTH SPACE}more",
    "<&>\"'",
)


def view_of(portfolio: Portfolio = PORTFOLIO) -> SummaryView:
    plan = PLAN if portfolio is PORTFOLIO else samples.plan(portfolio)
    forecast = samples.forecast(plan)
    page = source(plan=plan, forecast=forecast)
    page = page if portfolio is PORTFOLIO else type(page)(**{**vars(page), "portfolio": portfolio})
    frame = Frame("light", None, "/", "0")
    costs = cost_report(portfolio, plan)
    late = late_projects(portfolio, plan, forecast)
    return summary_view(shell(frame, "x"), page, late, costs, None, None, ())


def opened(view: SummaryView, title: str = "Search") -> Any:
    return Presentation(io.BytesIO(summary_deck(view, title)))


def shapes(deck: Any) -> list[Any]:
    return [shape for slide in deck.slides for shape in slide.shapes]


def texts(deck: Any) -> list[tuple[str, float, float]]:
    """Every text with its size in points and the inches that it has."""
    found = []
    for shape in shapes(deck):
        if shape.has_text_frame and shape.text_frame.text:
            run = shape.text_frame.paragraphs[0].runs[0]
            found.append((run.text, run.font.size.pt, Emu(shape.width).inches))
        if shape.has_table:
            table = shape.table
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    run = cell.text_frame.paragraphs[0].runs[0]
                    room = Emu(column.width - cell.margin_left - cell.margin_right).inches
                    found.append((run.text, run.font.size.pt, room))
    return found


def test_the_slide_says_what_the_page_says_in_native_shapes_and_tables() -> None:
    view = view_of()
    deck = opened(view)
    assert len(deck.slides) == 1
    assert deck.slides[0].shapes.title.text_frame.text == "Search"
    tables = {shape.name: shape.table for shape in shapes(deck) if shape.has_table}
    spend = tables["Spend by quarter"]
    assert view.spend is not None
    assert [cell.text_frame.text for cell in list(spend.rows)[-1].cells] == [
        c.text for c in view.spend.footer
    ]
    assert "Not in the plan" in tables
    names = [shape.name for shape in shapes(deck)]
    ranker = PORTFOLIO.project("ranker-v3")
    assert sum(name.startswith(f"{ranker.name}: ") for name in names) >= len(ranker.phases)
    told = {text for text, _, _ in texts(deck)}
    assert {fact.value for fact in view.facts} <= told


def test_what_changed_since_the_plan_of_record_before_is_told_in_a_line() -> None:
    table = DataTable("changed", "What changed", "", (), ())
    changed = Changed("4 Jan 2027, 10:00", "2 projects come in", table)
    deck = opened(replace(view_of(), changed=changed))
    assert "Since the plan of record of 4 Jan 2027, 10:00: 2 projects come in." in [
        t for t, _, _ in texts(deck)
    ]


def test_a_name_without_anything_to_show_is_no_error() -> None:
    assert opened(view_of(), "\N{ZERO WIDTH SPACE}").slides[0].shapes.title.text_frame.text == "Plan"


def test_nothing_lies_beyond_the_slide_and_tables_do_not_overlap() -> None:
    deck = opened(view_of())
    for shape in shapes(deck):
        assert shape.left >= 0
        assert shape.top >= 0
        assert Emu(shape.left + shape.width).inches <= WIDTH + 0.01
        assert Emu(shape.top + shape.height).inches <= HEIGHT + 0.01
    tables = [shape for shape in shapes(deck) if shape.has_table]
    for above, below in pairwise(tables):
        assert below.top >= above.top + above.height


@pytest.mark.parametrize("name", ["As it is", *HARD])
def test_no_text_is_wider_than_its_shape(name: str) -> None:
    projects = tuple(p.model_copy(update={"name": name[:200]}) for p in PORTFOLIO.projects)
    portfolio = PORTFOLIO if name == "As it is" else PORTFOLIO.model_copy(update={"projects": projects})
    found = texts(opened(view_of(portfolio), name))
    assert len(found) > 40
    for text, points, room in found:
        # Measured with another font of that kind than the one whose widths the slide counts with.
        if all(ord(character) < 0x250 for character in text):
            measured = ImageFont.load_default(size=points * 10).getlength(text) / 10 / 72
            assert measured <= room * 1.1, (text, points, room)


def test_a_roadmap_of_many_projects_goes_on_and_repeats_the_heading_of_its_lane() -> None:
    chart = view_of().roadmap
    assert chart is not None
    every = roadmap_lines(chart)
    pages = list(split(every, 1.5, 2.0))
    assert len(pages) > 1
    assert [line.row for page in pages for line in page if line.row] == [
        line.row for line in every if line.row
    ]
    for page in pages:
        assert page[0].row is None, "it begins with a heading"
        assert page[-1].row is not None, "it does not end with one"


@pytest.mark.parametrize("text", HARD)
@pytest.mark.parametrize("inches", [0.0, 0.05, 0.4, 2.0])
def test_a_cut_text_fits(text: str, inches: float) -> None:
    shown = cut(text, inches, 9)
    assert width(shown, 9) <= inches
    assert len(lines(text, inches, 9, 2)) <= 2


def test_the_file_is_offered_on_the_page_and_refused_without_a_schedule(
    client: TestClient, board: str
) -> None:
    assert f'href="{board}/summary.pptx"' in client.get(f"{board}/summary").text
    answer = client.get(f"{board}/summary.pptx")
    assert answer.headers["content-type"].endswith("presentationml.presentation")
    deck = Presentation(io.BytesIO(answer.content))
    assert deck.slides[0].shapes.title.text_frame.text == "Two projects"
    assert client.get(f"{board}x/summary.pptx").status_code == 404

"""What leaves the browser: the roadmap as a PNG in the colours of the page, sheets of paper."""

import io
import re
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.test_every_page import window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "paper"), [("light", (255, 255, 255)), ("dark", (20, 28, 36))])
def test_the_roadmap_is_drawn_as_a_png_in_the_colours_of_the_page(
    browser: Browser, planned: str, scheme: Literal["light", "dark"], paper: tuple[int, int, int]
) -> None:
    with window(browser, 1280, color_scheme=scheme) as page:
        page.goto(f"{planned}/summary")
        with page.expect_download() as made:
            page.get_by_role("button", name="Roadmap as PNG").click()
        assert made.value.suggested_filename == "roadmap.png"
        picture = Image.open(io.BytesIO(made.value.path().read_bytes())).convert("RGB")
        file = page.request.get(f"{planned}/roadmap.svg").text()
        width = int(re.search(r'<svg[^>]* width="(\d+)"', file)[1])  # type: ignore[index]
        assert picture.width == 2 * width
        assert picture.getpixel((2, 2)) == paper
        assert len(picture.getcolors(1_000_000) or ()) > 100, "bars and letters are on it"


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
def test_pages_are_printed_on_few_sheets_and_the_summary_on_one(
    browser: Browser, planned: str, sheet: str
) -> None:
    with window(browser, 1280) as page:
        for path, most in (("/summary", 1), ("/cost", 5), ("", 5)):
            page.goto(planned + path)
            sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=sheet, print_background=True)))
            assert 1 <= sheets <= most, path or "the roadmap"

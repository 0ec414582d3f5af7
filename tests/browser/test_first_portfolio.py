"""The first portfolio out of a spreadsheet: a wrong cell is mended, then everything is stored at once."""

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
PROJECTS = "Project\tValue a week\tModelling\nPasted ranker\tlots\t4 / 6 / 10\nPasted store\t3,000\t6"


def test_cells_are_pasted_mended_and_stored(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/paste")
    page.get_by_label("Name of the portfolio").fill("Out of a spreadsheet")
    page.get_by_role("textbox", name="Projects").fill(PROJECTS)
    page.get_by_role("textbox", name="People").fill("Person\tModelling\nAmara\tx")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("Row 2, column Value a week: 'lots' is no number")).to_be_visible()
    expect(page.get_by_role("button", name="Store all of it")).to_have_count(0)
    page.get_by_role("textbox", name="Projects").fill(PROJECTS.replace("lots", "$20,000"))
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("2 projects and 1 person can be stored")).to_be_visible()
    page.get_by_role("button", name="Store all of it").click()
    expect(page.get_by_text("No plan yet")).to_be_visible()
    page.get_by_role("link", name="Projects").first.click()
    expect(page.get_by_role("link", name="Pasted ranker", exact=True)).to_be_visible()
    page.close()

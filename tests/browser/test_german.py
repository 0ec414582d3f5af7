"""A manager whose browser speaks German: cells, a sheet of a German Excel, the roadmap under the hand, copied tables."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.document import write_yaml
from tests.stored import small

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    opened, said = context.new_page(), list[str]()
    opened.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert [text for text in said if "422" not in text] == []


def test_cells_and_sheets_are_typed_and_pasted_in_german(page: Page, address: str) -> None:
    page.goto(f"{address}/import")
    page.fill("#text", write_yaml(small()))
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/plan?*")
    page.goto(page.url.partition("/plan")[0] + "/projects")
    row = page.locator("tbody tr").first
    value, deadline = row.locator("td").nth(1), row.locator("td").nth(4)
    value.click()
    page.keyboard.type("12.345,5")
    page.keyboard.press("Tab")
    expect(value).to_have_text("12,3k\N{NO-BREAK SPACE}$")
    value.click()
    page.keyboard.press("F2")
    expect(page.get_by_role("textbox", name="Value a week, Feature store")).to_have_value("12345,5")
    page.keyboard.press("Enter")
    deadline.click()
    page.keyboard.type("12.3.27")
    page.keyboard.press("Enter")
    expect(deadline).to_have_text("12. März 2027")
    value.click()
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-said")).to_contain_text(
        "'2.5' is not how numbers are written in German (Germany): write 2,5 if that is meant"
    )
    page.keyboard.press("Escape")
    page.evaluate(
        "navigator.clipboard.writeText('Project\\tValue a week\\tDeadline\\tEffort\\nFeature store\\t1.234,5\\t31.05.2027\\tData engineering 2,5')"
    )
    value.click()
    page.keyboard.press("Control+v")
    expect(value).to_have_text("1,23k\N{NO-BREAK SPACE}$")
    expect(deadline).to_have_text("31. Mai 2027")
    expect(row.locator("td").nth(2)).to_have_text("2,5")


def test_the_roadmap_and_what_is_fetched_into_it_are_german(page: Page, planned: str) -> None:
    page.goto(planned)
    expect(page.locator("svg[data-board]")).to_contain_text("Mär")
    bar = page.locator("svg[data-board] .bar[data-starts]").first
    bar.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    told = page.locator("#proposal")
    expect(told.locator("#proposal-title")).to_be_visible(timeout=30_000)
    expect(told).to_contain_text(re.compile(r"\d{1,2}\. \w+\.? 2027"))
    assert not re.search(r"\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", told.inner_text())
    page.goto(f"{planned}/cost")
    first = page.locator("details.data").filter(has=page.locator("[data-copy]")).first
    first.locator("[data-copy]").click()
    expect(first.locator("[data-copy]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    numbers = re.findall(r"\t(-?\d[\d.,]*\d)", copied)
    assert numbers
    assert all(re.fullmatch(r"-?\d+(?:\.\d{3})*(?:,\d+)?", number) for number in numbers), (
        "as a German Excel reads them"
    )

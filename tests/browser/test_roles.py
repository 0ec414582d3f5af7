"""A product manager with nothing but a link, finance with its files, and a manager without a mouse."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import PLAN_TIMEOUT, import_and_plan
from tests.browser.test_board import LONG, bar_with_room
from tests.browser.test_every_page import WIDER
from tests.browser.watched import watched

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [1440, 390])
MOST_TABS = 300
DAY = re.compile(r"^\d{1,2} [A-Z][a-z]{2} \d{4}$")


@pytest.fixture(scope="module")
def links(browser: Browser, planned: str, sibling: str) -> tuple[str, str]:
    """Where a plan with a forecast and the plan of record, which leaves projects out, are read without an account."""
    page = browser.new_page()
    page.goto(sibling)
    if page.get_by_label("Note of the decision").count():
        page.get_by_role("button", name="Publish").click()
    home, _, sure = planned.partition("/plans/")
    found = []
    for query in (f"?plan={sure}", ""):
        page.goto(f"{home}/sharing{query}")
        page.get_by_label("Whom it is for").fill("Product")
        page.get_by_role("button", name="Make a link").click()
        found.append(page.get_by_label("Page", exact=True).input_value())
    page.close()
    return found[0], found[1]


def under(page: Page, table: Locator, row: str, head: str) -> str:
    """The text of a row's cell under a heading."""
    heads = table.locator("thead th").all_inner_texts()
    found = table.get_by_role("row", name=re.compile(f"^{row}"))
    return found.locator("th, td").nth(heads.index(head)).inner_text()


def test_a_font_that_arrives_late_moves_nothing(browser: Browser, links: tuple[str, str]) -> None:
    with watched(browser, 1440) as (page, watch):
        waiting: list[Route] = []
        page.context.route("**/*.woff2", lambda route: waiting.append(route))  # noqa: PLW0108 - it wants a function
        page.goto(links[0], wait_until="domcontentloaded")
        expect(page.get_by_role("heading", name="Roadmap")).to_be_visible()
        page.wait_for_timeout(1000)  # longer than a browser waits before it draws without the font
        assert waiting
        for route in waiting:
            route.continue_()
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(300)
        assert not watch.shifts, watch.shifted


@WIDTHS
def test_a_product_manager_reads_dates_and_reasons_by_a_link(
    browser: Browser, links: tuple[str, str], width: int
) -> None:
    with watched(browser, width) as (page, _):
        page.goto(links[0])
        dates = page.get_by_role("table", name="Dates of the selected projects")
        for head in ("Done", "P50", "P90"):
            assert DAY.match(under(page, dates, "Ranker v3", head)), head
        late = page.get_by_role("table", name="Deadlines, the largest loss first")
        assert "critical in" in under(page, late, "Ranker v3", "Driven by")
        assert under(page, late, "Ranker v3", "On time").endswith("%")
        assert page.locator("main a[href^='/portfolios']").count() == 0, "nothing leads to a login"
        assert not page.evaluate(WIDER)
        with page.expect_download() as calendar:
            page.get_by_role("link", name="Calendar").click()
        assert "BEGIN:VEVENT" in Path(calendar.value.path()).read_text()
        page.goto(links[1])
        out = page.get_by_role("table", name="Not in the plan").locator("tbody tr")
        assert out.count() >= 1
        for row in out.all():
            assert len(row.locator("td").last.inner_text()) > 40, "a whole reason, not only a rule"
        assert not page.evaluate(WIDER)


@WIDTHS
def test_finance_finds_cost_by_quarter_and_project_and_files_that_agree(
    browser: Browser, planned: str, width: int
) -> None:
    with watched(browser, width) as (page, _):
        page.goto(planned)
        page.get_by_role("link", name="Cost", exact=True).click()
        page.get_by_role("link", name="Explore and export").click()
        page.locator("select[name=down]").select_option("project")
        page.locator("select[name=across]").select_option("quarter")
        page.get_by_role("button", name="Show", exact=True).click()
        page.wait_for_url("**down=project&across=quarter**")
        told = re.search(r"\$([\d,]+\.\d\d) in all", page.locator("main").inner_text())
        assert told
        total = Decimal(told[1].replace(",", ""))
        expect(page.get_by_role("rowheader", name="Ranker v3")).to_be_visible()
        assert not page.evaluate(WIDER)

        with page.expect_download() as table:
            page.locator("details.data").get_by_role("link", name="CSV").click()
        rows = list(csv.DictReader(io.StringIO(Path(table.value.path()).read_text("utf-8-sig"))))
        assert sum(Decimal(row["Total"]) for row in rows) == total
        with page.expect_download() as ledger:
            page.get_by_role("group", name="Files").get_by_role("link", name="CSV").click()
        lines = list(csv.DictReader(io.StringIO(Path(ledger.value.path()).read_text("utf-8-sig"))))
        assert sum(Decimal(line["amount"]) for line in lines) == total
        with page.expect_download() as workbook:
            page.get_by_role("link", name="Excel", exact=True).click()
        assert (
            len(
                load_workbook(io.BytesIO(Path(workbook.value.path()).read_bytes()), read_only=True).sheetnames
            )
            > 1
        )

        page.goto(f"{planned}/cost")
        page.get_by_role("link", name="Plan and actual").click()
        expect(page.get_by_role("heading", name="Stored months")).to_be_visible()
        assert not page.evaluate(WIDER)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, which must be seen."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()


@WIDTHS
def test_a_manager_keeps_a_pin_with_the_keyboard_alone(
    browser: Browser, address: str, worker: None, width: int
) -> None:
    with watched(browser, width) as (page, _):
        import_and_plan(page, address)
        moved = bar_with_room(page, 4).get_attribute("data-project")
        portfolio = page.url.partition("/plans/")[0].removeprefix(address)
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, page.locator(f'a[href="{portfolio}"]'))
        page.keyboard.press("Enter")
        bar = page.locator(f'.bar[data-project="{moved}"]')
        tab_to(page, bar)
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#proposal")).to_contain_text("4 weeks later", timeout=LONG)
        page.keyboard.press("Enter")
        expect(page.locator("#proposal-title")).to_be_focused(timeout=LONG)
        before = page.url.partition("/proposal")[0]
        tab_to(page, page.get_by_role("button", name="Keep as a pin and plan again"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Pinned.")).to_be_visible()
        page.wait_for_url(lambda url: "/plans/" in url and not url.startswith(before), timeout=PLAN_TIMEOUT)
        expect(page.locator(".roadmap")).to_contain_text("pinned")

"""The server and its worker are killed in the middle of somebody's work: what was confirmed on the screen is there again,
and so is what was typed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PLAN_TIMEOUT
from tests.browser.product import Product
from tests.browser.test_board import LONG, bar_with_room
from tests.browser.test_newcomer import (
    NOTE,
    ask_for_a_plan,
    see_cells_again,
    see_the_plan,
    sign_in,
    store_cells,
    type_cells,
)
from tests.browser.watched import watched

pytestmark = pytest.mark.browser
#: A browser says this, with one of a dozen names, of a server that is not there or ended in the middle of an answer; a fault
#: of the server has a status instead. The last is what the stream of events reports.
GONE = ("net::ERR_", "[object Event]")


def again(product: Product) -> None:
    product.kill()
    product.start()


def pin_a_bar(page: Page) -> str:
    """A bar four weeks later, by keys, kept as a pin; its project."""
    bar = bar_with_room(page, 4)
    project = bar.get_attribute("data-project") or ""
    bar.focus()
    for _ in range(4):
        bar.press("ArrowRight")
    expect(page.locator("#proposal")).to_contain_text("4 weeks later", timeout=LONG)
    bar.press("Enter")
    page.get_by_role("button", name="Keep as a pin and plan again").click()
    expect(page.get_by_text("Pinned.")).to_be_visible()
    return project


def test_a_kill_loses_nothing_that_was_confirmed_or_typed(browser: Browser, tmp_path: Path) -> None:
    with Product(tmp_path) as product, watched(browser, 1440) as (page, watch):
        watch.allowed += GONE
        sign_in(page, product)

        # While cells are typed, and sent to a server that is gone.
        type_cells(page)
        product.kill()
        page.get_by_role("button", name="Look at it first").click()
        expect(page.get_by_text("ERR_CONNECTION_REFUSED")).to_be_visible()
        product.start()
        page.goto(f"{product.address}/paste")
        see_cells_again(page)
        store_cells(page)

        # Right after they were stored.
        again(product)
        page.reload()
        expect(page.get_by_role("link", name=re.compile("^Projects"))).to_contain_text("12")
        expect(page.get_by_role("link", name=re.compile("^People"))).to_contain_text("6")

        # While it plans: the page that waits gets its plan from the next worker, with nobody pressing anything.
        ask_for_a_plan(page)
        expect(page.get_by_role("heading", name="Planning", exact=True)).to_be_visible(timeout=PLAN_TIMEOUT)
        again(product)
        see_the_plan(page)

        # Right after a pin was kept, and while the plan with it is made.
        home = page.url
        pinned = pin_a_bar(page)
        again(product)
        page.wait_for_url(lambda url: "/plans/" in url and not url.startswith(home), timeout=PLAN_TIMEOUT)
        expect(page.locator(f'.bar[data-project="{pinned}"]')).to_be_visible()
        expect(page.get_by_role("button", name="Undo the last pins")).to_be_visible()

        # Between a note and its plan of record, and after that.
        page.get_by_label(NOTE).first.fill("Agreed in the steering group")
        again(product)
        page.reload()
        expect(page.get_by_label(NOTE).first).to_have_value("Agreed in the steering group")
        page.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("This is now the plan of record.")).to_be_visible()
        again(product)
        page.reload()
        expect(page.get_by_text("Plan of record", exact=True).first).to_be_visible()
        page.get_by_role("link", name="Compare plans").click()
        expect(page.get_by_role("row", name=re.compile("Agreed in the steering group"))).to_be_visible()

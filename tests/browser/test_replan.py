"""Replanning through the pages: say what has changed, read the moves with reasons, accept, take back, refuse."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PLAN_TIMEOUT

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, planned: str) -> Page:
    """The form, reached from the plan."""
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.goto(planned)
    opened.get_by_role("link", name="Replan", exact=True).click()
    expect(opened.get_by_role("heading", name="What has changed?")).to_be_visible()
    return opened


def ask(page: Page) -> None:
    """Somebody leaves, and a project is no longer wanted."""
    page.get_by_role("button", name="Remove: Somebody is away").click()
    expect(page.get_by_text("No change is told yet")).to_be_visible()
    for kind in ("Somebody leaves", "A project is no longer wanted"):
        page.get_by_label("Kind of change").select_option(label=kind)
        page.get_by_role("button", name="Add a change").click()
    page.get_by_label("Who").select_option("chidi-eze")
    page.get_by_label("Last day").fill("2027-06-30")
    page.get_by_label("Project", exact=True).select_option("ranker-v3")
    page.get_by_label("Why").last.fill("The sponsor is gone")
    page.get_by_role("button", name="Plan with these changes").last.click()
    expect(page.get_by_role("heading", name="What has changed")).to_be_visible()


def test_a_replanning_is_asked_for_read_accepted_taken_back_and_refused(page: Page, planned: str) -> None:
    ask(page)
    expect(page.get_by_text("(The sponsor is gone)").first).to_be_visible()
    # The page comes back by itself with each of the three plans.
    prices = page.get_by_role("table", name="Plans by the price of a move").locator("tbody tr")
    expect(prices).to_have_count(3, timeout=PLAN_TIMEOUT)
    expect(page.get_by_text("the price that holds", exact=True)).to_be_visible()
    moves = page.get_by_role("table", name="Moves, each with its reason").locator("tbody tr")
    gone = moves.filter(has_text="The sponsor is gone")
    expect(gone.first).to_contain_text("Drops out")
    for reason in moves.locator("td:nth-child(6)").all_inner_texts():
        assert reason.strip()
    page.get_by_role("link", name="Show its moves").first.click()
    expect(page.get_by_role("heading", name=re.compile("Moves at .* each"))).to_be_visible()

    page.get_by_label("Note of the decision").fill("Agreed")
    page.get_by_role("button", name="Accept this plan").click()
    expect(page.get_by_text("Accepted. The changes are part of the portfolio")).to_be_visible()
    expect(page.get_by_role("button", name="Accept this plan")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Refuse")).click()
    expect(page.get_by_text("Refused. The portfolio and its plan stay as they are.")).to_be_visible()
    assert page.url.partition("?")[0] == planned
    page.close()

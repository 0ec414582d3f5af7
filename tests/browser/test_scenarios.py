"""A scenario in the browser, by keyboard: made, planned, compared, applied, taken back."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PLAN_TIMEOUT, import_and_plan

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 390])
def test_a_scenario_is_made_compared_applied_and_taken_back_with_the_keyboard(
    browser: Browser, address: str, worker: None, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    import_and_plan(page, address)
    page.get_by_role("link", name="Scenarios", exact=True).press("Enter")
    page.get_by_role("link", name="New scenario").press("Enter")
    page.get_by_label("Name of the scenario").fill("Half of the devices")
    page.get_by_role("button", name="Make and plan it").press("Enter")
    expect(page.get_by_text("Choose at least one change")).to_be_visible()
    expect(page.get_by_label("Name of the scenario")).to_have_value("Half of the devices")
    page.get_by_label("Devices in").select_option(index=1)
    page.get_by_label("By per cent").first.fill("-50")
    page.get_by_label("By per cent").first.press("Enter")
    expect(page.get_by_role("heading", name="Half of the devices")).to_be_visible()
    compare = page.get_by_role("link", name="Compare with the portfolio")
    expect(compare).to_be_visible(timeout=PLAN_TIMEOUT)
    home = page.url
    compare.press("Enter")
    expect(page.get_by_role("heading", name="Plans side by side")).to_be_visible()
    expect(page.get_by_role("link", name="Half of the devices")).to_be_visible()
    page.goto(home)
    page.get_by_role("link", name="Apply to the portfolio").press("Enter")
    page.get_by_role("button", name="Apply to the portfolio").press("Enter")
    expect(page.get_by_text("The portfolio is changed.")).to_be_visible()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Restored.")).to_be_visible()
    page.close()

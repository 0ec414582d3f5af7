"""A decision and its audience: compare, publish with a note, share without a login, revoke."""

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


def test_a_plan_is_compared_published_shared_and_taken_back(
    browser: Browser, address: str, planned: str, sibling: str
) -> None:
    home = planned.partition("/plans/")[0]
    page = browser.new_page()
    page.goto(f"{home}/plans")
    for plan in (planned, sibling):
        page.locator(f'input[value="{plan.rpartition("/")[2]}"]').first.check()
    page.get_by_role("button", name="Compare").first.click()
    expect(page.get_by_role("heading", name="Plan B over plan A")).to_be_visible()
    assert page.locator("svg rect.ghost").count() > 0

    page.goto(planned)
    page.get_by_label("Note of the decision").first.fill("Agreed in the steering group")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Plan of record", exact=True).first).to_be_visible()

    page.goto(f"{home}/sharing")
    page.get_by_label("Whom it is for").fill("Board")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Page", exact=True).input_value()
    reader = browser.new_context().new_page()
    reader.goto(link)
    expect(reader.get_by_text("Agreed in the steering group")).to_be_visible()
    assert reader.locator("svg a.bar").count() >= 5
    expect(reader.get_by_text("Spend by quarter")).to_have_count(0)
    page.get_by_role("button", name="Revoke the link for Board").click()
    expect(page.get_by_text("The link shows nothing any more")).to_be_visible()
    gone = reader.goto(link)
    assert gone is not None
    assert gone.status == 404
    page.close()
    reader.close()

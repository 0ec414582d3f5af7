"""An owner lets somebody in and takes it back, on a phone and on a screen, with script and without."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_every_page import WIDER

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "script"), [(1440, True), (390, False)])
def test_a_user_and_a_token_are_made_changed_and_ended(
    browser: Browser, address: str, width: int, script: bool
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page, name = context.new_page(), f"Ann of {width}"
    page.goto(address)
    page.locator("a.who").click()
    expect(page.get_by_role("heading", name="Users and tokens")).to_be_visible()
    page.get_by_label("Name").fill("Owner")
    page.get_by_role("button", name="Add the user").click()
    expect(page.get_by_text("There is a user 'Owner' already")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the user").click()
    assert "/login?token=" in page.get_by_label("Link", exact=True).input_value()

    role = page.get_by_label(f"Role of {name}")
    role.select_option("owner")
    page.get_by_role("button", name=f"Change the role of {name}").click()
    expect(page.get_by_text("The role is changed")).to_be_visible()
    expect(role).to_have_value("owner")

    page.get_by_label("What it is for").fill("Nightly export")
    page.get_by_label("Days until it ends").fill("0")
    page.get_by_label("Acts for").select_option(label=f"{name} (owner)")
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_text("0 is not from 1 to 3650")).to_be_visible()
    expect(page.get_by_label("What it is for")).to_have_value("Nightly export")
    page.get_by_label("Days until it ends").fill("30")
    page.get_by_role("button", name="Make the token").click()
    secret = page.get_by_label("Token", exact=True).input_value()
    page.goto(f"{address}/access")
    assert secret not in page.content()
    assert not script or not page.evaluate(WIDER)

    page.get_by_role("button", name="Revoke the token for Nightly export").click()
    expect(page.get_by_text("Programs that use the token are refused")).to_be_visible()
    user = page.get_by_role("row").filter(has_text=name)
    user.get_by_text("Remove", exact=True).click()
    user.get_by_role("button", name=f"Remove {name}").click()
    expect(page.get_by_text("Removed, with sessions")).to_be_visible()
    expect(page.get_by_text(name)).to_have_count(0)
    context.close()

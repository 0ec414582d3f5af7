"""The hour of a manager: import, plan, edit, delete and undo, plan again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from planner.document import write_yaml
from tests.browser.conftest import PLAN_TIMEOUT, import_and_plan
from tests.browser.watched import ON_PURPOSE
from tests.web import samples

pytestmark = pytest.mark.browser


@dataclass
class Desk:
    """A page whose console is watched."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)

    def listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(text in message.text for text in ON_PURPOSE):
            self.said.append(message.text)


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Desk]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    opened = Desk(page, address)
    page.on("console", opened.listen)
    page.on("pageerror", lambda error: opened.said.append(str(error)))
    yield opened
    context.close()
    assert opened.said == []


def test_a_manager_imports_plans_edits_undoes_and_plans_again(desk: Desk, worker: None) -> None:
    page = desk.page
    import_and_plan(page, desk.address)
    expect(page.get_by_role("heading", name="Roadmap")).to_be_visible()
    assert page.locator("svg a.bar").count() >= 5
    assert "proven" in page.locator("main").inner_text()

    page.get_by_role("link", name=re.compile("^Projects")).first.click()
    page.get_by_role("link", name="Edit Ranker v3 here").click()
    row = page.locator("#row-ranker-v3")
    expect(row.get_by_label("Name")).to_be_focused()
    row.get_by_label("Name").fill("Ranker v4")
    row.get_by_label("Value a week").fill("9 / 3 / 6")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_text("low <= likely <= high")).to_be_visible()
    assert row.get_by_label("Name").input_value() == "Ranker v4", "what was typed is still there"
    row.get_by_label("Value a week").fill("9000 / 30000 / 60000")
    row.get_by_role("button", name="Save").click()
    expect(row.get_by_role("rowheader")).to_contain_text("Ranker v4")

    page.get_by_role("button", name="Delete Spam classifier refresh").click()
    expect(page.locator("#row-spam-classifier-refresh")).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#row-spam-classifier-refresh")).to_be_visible()

    page.get_by_role("link", name="Plan", exact=True).click()
    expect(page.get_by_text("The portfolio has changed since")).to_be_visible()
    page.get_by_role("button", name="Plan again").click()
    expect(page.get_by_text("The portfolio has changed since")).to_have_count(0, timeout=PLAN_TIMEOUT)
    expect(page.locator(".roadmap")).to_contain_text("Ranker v4")


def test_rows_of_a_form_are_added_and_removed_in_place_and_enter_saves(desk: Desk, planned: str) -> None:
    page = desk.page
    page.goto(f"{planned.partition('/plans/')[0]}/settings")
    before = page.get_by_role("button", name=re.compile("^Remove Budget")).count()
    page.locator("#f-name").fill("Typed but not saved")
    page.get_by_role("button", name="Add a budget").click()
    amount = page.locator(f"#f-budgets-{before}-compute")
    expect(page.locator(f"#f-budgets-{before}-quarter")).to_be_focused()
    assert page.locator("#f-name").input_value() == "Typed but not saved", "other sections are left alone"
    amount.fill("a lot")
    amount.press("Enter")
    expect(page.get_by_text("'a lot' is not a number")).to_be_visible()
    page.get_by_role("button", name=f"Remove Budget {before + 1}").click()
    expect(amount).to_have_count(0)
    expect(page.get_by_role("button", name="Add a budget")).to_be_focused()


def test_of_two_editors_the_later_one_chooses_and_loses_nothing(desk: Desk, planned: str) -> None:
    form = f"{planned.partition('/plans/')[0]}/people/chidi-eze/edit"
    page, other = desk.page, desk.page.context.new_page()
    page.goto(form)
    other.goto(form)
    other.locator("#f-weekly_cost").fill("4100")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    page.locator("#f-weekly_cost").fill("4200")
    page.get_by_role("button", name="Add a leave").click()
    days = page.get_by_label("First day off").last
    expect(days).to_be_focused()
    days.fill("2027-11-01")
    page.get_by_label("Last day off").last.fill("2027-11-05")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("Cost a week"))).to_contain_text("4200")
    expect(page.get_by_role("row", name=re.compile("Cost a week"))).to_contain_text("4100")
    page.get_by_role("button", name="Save mine over theirs").click()
    expect(page.get_by_role("row", name=re.compile("Chidi"))).to_contain_text("5 Nov 2027")


CUT_OFF = """
() => [...document.querySelectorAll('svg text.when')].flatMap(text => {
  const box = text.getBoundingClientRect(), plot = text.closest('.roadmap-plot').getBoundingClientRect();
  return box.left < plot.left - 1 || box.right > plot.right + 1 ? [text.textContent] : [];
})
"""


@pytest.mark.parametrize("section", ["", "/forecast"])
def test_no_date_beside_a_bar_is_cut_off(browser: Browser, planned: str, section: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(planned + section)
    assert page.locator("svg text.when").count() >= 5
    assert page.evaluate(CUT_OFF) == []
    page.close()


def test_the_table_is_searched_while_typing(desk: Desk, planned: str) -> None:
    home = planned.partition("/plans/")[0]
    desk.page.goto(f"{home}/projects")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("toxicity")
    expect(desk.page.locator("tbody tr:not(.blank)")).to_have_count(1)


def test_colours_change_without_loading_and_stay(desk: Desk) -> None:
    desk.page.goto(desk.address)
    desk.page.get_by_role("button", name="Dark").click()
    expect(desk.page.locator("html")).to_have_attribute("data-theme", "dark")
    desk.page.wait_for_timeout(200)
    desk.page.reload()
    expect(desk.page.locator("html")).to_have_attribute("data-theme", "dark")


def test_bars_show_their_dates_on_keyboard_focus(desk: Desk, planned: str) -> None:
    desk.page.goto(planned)
    desk.page.locator("svg a.bar").first.focus()
    expect(desk.page.get_by_role("tooltip")).to_be_visible()


def test_without_script_everything_can_be_read_and_planned(
    browser: Browser, address: str, worker: None
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/import")
    page.locator("#text").fill(write_yaml(samples.portfolio()))
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Plan", exact=True).click()
    # The page loads itself again while the work goes on.
    expect(page.locator(".roadmap")).to_be_visible(timeout=PLAN_TIMEOUT)
    page.get_by_role("link", name=re.compile("^Projects")).first.click()
    page.get_by_role("button", name="Delete Review queue triage").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#row-review-queue-triage")).to_be_visible()
    context.close()


def test_a_number_of_the_heat_map_opens_who_works_on_what(desk: Desk, planned: str) -> None:
    page = desk.page
    page.goto(f"{planned}/load")
    row = page.locator(".heat tbody tr").first
    name = row.get_by_role("link").inner_text()
    row.locator("td").first.click()
    expect(page.get_by_role("heading", name=f"What {name} works on")).to_be_visible()
    expect(page.locator("#who")).to_be_focused()


def test_a_row_is_edited_with_the_keyboard_alone(desk: Desk, planned: str) -> None:
    page = desk.page
    page.goto(f"{planned.partition('/plans/')[0]}/projects")
    edit = page.locator("#row-distilled-ranker").get_by_role("link", name=re.compile("^Edit"))
    edit.press("Enter")
    expect(page.locator("tr.editing").get_by_label("Name")).to_be_focused()
    page.keyboard.type("Distilled ranker, smaller")
    page.keyboard.press("Enter")
    expect(page.locator("#row-distilled-ranker")).to_contain_text("Distilled ranker, smaller")
    expect(edit).to_be_focused()
    edit.press("Enter")
    expect(page.locator("tr.editing").get_by_label("Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr.editing")).to_have_count(0)

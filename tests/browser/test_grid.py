"""The tables of projects and people as a grid: keys, ranges, the clipboard, wrong cells, two editors, undo."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from planner.document import write_yaml
from tests.browser.test_every_page import window
from tests.browser.watched import ON_PURPOSE
from tests.stored import small

pytestmark = pytest.mark.browser
NAME, THEME, VALUE, EFFORT, GPU, DEADLINE, MUST = range(7)


@dataclass
class Sheet:
    """The projects of a portfolio of one's own: Feature store, Ranker, Audit, and a blank row."""

    page: Page
    context: BrowserContext
    home: str

    def cell(self, row: int, column: int, page: Page | None = None) -> Locator:
        return (page or self.page).locator("tbody tr").nth(row).locator("th, td").nth(column)

    def at(self) -> list[int]:
        place = "(() => { const c = document.activeElement; return [c.parentNode.sectionRowIndex, c.cellIndex]; })()"
        found: list[int] = self.page.evaluate(place)
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def put(self, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)

    @property
    def said(self) -> Locator:
        return self.page.locator(".grid-said")


@pytest.fixture
def sheet(browser: Browser, address: str) -> Iterator[Sheet]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/import")
    page.fill("#text", write_yaml(small()))
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/plan?*")
    home = page.url.partition("/plan")[0]
    page.goto(f"{home}/projects")
    yield Sheet(page, context, home)
    context.close()
    assert [text for text in said if not any(known in text for known in ON_PURPOSE)] == []


def test_keys_move_as_in_the_grid_pattern(sheet: Sheet) -> None:
    table = sheet.page.get_by_role("grid", name="Projects")
    expect(table).to_have_attribute("aria-multiselectable", "true")
    assert sheet.page.locator('tbody [tabindex="0"]').count() == 1, "one stop for Tab"
    sheet.cell(0, NAME).focus()
    for keys, place in (
        (["ArrowDown", "ArrowRight"], [1, 1]),
        (["End"], [1, 9]),
        (["Home"], [1, 0]),
        (["Control+End"], [3, 9]),
        (["Control+Home"], [0, 0]),
        (["ArrowUp", "ArrowLeft"], [0, 0]),
        (["PageDown"], [3, 0]),
    ):
        sheet.press(*keys)
        assert sheet.at() == place, keys
    sheet.press("Control+Home", "Shift+ArrowDown", "Shift+ArrowRight")
    assert sheet.page.locator("[aria-selected=true]").count() == 4
    sheet.press("ArrowDown")
    assert sheet.page.locator("[aria-selected]").count() == 0
    sheet.press("Control+Home", "End", "Enter")
    expect(sheet.page.get_by_role("link", name="Edit Feature store here")).to_be_focused()
    sheet.press("ArrowRight")
    expect(sheet.page.get_by_role("button", name="Delete Feature store")).to_be_focused()
    sheet.press("Escape")
    assert sheet.at() == [0, 9]
    sheet.press("Home", "Control+Enter")
    sheet.page.wait_for_url("**/projects/store")


def test_cells_are_typed_kept_and_given_up(sheet: Sheet) -> None:
    sheet.cell(0, VALUE).click()
    sheet.page.keyboard.type("4500")
    sheet.press("Tab")
    assert sheet.at() == [0, EFFORT]
    expect(sheet.cell(0, VALUE)).to_have_text("$4.5k")
    sheet.press("F2")
    expect(sheet.page.get_by_role("textbox", name="Effort, Feature store")).to_have_value(
        "Data engineering 4 / 6 / 10"
    )
    sheet.page.keyboard.type("Data engineering 9")
    sheet.press("Enter")
    expect(sheet.cell(0, EFFORT)).to_have_text("9")
    assert sheet.at() == [1, EFFORT]
    sheet.press("F2")
    sheet.page.keyboard.type("never mind")
    sheet.press("Escape")
    expect(sheet.cell(1, EFFORT)).to_have_text("6")
    sheet.press("ArrowRight", "F2")
    expect(sheet.said).to_contain_text("GPU-hours is worked out")
    sheet.cell(1, MUST).click()
    sheet.press("Space")
    expect(sheet.cell(1, MUST)).to_have_text("must have")
    sheet.press("Delete")
    expect(sheet.cell(1, MUST)).to_have_text("–")


def test_a_wrong_cell_is_marked_and_mended_in_place(sheet: Sheet) -> None:
    sheet.cell(2, VALUE).click()
    sheet.page.keyboard.type("9 / 3 / 6")
    sheet.press("Enter")
    expect(sheet.said).to_contain_text("Audit, Value a week: '9 / 3 / 6' is not in order")
    expect(sheet.cell(2, VALUE)).to_have_attribute("aria-invalid", "true")
    expect(sheet.cell(2, VALUE)).to_have_text("9 / 3 / 6")
    sheet.page.get_by_role("searchbox").fill("rank")
    sheet.page.wait_for_timeout(600)
    expect(sheet.cell(2, VALUE)).to_have_text("9 / 3 / 6")
    sheet.page.get_by_role("searchbox").fill("")
    sheet.page.wait_for_timeout(600)
    sheet.cell(2, VALUE).click()
    sheet.press("F2")
    sheet.page.keyboard.type("3 / 6 / 9")
    sheet.press("Enter")
    expect(sheet.cell(2, VALUE)).to_have_text("$3 $6 $9")
    expect(sheet.said).to_be_empty()


def test_a_range_is_copied_and_pasted_with_new_rows_all_or_none(sheet: Sheet) -> None:
    sheet.cell(0, NAME).click(position={"x": 5, "y": 5})
    sheet.press("Shift+ArrowDown", *["Shift+ArrowRight"] * 3, "Control+c")
    copied = sheet.page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        "Feature store\t\t1000 / 3000 / 6000\tData engineering 4 / 6 / 10\n"
        "Ranker\t\t8000 / 20000 / 45000\tModelling 6"
    )
    sheet.put("Audit two\t\t700\tModelling 3\nVoice\t\tlots\tModelling 2\nSpeech\t\t\tModelling 1")
    sheet.cell(2, NAME).click(position={"x": 5, "y": 5})
    sheet.press("Control+v")
    expect(sheet.said).to_contain_text("Voice, Value a week: 'lots' is no number")
    other = sheet.context.new_page()
    other.goto(f"{sheet.home}/projects")
    expect(other.locator("tbody tr")).to_have_count(4)
    expect(other.locator("tbody")).to_contain_text("Audit")
    expect(other.locator("tbody")).not_to_contain_text("Audit two")
    other.close()
    sheet.press("F2")
    sheet.page.keyboard.type("900")
    sheet.press("Enter")
    expect(sheet.page.locator("tbody tr")).to_have_count(6)
    expect(sheet.cell(2, NAME)).to_contain_text("Audit two")
    expect(sheet.cell(3, VALUE)).to_have_text("$900")
    sheet.page.get_by_role("button", name="Undo the edit").click()
    expect(sheet.page.locator("tbody tr")).to_have_count(4)
    expect(sheet.cell(2, NAME)).not_to_contain_text("two")
    sheet.page.get_by_role("button", name="Redo the edit").click()
    expect(sheet.page.locator("tbody tr")).to_have_count(6)
    sheet.page.reload()
    expect(sheet.page.locator("tbody tr")).to_have_count(6)
    sheet.page.get_by_role("button", name="Undo the edit").click()
    expect(sheet.page.locator("tbody tr")).to_have_count(4)


def test_a_table_of_a_web_page_is_pasted_and_a_heading_is_understood(sheet: Sheet) -> None:
    html = (
        "<table><tr><th>Project</th><th>Value a week</th><th>Modelling</th></tr>"
        "<tr><td>Audit</td><td>1,234</td><td></td></tr><tr><td>Voice</td><td>5</td><td>4 / 6 / 10</td></tr></table>"
    )
    sheet.page.evaluate(
        "html => navigator.clipboard.write([new ClipboardItem({'text/html': new Blob([html], {type: 'text/html'})})])",
        html,
    )
    sheet.cell(0, NAME).click(position={"x": 5, "y": 5})
    sheet.press("Control+v")
    expect(sheet.page.locator("tbody tr")).to_have_count(5)
    expect(sheet.cell(2, VALUE)).to_have_text("$1.23k")
    expect(sheet.cell(3, EFFORT)).to_have_text("6")


def test_fill_down_undo_and_redo_by_keys(sheet: Sheet) -> None:
    sheet.cell(0, VALUE).click()
    sheet.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    for row in range(3):
        expect(sheet.cell(row, VALUE)).to_have_text("$1k $3k $6k")
    sheet.press("Control+z")
    expect(sheet.cell(1, VALUE)).to_have_text("$8k $20k $45k")
    sheet.press("Control+Shift+z")
    expect(sheet.cell(1, VALUE)).to_have_text("$1k $3k $6k")


@pytest.mark.parametrize(("choice", "kept"), [("Store mine", "$222"), ("Keep theirs", "$111")])
def test_of_two_editors_of_a_cell_the_later_one_sees_both(sheet: Sheet, choice: str, kept: str) -> None:
    other = sheet.context.new_page()
    other.goto(f"{sheet.home}/projects")
    sheet.cell(0, VALUE, other).click()
    other.keyboard.type("111")
    other.keyboard.press("Enter")
    expect(sheet.cell(0, VALUE, other)).to_have_text("$111")
    sheet.put("222\tData engineering 1\n333\tModelling 2")
    sheet.cell(0, VALUE).click()
    sheet.press("Control+v")
    expect(sheet.said).to_contain_text("'Feature store' was changed by somebody else")
    both = sheet.said.get_by_role("row", name="Feature store Value a week")
    expect(both).to_contain_text("222")
    expect(both).to_contain_text("111")
    sheet.page.get_by_role("button", name=choice).click()
    expect(sheet.cell(0, VALUE)).to_have_text(kept)
    expect(sheet.said).to_be_empty()
    pasted = choice == "Store mine"
    expect(sheet.cell(1, VALUE)).to_have_text("$333" if pasted else "$8k $20k $45k")


def test_a_row_is_added_at_the_end_and_people_are_edited_likewise(sheet: Sheet) -> None:
    sheet.cell(3, NAME).click()
    sheet.page.keyboard.type("Voice")
    sheet.press("Tab")
    expect(sheet.said).to_contain_text("'Voice' has no effort")
    assert sheet.at() == [3, EFFORT]
    sheet.page.keyboard.type("Modelling 4 / 6 / 10")
    sheet.press("Enter")
    expect(sheet.cell(3, NAME)).to_contain_text("model, 1 phase")
    expect(sheet.page.locator("tbody tr")).to_have_count(5)
    sheet.page.goto(f"{sheet.home}/people")
    sheet.cell(0, 2).click()
    sheet.page.keyboard.type("80%")
    sheet.press("Enter")
    expect(sheet.cell(0, 2)).to_have_text("80%")
    sheet.put("Carla\tModelling 1, Data engineering 0.5\t100%")
    sheet.cell(2, 0).click()
    sheet.press("Control+v")
    expect(sheet.page.get_by_role("row", name="Carla")).to_contain_text("Data engineering 0.5")


def test_without_script_the_table_is_read_and_rows_have_their_forms(browser: Browser, sheet: Sheet) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sheet.home}/projects")
    expect(page.locator("tr.blank")).to_be_hidden()
    expect(page.locator(".grid-tools")).to_be_hidden()
    page.get_by_role("link", name="Edit Audit here").click()
    page.get_by_label("Value from launch on").fill("77")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("$77")
    context.close()


def test_selected_rows_are_changed_at_once_by_keyboard_and_come_back(sheet: Sheet) -> None:
    bar = sheet.page.get_by_role("form", name="Change the selected projects")
    expect(bar).to_be_hidden()
    sheet.cell(0, NAME).focus()
    sheet.press("ArrowDown", "Shift+Space", "ArrowDown", "Shift+Space")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_label("Change", exact=True).select_option(label="Must have")
    bar.get_by_role("button", name="Change them").click()
    expect(sheet.page.get_by_text("The selected projects are changed.")).to_be_visible()
    for row in (1, 2):
        expect(sheet.cell(row, MUST)).to_have_text("must have")
    expect(sheet.cell(0, MUST)).to_have_text("–")
    sheet.page.get_by_role("button", name="Undo", exact=True).click()
    expect(sheet.page.get_by_text("Restored.")).to_be_visible()
    expect(sheet.cell(1, MUST)).to_have_text("–")
    sheet.page.get_by_label("Select Audit").check()
    sheet.page.get_by_role("button", name="Select all").click()
    expect(bar).to_contain_text("3 selected")
    sheet.page.get_by_role("button", name="Clear").click()
    expect(bar).to_be_hidden()


def test_a_filter_is_kept_under_a_name_and_deleted_with_a_way_back(browser: Browser, planned: str) -> None:
    home = planned.partition("/plans/")[0]
    with window(browser, 1440) as page:
        page.goto(f"{home}/projects")
        page.get_by_label("Theme", exact=True).select_option(index=1)
        page.get_by_label("Name of the filter").fill("Of one theme")
        page.get_by_role("button", name="Keep it").click()
        chip = page.get_by_role("link", name="Of one theme")
        expect(chip).to_have_attribute("aria-current", "true")
        page.goto(f"{home}/projects")
        chip.click()
        page.get_by_role("button", name="Delete this filter").click()
        expect(chip).to_have_count(0)
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(chip).to_have_count(1)
        chip.click()
        page.get_by_role("button", name="Delete this filter").click()
        expect(chip).to_have_count(0)

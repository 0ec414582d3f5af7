"""Bars dragged with the mouse, a finger, the keyboard and the menu: the consequences are seen before anything is kept."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PLAN_TIMEOUT, import_and_plan
from tests.browser.test_every_page import WIDER, window

pytestmark = pytest.mark.browser

LONG = 60_000
"""The first question loads the compiled kernels."""

STANDS_STILL = """() => new Promise((still) => {
  let timer = setTimeout(still, 300);
  document.addEventListener('scroll', () => { clearTimeout(timer); timer = setTimeout(still, 300); }, true);
})"""
"""Nothing has scrolled for a while: no scrolling goes on by itself."""


def late_bar(page: Page) -> Locator:
    """A bar with room before and after it, in sight."""
    bars = page.locator(".bar[data-starts]")
    starts = [bars.nth(n).get_attribute("data-starts") or "" for n in range(bars.count())]
    middle = sorted(starts)[len(starts) // 2]
    bar = bars.nth(starts.index(middle))
    bar.locator(".seg-a").first.evaluate("e => e.scrollIntoView({block: 'center', inline: 'center'})")
    return bar


def bar_with_room(page: Page, weeks: int) -> Locator:
    """A bar around which the plan can be repaired when it moves by so many weeks."""
    bars = page.locator(".bar[data-starts]")
    for n in range(bars.count()):
        day = dt.date.fromisoformat(bars.nth(n).get_attribute("data-starts") or "") + dt.timedelta(
            weeks=weeks
        )
        query = f"project={bars.nth(n).get_attribute('data-project')}&starts={day}"
        board = page.locator("svg[data-board]").get_attribute("data-board") or ""
        part = page.request.get(
            page.url.partition("/portfolios")[0] + f"{board}?{query}",
            headers={"HX-Request": "true"},
            timeout=LONG,
        )
        if "data-bars" in part.text() and "No way found" not in part.text():
            bars.nth(n).locator(".seg-a").first.evaluate(
                "e => e.scrollIntoView({block: 'center', inline: 'center'})"
            )
            return bars.nth(n)
    raise AssertionError("no bar can be moved")


def grip(bar: Locator) -> tuple[float, float]:
    """A point on the part of the bar that is not under the names."""
    box = bar.locator(".seg-a").first.bounding_box()
    names = bar.page.locator(".roadmap-names").bounding_box()
    assert box and names
    return max(box["x"], names["x"] + names["width"]) + 8, box["y"] + box["height"] / 2


def week_width(page: Page) -> float:
    return float(
        page.evaluate(
            "(() => { const s = document.querySelector('svg[data-board]'); return s.getBoundingClientRect().width / s.dataset.days * 7; })()"
        )
    )


def test_a_bar_is_dragged_with_the_mouse_kept_as_a_pin_and_taken_back(
    browser: Browser, address: str, worker: None
) -> None:
    with window(browser, 1440) as page:
        import_and_plan(page, address)
        home = page.url.partition("?")[0]
        bar = bar_with_room(page, 4)
        name = bar.get_attribute("data-project")
        x, y = grip(bar)
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(x + step * week_width(page) / 2, y)
        panel = page.locator("#proposal")
        expect(panel).to_contain_text("4 weeks later", timeout=LONG)
        expect(panel).to_contain_text(re.compile(r"The plan (loses|gains|stays)"))
        expect(panel.get_by_role("button", name="Keep as a pin")).to_be_hidden()
        expect(page.locator("#held .held")).to_have_count(1)
        expect(page.locator("#live")).to_contain_text("4 weeks later")
        page.mouse.up()
        expect(page.locator("#proposal-title")).to_be_focused()
        expect(page.locator("#proposed .proposed").first).to_be_visible()
        assert f"project={name}" in page.url
        panel.get_by_role("button", name="Keep as a pin and plan again").click()
        expect(page.get_by_text("Pinned.")).to_be_visible()
        # Beside the chart it stays when the new plan arrives.
        page.get_by_role("button", name="Undo the last pins").click()
        expect(page.get_by_text("The pins are taken back.")).to_be_visible()
        assert page.url.partition("?")[0] == home
        expect(page.get_by_role("button", name="Undo the last pins")).to_have_count(0)
        # The keys do the same, and the history tells all of it.
        page.keyboard.press("Control+Shift+Z")
        expect(page.get_by_text("Made again.")).to_be_visible()
        page.keyboard.press("Control+z")
        expect(page.get_by_text("The pins are taken back.")).to_be_visible()
        page.get_by_role("link", name="Changes by hand").click()
        expect(page.locator("table")).to_contain_text("starts in the week of")
        expect(page.locator("table")).to_contain_text("Taken back just now")


def test_escape_gives_a_drag_up(browser: Browser, planned: str) -> None:
    with window(browser, 1440) as page:
        page.goto(planned)
        x, y = grip(late_bar(page))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y)
        expect(page.locator("#held .held")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator("#held .held")).to_have_count(0)
        expect(page.locator("#proposal")).to_be_hidden()
        page.mouse.up()
        assert page.url == planned, "letting go does not open the project"


@pytest.mark.parametrize("width", [1440, 390])
def test_a_bar_is_moved_with_the_keyboard(browser: Browser, planned: str, width: int) -> None:
    with window(browser, width) as page:
        page.goto(planned)
        bar = late_bar(page)
        bar.focus()
        bar.press("ArrowRight")
        panel = page.locator("#proposal")
        expect(panel).to_contain_text("1 week later", timeout=LONG)
        bar.press("Shift+ArrowLeft")
        bar.press("ArrowRight")
        expect(panel).to_contain_text(re.compile(r"weeks earlier"), timeout=LONG)
        bar.press("Escape")
        expect(panel).to_be_hidden()
        expect(bar).to_be_focused()
        bar.press("ArrowRight")
        bar.press("ArrowRight")
        bar.press("Enter")
        expect(page.locator("#proposal-title")).to_be_focused(timeout=LONG)
        expect(panel).to_contain_text("2 weeks later")
        assert not page.evaluate(WIDER)
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(bar).to_be_focused()
        assert page.url == planned


def test_a_bar_is_dragged_with_a_finger_after_a_long_press_and_scrolled_over_without(
    browser: Browser, planned: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(planned)
    x, y = grip(late_bar(page))
    page.evaluate(STANDS_STILL)
    touch = context.new_cdp_session(page)

    def put(kind: str, at: float | None = None) -> None:
        points = [] if at is None else [{"x": at, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    put("touchStart", x)
    for step in range(1, 6):
        put("touchMove", x - step * 8)
    put("touchEnd")
    expect(page.locator("#proposal")).to_be_hidden()
    x, y = grip(late_bar(page))
    page.evaluate(STANDS_STILL)
    put("touchStart", x)
    expect(page.locator("#held .held")).to_have_count(1)
    for step in range(1, 7):
        put("touchMove", x + step * week_width(page) / 2)
    expect(page.locator("#proposal")).to_contain_text("3 weeks later", timeout=LONG)
    put("touchEnd")
    expect(page.get_by_role("button", name="Keep as a pin and plan again")).to_be_visible()
    context.close()


def test_a_phase_is_dragged_from_one_person_to_another_by_keyboard_and_mouse(
    browser: Browser, planned: str
) -> None:
    with window(browser, 1440) as page:
        page.goto(f"{planned}?lanes=person")
        lane = page.locator("g[data-person]").first
        other = page.locator("g[data-person]").nth(1).get_attribute("data-person")
        bar = lane.locator(".bar[data-starts]").first
        bar.focus()
        bar.press("ArrowDown")
        expect(page.locator("#proposal")).to_contain_text(" onto ", timeout=LONG)
        bar.press("Enter")
        expect(page.locator("#proposal-title")).to_be_focused()
        assert f"person={other}" in page.url
        page.keyboard.press("Escape")
        part = bar.locator("[data-phase]").first
        part.evaluate("e => e.scrollIntoView({block: 'center', inline: 'center'})")
        box = part.bounding_box()
        height = float(lane.get_attribute("data-height") or 0)
        assert box
        page.mouse.move(box["x"] + 6, box["y"] + 6)
        page.mouse.down()
        page.mouse.move(box["x"] + 6, box["y"] + 20)
        page.mouse.move(box["x"] + 6, box["y"] + height)
        expect(page.locator("#proposal")).to_contain_text(" onto ", timeout=LONG)
        page.mouse.up()
        expect(page.locator("#proposal-title")).to_be_focused()
        assert f"phase={part.get_attribute('data-phase')}&person={other}" in page.url


def test_delete_on_a_bar_proposes_the_plan_without_it(browser: Browser, planned: str) -> None:
    with window(browser, 1440) as page:
        page.goto(planned)
        bar = page.locator(".bar[data-starts]").last
        bar.focus()
        bar.press("Delete")
        expect(page.locator("#proposal-title")).to_contain_text("out of the plan", timeout=LONG)
        assert "selected=false" in page.url


@pytest.mark.parametrize("width", [1440, 390])
def test_the_menu_does_the_same_without_script(browser: Browser, planned: str, width: int) -> None:
    with window(browser, width, java_script_enabled=False) as page:
        page.goto(planned)
        page.get_by_text("Change it without dragging").click()
        page.get_by_label("Move", exact=True).select_option("ranker-v3")
        page.get_by_label("to the week of").fill("2027-03-10")
        page.get_by_role("button", name="See what it does").first.click()
        expect(page.get_by_text("Ranker v3 to the week of 8 Mar 2027")).to_be_visible(timeout=PLAN_TIMEOUT)
        expect(page.get_by_role("button", name="Keep as a pin and plan again")).to_be_visible()
        page.get_by_role("link", name="Discard").click()
        assert page.url == planned


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_proposal_has_no_serious_accessibility_finding(browser: Browser, planned: str, scheme: str) -> None:
    with window(browser, 1280, bypass_csp=True, color_scheme=scheme) as page:
        page.goto(f"{planned}/proposal?project=ranker-v3&starts=2027-03-08")
        expect(page.locator("#proposal-title")).to_be_visible()
        found = Axe().run(page).response["violations"]
        assert [
            (f["id"], f["nodes"][0]["target"]) for f in found if f["impact"] in ("serious", "critical")
        ] == []


def test_a_result_that_arrives_waits_until_a_proposal_is_done(
    browser: Browser, address: str, worker: None
) -> None:
    with window(browser, 1440) as page:
        import_and_plan(page, address)
        page.get_by_label("Search for").select_option(label="5 minutes")
        with page.expect_request(lambda request: request.method == "POST") as asked, page.expect_navigation():
            page.get_by_role("button", name="Plan again").click()
        assert "seconds=300" in (asked.value.post_data or "")
        here = page.url
        progress = page.get_by_role("region", name="Progress")
        cancel = progress.get_by_role("button", name="Cancel")
        expect(cancel, f"{here}: {progress.all_inner_texts()}").to_be_visible(timeout=LONG)
        stop = cancel.locator("..").get_attribute("action") or ""
        bar = late_bar(page)
        bar.focus()
        bar.press("ArrowRight")
        bar.press("Enter")
        expect(page.locator("#proposal-title")).to_be_focused(timeout=LONG)
        page.evaluate("url => fetch(url, {method: 'POST', redirect: 'manual'})", stop)
        expect(progress.get_by_role("link", name="Show it")).to_be_visible(timeout=PLAN_TIMEOUT)
        page.wait_for_timeout(2000)
        expect(page.locator("#proposal-title")).to_be_visible()
        page.keyboard.press("Escape")
        page.wait_for_url(lambda url: "/plans/" in url and url != here, timeout=PLAN_TIMEOUT)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_bar_opens_a_panel_beside_the_roadmap_and_escape_comes_back_to_it(
    browser: Browser, planned: str, width: int
) -> None:
    with window(browser, width) as page:
        page.goto(planned)
        bars = page.locator(".bar[data-project]")
        first = bars.first
        first.focus()
        page.keyboard.press("Enter")
        title = page.locator("#panel-title")
        expect(title).to_be_focused(timeout=LONG)
        assert page.url.startswith(f"{planned}/projects/{first.get_attribute('data-project')}")
        expect(page.locator("#panel")).to_contain_text("Why here")
        expect(page.locator("#panel")).to_contain_text("Why these people")
        beside = page.evaluate(
            "document.querySelector('#panel').getBoundingClientRect().left > document.querySelector('.board-main').getBoundingClientRect().left"
        )
        assert beside == (width == 1440)
        assert not page.evaluate(WIDER)
        said = title.inner_text()
        # Another bar takes its place, with the keyboard in it.
        bars.nth(1).focus()
        page.keyboard.press("Enter")
        expect(title).not_to_have_text(said)
        expect(title).to_be_focused()
        # The address brings it back.
        page.reload()
        expect(title).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
        expect(bars.nth(1)).to_be_focused()
        assert page.url == planned


def test_without_script_a_bar_is_a_link_to_the_panel(browser: Browser, planned: str) -> None:
    with window(browser, 1440, java_script_enabled=False) as page:
        page.goto(planned)
        page.locator(".bar[data-project] .hit").first.click(position={"x": 3, "y": 3}, force=True)
        expect(page.locator("#panel")).to_contain_text("Why here")
        page.get_by_role("link", name="Close").click()
        expect(page.locator("#panel-title")).to_have_count(0)


def test_a_drag_and_a_click_are_not_taken_for_each_other(browser: Browser, planned: str) -> None:
    with window(browser, 1440) as page:
        page.goto(planned)
        x, y = grip(late_bar(page))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 90, y, steps=4)
        page.mouse.up()
        expect(page.locator("#proposal-title")).to_be_focused(timeout=LONG)
        expect(page.locator("#panel")).to_be_hidden()
        # Bars in the lower part of the window are under the proposal.
        first = page.locator(".bar[data-project]").first
        first.evaluate("e => { e.scrollIntoView({block: 'start'}); scrollBy(0, -200); }")
        page.mouse.click(*grip(first))
        expect(page.locator("#panel-title")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()

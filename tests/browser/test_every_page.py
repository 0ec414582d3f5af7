"""A walk over all pages: no wider than the window, silent console, everything can be pressed, axe is content."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SECTIONS = (
    "",
    "?lanes=person&zoom=week",
    "?lanes=pool&zoom=quarter",
    "/load",
    "/compute",
    "/cost",
    "/cost/explorer?down=quarter&from=2027-01-04",
    "/cost/explorer?down=quarter&across=actual",
    "/cost/actuals",
    "/forecast",
    "/marginal",
    "/available",
    "/report",
    "/replan",
    "/team",
    "/summary",
    "/frontier",
    "/frontier?against=confidence",
    "/why/ranker-v3",
    "/projects/ranker-v3",
    "/proposal?project=ranker-v3&starts=2027-03-08",
)
PAGES = (
    "/projects",
    "/projects/ranked?score=own&formula=value+/+effort&weeks=100",
    "/projects/ranker-v3",
    "/projects/ranker-v3/edit",
    "/projects/new",
    "/people",
    "/people/new",
    "/people/chidi-eze/edit",
    "/pools",
    "/pools/h100-reserved/edit",
    "/prices",
    "/calibration",
    "/tracking",
    "/settings",
    "/plans",
    "/gestures",
    "/digest",
    "/scenarios",
    "/scenarios/new",
    "/sharing",
    "/paste",
)
#: The last one does not exist: its status is the only thing a console may speak of.
GENERAL = (
    "/",
    "/estimators/training",
    "/estimators/pilot",
    "/estimators/serving",
    "/import",
    "/paste",
    "/jobs",
    "/access",
    "/login",
    "/nothing",
)
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
SMALL_TARGETS = """
() => [...document.querySelectorAll('button, .btn, select, .tabs a, .topnav a, .seg a, .toc a, summary, thead a')]
  .filter(e => e.offsetParent && e.tabIndex >= 0 && e.getBoundingClientRect().height < 24)
  .map(e => e.outerHTML.slice(0, 120))
"""
#: Buttons and links of buttons' looks over whose middle something else lies.
COVERED = """
() => [...document.querySelectorAll('button, a.btn')].filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.disabled)
  .filter(e => {
    e.scrollIntoView({block: 'center', inline: 'nearest'});
    const box = e.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !(top && (e === top || e.contains(top)));
  })
  .map(e => e.outerHTML.slice(0, 160))
"""


def addresses(address: str, planned: str, sibling: str) -> list[str]:
    home = planned.partition("/plans/")[0]
    plans = [planned, sibling]
    compared = f"{home}/compare?" + "&".join(f"plan={plan.rpartition('/')[2]}" for plan in plans)
    return [
        *(planned + s for s in SECTIONS),
        *(home + p for p in PAGES),
        compared,
        *(address + p for p in GENERAL),
    ]


@contextmanager
def window(browser: Browser, width: int, **options: str | bool) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_accessibility_finding(
    browser: Browser, address: str, planned: str, sibling: str, scheme: Literal["light", "dark"]
) -> None:
    axe, found = Axe(), []
    # axe brings its own script, which the pages' security policy would refuse.
    with window(browser, 1280, bypass_csp=True, color_scheme=scheme) as page:
        for target in addresses(address, planned, sibling):
            page.goto(target)
            found += [
                (target, finding["id"], finding["nodes"][0]["target"])
                for finding in axe.run(page).response["violations"]
                if finding["impact"] in ("serious", "critical")
            ]
    assert found == []


@pytest.mark.parametrize("width", [390, 1440, 2560])
def test_no_page_is_wider_than_the_window_or_writes_to_the_console(
    browser: Browser, address: str, planned: str, sibling: str, width: int
) -> None:
    wider, said = [], []
    with window(browser, width) as page:
        page.on("console", lambda message: said.append(f"{page.url}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        for target in addresses(address, planned, sibling):
            page.goto(target)
            if page.evaluate(WIDER):
                wider.append(target)
    assert wider == []
    assert [text for text in said if not text.startswith(f"{address}/nothing")] == []


@pytest.mark.parametrize("width", [390, 1440])
def test_everything_that_is_pressed_is_24_pixels_high_and_under_nothing_else(
    browser: Browser, address: str, planned: str, sibling: str, width: int
) -> None:
    small, covered = [], []
    with window(browser, width) as page:
        for target in addresses(address, planned, sibling):
            page.goto(target)
            small += page.evaluate(SMALL_TARGETS)
            covered += [(target, html) for html in page.evaluate(COVERED)]
    assert small == []
    assert covered == []

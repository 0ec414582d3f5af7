"""The first hour of a newcomer: from an empty organisation and a spreadsheet to a published plan and its files."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PLAN_TIMEOUT
from tests.browser.product import Product
from tests.browser.test_board import LONG, bar_with_room, grip, week_width
from tests.browser.watched import watched

pytestmark = pytest.mark.browser
SOON, LATER = (dt.date.today() + dt.timedelta(weeks=n) for n in (22, 31))
PROJECTS = f"""\
Project\tValue a week\tTheme\tDeadline\tMust have\tModelling\tData engineering\tServing
Two-tower retrieval\t9,000 / 18,000 / 30,000\tGrowth\t\t\t8 / 12 / 20\t4\t3
Ranker v3\t12,000 / 26,000 / 48,000\tGrowth\t{LATER}\tyes\t10 / 14 / 22\t3\t4 / 6 / 9
Cold-start model\t5000\tGrowth\t\t\t6 / 9 / 14\t2\t
Feature store\t3,000 / 6,000 / 9,000\tPlatform\t\t\t\t14 / 20 / 30\t6
Search ranking\t$11,000\tGrowth\t\t\t12 / 18 / 26\t4\t4
Spam classifier refresh\t4,500\tTrust\t{SOON}\t\t5 / 8 / 12\t2\t2
Toxicity filter\t7,000\tTrust\t\t\t9 / 14 / 20\t5\t3
Embedding service\t2,500\tPlatform\t\t\t2\t4\t10 / 14 / 20
Notification timing\t6,000\tGrowth\t\t\t7 / 10 / 16\t3\t2
Demand forecast\t8,000\tOperations\t\t\t10 / 15 / 24\t8\t2
Support summaries\t3,500\tOperations\t\t\t8 / 12 / 18\t2\t6
GPU cost cutting\t1,200\tPlatform\t\t\t\t4\t8 / 12 / 16
"""
PEOPLE = """\
Person\tFTE\tWeekly cost\tModelling\tData engineering\tServing
Amara\t100%\t4,200\t1\t0.4\t
Bela\t100%\t4,000\t1.1\t\t
Chidi\t80%\t3,600\t0.9\t\t0.3
Dagny\t1\t3,800\t\t1\t
Emeka\t1\t3,900\t\t0.5\t1
Farah\t0.6\t3,700\t0.5\t1\t0.5
"""
NOTE = "Note of the decision"


def sign_in(page: Page, product: Product) -> None:
    page.goto(product.sign_in)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Plan people, accelerators and money as one")).to_be_visible()


def type_cells(page: Page) -> None:
    page.get_by_role("link", name="Paste cells").click()
    page.get_by_label("Name of the portfolio").fill("Recommendations")
    page.get_by_role("textbox", name="Projects").fill(PROJECTS)
    page.get_by_role("textbox", name="People").fill(PEOPLE)


def see_cells_again(page: Page) -> None:
    expect(page.get_by_text("What you had typed is back.")).to_be_visible()
    expect(page.get_by_label("Name of the portfolio")).to_have_value("Recommendations")
    expect(page.get_by_role("textbox", name="Projects")).to_have_value(PROJECTS)
    expect(page.get_by_role("textbox", name="People")).to_have_value(PEOPLE)


def store_cells(page: Page) -> None:
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("12 projects and 6 people can be stored")).to_be_visible()
    page.get_by_role("button", name="Store all of it").click()
    expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()


def plan(page: Page) -> None:
    ask_for_a_plan(page)
    see_the_plan(page)


def ask_for_a_plan(page: Page) -> None:
    page.get_by_label("Search for").select_option("5")
    page.get_by_role("button", name=re.compile("^Plan")).click()
    expect(page.get_by_role("region", name="Progress")).to_be_visible()


def see_the_plan(page: Page) -> None:
    page.wait_for_url(re.compile(r"/plans/\w+$"), timeout=PLAN_TIMEOUT)
    expect(page.locator(".roadmap")).to_be_visible()


def type_a_note_while_it_simulates(page: Page) -> None:
    """What is typed outlasts the forecast that arrives meanwhile, and loading the page again."""
    page.get_by_label(NOTE).first.fill("Agreed on Monday")
    show = page.get_by_role("link", name="Show it")
    expect(show).to_be_visible(timeout=LONG)
    expect(page.get_by_label(NOTE).first).to_have_value("Agreed on Monday")
    show.click()
    expect(page.get_by_role("link", name="Forecast", exact=True)).to_be_visible()
    expect(page.get_by_label(NOTE).first).to_have_value("Agreed on Monday")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_label(NOTE).first).to_have_value("")


def move_a_bar(page: Page, *, by_hand: bool) -> None:
    """A bar four weeks later, dragged or by the menu, kept as a pin; back when it was planned again."""
    before = page.url
    bar = bar_with_room(page, 4)
    if by_hand:
        x, y = grip(bar)
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(1, 9):
            page.mouse.move(x + step * week_width(page) / 2, y)
        page.mouse.up()
    else:
        start = dt.date.fromisoformat(bar.get_attribute("data-starts") or "") + dt.timedelta(weeks=4)
        page.get_by_text("Change it without dragging").click()
        page.get_by_label("Move", exact=True).select_option(bar.get_attribute("data-project"))
        page.get_by_label("to the week of").fill(start.isoformat())
        page.get_by_role("button", name="See what it does").first.click()
    expect(page.locator("#proposal-title")).to_contain_text("4 weeks later", timeout=LONG)
    page.get_by_role("button", name="Keep as a pin and plan again").click()
    expect(page.get_by_text("Pinned.")).to_be_visible()
    home = before.rpartition("/")[0]
    page.wait_for_url(lambda url: url.startswith(home) and not url.startswith(before), timeout=PLAN_TIMEOUT)
    expect(page.locator(".roadmap")).to_contain_text("pinned")


def ask_why_and_try_the_fix(page: Page) -> str:
    """The change that lets a project in, tried as a scenario, compared; the address of the portfolio's plan."""
    here = page.url
    page.get_by_role("link", name=re.compile("^Why, and what would change it")).first.click()
    page.get_by_role("button", name="Find out what would change it").click()
    expect(page.get_by_role("heading", name="What would let it in")).to_be_visible(timeout=PLAN_TIMEOUT)
    expect(page.get_by_text("It is in", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Try as scenario").first.click()
    expect(page.get_by_role("heading", name="Changes")).to_be_visible()
    compare = page.get_by_role("link", name="Compare with the portfolio")
    expect(compare).to_be_visible(timeout=PLAN_TIMEOUT)
    compare.click()
    expect(page.get_by_role("heading", name="Plans side by side")).to_be_visible()
    expect(page.get_by_role("heading", name="Plan B over plan A")).to_be_visible()
    return here


def publish(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label(NOTE).first.fill("Agreed in the steering group")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Plan of record", exact=True).first).to_be_visible()


def export(page: Page) -> None:
    """The plan as a file, and its cost as a workbook."""
    with page.expect_download() as plan_file:
        page.get_by_role("link", name="Plan file").click()
    made = json.loads(Path(plan_file.value.path()).read_text())
    assert len(made["projects"]) == 12
    page.get_by_role("link", name="Cost", exact=True).click()
    page.get_by_role("link", name="Explore and export").first.click()
    with page.expect_download() as workbook:
        page.get_by_role("link", name="Excel", exact=True).click()
    assert Path(workbook.value.path()).read_bytes().startswith(b"PK")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_spreadsheet_becomes_a_published_plan(browser: Browser, tmp_path: Path, width: int) -> None:
    with Product(tmp_path) as product, watched(browser, width) as (page, _):
        sign_in(page, product)
        type_cells(page)
        page.reload()
        see_cells_again(page)
        store_cells(page)
        plan(page)
        type_a_note_while_it_simulates(page)
        move_a_bar(page, by_hand=width > 500)
        newest = ask_why_and_try_the_fix(page)
        publish(page, newest)
        export(page)

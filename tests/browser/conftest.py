"""A browser, and the pages served over a database of their own."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from planner.document import write_yaml
from planner.persistence.database import Database
from planner.persistence.ids import new_id
from planner.persistence.tables import PlanTable
from tests.browser.hand_worker import HandWorker
from tests.stored import local_installation
from tests.web import samples
from tests.web.pages.conftest import pages_over

PLAN_TIMEOUT = 240_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--accept-lang=en-GB"]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium of the system; a missing one is a failure in continuous integration, a skip elsewhere."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium is installed")
        pytest.skip("no Chromium is installed")
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with local_installation(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(database: Database) -> Iterator[str]:
    """Where the pages are served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(pages_over(database), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def worker(database: Database) -> Iterator[None]:
    with HandWorker(database):
        yield


@pytest.fixture(scope="session")
def planned(browser: Browser, address: str, worker: None) -> str:
    """Address of a plan that was made through the pages, with a forecast and with what was spent in two months."""
    page = browser.new_page()
    import_and_plan(page, address)
    found = page.url.partition("?")[0]
    page.get_by_role("button", name="Forecast dates").click()
    expect(page.get_by_role("link", name="Forecast", exact=True)).to_be_visible(timeout=PLAN_TIMEOUT)
    page.goto(f"{found}/cost/actuals")
    spent = ("2027-01,,people,9000,", "2027-02,,people,9500,", "2027-02,ranker-v3,compute,700,h100-reserved")
    page.fill("#text", "\n".join(["month,project,kind,amount,pool", *spent]))
    page.fill("#source", "Ledger")
    page.get_by_role("button", name="Store", exact=True).click()
    expect(page.get_by_text("Stored. It is compared")).to_be_visible()
    page.close()
    return found


@pytest.fixture(scope="session")
def sibling(database: Database, planned: str) -> str:
    """Address of another plan of that portfolio, which leaves out more projects."""
    home, _, plan_id = planned.partition("/plans/")
    with database.write() as session:
        other = samples.plan(samples.portfolio(), out=8)
        row = PlanTable(
            **session.get_one(PlanTable, plan_id).model_dump(exclude={"id", "job_id", "body", "created_at"}),
            id=new_id(),
            job_id=new_id(),
            body=other.model_dump_json(by_alias=True),
        )
        session.add(row)
        return f"{home}/plans/{row.id}"


def import_and_plan(page: Page, address: str) -> None:
    """Import the sample portfolio through the pages and wait for its roadmap."""
    page.goto(f"{address}/import")
    page.fill("#text", write_yaml(samples.portfolio()))
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("No plan yet")).to_be_visible()
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page.locator(".roadmap")).to_be_visible(timeout=PLAN_TIMEOUT)

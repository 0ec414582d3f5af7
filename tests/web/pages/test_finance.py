"""Pages of finance: a price sheet is shown before it is stored, cost is opened up."""

import re

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.services.identity import local_context
from planner.services.plans import get_plan
from planner.services.portfolios import get_portfolio
from tests.stored import store_plan


@pytest.fixture
def plan(database: Database) -> tuple[str, str]:
    """Id of a portfolio, and address of its plan."""
    with database.write() as session:
        ctx = local_context(session)
        stored = get_plan(ctx, store_plan(ctx))
    return stored.portfolio_id, f"/portfolios/{stored.portfolio_id}/plans/{stored.id}"


def test_a_price_sheet_is_shown_first_then_stored_and_taken_back(
    client: TestClient, database: Database, plan: tuple[str, str]
) -> None:
    portfolio_id, _ = plan
    with database.read() as session:
        before = get_portfolio(local_context(session), portfolio_id)
    pool = next(pool for pool in before.portfolio.pools if pool.kind != "owned")
    sheet = f"accelerator,kind,price_per_hour\n{pool.accelerator},{pool.kind},0.77\n"
    address = f"/portfolios/{portfolio_id}/prices"
    shown = client.post(address, data={"text": sheet})
    assert shown.status_code == 200
    assert "Give the pools these prices" in shown.text
    version = re.search(r'name="version" value="(\d+)"', shown.text)
    assert version is not None

    def price() -> object:
        with database.read() as session:
            now = get_portfolio(local_context(session), portfolio_id).portfolio
        return next(p.price_per_hour for p in now.pools if p.id == pool.id)

    assert price() == pool.price_per_hour, "looking changes nothing"
    form = {"text": sheet, "do": "store", "version": version.group(1)}
    stored = client.post(address, data=form)
    assert stored.status_code == 303
    assert price() != pool.price_per_hour
    assert client.post(address, data=form).status_code == 409, "the version is not current any more"
    token = stored.headers["location"].partition("undo=")[2]
    assert client.post(f"/portfolios/{portfolio_id}/plan/undo/{token}").status_code == 303
    assert price() == pool.price_per_hour


@pytest.mark.parametrize(
    "form",
    [
        {"text": "accelerator,price_per_hour\nH100,-3\n"},
        {"text": "accelerator,price_per_hour\nH100,3\n", "from": "soon"},
        {"text": "colour\nred\n"},
        {},
    ],
)
def test_a_sheet_that_cannot_be_used_changes_nothing(
    client: TestClient, plan: tuple[str, str], form: dict[str, str]
) -> None:
    answer = client.post(f"/portfolios/{plan[0]}/prices", data=form)
    assert answer.status_code == 422
    assert "No price was changed" in answer.text


def test_a_quarter_opens_into_its_projects_and_a_project_into_its_phases(
    client: TestClient, plan: tuple[str, str]
) -> None:
    page = client.get(f"{plan[1]}/cost/explorer?down=quarter").text
    (opened, *_) = re.findall(r'<th scope="row"[^>]*><a href="([^"]+)"', page)
    assert "from=2027-01-04" in opened
    assert "down=project" in opened
    projects = client.get(opened.replace("&amp;", "&")).text
    assert 'aria-label="Looked at"' in projects
    deeper = re.findall(r'<th scope="row"[^>]*><a href="([^"]+down=phase[^"]*)"', projects)
    assert deeper
    phases = client.get(deeper[0].replace("&amp;", "&")).text
    assert '<option value="phase" selected>' in phases
    assert re.search(r'<input type="hidden" name="project" value="\w+">', phases), (
        "the form keeps the project"
    )


def test_placement_by_week_is_a_table_of_the_compute_page(client: TestClient, plan: tuple[str, str]) -> None:
    assert "Placement by week" in client.get(f"{plan[1]}/compute").text
    lines = client.get(f"{plan[1]}/tables/placement.csv").text.splitlines()
    assert lines[0].endswith("Week,Pool,Usable hours,Used,Price,Unused cost,One more hour,Avoidable")
    assert len(lines) > 13

"""Pages of finance: a file is compared with the plan, a price sheet is shown before it is stored, cost is opened up."""

import re
from decimal import Decimal

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


def test_what_was_spent_is_pasted_and_compared_with_the_plan(
    client: TestClient, plan: tuple[str, str]
) -> None:
    """In the plan of the verifier's tests, project b costs 3,000 of people; the file says 3,500 and another 40."""
    _, address = plan
    page = client.get(f"{address}/cost/actuals")
    assert "Compare with the plan" in page.text
    months = re.findall(
        r"\d{4}-\d{2}", client.get(f"{address}/cost/explorer.csv?down=month&project=b&kind=people").text
    )
    text = "month,project,kind,amount\n" + f"{months[0]},b,people,3500\n{months[0]},nobody-knows,people,40\n"
    html = client.post(f"{address}/cost/actuals", data={"text": text}).text
    assert "$3,500.00" in html
    assert "Not projects of this portfolio, and counted as they are: nobody-knows." in html
    row = re.search(r'<th scope="row"[^>]*>nobody-knows</th>(.*?)</tr>', html, re.S)
    assert row is not None
    amounts = [Decimal(value) for value in re.findall(r'data-value="([^"]+)"', row.group(1))]
    assert amounts[:3] == [0, 40, 40]
    assert sum(amounts[3:]) == 40, "the effects add up to the difference"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choose a file or paste its rows."),
        ("a,b\n1,2\n", "none of the known tables"),
        ("month,amount\n2027-01,many\n", "&#39;many&#39; is not a number"),
        ("month,amount\n1999-01,3\n", "month 1999-01 of the actuals is not in the plan"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_and_stays(
    client: TestClient, plan: tuple[str, str], text: str, said: str
) -> None:
    answer = client.post(f"{plan[1]}/cost/actuals", data={"text": text})
    assert answer.status_code == 422
    assert said in answer.text
    assert text.strip() in answer.text


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

"""What was spent on pages: compared without being stored, stored by month, replaced when asked, removed with undo."""

import re
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from planner.persistence.database import Database
from planner.persistence.tables import ActualsTable
from planner.services.actuals import list_actuals
from planner.services.identity import local_context
from planner.services.plans import get_plan
from tests.stored import store_plan

JANUARY = "month,project,pool,hours,amount\n2027-01,a,cloud,400,900\n"
YEAR = JANUARY + "2027-02,a,cloud,10,30\n"


@pytest.fixture
def plan(database: Database) -> tuple[str, str]:
    """Id of a portfolio, and address of its plan."""
    with database.write() as session:
        ctx = local_context(session)
        stored = get_plan(ctx, store_plan(ctx))
    return stored.portfolio_id, f"/portfolios/{stored.portfolio_id}/plans/{stored.id}"


def store(client: TestClient, address: str, table: str, **form: str) -> Any:
    return client.post(
        f"{address}/cost/actuals", data={"text": table, "do": "store", "source": "Bill"} | form
    )


def test_what_was_spent_is_pasted_and_compared_with_the_plan(
    client: TestClient, plan: tuple[str, str]
) -> None:
    """In the plan of the verifier's tests, project b costs 3,000 of people; the file says 3,500 and another 40."""
    _, address = plan
    page = client.get(f"{address}/cost/actuals")
    assert "Compare without storing" in page.text
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


def test_stored_months_stand_beside_the_plan_without_a_new_upload(
    client: TestClient, plan: tuple[str, str]
) -> None:
    _, address = plan
    assert "Nothing yet." in client.get(f"{address}/cost/actuals").text
    done = store(client, address, YEAR)
    assert done.status_code == 303
    page = client.get(str(done.headers["location"])).text
    assert "Stored. It is compared with every plan of this portfolio." in page
    for table in ("months", "causes", "variance"):
        assert f'id="table-{table}"' in page
    assert "$930.00" in page, "spent in both months"
    csv = client.get(f"{address}/cost/actuals/tables/months.csv").text.splitlines()
    assert csv[1].startswith("2027-01,600.00,0.00,900.00,300.00,")
    assert client.get(f"{address}/cost/actuals/files/xlsx").content[:2] == b"PK"
    lines = client.get(f"{address}/cost/actuals/files/csv").text.splitlines()
    assert len(lines) == 3, "a in January and in February"


def test_the_same_month_is_refused_until_replacing_is_ticked(
    client: TestClient, plan: tuple[str, str]
) -> None:
    _, address = plan
    store(client, address, JANUARY)
    refused = store(client, address, JANUARY.replace("900", "950"))
    assert refused.status_code == 409
    assert "&#39;Bill&#39; has told 2027-01 already" in refused.text
    assert "950" in refused.text, "what was given stays in the form"
    assert store(client, address, JANUARY.replace("900", "950"), replace="on").status_code == 303
    assert "$950.00" in client.get(f"{address}/cost/actuals").text


def test_a_month_is_removed_and_brought_back(client: TestClient, plan: tuple[str, str]) -> None:
    _, address = plan
    store(client, address, JANUARY)
    page = client.get(f"{address}/cost/actuals").text
    remove = re.search(r'action="([^"]+/cost/actuals/\w+)/delete"', page)
    assert remove is not None
    assert (
        client.get(f"{remove.group(1)}.csv").text.splitlines()[1]
        == "2027-01,a,compute,cloud,,400.0,900,,0.0,0.0"
    )
    gone = client.post(f"{remove.group(1)}/delete")
    location = str(gone.headers["location"])
    assert "Nothing yet." in client.get(location).text
    undo = re.search(r'action="([^"]+/undo/[^"]+)"', client.get(location).text)
    assert undo is not None
    assert client.post(undo.group(1)).status_code == 303
    assert "$900.00" in client.get(f"{address}/cost/actuals").text


def test_months_that_a_plan_cannot_price_are_named_and_can_be_removed(
    client: TestClient, database: Database, plan: tuple[str, str]
) -> None:
    """The pool was there when the month was stored; a plan of an older portfolio does not know it."""
    portfolio_id, address = plan
    with database.write() as session:
        row = session.get(ActualsTable, store_hours(client, database, portfolio_id, address))
        assert row is not None
        row.body = row.body.replace('"cloud"', '"nebula"')
    page = client.get(f"{address}/cost/actuals")
    assert page.status_code == 200
    assert "there is no price for nebula" in page.text
    assert 'aria-label="Remove Jobs, Jan 2027"' in page.text


def store_hours(client: TestClient, database: Database, portfolio_id: str, address: str) -> str:
    jobs = "JobID|Account|Partition|Start|ElapsedRaw|AllocTRES\n1|a|cloud|2027-01-05|3600|gres/gpu=4\n"
    assert store(client, address, jobs, source="Jobs").status_code == 303
    with database.read() as session:
        (month,) = list_actuals(local_context(session), portfolio_id)
    return month.id


def test_the_cost_explorer_shows_budget_plan_and_actual(client: TestClient, plan: tuple[str, str]) -> None:
    """Project a: 600 of the cloud are planned in January, 900 were spent."""
    _, address = plan
    before = client.get(f"{address}/cost/explorer?down=project&across=actual")
    assert "nothing that was spent is stored yet" in before.text
    store(client, address, JANUARY)
    page = client.get(f"{address}/cost/explorer?down=phase&across=actual&basis=cash").text
    assert '<option value="project" selected>' in page, "actuals know no phases"
    assert '<option value="actual" selected>' in page
    assert 'name="basis"' not in page, "actuals are amortised"
    csv = client.get(f"{address}/cost/explorer.csv?down=project&across=actual&kind=compute").text.splitlines()
    assert csv[0].endswith("Project,Planned,Of it committed,Planned so far,Actual so far,Variance,Outlook")
    assert csv[1] == "a,600.00,0.00,600.00,900.00,300.00,900.00"
    opened = re.findall(
        r'href="([^"]+)"', client.get(f"{address}/cost/explorer?down=quarter&across=actual").text
    )
    assert any("across=actual" in link and "down=project" in link for link in opened)
